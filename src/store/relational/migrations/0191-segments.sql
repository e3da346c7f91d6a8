-- Groups of customers with a name. Their conditions are the JSON of src/segment/conditions; members of snapshots stand on the analytical side.
CREATE TABLE segments (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  description text NOT NULL DEFAULT '',
  kind text NOT NULL CHECK (kind IN ('dynamic', 'snapshot')),
  condition jsonb NOT NULL,
  version integer NOT NULL,
  created_at timestamptz NOT NULL,
  saved_at timestamptz NOT NULL,
  saved_by text NOT NULL,
  archived_at timestamptz
);
CREATE UNIQUE INDEX segments_in_use_by_name ON segments (lower(name)) WHERE archived_at IS NULL;
CREATE TABLE segment_versions (
  segment_id uuid NOT NULL REFERENCES segments (id) ON DELETE CASCADE,
  version integer NOT NULL,
  name text NOT NULL,
  description text NOT NULL,
  condition jsonb NOT NULL,
  saved_at timestamptz NOT NULL,
  saved_by text NOT NULL,
  PRIMARY KEY (segment_id, version)
);
-- The last count of each day, by the project's time zone.
CREATE TABLE segment_sizes (
  segment_id uuid NOT NULL REFERENCES segments (id) ON DELETE CASCADE,
  day date NOT NULL,
  customers bigint NOT NULL,
  counted_at timestamptz NOT NULL,
  PRIMARY KEY (segment_id, day)
);
-- Whose current consents the analytical side has not been told of. Written under the lock of the ledger, so that numbers are in the order of the commits.
CREATE TABLE consent_changes (
  number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  customer_id uuid NOT NULL
);
INSERT INTO consent_changes (customer_id) SELECT DISTINCT customer_id FROM consents;
