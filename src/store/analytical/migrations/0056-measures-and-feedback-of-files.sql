-- Measures and feedback come by file too, and a file can be taken back: which import says a row, and what it was stored over, as line_versions and ticket_versions
-- keep it. A row that came by API or event has import_id '', and is kept here as well when a file is stored over it.
ALTER TABLE measures ADD COLUMN IF NOT EXISTS import_id String;
ALTER TABLE feedback ADD COLUMN IF NOT EXISTS import_id String;

CREATE TABLE IF NOT EXISTS measure_versions (
  origin_id UUID,
  name LowCardinality(String),
  unit LowCardinality(String),
  measured_at DateTime64(3, 'UTC'),
  value Decimal(24, 6),
  received_at DateTime64(3, 'UTC'),
  available_at DateTime64(3, 'UTC'),
  import_id String
) ENGINE = ReplacingMergeTree(received_at)
ORDER BY (origin_id, name, measured_at, import_id)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1;

CREATE TABLE IF NOT EXISTS feedback_versions (
  feedback_id String,
  origin_id UUID,
  kind LowCardinality(String),
  score Nullable(Float64),
  least UInt8,
  most UInt8,
  topic String,
  product_id String,
  order_id String,
  store_id LowCardinality(String),
  channel LowCardinality(String),
  comment String CODEC(ZSTD(3)),
  answered_at DateTime64(3, 'UTC'),
  received_at DateTime64(3, 'UTC'),
  available_at DateTime64(3, 'UTC'),
  is_removed UInt8,
  import_id String
) ENGINE = ReplacingMergeTree(received_at)
ORDER BY (origin_id, feedback_id, import_id)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1;
