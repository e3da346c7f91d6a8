-- The hour that a message was given, of those that leave at the customer's best hour: by it what choosing is worth is measured against hours drawn by chance. With its send it goes.
CREATE TABLE send_hours (
  send_key text PRIMARY KEY REFERENCES send_ledger (send_key) ON DELETE CASCADE,
  -- 0-23, by the clock on the customer's wall.
  hour smallint NOT NULL CHECK (hour BETWEEN 0 AND 23),
  -- own, alike, all or random: where the hour came from.
  kind text NOT NULL CHECK (kind IN ('own', 'alike', 'all', 'random')),
  -- The chance that this hour was chosen.
  probability double precision NOT NULL CHECK (probability > 0 AND probability <= 1)
);
