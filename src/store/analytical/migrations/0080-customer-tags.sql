-- The value of each tag of each customer now (ADR 0042). `number`: of the refresh that wrote it, the newest wins.
CREATE TABLE IF NOT EXISTS customer_tags (
  tag LowCardinality(String),
  customer_id UUID,
  number UInt64,
  is_there UInt8,
  text String,
  amount Nullable(Float64),
  confidence Nullable(Float64),
  source LowCardinality(String),
  version UInt32,
  since DateTime64(3, 'UTC'),
  as_of DateTime64(3, 'UTC'),
  until Nullable(DateTime64(3, 'UTC')),
  INDEX by_customer customer_id TYPE bloom_filter(0.01) GRANULARITY 1
) ENGINE = ReplacingMergeTree(number)
ORDER BY (tag, customer_id)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1;

-- What refreshes wrote: changes of values, kept as their history, and what only renewed one: a partition that is dropped when it holds.
CREATE TABLE IF NOT EXISTS tag_changes (
  tag LowCardinality(String),
  customer_id UUID,
  number UInt64,
  is_change UInt8,
  historical UInt8,
  is_there UInt8,
  text String,
  amount Nullable(Float64),
  confidence Nullable(Float64),
  source LowCardinality(String),
  version UInt32,
  since DateTime64(3, 'UTC'),
  as_of DateTime64(3, 'UTC'),
  until Nullable(DateTime64(3, 'UTC')),
  INDEX by_number number TYPE minmax GRANULARITY 1,
  INDEX by_customer customer_id TYPE bloom_filter(0.01) GRANULARITY 1
) ENGINE = ReplacingMergeTree
PARTITION BY is_change
ORDER BY (tag, customer_id, number)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1;
