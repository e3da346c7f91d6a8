-- How often a source should send, in minutes; null: nothing is expected of it. late_since: it was found late, and whoever listens was told.
ALTER TABLE sources ADD COLUMN expected_minutes integer CHECK (expected_minutes BETWEEN 1 AND 525600);
ALTER TABLE sources ADD COLUMN late_since timestamptz;

-- How long records took from their receipt until queries see them, counted in steps: up_to_ms is the end of a step, 0 what is beyond the last.
CREATE TABLE source_timeliness (
  source text NOT NULL,
  day date NOT NULL,
  kind text NOT NULL,
  up_to_ms bigint NOT NULL,
  records bigint NOT NULL,
  PRIMARY KEY (source, day, kind, up_to_ms)
);
