-- One message to many. definition and preview are JSON of src/act/broadcasts; the rows of the ledger have its id as their run and source. plan_cursor is the last customer
-- whose row is there, in the order of the list that was taken of the audience.
CREATE TABLE broadcasts (
  id uuid PRIMARY KEY,
  version integer NOT NULL DEFAULT 1,
  state text NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'scheduled', 'planning', 'sending', 'done', 'stopped')),
  definition jsonb NOT NULL,
  created_at timestamptz NOT NULL,
  created_by text NOT NULL,
  saved_at timestamptz NOT NULL,
  started_by text,
  starts_at timestamptz,
  paused_at timestamptz,
  finished_at timestamptz,
  stop_reason text NOT NULL DEFAULT '',
  audience integer,
  plan_cursor uuid,
  sums jsonb NOT NULL DEFAULT '{"audience": 0, "planned": 0, "byChannel": {}, "waiting": {}, "reasons": {}, "invalidZones": 0, "costMinor": 0}',
  preview jsonb
);
CREATE INDEX broadcasts_by_time ON broadcasts (created_at DESC, id DESC);
CREATE INDEX broadcasts_at_work ON broadcasts (state) WHERE state IN ('scheduled', 'planning', 'sending');
