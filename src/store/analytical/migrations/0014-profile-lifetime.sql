-- Orders and spend of all time beside those of the RFM window. Null in profiles of before: not known.
ALTER TABLE profiles ADD COLUMN IF NOT EXISTS lifetime_orders Nullable(UInt32);
ALTER TABLE profiles ADD COLUMN IF NOT EXISTS lifetime_spend Nullable(Decimal(18, 6));
