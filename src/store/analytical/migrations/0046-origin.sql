-- Facts by origin (ADR 0020). A fact is written once, under the origin that its record named, and keeps it: origin_id is the first part of its key.
-- owner_id is the customer of that origin when the row was written, or since the last squash. customer_id is worked out when it is read: what it says here
-- holds as long as no origin has another customer than its rows say (customer-of-origin.ts). Facts of before have one origin for each customer.
-- Each table is copied and takes the place of the old one in one step, so that all of this bears being run again from any point.
DROP TABLE IF EXISTS events_by_origin;
CREATE TABLE events_by_origin (
  message_id String,
  -- First 64 bits of SHA-256 of message_id: looked up before each insert, so that a repeated message is never stored again.
  message_hash UInt64,
  origin_id UUID,
  owner_id UUID DEFAULT origin_id,
  customer_id UUID ALIAS owner_id,
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
  -- As the message named it; '' where it named none, which is the project's own, as in order_lines.
  currency LowCardinality(String),
  properties String CODEC(ZSTD(3)),
  is_bot UInt8,
  is_test UInt8,
  is_repeat UInt8,
  clock_clamped UInt8
) ENGINE = ReplacingMergeTree(received_at)
PARTITION BY toYear(occurred_at)
ORDER BY (origin_id, occurred_at, message_id)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1;
ALTER TABLE events ADD COLUMN IF NOT EXISTS origin_id UUID DEFAULT customer_id, ADD COLUMN IF NOT EXISTS owner_id UUID DEFAULT origin_id;
INSERT INTO events_by_origin (message_id, message_hash, origin_id, owner_id, anonymous_id, type, name, channel, occurred_at, received_at, available_at,
  product_id, category, amount, currency, properties, is_bot, is_test, is_repeat, clock_clamped)
SELECT message_id, message_hash, origin_id, owner_id, anonymous_id, type, name, channel, occurred_at, received_at, available_at,
  product_id, category, amount, currency, properties, is_bot, is_test, is_repeat, clock_clamped
FROM events SETTINGS max_partitions_per_insert_block = 0;
EXCHANGE TABLES events_by_origin AND events;
DROP TABLE events_by_origin;

DROP TABLE IF EXISTS order_lines_by_origin;
CREATE TABLE order_lines_by_origin (
  line_key UInt64,
  order_id String,
  origin_id UUID,
  owner_id UUID DEFAULT origin_id,
  customer_id UUID ALIAS owner_id,
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
  import_id String,
  -- As before: what they say holds until the server sets the project's currency and rates (project-money.ts).
  project_rate Nullable(Float64) ALIAS toNullable(toFloat64(1)),
  project_amount Nullable(Decimal(18, 6)) ALIAS toNullable(amount)
) ENGINE = ReplacingMergeTree(received_at)
PARTITION BY toYear(occurred_at)
ORDER BY (origin_id, occurred_at, order_id, line_key)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1;
ALTER TABLE order_lines ADD COLUMN IF NOT EXISTS origin_id UUID DEFAULT customer_id, ADD COLUMN IF NOT EXISTS owner_id UUID DEFAULT origin_id;
INSERT INTO order_lines_by_origin (line_key, order_id, origin_id, owner_id, kind, occurred_at, received_at, available_at, product_id, product_name, category,
  quantity, unit_price, amount, currency, channel, store_id, payment_method, country, is_duplicate, is_test, import_id)
SELECT line_key, order_id, origin_id, owner_id, kind, occurred_at, received_at, available_at, product_id, product_name, category,
  quantity, unit_price, amount, currency, channel, store_id, payment_method, country, is_duplicate, is_test, import_id
FROM order_lines SETTINGS max_partitions_per_insert_block = 0;
EXCHANGE TABLES order_lines_by_origin AND order_lines;
DROP TABLE order_lines_by_origin;

DROP TABLE IF EXISTS service_tickets_by_origin;
CREATE TABLE service_tickets_by_origin (
  ticket_id String,
  origin_id UUID,
  owner_id UUID DEFAULT origin_id,
  customer_id UUID ALIAS owner_id,
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
PARTITION BY toYear(opened_at)
ORDER BY (origin_id, opened_at, ticket_id)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1;
ALTER TABLE service_tickets ADD COLUMN IF NOT EXISTS origin_id UUID DEFAULT customer_id, ADD COLUMN IF NOT EXISTS owner_id UUID DEFAULT origin_id;
INSERT INTO service_tickets_by_origin (ticket_id, origin_id, owner_id, kind, topic, channel, opened_at, closed_at, satisfaction, received_at, available_at,
  import_id)
SELECT ticket_id, origin_id, owner_id, kind, topic, channel, opened_at, closed_at, satisfaction, received_at, available_at, import_id
FROM service_tickets SETTINGS max_partitions_per_insert_block = 0;
EXCHANGE TABLES service_tickets_by_origin AND service_tickets;
DROP TABLE service_tickets_by_origin;

DROP TABLE IF EXISTS touches_by_origin;
CREATE TABLE touches_by_origin (
  touch_id String,
  send_key String,
  origin_id UUID,
  owner_id UUID DEFAULT origin_id,
  customer_id UUID ALIAS owner_id,
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
ORDER BY (origin_id, occurred_at, touch_id)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1;
ALTER TABLE touches ADD COLUMN IF NOT EXISTS origin_id UUID DEFAULT customer_id, ADD COLUMN IF NOT EXISTS owner_id UUID DEFAULT origin_id;
INSERT INTO touches_by_origin (touch_id, send_key, origin_id, owner_id, decision_id, strategy_id, channel, kind, occurred_at, received_at, available_at,
  is_machine, detail)
SELECT touch_id, send_key, origin_id, owner_id, decision_id, strategy_id, channel, kind, occurred_at, received_at, available_at, is_machine, detail
FROM touches SETTINGS max_partitions_per_insert_block = 0;
EXCHANGE TABLES touches_by_origin AND touches;
DROP TABLE touches_by_origin;

-- What imports said keeps its origin too; its customer is looked up when it counts again.
ALTER TABLE line_versions RENAME COLUMN IF EXISTS customer_id TO origin_id;
ALTER TABLE ticket_versions RENAME COLUMN IF EXISTS customer_id TO origin_id;

-- customer_alias is the whole mapping: from_id is an origin and to_id its customer, the row with the newest merged_at counts, and one that names itself
-- stands alone again. squashed = 1: the rows of the origin say so themselves, as they do for every merge of before.
ALTER TABLE customer_alias ADD COLUMN IF NOT EXISTS squashed UInt8 DEFAULT 1;
-- The part of it that rows do not say yet, in memory: read by joinGet, where the last row of an origin counts. Filled again from customer_alias at start.
CREATE TABLE IF NOT EXISTS customer_overrides (
  origin_id UUID,
  customer_id UUID
) ENGINE = Join(ANY, LEFT, origin_id)
SETTINGS join_any_take_last_row = 1, persistent = 1;
