-- Somebody looks at what a source sends until then; null or past: nobody does, and nothing is kept for it.
ALTER TABLE sources ADD COLUMN watched_until timestamptz;
-- The last messages of watched sources, masked and sealed, with what each step said. Bounded in number for a source and in age; never the record of anything.
CREATE TABLE watched_messages (
  seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id uuid NOT NULL UNIQUE,
  source_id uuid NOT NULL REFERENCES sources (id) ON DELETE CASCADE,
  received_at timestamptz NOT NULL,
  -- By our own clock: decides when it goes.
  kept_at timestamptz NOT NULL,
  type text NOT NULL,
  name text NOT NULL,
  user_masked text NOT NULL,
  user_codes text[] NOT NULL,
  verdict text NOT NULL CHECK (verdict IN ('stored', 'duplicate', 'quarantined', 'dropped')),
  step text,
  reason text NOT NULL,
  customer_id uuid,
  content bytea NOT NULL
);
CREATE INDEX watched_messages_by_source ON watched_messages (source_id, seq);
