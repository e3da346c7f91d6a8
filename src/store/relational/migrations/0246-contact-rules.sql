-- Versions of the contact rules (caps, quiet hours); the newest holds. Before the first one those hold that the product comes with.
CREATE TABLE contact_rules (
  version integer PRIMARY KEY,
  rules jsonb NOT NULL,
  saved_at timestamptz NOT NULL,
  saved_by text NOT NULL
);
-- Global control groups: at most one is live, and its share never changes. Who is in it follows from its id (src/decide/control-group.ts).
CREATE TABLE control_groups (
  id uuid PRIMARY KEY,
  share double precision NOT NULL CHECK (share > 0 AND share <= 0.15),
  started_at timestamptz NOT NULL,
  started_by text NOT NULL,
  ended_at timestamptz,
  ended_by text,
  end_reason text NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX control_groups_one_live ON control_groups ((true)) WHERE ended_at IS NULL;
