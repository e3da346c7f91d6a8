-- What was worked out of each account at a time: risk, value and what speaks of its health. Older rows are the history. Money in major units of the project's currency.
CREATE TABLE IF NOT EXISTS account_scores (
  as_of DateTime64(3, 'UTC'),
  account_id UUID,
  model_version UInt32,
  -- NULL: no model, or no contract whose end is open.
  probability Nullable(Float64),
  -- Of running contracts in a year; NULL where a price is not known.
  contract_year Nullable(Float64),
  -- Spent by its people in 365 days.
  spend_year Float64,
  value_at_risk Nullable(Float64),
  -- JSON: figures, signals [{code, text}] and reasons [{feature, effect}].
  figures String CODEC(ZSTD(3)),
  signals String CODEC(ZSTD(3)),
  reasons String CODEC(ZSTD(3)),
  computed_at DateTime64(3, 'UTC')
) ENGINE = ReplacingMergeTree(computed_at)
PARTITION BY toYear(as_of)
ORDER BY (as_of, account_id)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1;

-- One row per scoring. summary: JSON, how many accounts and whether there is enough to learn from.
CREATE TABLE IF NOT EXISTS account_score_runs (
  as_of DateTime64(3, 'UTC'),
  summary String CODEC(ZSTD(3)),
  computed_at DateTime64(3, 'UTC')
) ENGINE = ReplacingMergeTree(computed_at)
ORDER BY as_of
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1;
