-- What the units of a forecast cost at recent prices, and what was sold for in the 30 days before, in the project's currency of that time.
ALTER TABLE demand_accuracy ADD COLUMN IF NOT EXISTS amount_30 Nullable(Float64);
ALTER TABLE demand_accuracy ADD COLUMN IF NOT EXISTS last_amount_30 Nullable(Float64);
ALTER TABLE demand_accuracy ADD COLUMN IF NOT EXISTS currency LowCardinality(String);
