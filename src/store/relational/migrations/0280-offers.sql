-- Offers (ADR 0062). An offer is what the shop promises, said once for all channels; body is the JSON of src/act/offers/offer.ts. Every saved state is a version that never changes.
CREATE TABLE offers (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  state text NOT NULL CHECK (state IN ('draft', 'live', 'paused', 'ended')),
  version integer NOT NULL,
  -- How many were given out; a message that could not be made gives its one back.
  issued integer NOT NULL DEFAULT 0 CHECK (issued >= 0),
  -- Of the code that all customers share by the newest version: keyed hash; null: there is none.
  shared_code bytea,
  -- What questions to the shop are signed with, sealed; null: there is none yet.
  secret bytea,
  created_at timestamptz NOT NULL,
  saved_at timestamptz NOT NULL,
  saved_by text NOT NULL
);
CREATE UNIQUE INDEX offers_names ON offers (lower(name));
CREATE INDEX offers_newest ON offers (saved_at DESC, id DESC);
CREATE UNIQUE INDEX offers_shared_codes ON offers (shared_code) WHERE shared_code IS NOT NULL AND state <> 'ended';
CREATE TABLE offer_versions (
  offer uuid NOT NULL REFERENCES offers (id),
  version integer NOT NULL,
  body jsonb NOT NULL,
  -- A shared code of an earlier version holds in the terms of that version.
  shared_code bytea,
  saved_at timestamptz NOT NULL,
  saved_by text NOT NULL,
  PRIMARY KEY (offer, version)
);
CREATE INDEX offer_versions_shared_codes ON offer_versions (shared_code) WHERE shared_code IS NOT NULL;
-- Codes that the shop gave us, each for one customer: found by their keyed hash, readable only with the key.
CREATE TABLE offer_codes (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  offer uuid NOT NULL REFERENCES offers (id),
  code_hash bytea NOT NULL UNIQUE,
  code bytea NOT NULL,
  taken_by text,
  added_at timestamptz NOT NULL
);
CREATE INDEX offer_codes_left ON offer_codes (offer, id) WHERE taken_by IS NULL;
-- What was given out with which message, in the terms of which version. Whose it is and what became of the message is the ledger's; with its row this one goes.
CREATE TABLE offer_issues (
  send_key text PRIMARY KEY REFERENCES send_ledger (send_key) ON DELETE CASCADE,
  offer uuid NOT NULL REFERENCES offers (id),
  version integer NOT NULL,
  -- Of a code that nobody else has; null: there is none, all share one, or the shop was not asked yet.
  code_hash bytea,
  code bytea,
  last_day date,
  issued_at timestamptz NOT NULL,
  -- When a person opened the message first or clicked in it.
  opened_at timestamptz
);
CREATE INDEX offer_issues_by_offer ON offer_issues (offer);
CREATE UNIQUE INDEX offer_issues_codes ON offer_issues (code_hash) WHERE code_hash IS NOT NULL;
-- Orders that used an offer: one row for each order. A code that one customer has is used once.
CREATE TABLE offer_uses (
  offer uuid NOT NULL REFERENCES offers (id),
  order_id text NOT NULL,
  -- The message that brought it; null: nobody knows which one, as of a code that all share.
  send_key text REFERENCES offer_issues (send_key) ON DELETE SET NULL,
  code_hash bytea,
  is_unique boolean NOT NULL,
  used_at timestamptz NOT NULL,
  said_by text NOT NULL CHECK (said_by IN ('api', 'event', 'import')),
  import_id uuid,
  -- Why it should not have held, where the shop took it all the same.
  problem text,
  PRIMARY KEY (offer, order_id)
);
CREATE UNIQUE INDEX offer_uses_once ON offer_uses (code_hash) WHERE is_unique;
CREATE INDEX offer_uses_by_send ON offer_uses (send_key);
CREATE INDEX offer_uses_by_import ON offer_uses (import_id) WHERE import_id IS NOT NULL;
