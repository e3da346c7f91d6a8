-- Whose the records are that name only a value that several customers share, where somebody said so. Such records have an origin of their own; person_id is the record
-- that they count for, so that they follow merges and un-merges, and empty where they are nobody's again.
CREATE TABLE settled_values (
  origin_id uuid PRIMARY KEY,
  person_id uuid,
  reason text NOT NULL,
  actor text NOT NULL,
  settled_at timestamptz NOT NULL
);
CREATE INDEX settled_values_by_person ON settled_values (person_id);

-- Values by which a record went to nobody.
CREATE INDEX identity_edges_of_nobody ON identity_edges (kind, blind_index, id) WHERE rule = 'shared' AND customer_id IS NULL;
