-- What customers answer and write: surveys (NPS, CSAT, CES) and reviews of products. One row per feedback_id and origin, the newest counts; is_removed marks that the same feedback stands under another customer since.
-- customer_id as in the tables of facts.
CREATE TABLE IF NOT EXISTS feedback (
  feedback_id String,
  origin_id UUID,
  owner_id UUID DEFAULT origin_id,
  customer_id UUID ALIAS owner_id,
  -- nps, csat, ces, review, other.
  kind LowCardinality(String),
  -- From `least` to `most` of its scale, as it was given; null where it was text alone.
  score Nullable(Float64),
  least UInt8,
  most UInt8,
  topic String,
  product_id String,
  order_id String,
  store_id LowCardinality(String),
  channel LowCardinality(String),
  -- Without what is personal.
  comment String CODEC(ZSTD(3)),
  answered_at DateTime64(3, 'UTC'),
  received_at DateTime64(3, 'UTC'),
  available_at DateTime64(3, 'UTC'),
  is_removed UInt8
) ENGINE = ReplacingMergeTree(received_at)
ORDER BY (origin_id, feedback_id)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1;
ALTER TABLE feedback ADD INDEX IF NOT EXISTS by_feedback feedback_id TYPE bloom_filter(0.01) GRANULARITY 1;
