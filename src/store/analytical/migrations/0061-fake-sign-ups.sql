-- A customer whom a rule of quality takes for a fake registration: is_test is 1 too, so that they count nowhere; this says why, and lets rules look at them again.
ALTER TABLE customers ADD COLUMN IF NOT EXISTS is_fake_sign_up UInt8;
