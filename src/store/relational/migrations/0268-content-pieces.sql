-- Pieces that are chosen for each customer (ADR 0056). body is the JSON of src/act/pieces/content-piece.ts; the columns beside it are what lists are filtered by.
CREATE TABLE content_pieces (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('article', 'guide', 'right', 'free')),
  tags text[] NOT NULL,
  -- In the project's zone; null: no limit.
  valid_from date,
  valid_until date,
  body jsonb NOT NULL,
  version integer NOT NULL,
  created_at timestamptz NOT NULL,
  saved_at timestamptz NOT NULL,
  saved_by text NOT NULL,
  archived_at timestamptz
);
CREATE UNIQUE INDEX content_pieces_names ON content_pieces (lower(name));
CREATE INDEX content_pieces_newest ON content_pieces (saved_at DESC, id DESC);
-- What pieces are about. words: what stands for it in what is known of customers, such as names of categories and values of tags.
CREATE TABLE piece_tags (
  name text PRIMARY KEY,
  words text[] NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL
);
-- What stands in which message. Whose the message is and what became of it is the ledger's; with its row this one goes.
CREATE TABLE piece_sends (
  send_key text NOT NULL REFERENCES send_ledger (send_key) ON DELETE CASCADE,
  slot smallint NOT NULL,
  piece uuid NOT NULL REFERENCES content_pieces (id),
  form text NOT NULL CHECK (form IN ('mail', 'short')),
  language text NOT NULL CHECK (language IN ('zh', 'en')),
  reasons jsonb NOT NULL,
  chosen_at timestamptz NOT NULL,
  -- The first click of a person.
  clicked_at timestamptz,
  PRIMARY KEY (send_key, slot)
);
CREATE INDEX piece_sends_by_piece ON piece_sends (piece, form);
-- A link of a piece counts for it too.
ALTER TABLE link_targets ADD COLUMN piece uuid REFERENCES content_pieces (id);
