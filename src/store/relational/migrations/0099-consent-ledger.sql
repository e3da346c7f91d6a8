-- What people said about being contacted, line by line; only ever added to. state: granted, withdrawn, or void (what the import said is taken back).
-- customer_id is the record of that time: a merge rewrites nothing. No foreign key, so that the lines of a person who is erased go after the person.
CREATE TABLE consent_entries (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  customer_id uuid NOT NULL,
  purpose text NOT NULL,
  channel text NOT NULL,
  state text NOT NULL CHECK (state IN ('granted', 'withdrawn', 'void')),
  source text NOT NULL,
  evidence text NOT NULL DEFAULT '',
  notice_version text NOT NULL DEFAULT '',
  actor text NOT NULL DEFAULT '',
  import_id uuid,
  line bigint,
  said_at timestamptz NOT NULL
);
CREATE INDEX consent_entries_by_customer ON consent_entries (customer_id, id);
CREATE UNIQUE INDEX consent_entries_by_import ON consent_entries (import_id, customer_id, purpose, channel, state) WHERE import_id IS NOT NULL;

-- What was known until now: the current words, and those from before each import.
INSERT INTO consent_entries (customer_id, purpose, channel, state, source, evidence, import_id, said_at)
SELECT w.customer_id, w.purpose, w.channel, CASE WHEN w.granted THEN 'granted' ELSE 'withdrawn' END, w.source, w.evidence, i.import_id, w.said_at
FROM (
  SELECT customer_id, purpose, channel, granted, source, evidence, changed_at AS said_at FROM consents
  UNION
  SELECT coalesce(c.merged_into, c.id), i.purpose, i.channel, i.before_granted, i.before_source, i.before_evidence, i.before_at
  FROM import_consents i JOIN customers c ON c.id = i.customer_id
  WHERE i.before_at IS NOT NULL
) w
LEFT JOIN (
  SELECT DISTINCT i.import_id, coalesce(c.merged_into, c.id) AS customer_id, i.purpose, i.channel, i.set_at
  FROM import_consents i JOIN customers c ON c.id = i.customer_id
) i ON w.source = 'import' AND (i.customer_id, i.purpose, i.channel, i.set_at) = (w.customer_id, w.purpose, w.channel, w.said_at)
ORDER BY w.said_at
ON CONFLICT DO NOTHING;
DROP TABLE import_consents;

CREATE FUNCTION keep_consent_entries() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    IF NOT EXISTS (SELECT FROM customers WHERE id = OLD.customer_id) THEN
      RETURN OLD;
    END IF;
  END IF;
  RAISE EXCEPTION 'consent_entries is only ever added to; entries of a person go after the person is erased';
END;
$$;
CREATE TRIGGER keep_consent_entries BEFORE UPDATE OR DELETE ON consent_entries FOR EACH ROW EXECUTE FUNCTION keep_consent_entries();

-- consents stays as the current state that the entries of a person come to.
