-- Which attributes accounts have, and the type that most of them have it with: what conditions may name. Written by the copy of accounts (account-copy.ts).
CREATE TABLE account_attributes (
  name text PRIMARY KEY,
  type text NOT NULL CHECK (type IN ('text', 'number', 'flag', 'day'))
);
-- Those that were copied before are looked at again.
INSERT INTO account_changes (account_id) SELECT DISTINCT account_id FROM account_statements;
