-- What a shop system changed is read once an hour, beside its webhooks: those that got lost are taken in so.
CREATE TABLE webhook_versions (
  source_id uuid NOT NULL REFERENCES sources (id) ON DELETE CASCADE,
  provider text NOT NULL,
  kind text NOT NULL,
  external_id text NOT NULL,
  version timestamptz NOT NULL,
  PRIMARY KEY (source_id, provider, kind, external_id)
);

CREATE TABLE shop_polls (
  source_id uuid NOT NULL,
  provider text NOT NULL,
  shop text NOT NULL,
  credentials bytea NOT NULL,
  read_until jsonb NOT NULL,
  goes_on boolean NOT NULL DEFAULT false,
  next_at timestamptz NOT NULL,
  read_at timestamptz,
  problem text NOT NULL DEFAULT '',
  checked bigint NOT NULL DEFAULT 0,
  missed bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (source_id, provider),
  FOREIGN KEY (source_id, provider) REFERENCES webhook_receivers (source_id, provider) ON DELETE CASCADE
);
CREATE INDEX shop_polls_due ON shop_polls (next_at);
