-- What customers answered over a channel, so that a reply that is told again is taken once and the last of stop and start counts. The number is a blind index, the
-- words are not here: those that mean nothing to us are notes about the customer, sealed as notes are. customers: how many had the number; 0: nobody.
CREATE TABLE customer_replies (
  account_id uuid NOT NULL,
  reply_key text NOT NULL,
  channel text NOT NULL,
  blind_index bytea NOT NULL,
  meaning text NOT NULL CHECK (meaning IN ('stop', 'start', 'help', 'other')),
  replied_at timestamptz NOT NULL,
  received_at timestamptz NOT NULL,
  customers integer NOT NULL CHECK (customers >= 0),
  PRIMARY KEY (account_id, reply_key)
);
CREATE INDEX customer_replies_by_number ON customer_replies (channel, blind_index, replied_at) WHERE meaning IN ('stop', 'start');
CREATE INDEX customer_replies_by_time ON customer_replies (received_at);
