-- A device is an origin too (ADR 0023). Only events have one, so as long as no record was merged the other facts need no look at the overrides.
ALTER TABLE customer_alias ADD COLUMN IF NOT EXISTS is_device UInt8 DEFAULT 0;
