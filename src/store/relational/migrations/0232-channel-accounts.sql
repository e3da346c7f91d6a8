-- Set-ups of providers that carry messages (docs/adr/0050). `secrets` and `callback_secret` are sealed with the master key.
-- `revision` grows with every change of what an open account is made of: an account that is open at an older one is opened anew.
CREATE TABLE channel_accounts (
  id uuid PRIMARY KEY,
  provider text NOT NULL,
  side text NOT NULL,
  name text NOT NULL,
  from_environment boolean NOT NULL DEFAULT false,
  settings jsonb NOT NULL,
  secrets bytea NOT NULL,
  callback_secret bytea NOT NULL,
  preference integer NOT NULL,
  per_second double precision CHECK (per_second > 0),
  at_once integer CHECK (at_once > 0),
  daily_limit integer CHECK (daily_limit > 0),
  warm_up jsonb,
  state text NOT NULL CHECK (state IN ('on', 'off', 'halted')),
  reason text NOT NULL DEFAULT '',
  halted_until timestamptz,
  state_at timestamptz NOT NULL,
  revision integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL,
  created_by text NOT NULL,
  updated_at timestamptz NOT NULL
);
CREATE INDEX channel_accounts_by_side ON channel_accounts (side, preference);

-- Values of accounts that all nodes share and that run out, such as access tokens.
CREATE TABLE provider_values (
  key text PRIMARY KEY,
  value bytea NOT NULL,
  ends_at timestamptz NOT NULL
);
