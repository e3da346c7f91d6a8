-- What the owner of a file said against or beyond our reading of it (columns, status words, date order, decimals), kept for the next file of the same kind
-- and headings. `headings` is a hash of the headings in any order and of the layout.
CREATE TABLE import_corrections (
  kind text NOT NULL,
  headings text NOT NULL,
  corrections jsonb NOT NULL,
  file_name text NOT NULL,
  said_at timestamptz NOT NULL,
  PRIMARY KEY (kind, headings)
);
