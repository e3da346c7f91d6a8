-- What imports say of a line or a ticket that was there already: the row as that file has it, and the row that it was stored over. When an
-- import is taken back, the newest row of those that stay counts again. Columns as in order_lines and service_tickets.
CREATE TABLE IF NOT EXISTS line_versions (
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
ORDER BY (line_key, import_id)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1;

ALTER TABLE service_tickets ADD COLUMN IF NOT EXISTS import_id String;

CREATE TABLE IF NOT EXISTS ticket_versions (
  ticket_id String,
  customer_id UUID,
  kind LowCardinality(String),
  topic LowCardinality(String),
  channel LowCardinality(String),
  opened_at DateTime64(3, 'UTC'),
  closed_at Nullable(DateTime64(3, 'UTC')),
  satisfaction Nullable(UInt8),
  received_at DateTime64(3, 'UTC'),
  available_at DateTime64(3, 'UTC'),
  import_id String
) ENGINE = ReplacingMergeTree(received_at)
ORDER BY (ticket_id, opened_at, import_id)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1;
