-- Facts of customers at days since their first interaction, while a model of the cold start is learned or applied. A partition a run, dropped when it is over; nothing else reads them.
CREATE TABLE IF NOT EXISTS cold_start_facts (
  run_id UUID,
  customer_id UUID,
  day UInt8,
  first_at DateTime64(3, 'UTC'),
  -- Those whose later behaviour is known; the others are new now.
  is_known UInt8,
  features Array(LowCardinality(String)),
  next_category LowCardinality(String),
  later_spend Float64,
  later_orders UInt32,
  late_acts UInt32,
  soon_orders UInt32
) ENGINE = MergeTree
PARTITION BY run_id
ORDER BY tuple();

-- What was expected of new customers, run by run; kept until it can be held against what became of them.
CREATE TABLE IF NOT EXISTS provisional_portraits (
  as_of DateTime64(3, 'UTC'),
  customer_id UUID,
  model_version UInt32,
  day UInt8,
  first_at DateTime64(3, 'UTC'),
  category LowCardinality(String),
  category_probability Float64,
  category_similar UInt32,
  spend LowCardinality(String),
  spend_probability Float64,
  spend_similar UInt32,
  class LowCardinality(String),
  class_probability Float64,
  class_similar UInt32,
  -- Probability that nothing happens in the second half of the horizon, and that they buy within 30 days.
  churn Nullable(Float64),
  churn_similar UInt32,
  next Nullable(Float64),
  next_similar UInt32,
  -- Mean probability of the most likely outcomes.
  confidence Float64
) ENGINE = ReplacingMergeTree
PARTITION BY toYear(as_of)
ORDER BY (as_of, customer_id)
TTL toDateTime(as_of) + INTERVAL 400 DAY
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;
