-- Dated values that belong to no customer. Nothing is replaced: of one time the value received last counts, those before are its history. A day stands at 00:00 UTC of its local date, an
-- hour at its instant.
CREATE TABLE IF NOT EXISTS series_values (
  series_id UUID,
  at DateTime64(3, 'UTC'),
  value Decimal(24, 6),
  upload_id UUID,
  received_at DateTime64(3, 'UTC')
) ENGINE = MergeTree
ORDER BY (series_id, at, received_at)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1;
