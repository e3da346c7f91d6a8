-- Events of a file name its import, so that they can be taken back; '' for events that were sent.
ALTER TABLE events ADD COLUMN IF NOT EXISTS import_id String;
-- Lines of a log that an earlier import had stored: they stay when that one is undone. Grain: one row per import and line.
CREATE TABLE IF NOT EXISTS event_copies (
  import_id String,
  source_id LowCardinality(String),
  message_id String,
  message_hash UInt64
) ENGINE = ReplacingMergeTree
ORDER BY (import_id, message_hash, message_id)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1;
