-- Dated values that belong to no customer: weather, traffic, prices of others, an index. The values themselves are in the analytical store.
CREATE TABLE series (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  -- A store or region that it holds for; '' for everywhere.
  place text NOT NULL,
  unit text NOT NULL,
  grain text NOT NULL CHECK (grain IN ('day', 'hour')),
  -- How often values should come, in minutes; null: nothing is expected.
  expected_minutes integer CHECK (expected_minutes BETWEEN 1 AND 525600),
  created_at timestamptz NOT NULL,
  -- Deleted, which can be taken back.
  removed_at timestamptz,
  UNIQUE (name, place)
);

-- What came at once, so that it can be taken back.
CREATE TABLE series_uploads (
  id uuid PRIMARY KEY,
  uploaded_at timestamptz NOT NULL,
  uploaded_by text NOT NULL,
  file_name text NOT NULL,
  series uuid[] NOT NULL,
  received integer NOT NULL,
  stored integer NOT NULL,
  corrected integer NOT NULL,
  duplicates integer NOT NULL,
  undone_at timestamptz
);
CREATE INDEX series_uploads_by_series ON series_uploads USING gin (series);
