-- What an explanation takes: with what probability the strategy was chosen among those that fitted, and where each strategy of the run ended for the customer: a letter for each, in the
-- order of the run. Empty in decisions from before.
ALTER TABLE decisions ADD COLUMN IF NOT EXISTS choice_probability Float64 DEFAULT 1;
ALTER TABLE decisions ADD COLUMN IF NOT EXISTS checks String CODEC(ZSTD(3));
-- Decisions are asked for by their id, and lie in the order of their runs.
ALTER TABLE decisions ADD INDEX IF NOT EXISTS decision_ids decision_id TYPE bloom_filter GRANULARITY 4;
-- Candidates of a run who got nothing, and why. Kept for as long as somebody may ask; decisions themselves are kept for good.
CREATE TABLE IF NOT EXISTS decision_skips (
  run_id UUID,
  customer_id UUID,
  reason LowCardinality(String),
  checks String CODEC(ZSTD(3)),
  risk_probability Float64,
  value Float64,
  average_order Float64,
  decided_at DateTime64(3, 'UTC')
) ENGINE = ReplacingMergeTree
PARTITION BY toYYYYMM(decided_at)
ORDER BY (run_id, customer_id)
TTL toDateTime(decided_at) + INTERVAL 400 DAY
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1;
