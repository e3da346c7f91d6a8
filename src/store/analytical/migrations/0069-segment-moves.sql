-- Who entered and left a segment, and when. Members now are those whose last move was in. `number`: of the refresh that found it.
CREATE TABLE IF NOT EXISTS segment_moves (
  segment_id UUID,
  customer_id UUID,
  number UInt64,
  is_in UInt8,
  moved_at DateTime64(3, 'UTC'),
  historical UInt8,
  INDEX by_number number TYPE minmax GRANULARITY 1,
  INDEX by_customer customer_id TYPE bloom_filter(0.01) GRANULARITY 1
) ENGINE = ReplacingMergeTree
ORDER BY (segment_id, customer_id, number)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1;
