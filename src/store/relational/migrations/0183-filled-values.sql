-- Values that a rule of quality filled in for a customer of whom nobody said any. Nothing said is written over: a value that somebody says stands in the place of the filled one at once.
CREATE TABLE filled_values (
  customer_id uuid NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
  field text NOT NULL,
  value text NOT NULL,
  rule_id text NOT NULL,
  rule_version integer NOT NULL,
  filled_at timestamptz NOT NULL,
  PRIMARY KEY (customer_id, field)
);
CREATE INDEX filled_values_by_rule ON filled_values (rule_id);
