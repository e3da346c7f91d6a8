-- What a customer's record said before another one was merged into it, without a value: with the other record, which stays as it was, it says what came by the merge and goes when it is taken back.
CREATE TABLE merge_snapshots (
  merged_id uuid NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
  merged_at timestamptz NOT NULL,
  customer_id uuid NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
  named boolean NOT NULL,
  attributes text[] NOT NULL,
  registered_at timestamptz,
  has_language boolean NOT NULL,
  has_time_zone boolean NOT NULL,
  is_test boolean NOT NULL,
  PRIMARY KEY (merged_id, merged_at)
);
CREATE INDEX merge_snapshots_by_customer ON merge_snapshots (customer_id);
