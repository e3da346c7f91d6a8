-- The company with which a customer was drawn; the nil UUID: drawn alone, as everyone was before.
ALTER TABLE decisions ADD COLUMN IF NOT EXISTS draw_unit UUID;
