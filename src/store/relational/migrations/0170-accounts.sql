-- Companies and their people (accounts). Everything that is said of an account is a statement of whoever said it: one row per account, person and speaker (an import, the API,
-- an event), so that a file is taken back by taking its rows away. What counts is the newest of each. person_id is the origin of a person, whose customer is found
-- through customers.merged_into; the nil UUID stands for the account itself.
CREATE TABLE account_statements (
  account_id uuid NOT NULL,
  person_id uuid NOT NULL,
  said_by text NOT NULL,
  -- As the source names the account.
  account_key text NOT NULL,
  name text NOT NULL DEFAULT '',
  attributes jsonb NOT NULL DEFAULT '{}',
  role text NOT NULL DEFAULT '',
  since timestamptz,
  until timestamptz,
  said_at timestamptz NOT NULL,
  received_at timestamptz NOT NULL,
  PRIMARY KEY (account_id, person_id, said_by)
);
CREATE INDEX account_statements_by_person ON account_statements (person_id);
CREATE INDEX account_statements_by_speaker ON account_statements (said_by);
CREATE INDEX account_statements_by_key ON account_statements (account_key);
