-- What customers are expected to be worth and to buy next. One row per customer and as-of time; older rows are the history.
-- clv is net of returns, discounted, times the margin, over the horizon of the model; its interval holds 80 of 100 customers, that of expected_orders 95.
CREATE TABLE IF NOT EXISTS value_predictions (
  as_of DateTime64(3, 'UTC'),
  customer_id UUID,
  p_alive Float64,
  expected_orders Float64,
  expected_orders_low Float64,
  expected_orders_high Float64,
  clv Float64,
  clv_low Float64,
  clv_high Float64,
  average_order Float64,
  purchase_probability_30 Float64,
  next_order_at Nullable(DateTime64(3, 'UTC')),
  next_order_low Nullable(DateTime64(3, 'UTC')),
  next_order_high Nullable(DateTime64(3, 'UTC')),
  next_category LowCardinality(String),
  next_category_probability Float64,
  next_amount Float64,
  next_amount_low Float64,
  next_amount_high Float64,
  model_id LowCardinality(String),
  model_version UInt32,
  computed_at DateTime64(3, 'UTC')
) ENGINE = ReplacingMergeTree(computed_at)
PARTITION BY toYear(as_of)
ORDER BY (as_of, customer_id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

-- The sums of one scoring: a total's interval cannot be added up from those of its customers. Written after the rows it sums, so a run that is here is whole.
CREATE TABLE IF NOT EXISTS value_runs (
  as_of DateTime64(3, 'UTC'),
  customers UInt64,
  expected_orders Float64,
  total Float64,
  total_low Float64,
  total_high Float64,
  model_id LowCardinality(String),
  model_version UInt32,
  computed_at DateTime64(3, 'UTC')
) ENGINE = ReplacingMergeTree(computed_at)
ORDER BY as_of
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;
