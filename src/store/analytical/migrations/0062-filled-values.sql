-- Fields of a customer that a rule of quality filled in, with `RULE@VERSION`: where values are counted they are missing.
ALTER TABLE customers ADD COLUMN IF NOT EXISTS filled_by Map(LowCardinality(String), String);
