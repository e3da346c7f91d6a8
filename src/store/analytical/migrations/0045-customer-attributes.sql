-- Attributes that are not personal, by type: name -> value.
ALTER TABLE customers
  ADD COLUMN IF NOT EXISTS attribute_texts Map(LowCardinality(String), String),
  ADD COLUMN IF NOT EXISTS attribute_numbers Map(LowCardinality(String), Float64),
  ADD COLUMN IF NOT EXISTS attribute_flags Map(LowCardinality(String), Bool),
  ADD COLUMN IF NOT EXISTS attribute_dates Map(LowCardinality(String), Date32);
