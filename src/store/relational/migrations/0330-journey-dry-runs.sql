-- What each journey would have done in days that are over, the newest try of each (src/act/journeys/dry-run/dry-run.ts).
CREATE TABLE journey_dry_runs (
  journey_id uuid PRIMARY KEY REFERENCES journeys (id) ON DELETE CASCADE,
  version integer NOT NULL,
  result jsonb NOT NULL,
  made_at timestamptz NOT NULL
);
