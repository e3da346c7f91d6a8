-- Who of a broadcast was to be contacted and who was held out, as it was drawn when it was planned. Whoever could not be contacted anyway is in neither arm.
CREATE TABLE IF NOT EXISTS broadcast_arms (
  run_id UUID,
  customer_id UUID,
  arm Enum8('treated' = 1, 'control' = 2),
  -- The chance of the contact group, 0-1.
  chance Float64,
  -- When it was meant to reach them: their window of measurement begins then, in both arms.
  meant_at DateTime64(3, 'UTC'),
  -- What the contact cost, in the currency of the project; 0 for who is held out.
  cost Decimal(18, 6)
) ENGINE = ReplacingMergeTree
ORDER BY (run_id, customer_id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;
