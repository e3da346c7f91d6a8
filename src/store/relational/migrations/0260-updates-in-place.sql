-- Claiming a send and handing it over changes no column of an index, so that the new row goes beside the old one on its page and no index is written (docs/adr/0055). What
-- indexes have to know of the state is its phase: 0 on its way, 1 uncertain, 2 at an end. It changes once, when the send is settled.
ALTER TABLE send_ledger
  ADD COLUMN phase smallint GENERATED ALWAYS AS (
    CASE WHEN state IN ('planned', 'claimed', 'handed') THEN 0 WHEN state = 'uncertain' THEN 1 ELSE 2 END
  ) STORED,
  -- The address once it is known whether the message arrived there.
  ADD COLUMN told_address bytea GENERATED ALWAYS AS (CASE WHEN state IN ('delivered', 'failed') THEN address_hash END) STORED;
-- Room for the new rows of as many as are claimed together.
ALTER TABLE send_ledger SET (fillfactor = 55);

DROP INDEX send_ledger_due, send_ledger_held, send_ledger_by_state, send_ledger_by_run, send_ledger_in_flight, send_ledger_leased, send_ledger_to_ask,
  send_ledger_by_provider, send_ledger_by_address;
CREATE INDEX send_ledger_due ON send_ledger (channel, priority DESC, not_before, send_key) WHERE phase = 0 AND held_at IS NULL;
CREATE INDEX send_ledger_held ON send_ledger (held_reason, run_id) WHERE phase = 0 AND held_at IS NOT NULL;
CREATE INDEX send_ledger_by_run ON send_ledger (run_id, phase);
-- One customer has one send on its way at a time.
CREATE INDEX send_ledger_open ON send_ledger (customer_id) WHERE phase = 0;
CREATE INDEX send_ledger_to_repeat ON send_ledger (repeat_until) WHERE phase = 0 AND repeat_until IS NOT NULL;
CREATE INDEX send_ledger_to_ask ON send_ledger (ask_at) WHERE phase = 1 AND ask_at IS NOT NULL;
CREATE INDEX send_ledger_by_provider ON send_ledger (provider_id) WHERE provider_id IS NOT NULL;
CREATE INDEX send_ledger_by_address ON send_ledger (told_address, finished_at DESC) WHERE told_address IS NOT NULL;
-- As people read it, newest first; the planner sorts those of one moment.
CREATE INDEX send_ledger_by_time ON send_ledger (planned_at DESC);
CREATE INDEX send_ledger_uncertain ON send_ledger (planned_at DESC) WHERE phase = 1;

-- When claims have to be looked at, one row for each block that was claimed together; until: when the first of them can have run out.
CREATE TABLE send_leases (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  owner text NOT NULL,
  until timestamptz NOT NULL,
  send_keys text[] NOT NULL
);
CREATE INDEX send_leases_by_end ON send_leases (until);
INSERT INTO send_leases (owner, until, send_keys)
SELECT coalesce(lease_owner, ''), min(lease_until), array_agg(send_key) FROM send_ledger
WHERE state IN ('claimed', 'handed') AND lease_until IS NOT NULL GROUP BY 1;

-- Settled sends that are not among the touches of the analytical store yet, with the state to write down.
CREATE TABLE unrecorded_sends (
  send_key text PRIMARY KEY,
  state text NOT NULL
);
INSERT INTO unrecorded_sends SELECT send_key, state FROM send_ledger WHERE NOT recorded AND finished_at IS NOT NULL;
DROP INDEX send_ledger_unrecorded;
ALTER TABLE send_ledger DROP COLUMN recorded;

-- A text is written in the statement that hands its message over, and rows of the ledger stay. Checking that once more for each message locked its customer.
ALTER TABLE sent_messages DROP CONSTRAINT sent_messages_send_key_fkey, DROP CONSTRAINT sent_messages_sealed_for_fkey;
