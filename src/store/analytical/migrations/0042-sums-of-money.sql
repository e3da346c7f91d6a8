-- A customer's sums may be larger than any one line: one that does not fit would stop the profiles of everyone.
ALTER TABLE profiles MODIFY COLUMN monetary Decimal(38, 6);
ALTER TABLE profiles MODIFY COLUMN average_order Decimal(38, 6);
ALTER TABLE profiles MODIFY COLUMN lifetime_spend Nullable(Decimal(38, 6));
