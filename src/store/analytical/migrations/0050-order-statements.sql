-- What events and records say of orders (src/collect/orders): the lines of such an order are worked out from all of it. customer_id as in the tables of facts.
CREATE TABLE IF NOT EXISTS order_statements (
  order_id String,
  statement_id String,
  kind LowCardinality(String),
  origin_id UUID,
  owner_id UUID DEFAULT origin_id,
  customer_id UUID ALIAS owner_id,
  occurred_at DateTime64(3, 'UTC'),
  received_at DateTime64(3, 'UTC'),
  available_at DateTime64(3, 'UTC'),
  -- The goods and what else is said, as JSON.
  content String CODEC(ZSTD(3)),
  import_id String
) ENGINE = ReplacingMergeTree(received_at)
ORDER BY (order_id, statement_id)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1;

-- An event names its order by number, and lines lie by origin and time. Parts that are there get the index with their next merge.
ALTER TABLE order_lines ADD INDEX IF NOT EXISTS by_order order_id TYPE bloom_filter(0.01) GRANULARITY 1;
