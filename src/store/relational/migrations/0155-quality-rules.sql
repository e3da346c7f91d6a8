-- Versions of the quality rules; the newest holds. Before the first one those hold that the product comes with.
CREATE TABLE quality_rules (
  version integer PRIMARY KEY,
  rules jsonb NOT NULL,
  author text NOT NULL,
  note text NOT NULL DEFAULT '',
  created_at timestamptz NOT NULL
);

-- What the last look at all that is stored said: the limits of outlier rules and the figures of each rule. One row.
CREATE TABLE quality_looks (
  id boolean PRIMARY KEY DEFAULT true CHECK (id),
  version integer NOT NULL,
  limits jsonb NOT NULL,
  survey jsonb NOT NULL,
  looked_at timestamptz NOT NULL
);

-- Records that were stored and marked, 1000 of each rule and file, or of each rule, source and day; quality_counts says how many there were. origin: import, tracking (events and
-- records of a source) or stored (what the nightly look found). `record` names it within its origin: the line of a file, a message id, a code of an order.
CREATE TABLE quality_flags (
  rule_id text NOT NULL,
  origin text NOT NULL,
  origin_id text NOT NULL,
  record text NOT NULL,
  scope text NOT NULL,
  field text NOT NULL,
  masked text NOT NULL DEFAULT '',
  customer_id uuid,
  found_at timestamptz NOT NULL,
  PRIMARY KEY (rule_id, origin, origin_id, record)
);
CREATE INDEX quality_flags_by_time ON quality_flags (found_at, rule_id);

CREATE TABLE quality_counts (
  rule_id text NOT NULL,
  origin text NOT NULL,
  origin_id text NOT NULL,
  day date NOT NULL,
  flagged bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (rule_id, origin, origin_id, day)
);
