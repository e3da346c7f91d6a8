-- One row per customer and as-of time: RFM, lifecycle tier and value class by one versioned definition each. Older rows are the history.
CREATE TABLE IF NOT EXISTS profiles (
  as_of DateTime64(3, 'UTC'),
  customer_id UUID,
  definition_version LowCardinality(String),
  first_order_at Nullable(DateTime64(3, 'UTC')),
  last_order_at Nullable(DateTime64(3, 'UTC')),
  last_active_at Nullable(DateTime64(3, 'UTC')),
  recency_days Nullable(Float64),
  frequency UInt32,
  monetary Decimal(18, 6),
  average_order Decimal(18, 6),
  mean_gap_days Nullable(Float64),
  r_score UInt8,
  f_score UInt8,
  m_score UInt8,
  lifecycle_tier LowCardinality(String),
  value_class LowCardinality(String),
  favourite_category LowCardinality(String),
  main_channel LowCardinality(String)
) ENGINE = ReplacingMergeTree
PARTITION BY toYear(as_of)
ORDER BY (as_of, customer_id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

-- Model outputs. kind: churn, clv … reasons is JSON: [{feature, value, contribution}].
CREATE TABLE IF NOT EXISTS scores (
  kind LowCardinality(String),
  as_of DateTime64(3, 'UTC'),
  customer_id UUID,
  model_id LowCardinality(String),
  model_version UInt32,
  probability Float64,
  value Float64,
  tier LowCardinality(String),
  cause LowCardinality(String),
  reasons String CODEC(ZSTD(3)),
  computed_at DateTime64(3, 'UTC')
) ENGINE = ReplacingMergeTree(computed_at)
PARTITION BY (kind, toYear(as_of))
ORDER BY (kind, as_of, customer_id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

-- The decision ledger: every decision with everything needed to replay it. Never changed; outcomes are joined from facts.
CREATE TABLE IF NOT EXISTS decisions (
  decision_id UUID,
  run_id UUID,
  customer_id UUID,
  as_of DateTime64(3, 'UTC'),
  decided_at DateTime64(3, 'UTC'),
  strategy_id LowCardinality(String),
  strategy_version UInt32,
  arm Enum8('treated' = 1, 'control' = 2),
  assignment_probability Float64,
  channel LowCardinality(String),
  risk_probability Float64,
  risk_tier LowCardinality(String),
  lifecycle_tier LowCardinality(String),
  value_class LowCardinality(String),
  cause LowCardinality(String),
  model_id LowCardinality(String),
  model_version UInt32,
  expected_gain Float64,
  cost Decimal(18, 6),
  currency LowCardinality(String),
  reasons String CODEC(ZSTD(3)),
  alternatives String CODEC(ZSTD(3))
) ENGINE = ReplacingMergeTree(decided_at)
PARTITION BY toYear(as_of)
ORDER BY (run_id, strategy_id, customer_id)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1;
