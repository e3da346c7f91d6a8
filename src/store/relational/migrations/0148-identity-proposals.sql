-- Pairs of customers that are likely one person (ADR 0028). Nothing merges them but a decision by hand. evidence: what each field is worth in bits, without any value.
CREATE TABLE identity_proposals (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  a uuid NOT NULL,
  b uuid NOT NULL,
  chance double precision NOT NULL,
  evidence jsonb NOT NULL,
  state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'accepted', 'rejected')),
  found_at timestamptz NOT NULL,
  skipped_at timestamptz,
  decided_at timestamptz,
  decided_by text,
  UNIQUE (a, b)
);
CREATE INDEX identity_proposals_open ON identity_proposals (chance DESC, id) WHERE state = 'open';
-- What each search looked at.
CREATE TABLE identity_searches (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  ended_at timestamptz NOT NULL,
  people integer NOT NULL,
  is_enough boolean NOT NULL,
  compared integer NOT NULL,
  large_blocks integer NOT NULL,
  complete boolean NOT NULL,
  found integer NOT NULL
);
