-- What providers say of sends after they took them (docs/adr/0049).
ALTER TABLE send_ledger
  ADD COLUMN accepted_at timestamptz,
  -- Blind index of the address that it was handed over to: one id of a provider may cover messages to many.
  ADD COLUMN address_hash bytea,
  -- Until then the account sends it once however often it is handed over, counted from the first time.
  ADD COLUMN repeat_until timestamptz,
  ADD COLUMN has_coupon boolean NOT NULL DEFAULT false,
  -- When the provider is asked what became of it, and how often it was.
  ADD COLUMN ask_at timestamptz,
  ADD COLUMN asks integer NOT NULL DEFAULT 0,
  -- It failed in a way that says something about the address only when it comes again and again.
  ADD COLUMN soft_failed boolean NOT NULL DEFAULT false,
  -- It was due while nothing could be sent; a person says whether it still leaves.
  ADD COLUMN held_at timestamptz;

DROP INDEX send_ledger_due;
CREATE INDEX send_ledger_due ON send_ledger (channel, priority DESC, not_before, send_key) WHERE state = 'planned' AND held_at IS NULL;
CREATE INDEX send_ledger_held ON send_ledger (held_at) WHERE state = 'planned' AND held_at IS NOT NULL;
CREATE INDEX send_ledger_by_state ON send_ledger (state);
-- One customer has one send on its way at a time.
CREATE INDEX send_ledger_in_flight ON send_ledger (customer_id) WHERE state IN ('claimed', 'handed');
CREATE INDEX send_ledger_to_ask ON send_ledger (ask_at) WHERE state = 'uncertain' AND ask_at IS NOT NULL;
CREATE INDEX send_ledger_by_provider ON send_ledger (account_id, provider_id) WHERE provider_id IS NOT NULL;
CREATE INDEX send_ledger_by_address ON send_ledger (address_hash, finished_at DESC) WHERE address_hash IS NOT NULL;

-- Receipts of messages that are not known (yet): a provider may be faster than the commit of its answer.
CREATE TABLE early_receipts (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  account_id uuid NOT NULL,
  send_key text,
  provider_id text,
  address_hash bytea,
  at timestamptz NOT NULL,
  event jsonb NOT NULL,
  received_at timestamptz NOT NULL,
  UNIQUE NULLS NOT DISTINCT (account_id, send_key, provider_id, address_hash, at, event)
);
CREATE INDEX early_receipts_by_age ON early_receipts (received_at);

-- Messages that each account took on a day of the project, for its daily limit.
CREATE TABLE account_days (
  account_id uuid NOT NULL,
  day date NOT NULL,
  taken integer NOT NULL,
  PRIMARY KEY (account_id, day)
);

-- When each channel could send last: what was due long before that waits for the word of a person.
CREATE TABLE channel_beats (
  channel text PRIMARY KEY,
  at timestamptz NOT NULL
);
