-- Images that messages show, with their bytes, so that every node and every backup has them (ADR 0059). A row never changes but for its name and alt.
CREATE TABLE images (
  id uuid PRIMARY KEY,
  -- Part of its public address.
  code text NOT NULL UNIQUE,
  -- Of body: the same bytes are kept once.
  sha256 bytea NOT NULL UNIQUE,
  type text NOT NULL CHECK (type IN ('png', 'jpg', 'gif', 'webp')),
  bytes integer NOT NULL CHECK (bytes > 0),
  width integer NOT NULL CHECK (width > 0),
  height integer NOT NULL CHECK (height > 0),
  frames integer NOT NULL CHECK (frames > 0),
  name text NOT NULL,
  alt text NOT NULL,
  added_at timestamptz NOT NULL,
  added_by text NOT NULL,
  body bytea NOT NULL
);
-- Packed already: trying to pack it again costs time and wins nothing.
ALTER TABLE images ALTER COLUMN body SET STORAGE EXTERNAL;
CREATE INDEX images_newest ON images (added_at DESC, id DESC);
