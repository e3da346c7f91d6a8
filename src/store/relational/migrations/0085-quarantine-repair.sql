-- How an import read its rows, so that one that was refused can be read again after it was corrected. origin_id is that of its rows in quarantine.
ALTER TABLE imports
  ADD COLUMN origin_id text NOT NULL DEFAULT '',
  ADD COLUMN reading jsonb;
CREATE INDEX imports_by_origin ON imports (origin_id, started_at DESC);

-- state: open, resolved (stored after all), dismissed (not wanted, with the reason in resolution).
ALTER TABLE quarantine
  ADD COLUMN resolution text NOT NULL DEFAULT '',
  ADD COLUMN resolved_by text NOT NULL DEFAULT '';
CREATE INDEX quarantine_by_origin ON quarantine (origin, origin_id, state);
