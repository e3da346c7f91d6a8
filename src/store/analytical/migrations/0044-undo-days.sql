-- An import can be undone for 90 days; what other imports have in common with it is needed no longer. noted_at is the wall clock, as the removal is.
ALTER TABLE line_versions ADD COLUMN IF NOT EXISTS noted_at DateTime DEFAULT now();
ALTER TABLE line_versions MODIFY TTL noted_at + INTERVAL 100 DAY;
ALTER TABLE ticket_versions ADD COLUMN IF NOT EXISTS noted_at DateTime DEFAULT now();
ALTER TABLE ticket_versions MODIFY TTL noted_at + INTERVAL 100 DAY;
