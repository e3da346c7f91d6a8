-- Who reads a row of touched customers: each reader takes its own off.
ALTER TABLE customer_touches ADD COLUMN reader text NOT NULL DEFAULT 'segments';
CREATE INDEX customer_touches_by_reader ON customer_touches (reader, number);
