-- What each customer agreed to and withdrew last, by `purpose/channel`: a copy of the current consents of the relational side, which is told of every change and catches up.
CREATE TABLE IF NOT EXISTS consent_states (
  customer_id UUID,
  granted Array(LowCardinality(String)),
  withdrawn Array(LowCardinality(String)),
  -- Number of the change: the newest wins.
  version UInt64
) ENGINE = ReplacingMergeTree(version)
ORDER BY customer_id
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1;

-- Members of segments that are a list.
CREATE TABLE IF NOT EXISTS segment_snapshots (
  segment_id UUID,
  customer_id UUID
) ENGINE = ReplacingMergeTree
ORDER BY (segment_id, customer_id)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1;
