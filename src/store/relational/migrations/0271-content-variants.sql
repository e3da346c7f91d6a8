-- Which variant of its content a message was made of. Messages of contents without variants have no row. Whose it is and what became of it is the ledger's; with its row this one goes.
CREATE TABLE variant_sends (
  send_key text PRIMARY KEY REFERENCES send_ledger (send_key) ON DELETE CASCADE,
  -- Of the version that the message was made of; empty: the content itself.
  variant text NOT NULL,
  name text NOT NULL,
  chosen_at timestamptz NOT NULL
);
CREATE INDEX variant_sends_by_variant ON variant_sends (variant);
