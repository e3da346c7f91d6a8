-- Facts of customers while a run of profiles is worked out from them. A partition a run, dropped when the run is written; nothing else reads them.
CREATE TABLE IF NOT EXISTS profile_facts (
  run_id UUID,
  customer_id UUID,
  -- Null: neither registered nor bought.
  age_days Nullable(Float64),
  first_order_at Nullable(DateTime64(3, 'UTC')),
  last_order_at Nullable(DateTime64(3, 'UTC')),
  last_active_at Nullable(DateTime64(3, 'UTC')),
  recency_days Nullable(Float64),
  frequency UInt32,
  monetary Decimal(38, 6),
  lifetime_orders UInt32,
  lifetime_spend Decimal(38, 6),
  mean_gap_days Nullable(Float64),
  overdue_ratio Float64,
  favourite_category LowCardinality(String),
  main_channel LowCardinality(String)
) ENGINE = MergeTree
PARTITION BY run_id
ORDER BY tuple();

-- The scheme's combined score; null without an order, and in profiles of before.
ALTER TABLE profiles ADD COLUMN IF NOT EXISTS rfm_score Nullable(Float64) AFTER m_score;
