-- Refused rows that came in after all, corrected in place or given back mended in a file: they count as stored or duplicates of the import that had
-- refused them, and here as well.
ALTER TABLE imports ADD COLUMN mended bigint NOT NULL DEFAULT 0;

-- outcome of a resolved row: stored, duplicate, or refused where a file gave it back and it was refused once more, as the row mended_as.
ALTER TABLE quarantine
  ADD COLUMN outcome text NOT NULL DEFAULT '',
  ADD COLUMN mended_as uuid;
CREATE INDEX quarantine_by_mended ON quarantine (mended_as) WHERE mended_as IS NOT NULL;
CREATE INDEX quarantine_given_back ON quarantine (origin_id) WHERE mended_as IS NOT NULL;
