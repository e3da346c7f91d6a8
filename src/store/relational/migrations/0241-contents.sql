-- What messages say; `content` is the JSON of src/act/content. Every saved state is a row of content_versions that never changes.
CREATE TABLE contents (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  purpose text NOT NULL CHECK (purpose IN ('marketing', 'transactional')),
  channels text[] NOT NULL,
  version integer NOT NULL,
  -- The version that messages are made of; null: none yet.
  published integer,
  created_at timestamptz NOT NULL,
  saved_at timestamptz NOT NULL,
  saved_by text NOT NULL,
  published_at timestamptz,
  published_by text,
  archived_at timestamptz
);
CREATE INDEX contents_newest ON contents (saved_at DESC, id DESC);
CREATE TABLE content_versions (
  content uuid NOT NULL REFERENCES contents (id),
  version integer NOT NULL,
  body jsonb NOT NULL,
  saved_at timestamptz NOT NULL,
  saved_by text NOT NULL,
  PRIMARY KEY (content, version)
);
-- Where links of published contents lead. A code follows from the content and the address, so it cannot be made to lead elsewhere.
CREATE TABLE link_targets (
  code text PRIMARY KEY,
  url text NOT NULL,
  content uuid NOT NULL REFERENCES contents (id),
  created_at timestamptz NOT NULL
);
-- One link of one message on a channel whose texts must be short; mails carry theirs in the address.
CREATE TABLE short_links (
  code text PRIMARY KEY,
  target text NOT NULL,
  send_key text NOT NULL,
  created_at timestamptz NOT NULL
);
