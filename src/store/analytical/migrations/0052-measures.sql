-- Dated values of a customer: balance, assets, usage, seats. One row per measure and time, the newest counts. customer_id as in the tables of facts.
CREATE TABLE IF NOT EXISTS measures (
  origin_id UUID,
  owner_id UUID DEFAULT origin_id,
  customer_id UUID ALIAS owner_id,
  name LowCardinality(String),
  unit LowCardinality(String),
  measured_at DateTime64(3, 'UTC'),
  value Decimal(24, 6),
  received_at DateTime64(3, 'UTC'),
  available_at DateTime64(3, 'UTC')
) ENGINE = ReplacingMergeTree(received_at)
ORDER BY (origin_id, name, measured_at)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1;
