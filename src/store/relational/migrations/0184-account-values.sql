-- Dated values of accounts (seats, usage, balance): every number that is said of an account, one a day (UTC) and speaker, the last of the day. said_by as in account_statements.
CREATE TABLE account_values (
  account_id uuid NOT NULL,
  name text NOT NULL,
  said_by text NOT NULL,
  day date NOT NULL,
  said_at timestamptz NOT NULL,
  value double precision NOT NULL,
  PRIMARY KEY (account_id, name, said_by, day)
);
CREATE INDEX account_values_by_speaker ON account_values (said_by);

INSERT INTO account_values (account_id, name, said_by, day, said_at, value)
SELECT s.account_id, entry.key, s.said_by, (s.said_at AT TIME ZONE 'UTC')::date, s.said_at, (entry.value #>> '{}')::double precision
FROM account_statements s, jsonb_each(s.attributes) AS entry
WHERE jsonb_typeof(entry.value) = 'number';

-- Traits of identify calls that are kept as measures of the customer: a list of {trait, measure, unit}.
ALTER TABLE sources ADD COLUMN trait_measures jsonb NOT NULL DEFAULT '[]';
