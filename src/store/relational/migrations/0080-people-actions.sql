-- What the team wrote down about a customer. body is encrypted under the key of sealed_for: the customer it was written about, who may be merged into
-- customer_id later.
CREATE TABLE customer_notes (
  id uuid PRIMARY KEY,
  customer_id uuid NOT NULL REFERENCES customers (id),
  sealed_for uuid NOT NULL REFERENCES customers (id),
  body bytea NOT NULL,
  author text NOT NULL,
  created_at timestamptz NOT NULL
);
CREATE INDEX customer_notes_by_customer ON customer_notes (customer_id, created_at DESC, id);

-- Customers whom nobody contacts on any channel, until the stop is lifted.
CREATE TABLE contact_stops (
  customer_id uuid PRIMARY KEY REFERENCES customers (id),
  reason text NOT NULL,
  actor text NOT NULL,
  created_at timestamptz NOT NULL
);

-- Tasks that a person makes belong to no send and no strategy. words: title and script that a person wrote, encrypted under the key of sealed_for.
ALTER TABLE tasks ALTER COLUMN send_key DROP NOT NULL;
ALTER TABLE tasks ALTER COLUMN strategy_id DROP NOT NULL;
ALTER TABLE tasks ADD COLUMN words bytea;
ALTER TABLE tasks ADD COLUMN sealed_for uuid;
CREATE INDEX tasks_by_assignee ON tasks (assignee, state, due_at);
CREATE INDEX tasks_by_customer ON tasks (customer_id, created_at DESC);
