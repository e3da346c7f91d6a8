-- Lines of business: stores that belong together, under a name that accounts can be limited to. A store may belong to several.
CREATE TABLE business_lines (
  name text PRIMARY KEY,
  name_key text NOT NULL UNIQUE,
  stores text[] NOT NULL,
  created_at timestamptz NOT NULL
);

-- Whose customers the person sees, beside their stores; empty: no limit of that kind. Who has several kinds of limits sees only customers who meet all of them.
ALTER TABLE users ADD COLUMN regions text[] NOT NULL DEFAULT '{}';
ALTER TABLE users ADD COLUMN business_lines text[] NOT NULL DEFAULT '{}';
