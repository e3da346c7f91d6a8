-- Facts. No personal data in clear: customer ids, device ids and safe attributes only.
-- Every fact has occurred_at (corrected clock), received_at, and available_at: features read only what was available at their as-of time.

CREATE TABLE IF NOT EXISTS events (
  message_id String,
  -- First 64 bits of SHA-256 of message_id: looked up before each insert, so that a repeated message is never stored again.
  message_hash UInt64,
  customer_id UUID,
  anonymous_id String,
  type LowCardinality(String),
  name LowCardinality(String),
  channel LowCardinality(String),
  occurred_at DateTime64(3, 'UTC'),
  received_at DateTime64(3, 'UTC'),
  available_at DateTime64(3, 'UTC'),
  product_id String,
  category LowCardinality(String),
  amount Decimal(18, 6),
  properties String CODEC(ZSTD(3)),
  is_bot UInt8,
  is_test UInt8,
  is_repeat UInt8,
  clock_clamped UInt8
) ENGINE = ReplacingMergeTree(received_at)
PARTITION BY toYear(occurred_at)
ORDER BY (customer_id, occurred_at, message_id)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1;

-- One row per line of an order. kind: sale, return (negative quantity), adjustment (negative price, fees).
-- is_duplicate marks the second and later exact copies of a line; every metric leaves them out by default.
CREATE TABLE IF NOT EXISTS order_lines (
  line_key UInt64,
  order_id String,
  customer_id UUID,
  kind Enum8('sale' = 1, 'return' = 2, 'adjustment' = 3),
  occurred_at DateTime64(3, 'UTC'),
  received_at DateTime64(3, 'UTC'),
  available_at DateTime64(3, 'UTC'),
  product_id String,
  product_name String,
  category LowCardinality(String),
  quantity Decimal(18, 4),
  unit_price Decimal(18, 6),
  amount Decimal(18, 6),
  currency LowCardinality(String),
  channel LowCardinality(String),
  store_id LowCardinality(String),
  payment_method LowCardinality(String),
  country LowCardinality(String),
  is_duplicate UInt8,
  is_test UInt8,
  import_id String
) ENGINE = ReplacingMergeTree(received_at)
PARTITION BY toYear(occurred_at)
ORDER BY (customer_id, occurred_at, order_id, line_key)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1;

-- One row per sale order of a known customer, duplicates and test orders left out. Grain: customer x order.
CREATE VIEW IF NOT EXISTS orders AS
SELECT
  customer_id,
  order_id,
  min(l.occurred_at) AS occurred_at,
  min(l.available_at) AS available_at,
  sum(l.amount) AS amount,
  any(l.currency) AS currency,
  any(l.channel) AS channel,
  any(l.store_id) AS store_id,
  any(l.country) AS country,
  sum(l.quantity) AS quantity,
  uniqExact(l.product_id) AS products,
  uniqExact(l.category) AS categories
FROM order_lines AS l FINAL
WHERE l.kind = 'sale' AND l.is_duplicate = 0 AND l.is_test = 0 AND l.quantity > 0 AND l.unit_price > 0
  AND l.customer_id != toUUID('00000000-0000-0000-0000-000000000000')
GROUP BY customer_id, order_id;

CREATE TABLE IF NOT EXISTS service_tickets (
  ticket_id String,
  customer_id UUID,
  kind LowCardinality(String),
  topic LowCardinality(String),
  channel LowCardinality(String),
  opened_at DateTime64(3, 'UTC'),
  closed_at Nullable(DateTime64(3, 'UTC')),
  satisfaction Nullable(UInt8),
  received_at DateTime64(3, 'UTC'),
  available_at DateTime64(3, 'UTC')
) ENGINE = ReplacingMergeTree(received_at)
PARTITION BY toYear(opened_at)
ORDER BY (customer_id, opened_at, ticket_id)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1;

-- What was done to a customer and what they did with it: planned, sent, delivered, bounced, failed, opened, clicked, unsubscribed,
-- task_created, task_done, webhook_delivered, coupon_issued, coupon_used.
CREATE TABLE IF NOT EXISTS touches (
  touch_id String,
  send_key String,
  customer_id UUID,
  decision_id String,
  strategy_id LowCardinality(String),
  channel LowCardinality(String),
  kind LowCardinality(String),
  occurred_at DateTime64(3, 'UTC'),
  received_at DateTime64(3, 'UTC'),
  available_at DateTime64(3, 'UTC'),
  is_machine UInt8,
  detail String
) ENGINE = ReplacingMergeTree(received_at)
PARTITION BY toYear(occurred_at)
ORDER BY (customer_id, occurred_at, touch_id)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1;

-- Attributes of a customer that are safe for analysis. The row with the newest updated_at counts.
CREATE TABLE IF NOT EXISTS customers (
  customer_id UUID,
  registered_at Nullable(DateTime64(3, 'UTC')),
  first_seen_at DateTime64(3, 'UTC'),
  source LowCardinality(String),
  region LowCardinality(String),
  gender LowCardinality(String),
  birth_year UInt16,
  member_level LowCardinality(String),
  is_test UInt8,
  attributes String,
  updated_at DateTime64(3, 'UTC')
) ENGINE = ReplacingMergeTree(updated_at)
ORDER BY customer_id
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1;

-- Ids that were merged into another: from_id now means to_id.
CREATE TABLE IF NOT EXISTS customer_alias (
  from_id UUID,
  to_id UUID,
  merged_at DateTime64(3, 'UTC')
) ENGINE = ReplacingMergeTree(merged_at)
ORDER BY from_id
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;
