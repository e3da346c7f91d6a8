-- Records that other systems send (POST /orders, /customers, /tickets). What was stored last under the name of a record; name and content are codes made with the
-- secret of the installation.
CREATE TABLE sent_records (
  kind text NOT NULL,
  name text NOT NULL,
  content text NOT NULL,
  -- As the record says it; null where it does not.
  updated_at timestamptz,
  PRIMARY KEY (kind, name)
);
-- The answer to a request with an Idempotency-Key, for a week. It holds places and reasons only.
CREATE TABLE answered_requests (
  source text NOT NULL,
  kind text NOT NULL,
  key text NOT NULL,
  body text NOT NULL,
  answer jsonb NOT NULL,
  answered_at timestamptz NOT NULL,
  PRIMARY KEY (source, kind, key)
);
CREATE INDEX answered_requests_by_time ON answered_requests (answered_at);
