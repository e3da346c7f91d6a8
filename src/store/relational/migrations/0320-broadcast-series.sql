-- A broadcast that repeats is a series; each day that it came to has a row, and where it was made, a broadcast of its own. Once on any number of nodes.
ALTER TABLE broadcasts DROP CONSTRAINT broadcasts_state_check,
  ADD CONSTRAINT broadcasts_state_check
    CHECK (state IN ('draft', 'awaiting', 'repeating', 'scheduled', 'planning', 'sending', 'done', 'stopped')),
  -- Days that somebody wants left out.
  ADD COLUMN skip_days text[] NOT NULL DEFAULT '{}';
CREATE INDEX broadcasts_repeating ON broadcasts (id) WHERE state = 'repeating';
CREATE TABLE series_occurrences (
  series uuid NOT NULL REFERENCES broadcasts (id) ON DELETE CASCADE,
  -- YYYY-MM-DD of the rule.
  day text NOT NULL,
  -- Of the series then.
  version integer NOT NULL,
  state text NOT NULL CHECK (state IN ('made', 'skipped', 'missed')),
  reason text NOT NULL DEFAULT '',
  broadcast uuid REFERENCES broadcasts (id) ON DELETE SET NULL,
  decided_at timestamptz NOT NULL,
  PRIMARY KEY (series, day)
);
CREATE INDEX series_occurrences_by_broadcast ON series_occurrences (broadcast) WHERE broadcast IS NOT NULL;
