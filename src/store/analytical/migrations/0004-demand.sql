-- Demand of the coming 30 days. Units a day with the 80 % interval; baseline: the mean of the same weekday in the last four weeks.
-- level: total, category, store, product. Products that share what the small ones of their category sell have no rows here.
CREATE TABLE IF NOT EXISTS demand_forecasts (
  as_of DateTime64(3, 'UTC'),
  computed_at DateTime64(3, 'UTC'),
  level LowCardinality(String),
  series_key String,
  label String,
  day Date,
  mean Float64,
  low Float64,
  high Float64,
  baseline Float64
) ENGINE = ReplacingMergeTree
PARTITION BY toYear(as_of)
ORDER BY (as_of, computed_at, level, series_key, day)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1;

-- One row per series of a forecast: its 30-day sums and how such forecasts did on later time. The row of the total is written last, so a
-- forecast that has one is whole.
CREATE TABLE IF NOT EXISTS demand_accuracy (
  as_of DateTime64(3, 'UTC'),
  computed_at DateTime64(3, 'UTC'),
  level LowCardinality(String),
  series_key String,
  label String,
  method LowCardinality(String),
  wape Nullable(Float64),
  baseline_wape Nullable(Float64),
  history_days UInt32,
  total_30 Float64,
  low_30 Float64,
  high_30 Float64,
  baseline_30 Float64,
  last_30 Float64,
  day_deviation Float64,
  total_deviation Float64
) ENGINE = ReplacingMergeTree
PARTITION BY toYear(as_of)
ORDER BY (as_of, computed_at, level, series_key)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1;
