-- Traits of identify calls make attributes too: made_by is then the source that said it first, not an import. One that somebody deleted stays known, so that
-- the next event does not bring it back; a file does, and whoever allows it.
ALTER TABLE attribute_definitions ADD COLUMN by_traits boolean NOT NULL DEFAULT false;
ALTER TABLE attribute_definitions ADD COLUMN removed_at timestamptz;
