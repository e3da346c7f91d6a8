-- What the project says of customers by a name. `source` is the JSON of src/segment/tags, `field` how conditions test it; values stand on the analytical side.
CREATE TABLE tags (
  name text PRIMARY KEY,
  label jsonb NOT NULL,
  category text NOT NULL CHECK (category IN ('static', 'behaviour', 'value', 'scene')),
  refresh text NOT NULL CHECK (refresh IN ('static', 'dynamic')),
  lifetime_days integer CHECK (lifetime_days > 0),
  source jsonb NOT NULL,
  field jsonb NOT NULL,
  version integer NOT NULL,
  created_at timestamptz NOT NULL,
  saved_at timestamptz NOT NULL,
  saved_by text NOT NULL,
  archived_at timestamptz,
  -- The version that the values of customers are of; another one is filled without telling anybody.
  filled_version integer NOT NULL DEFAULT 0,
  refreshed_at timestamptz
);
CREATE TABLE tag_versions (
  tag text NOT NULL REFERENCES tags (name) ON DELETE CASCADE,
  version integer NOT NULL,
  label jsonb NOT NULL,
  category text NOT NULL,
  refresh text NOT NULL,
  lifetime_days integer,
  source jsonb NOT NULL,
  saved_at timestamptz NOT NULL,
  saved_by text NOT NULL,
  PRIMARY KEY (tag, version)
);
-- Which refresh of values was the last begun, and up to which they hold and the signals of them are written.
CREATE TABLE tag_refreshes (
  is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
  last_number bigint NOT NULL DEFAULT 0,
  settled_number bigint NOT NULL DEFAULT 0
);
INSERT INTO tag_refreshes DEFAULT VALUES;
