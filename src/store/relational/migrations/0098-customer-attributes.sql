-- What a project knows of customers beyond the fixed fields. type: text, number, yes-no, date. The label is what people see, heading the
-- column it came from first, made_by the import that brought it.
CREATE TABLE attribute_definitions (
  name text PRIMARY KEY,
  label text NOT NULL,
  type text NOT NULL,
  personal boolean NOT NULL,
  heading text NOT NULL,
  made_by uuid NOT NULL,
  created_at timestamptz NOT NULL
);

-- What each import says of a customer, so that an undo leaves what the others say; of one attribute the latest word holds. plain is name -> value;
-- personal is name -> {masked, sealed}, sealed under the key of the customer. said_at is when the import began.
CREATE TABLE customer_attributes (
  customer_id uuid NOT NULL,
  import_id uuid NOT NULL,
  said_at timestamptz NOT NULL,
  plain jsonb NOT NULL,
  personal jsonb NOT NULL,
  PRIMARY KEY (customer_id, import_id)
);
CREATE INDEX customer_attributes_by_import ON customer_attributes (import_id, customer_id);
