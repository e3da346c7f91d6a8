-- Versions of the identity rules; the newest holds. Before the first one those hold that the product comes with.
CREATE TABLE identity_rules (
  version integer PRIMARY KEY,
  rules jsonb NOT NULL,
  author text NOT NULL,
  note text NOT NULL DEFAULT '',
  created_at timestamptz NOT NULL
);

-- Customers that named the value and could not be merged with its own, 200 at most; with more than the rules allow it is shared and joins nobody.
ALTER TABLE identifiers ADD COLUMN named_by uuid[] NOT NULL DEFAULT '{}';
CREATE INDEX identifiers_by_origin ON identifiers (origin_id);

-- An edge says which identifier was named beside which other one, and when. customer_id is empty where a value names nobody; `until` is when the use of a value that passed to
-- somebody else ended.
ALTER TABLE identity_edges ALTER COLUMN customer_id DROP NOT NULL;
ALTER TABLE identity_edges ADD COLUMN masked text NOT NULL DEFAULT '';
ALTER TABLE identity_edges ADD COLUMN with_kind text;
ALTER TABLE identity_edges ADD COLUMN with_index bytea;
ALTER TABLE identity_edges ADD COLUMN reason text NOT NULL DEFAULT '';
ALTER TABLE identity_edges ADD COLUMN seen_at timestamptz;
ALTER TABLE identity_edges ADD COLUMN until timestamptz;
UPDATE identity_edges SET seen_at = created_at;
ALTER TABLE identity_edges ALTER COLUMN seen_at SET NOT NULL;
CREATE INDEX identity_edges_by_value ON identity_edges (blind_index, customer_id);

UPDATE identity_edges e SET masked = i.masked FROM identifiers i WHERE i.kind = e.kind AND i.blind_index = e.blind_index;
UPDATE identity_edges e SET with_kind = beside.kind, with_index = beside.blind_index
FROM identity_edges same
CROSS JOIN LATERAL (
  SELECT i.kind, i.blind_index FROM identifiers i
  WHERE (i.kind, i.blind_index) <> (same.kind, same.blind_index)
    AND i.origin_id IN (same.customer_id, same.other_customer_id)
    AND (same.rule = 'same-record' OR i.origin_id IS DISTINCT FROM (
      SELECT own.origin_id FROM identifiers own WHERE (own.kind, own.blind_index) = (same.kind, same.blind_index)
    ))
  ORDER BY array_position(ARRAY['user_id', 'custom_id', 'member_number', 'phone', 'email'], i.kind), i.first_seen_at, i.blind_index
  LIMIT 1
) AS beside
WHERE e.id = same.id AND same.rule IN ('same-record', 'merged');
UPDATE identifiers i SET named_by = named.customers
FROM (
  SELECT kind, blind_index, (array_agg(DISTINCT customer_id))[1:200] AS customers FROM identity_edges
  WHERE rule = 'conflict' AND other_customer_id IS NOT NULL GROUP BY kind, blind_index
) AS named
WHERE named.kind = i.kind AND named.blind_index = i.blind_index;

-- Until now the last use of a value was hardly ever moved on, so that a phone in daily use could pass for a silent one: silence counts from now. Squeezed together instead of all
-- the same, as messages go to the number that was used last.
UPDATE identifiers SET last_seen_at = now() - (now() - last_seen_at) / 100000 WHERE kind = 'phone' AND last_seen_at < now();
