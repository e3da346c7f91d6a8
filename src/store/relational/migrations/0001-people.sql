-- Customers and their identifiers. Personal values are AES-256-GCM under a key of each customer (customers.data_key, itself wrapped by the
-- master key); blind_index is an HMAC for look-up; masked is what answers show.
CREATE TABLE customers (
  id uuid PRIMARY KEY,
  data_key bytea,
  display_name bytea,
  masked_name text NOT NULL DEFAULT '',
  preferred_language text NOT NULL DEFAULT '',
  time_zone text NOT NULL DEFAULT '',
  attributes jsonb NOT NULL DEFAULT '{}',
  source text NOT NULL,
  is_test boolean NOT NULL DEFAULT false,
  merged_into uuid REFERENCES customers (id),
  registered_at timestamptz,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL
);
CREATE INDEX customers_by_created ON customers (created_at, id);

-- kind: phone, email, member_number, custom_id, user_id, device
CREATE TABLE identifiers (
  kind text NOT NULL,
  blind_index bytea NOT NULL,
  customer_id uuid NOT NULL REFERENCES customers (id),
  ciphertext bytea NOT NULL,
  masked text NOT NULL,
  source text NOT NULL,
  first_seen_at timestamptz NOT NULL,
  last_seen_at timestamptz NOT NULL,
  PRIMARY KEY (kind, blind_index)
);
CREATE INDEX identifiers_by_customer ON identifiers (customer_id);

-- What tied two identifiers or two customers together. Only ever added to.
CREATE TABLE identity_edges (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  customer_id uuid NOT NULL,
  other_customer_id uuid,
  rule text NOT NULL,
  kind text NOT NULL,
  blind_index bytea NOT NULL,
  source text NOT NULL,
  created_at timestamptz NOT NULL
);
CREATE INDEX identity_edges_by_customer ON identity_edges (customer_id);

CREATE TABLE consents (
  customer_id uuid NOT NULL REFERENCES customers (id),
  purpose text NOT NULL,
  channel text NOT NULL,
  granted boolean NOT NULL,
  source text NOT NULL,
  evidence text NOT NULL DEFAULT '',
  changed_at timestamptz NOT NULL,
  PRIMARY KEY (customer_id, purpose, channel)
);

-- Contact addresses that must never be used again: hard bounce, complaint, unsubscribe.
CREATE TABLE suppressions (
  kind text NOT NULL,
  blind_index bytea NOT NULL,
  reason text NOT NULL,
  source text NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (kind, blind_index)
);
