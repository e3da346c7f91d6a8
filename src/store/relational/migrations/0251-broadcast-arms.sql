-- When the two arms of a broadcast were copied to the analytical side, where its effect is worked out; null: they are not there yet.
ALTER TABLE broadcasts ADD COLUMN arms_at timestamptz;
CREATE INDEX broadcasts_without_arms ON broadcasts (id) WHERE arms_at IS NULL AND state IN ('sending', 'done', 'stopped');
