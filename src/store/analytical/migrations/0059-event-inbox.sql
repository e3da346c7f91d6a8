-- The request of the inbox that an event was stored from; '' for those stored before it was kept. Two servers may receive one message in the same millisecond:
-- by its request a loader knows its own unfinished attempt from the other server's copy.
ALTER TABLE events ADD COLUMN IF NOT EXISTS inbox_id String;
