-- What a message said when it was handed over: subject and text as JSON, encrypted under the key of sealed_for, the customer it was written to, who may be
-- merged into another later. A further attempt replaces it.
CREATE TABLE sent_messages (
  send_key text PRIMARY KEY REFERENCES send_ledger (send_key),
  sealed_for uuid NOT NULL REFERENCES customers (id),
  sealed bytea NOT NULL,
  created_at timestamptz NOT NULL
);
