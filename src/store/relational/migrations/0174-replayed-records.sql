-- What kind of record was refused at a door for records (orders, customers, ...), so that it can be corrected and taken in; null for anything else.
ALTER TABLE quarantine ADD COLUMN record_kind text;
-- When the refused version of a row was read that somebody repaired: an older version of the row no longer takes its place.
ALTER TABLE sync_rows ADD COLUMN repaired_version timestamptz;
