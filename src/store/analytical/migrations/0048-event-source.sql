-- The source that an event came from; '' for those stored before it was kept. Two sources may use the same message ids: each has its own. Part of the key, so
-- that two events of one moment with one message id are not taken for copies of each other.
ALTER TABLE events ADD COLUMN IF NOT EXISTS source_id LowCardinality(String) AFTER message_hash, MODIFY ORDER BY (origin_id, occurred_at, message_id, source_id);
