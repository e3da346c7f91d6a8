-- What a file had said of a fact keeps the owner that it was stored with, beside its origin: the origin of a value which several people share is no customer, so a row
-- brought back by undoing an import could not say from its origin alone that it is nobody's.
ALTER TABLE line_versions ADD COLUMN IF NOT EXISTS owner_id UUID DEFAULT origin_id;
ALTER TABLE ticket_versions ADD COLUMN IF NOT EXISTS owner_id UUID DEFAULT origin_id;
ALTER TABLE measure_versions ADD COLUMN IF NOT EXISTS owner_id UUID DEFAULT origin_id;
ALTER TABLE feedback_versions ADD COLUMN IF NOT EXISTS owner_id UUID DEFAULT origin_id;
