-- The currency of an event's amount as the message named it; '' where it named none, which is the project's own, as in order_lines.
ALTER TABLE events ADD COLUMN IF NOT EXISTS currency LowCardinality(String) AFTER amount;
