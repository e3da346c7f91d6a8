CREATE TABLE models (
  id text NOT NULL,
  version integer NOT NULL,
  kind text NOT NULL,
  state text NOT NULL,
  card jsonb NOT NULL,
  body jsonb NOT NULL,
  trained_at timestamptz NOT NULL,
  PRIMARY KEY (id, version)
);

-- Every version of a strategy is kept; the highest version is the current one.
CREATE TABLE strategies (
  id text NOT NULL,
  version integer NOT NULL,
  definition jsonb NOT NULL,
  state text NOT NULL,
  created_by text NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (id, version)
);

CREATE TABLE decision_runs (
  id uuid PRIMARY KEY,
  as_of timestamptz NOT NULL,
  state text NOT NULL,
  settings jsonb NOT NULL,
  summary jsonb NOT NULL DEFAULT '{}',
  created_by text NOT NULL,
  created_at timestamptz NOT NULL,
  finished_at timestamptz
);
CREATE INDEX decision_runs_by_time ON decision_runs (created_at DESC, id);

-- One row per contact that was ever intended. state: planned -> claimed -> handed -> delivered | failed | uncertain, or suppressed.
-- An uncertain row is never sent again by itself.
CREATE TABLE send_ledger (
  send_key text PRIMARY KEY,
  decision_id uuid NOT NULL,
  run_id uuid NOT NULL REFERENCES decision_runs (id),
  customer_id uuid NOT NULL,
  strategy_id text NOT NULL,
  strategy_version integer NOT NULL,
  channel text NOT NULL,
  state text NOT NULL,
  reason text NOT NULL DEFAULT '',
  attempts integer NOT NULL DEFAULT 0,
  lease_owner text,
  lease_until timestamptz,
  provider_id text,
  not_before timestamptz NOT NULL,
  planned_at timestamptz NOT NULL,
  handed_at timestamptz,
  finished_at timestamptz
);
CREATE INDEX send_ledger_due ON send_ledger (state, not_before);
CREATE INDEX send_ledger_by_run ON send_ledger (run_id, state);
CREATE INDEX send_ledger_by_customer ON send_ledger (customer_id, planned_at DESC);

CREATE TABLE tasks (
  id uuid PRIMARY KEY,
  send_key text NOT NULL UNIQUE REFERENCES send_ledger (send_key),
  customer_id uuid NOT NULL,
  strategy_id text NOT NULL,
  title jsonb NOT NULL,
  script jsonb NOT NULL,
  priority integer NOT NULL,
  state text NOT NULL,
  assignee uuid,
  outcome text,
  note bytea,
  due_at timestamptz NOT NULL,
  created_at timestamptz NOT NULL,
  finished_at timestamptz
);
CREATE INDEX tasks_open ON tasks (state, due_at);

CREATE TABLE webhook_endpoints (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  url text NOT NULL,
  secret bytea NOT NULL,
  events text[] NOT NULL,
  created_at timestamptz NOT NULL,
  disabled_at timestamptz,
  disabled_reason text
);

CREATE TABLE webhook_deliveries (
  id uuid PRIMARY KEY,
  endpoint_id uuid NOT NULL REFERENCES webhook_endpoints (id),
  message_id text NOT NULL,
  type text NOT NULL,
  body jsonb NOT NULL,
  state text NOT NULL,
  attempts integer NOT NULL DEFAULT 0,
  next_attempt_at timestamptz NOT NULL,
  last_status integer,
  last_error text,
  created_at timestamptz NOT NULL,
  finished_at timestamptz,
  UNIQUE (endpoint_id, message_id)
);
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (state, next_attempt_at);
