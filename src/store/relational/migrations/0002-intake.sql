-- Requests of the tracking API, stored before they are acknowledged. One row per group commit.
CREATE TABLE inbox (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  source text NOT NULL,
  payload bytea NOT NULL,
  records integer NOT NULL,
  bytes integer NOT NULL,
  received_at timestamptz NOT NULL
);

CREATE TABLE sources (
  id uuid PRIMARY KEY,
  name text NOT NULL UNIQUE,
  kind text NOT NULL,
  -- What the tracking API's userId means here: user_id, member_number or custom_id.
  user_id_kind text NOT NULL DEFAULT 'user_id',
  write_key_hash bytea UNIQUE,
  write_key_hint text NOT NULL DEFAULT '',
  created_at timestamptz NOT NULL,
  last_seen_at timestamptz,
  disabled_at timestamptz
);

-- Daily counters by source: received = stored + duplicates + quarantined, always.
CREATE TABLE intake_counts (
  source text NOT NULL,
  day date NOT NULL,
  received bigint NOT NULL DEFAULT 0,
  stored bigint NOT NULL DEFAULT 0,
  duplicates bigint NOT NULL DEFAULT 0,
  quarantined bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (source, day)
);

CREATE TABLE imports (
  id uuid PRIMARY KEY,
  kind text NOT NULL,
  file_name text NOT NULL,
  file_sha256 text NOT NULL,
  mapping jsonb NOT NULL,
  mapping_hash text NOT NULL,
  state text NOT NULL,
  rows bigint NOT NULL DEFAULT 0,
  stored bigint NOT NULL DEFAULT 0,
  duplicates bigint NOT NULL DEFAULT 0,
  quarantined bigint NOT NULL DEFAULT 0,
  customers bigint NOT NULL DEFAULT 0,
  total_bytes bigint NOT NULL DEFAULT 0,
  read_bytes bigint NOT NULL DEFAULT 0,
  error text,
  started_at timestamptz NOT NULL,
  finished_at timestamptz
);
CREATE INDEX imports_by_time ON imports (started_at DESC, id);

-- Records that were refused, as they came (encrypted, since they may hold personal data), with the reason.
CREATE TABLE quarantine (
  id uuid PRIMARY KEY,
  origin text NOT NULL,
  origin_id text NOT NULL,
  position bigint NOT NULL,
  stage text NOT NULL,
  reason text NOT NULL,
  field text NOT NULL DEFAULT '',
  message text NOT NULL,
  record bytea NOT NULL,
  state text NOT NULL DEFAULT 'open',
  created_at timestamptz NOT NULL,
  resolved_at timestamptz,
  UNIQUE (origin, origin_id, position)
);
CREATE INDEX quarantine_by_time ON quarantine (created_at DESC, id);
CREATE INDEX quarantine_by_reason ON quarantine (reason, created_at DESC);
