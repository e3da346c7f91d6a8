-- Addresses that belong to one app: openids of an official account or mini-program, push tokens of one app on one device, subscriptions of one browser.
-- blind_index of an openid is that of the identifier APP:OPENID; `app` is the AppID of WeChat, or the id of the channel account for pushes; empty: not known.
-- `customer_id` follows merges as the tables of work do (origin_id: the record that it was given for); null: nobody known has it yet. `sealed_for` names the
-- customer whose key sealed the value; null: the master key did.
CREATE TABLE channel_addresses (
  id uuid PRIMARY KEY,
  channel text NOT NULL CHECK (channel IN ('wechat', 'push')),
  kind text NOT NULL CHECK (kind IN ('openid', 'fcm', 'jpush', 'web')),
  app text NOT NULL DEFAULT '',
  blind_index bytea NOT NULL,
  customer_id uuid,
  origin_id uuid,
  sealed_for uuid,
  sealed bytea NOT NULL,
  masked text NOT NULL,
  state text NOT NULL CHECK (state IN ('active', 'ended')),
  reason text NOT NULL DEFAULT '',
  source text NOT NULL,
  since timestamptz NOT NULL,
  changed_at timestamptz NOT NULL,
  last_seen_at timestamptz NOT NULL,
  -- Until when a customer-service message may be sent; WeChat only.
  window_until timestamptz,
  UNIQUE (kind, blind_index)
);
CREATE INDEX channel_addresses_by_customer ON channel_addresses (customer_id, channel) WHERE customer_id IS NOT NULL;

-- How often a customer agreed to one more message of a template of WeChat. `told`: the last events that were counted, so that one told twice counts once.
CREATE TABLE address_subscriptions (
  address_id uuid NOT NULL REFERENCES channel_addresses (id) ON DELETE CASCADE,
  template text NOT NULL,
  left_count integer NOT NULL CHECK (left_count >= 0),
  changed_at timestamptz NOT NULL,
  told text[] NOT NULL DEFAULT '{}',
  PRIMARY KEY (address_id, template)
);
