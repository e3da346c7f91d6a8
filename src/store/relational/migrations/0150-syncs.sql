-- Tables of a shop's own database that are read again and again. The plan is what somebody set up; the password is sealed.
CREATE TABLE syncs (
  id uuid PRIMARY KEY,
  plan jsonb NOT NULL,
  password bytea NOT NULL,
  -- The highest value of the cursor that is stored, as the database writes it.
  cursor_value text,
  paused_at timestamptz,
  -- Why it does not run again until somebody looks at it.
  stopped jsonb,
  -- The last slot of its calendar that was started.
  slot timestamptz,
  created_at timestamptz NOT NULL,
  created_by text NOT NULL
);
CREATE TABLE sync_runs (
  id uuid PRIMARY KEY,
  sync_id uuid NOT NULL REFERENCES syncs (id) ON DELETE CASCADE,
  state text NOT NULL CHECK (state IN ('running', 'done', 'failed', 'interrupted')),
  read_rows bigint NOT NULL DEFAULT 0,
  rows bigint NOT NULL DEFAULT 0,
  stored bigint NOT NULL DEFAULT 0,
  duplicates bigint NOT NULL DEFAULT 0,
  quarantined bigint NOT NULL DEFAULT 0,
  import_ids uuid[] NOT NULL DEFAULT '{}',
  cursor_from text,
  cursor_to text,
  drift jsonb,
  problem jsonb,
  started_at timestamptz NOT NULL,
  finished_at timestamptz
);
CREATE INDEX sync_runs_by_sync ON sync_runs (sync_id, started_at DESC, id DESC);
-- The lines that rows of orders were stored as, by the keyed hash of their key: a row with other figures is another line, and the former one counts no more.
CREATE TABLE sync_rows (
  sync_id uuid NOT NULL REFERENCES syncs (id) ON DELETE CASCADE,
  row_key bigint NOT NULL,
  line_key bigint NOT NULL,
  occurred_at timestamptz NOT NULL,
  is_current boolean NOT NULL,
  PRIMARY KEY (sync_id, row_key, line_key)
);
CREATE INDEX sync_rows_by_line ON sync_rows (sync_id, line_key);
