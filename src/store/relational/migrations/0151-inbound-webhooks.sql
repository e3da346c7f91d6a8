-- Shop systems whose signed webhooks a source takes in. The secret is sealed; the counts are of requests.
CREATE TABLE webhook_receivers (
  source_id uuid NOT NULL REFERENCES sources (id) ON DELETE CASCADE,
  provider text NOT NULL CHECK (provider IN ('shopify', 'woocommerce')),
  secret bytea NOT NULL,
  verified bigint NOT NULL DEFAULT 0,
  duplicates bigint NOT NULL DEFAULT 0,
  unverified bigint NOT NULL DEFAULT 0,
  last_at timestamptz,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (source_id, provider)
);
-- Verified webhooks: acknowledged once they are here, worked out after. The body is sealed and goes when that is done; the id stays for a while, to know a repetition by.
CREATE TABLE received_webhooks (
  seq bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  source_id uuid NOT NULL REFERENCES sources (id) ON DELETE CASCADE,
  provider text NOT NULL,
  delivery_id text NOT NULL,
  topic text NOT NULL,
  -- As the shop system says it, where its body says it only to the second.
  triggered_at text NOT NULL,
  body bytea,
  state text NOT NULL CHECK (state IN ('waiting', 'taken', 'ignored', 'refused')),
  attempts integer NOT NULL DEFAULT 0,
  next_at timestamptz NOT NULL,
  received_at timestamptz NOT NULL,
  PRIMARY KEY (source_id, provider, delivery_id)
);
CREATE INDEX received_webhooks_waiting ON received_webhooks (next_at, seq) WHERE state = 'waiting';
CREATE INDEX received_webhooks_old ON received_webhooks (received_at);
-- The order number of an order that a refund names by the shop system's own id.
CREATE TABLE webhook_orders (
  source_id uuid NOT NULL REFERENCES sources (id) ON DELETE CASCADE,
  provider text NOT NULL,
  external_id text NOT NULL,
  order_id text NOT NULL,
  PRIMARY KEY (source_id, provider, external_id)
);
