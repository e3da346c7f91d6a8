-- What an import changed, noted while it runs, so that it can be taken back. state of an import: running -> done | failed | interrupted,
-- then undoing -> undone. noted is false for imports from before, which cannot be taken back.
ALTER TABLE imports
  ADD COLUMN noted boolean NOT NULL DEFAULT false,
  ADD COLUMN undo jsonb,
  ADD COLUMN undone_at timestamptz,
  ADD COLUMN undone_by text;
CREATE INDEX imports_by_file ON imports (file_sha256, kind);

-- The import whose file named this customer first; null for those known from elsewhere.
ALTER TABLE customers ADD COLUMN made_by uuid;
CREATE INDEX customers_by_import ON customers (made_by, id) WHERE made_by IS NOT NULL;
CREATE INDEX customers_by_survivor ON customers (merged_into) WHERE merged_into IS NOT NULL;

-- Every customer that a file is about, under the id of that time.
CREATE TABLE import_customers (
  customer_id uuid NOT NULL,
  import_id uuid NOT NULL,
  PRIMARY KEY (customer_id, import_id)
);
CREATE INDEX import_customers_by_import ON import_customers (import_id);

-- What a consent was before an import changed it; before_at is null where there was none. set_at is the changed_at that the import wrote.
CREATE TABLE import_consents (
  import_id uuid NOT NULL,
  customer_id uuid NOT NULL,
  purpose text NOT NULL,
  channel text NOT NULL,
  set_at timestamptz NOT NULL,
  before_granted boolean,
  before_source text,
  before_evidence text,
  before_at timestamptz,
  PRIMARY KEY (import_id, customer_id, purpose, channel)
);
CREATE INDEX import_consents_by_customer ON import_consents (customer_id);

-- The import whose order used the code; null where an event says it too.
ALTER TABLE coupons ADD COLUMN import_id uuid;
CREATE INDEX coupons_by_import ON coupons (import_id) WHERE import_id IS NOT NULL;
