-- What was said of each record (origin) of a customer, by speaker: an import (source 'file'), a source of the catalogue (source = its id), or the nil UUID for what is older
-- than speakers are known for. It stays with the record through every merge. words: fact -> list of {value, first, last, times}, or {masked, sealed, mark, first, last, times}
-- for what is personal, sealed under the key of the record; first and last in epoch milliseconds. A fact is 'field:FIELD' or 'attribute:NAME'. Which word counts is decided by
-- survivorship_rules.
CREATE TABLE customer_statements (
  customer_id uuid NOT NULL,
  said_by uuid NOT NULL,
  source text NOT NULL,
  said_at timestamptz NOT NULL,
  words jsonb NOT NULL,
  PRIMARY KEY (customer_id, said_by, source)
);
CREATE INDEX customer_statements_by_speaker ON customer_statements (said_by, customer_id);

-- Every rule that held, by version; the newest of each fact holds now, and a fact without one follows the newest word.
CREATE TABLE survivorship_rules (
  fact text NOT NULL,
  version integer NOT NULL,
  rule text NOT NULL,
  sources text[] NOT NULL,
  author text NOT NULL,
  note text NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (fact, version)
);

INSERT INTO customer_statements (customer_id, said_by, source, said_at, words)
SELECT a.customer_id, a.import_id, 'file', a.said_at,
  (SELECT coalesce(jsonb_object_agg('attribute:' || entry.key, jsonb_build_array(
     CASE WHEN jsonb_typeof(entry.value) = 'object' THEN entry.value || jsonb_build_object('mark', entry.value -> 'sealed')
       ELSE jsonb_build_object('value', entry.value) END
     || jsonb_build_object('first', at.ms, 'last', at.ms, 'times', 1))), '{}')
   FROM jsonb_each(a.plain || a.personal) AS entry)
FROM customer_attributes a, LATERAL (SELECT floor(extract(epoch FROM a.said_at) * 1000)::bigint AS ms) AS at;

DROP TABLE customer_attributes;

-- The fixed fields as they stand. A survivor's row leaves out what it had from a record that was merged into it: that record says it itself.
INSERT INTO customer_statements (customer_id, said_by, source, said_at, words)
SELECT fields.id, '00000000-0000-0000-0000-000000000000', '', fields.at,
  jsonb_object_agg('field:' || fields.key, jsonb_build_array(fields.value || jsonb_build_object('first', ms.at, 'last', ms.at, 'times', 1)))
FROM (
  SELECT c.id, at, entry.key, jsonb_build_object('value', entry.value) AS value
  FROM customers c, jsonb_each(c.attributes) AS entry, LATERAL (SELECT CASE WHEN c.merged_into IS NULL THEN c.updated_at ELSE c.created_at END AS at) AS known
  WHERE jsonb_typeof(entry.value) IN ('string', 'number', 'boolean') AND NOT EXISTS (
    SELECT FROM merge_snapshots s JOIN customers gone ON gone.id = s.merged_id
    WHERE s.customer_id = c.id AND gone.merged_into = c.id AND entry.key <> ALL (s.attributes) AND gone.attributes -> entry.key = entry.value)
  UNION ALL
  SELECT c.id, at, 'name', jsonb_build_object('masked', c.masked_name, 'sealed', translate(encode(c.display_name, 'base64'), E'\n', ''), 'mark', translate(encode(c.display_name, 'base64'), E'\n', ''))
  FROM customers c, LATERAL (SELECT CASE WHEN c.merged_into IS NULL THEN c.updated_at ELSE c.created_at END AS at) AS known
  WHERE c.display_name IS NOT NULL AND NOT EXISTS (
    SELECT FROM merge_snapshots s JOIN customers gone ON gone.id = s.merged_id
    WHERE s.customer_id = c.id AND gone.merged_into = c.id AND NOT s.named AND gone.masked_name = c.masked_name)
  UNION ALL
  SELECT c.id, at, 'preferredLanguage', jsonb_build_object('value', c.preferred_language)
  FROM customers c, LATERAL (SELECT CASE WHEN c.merged_into IS NULL THEN c.updated_at ELSE c.created_at END AS at) AS known
  WHERE c.preferred_language <> '' AND NOT EXISTS (
    SELECT FROM merge_snapshots s JOIN customers gone ON gone.id = s.merged_id
    WHERE s.customer_id = c.id AND gone.merged_into = c.id AND NOT s.has_language AND gone.preferred_language = c.preferred_language)
  UNION ALL
  SELECT c.id, at, 'timeZone', jsonb_build_object('value', c.time_zone)
  FROM customers c, LATERAL (SELECT CASE WHEN c.merged_into IS NULL THEN c.updated_at ELSE c.created_at END AS at) AS known
  WHERE c.time_zone <> '' AND NOT EXISTS (
    SELECT FROM merge_snapshots s JOIN customers gone ON gone.id = s.merged_id
    WHERE s.customer_id = c.id AND gone.merged_into = c.id AND NOT s.has_time_zone AND gone.time_zone = c.time_zone)
) AS fields, LATERAL (SELECT floor(extract(epoch FROM fields.at) * 1000)::bigint AS at) AS ms
GROUP BY fields.id, fields.at;
