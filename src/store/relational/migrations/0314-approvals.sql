-- The word of a second person for what reaches many: one row for each time that somebody asked. The subject is what src/act/approvals names, in the version that was looked at.
CREATE TABLE approvals (
  id uuid PRIMARY KEY,
  kind text NOT NULL,
  subject text NOT NULL,
  version integer NOT NULL,
  title text NOT NULL,
  people integer NOT NULL,
  facts jsonb NOT NULL,
  state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'approved', 'refused', 'withdrawn', 'replaced')),
  asked_by text NOT NULL,
  authors text[] NOT NULL,
  asked_at timestamptz NOT NULL,
  decided_by text,
  decided_at timestamptz,
  reason text NOT NULL DEFAULT ''
);
-- Of one subject at most one waits.
CREATE UNIQUE INDEX approvals_waiting ON approvals (kind, subject) WHERE state = 'waiting';
CREATE INDEX approvals_of_subject ON approvals (kind, subject, version, asked_at DESC);
CREATE INDEX approvals_by_time ON approvals (asked_at DESC, id DESC);

-- A broadcast that waits for it.
ALTER TABLE broadcasts DROP CONSTRAINT broadcasts_state_check,
  ADD CONSTRAINT broadcasts_state_check CHECK (state IN ('draft', 'awaiting', 'scheduled', 'planning', 'sending', 'done', 'stopped')),
  -- Whose the version is; null: of the time before it was kept.
  ADD COLUMN saved_by text;
CREATE INDEX broadcasts_awaiting ON broadcasts (id) WHERE state = 'awaiting';
