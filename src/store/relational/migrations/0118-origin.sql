-- The origin of an identifier is the record that it was first put on: it stays when customers are merged, and facts that name it are written under it.
ALTER TABLE identifiers ADD COLUMN origin_id uuid;
UPDATE identifiers SET origin_id = customer_id;
ALTER TABLE identifiers ALTER COLUMN origin_id SET NOT NULL;
