-- A source that is a partner: by which one identifier it names people, and for how many days a tag holds that names no end of its own (null: until it is said otherwise).
CREATE TABLE partner_agreements (
  source_id uuid PRIMARY KEY REFERENCES sources (id) ON DELETE CASCADE,
  identifier text NOT NULL,
  tag_days integer CHECK (tag_days > 0),
  agreed_at timestamptz NOT NULL
);
-- What partners say of customers: one row per partner, person and tag, the newest word. person_id is the origin that the record named, whose customer is found through
-- customers.merged_into.
CREATE TABLE partner_tags (
  source_id uuid NOT NULL REFERENCES partner_agreements (source_id) ON DELETE CASCADE,
  person_id uuid NOT NULL,
  tag text NOT NULL,
  value text NOT NULL,
  said_at timestamptz NOT NULL,
  valid_until timestamptz,
  received_at timestamptz NOT NULL,
  PRIMARY KEY (source_id, person_id, tag)
);
CREATE INDEX partner_tags_by_person ON partner_tags (person_id);
