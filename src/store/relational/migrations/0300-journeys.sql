-- Triggers and journeys (docs/adr/0061). A version that was published is never changed; the newest one may be a draft, which a save replaces by the next.
CREATE TABLE journeys (
  id uuid PRIMARY KEY,
  state text NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'live', 'paused', 'ended')),
  -- The newest definition, and the one that people enter.
  version integer NOT NULL DEFAULT 1,
  live_version integer,
  created_at timestamptz NOT NULL,
  created_by text NOT NULL,
  paused_at timestamptz,
  ended_at timestamptz,
  end_reason text NOT NULL DEFAULT ''
);
CREATE INDEX journeys_by_time ON journeys (created_at DESC, id DESC);

CREATE TABLE journey_versions (
  journey_id uuid NOT NULL REFERENCES journeys (id) ON DELETE CASCADE,
  version integer NOT NULL,
  -- JSON of src/act/journeys/journey.ts.
  definition jsonb NOT NULL,
  saved_at timestamptz NOT NULL,
  saved_by text NOT NULL,
  published_at timestamptz,
  published_by text,
  PRIMARY KEY (journey_id, version)
);

-- Runs: one customer's way through one version. Due ones are found by time, those of a customer by them. `lease_owner` is the worker that holds a run: its effects count only
-- as long as it does, and `due_at` is then when the lease ends.
CREATE TABLE enrolments (
  id uuid PRIMARY KEY,
  journey_id uuid NOT NULL REFERENCES journeys (id),
  version integer NOT NULL,
  customer_id uuid NOT NULL,
  -- The record that it was made for, where it was merged into another.
  origin_id uuid,
  entry_key text NOT NULL DEFAULT '',
  state text NOT NULL CHECK (state IN ('active', 'held_out', 'done', 'left', 'failed')),
  entered_at timestamptz NOT NULL,
  -- What let them in; the same cause never does twice.
  origin text NOT NULL,
  -- Drawn when they entered, with the chance of this arm.
  is_held_out boolean NOT NULL,
  probability double precision NOT NULL,
  step_id text,
  -- Steps that were done.
  visit integer NOT NULL DEFAULT 0,
  -- Since when what the customer does counts for the step, and since when it waits there; null: the step has not begun.
  arrived_at timestamptz NOT NULL,
  waits_since timestamptz,
  due_at timestamptz,
  -- It is due, but its journey is paused.
  is_paused boolean NOT NULL DEFAULT false,
  attempts integer NOT NULL DEFAULT 0,
  lease_owner uuid,
  -- The goal was reached, and until when it counts.
  goal_at timestamptz,
  window_ends_at timestamptz NOT NULL,
  ended_at timestamptz,
  reason text NOT NULL DEFAULT '',
  CHECK ((state IN ('active', 'held_out')) = (ended_at IS NULL))
) WITH (fillfactor = 80);
CREATE UNIQUE INDEX enrolments_inside ON enrolments (journey_id, customer_id, entry_key) WHERE ended_at IS NULL;
CREATE UNIQUE INDEX enrolments_by_cause ON enrolments (journey_id, customer_id, origin);
CREATE INDEX enrolments_due ON enrolments (due_at) WHERE ended_at IS NULL AND NOT is_paused;
CREATE INDEX enrolments_paused ON enrolments (journey_id) WHERE ended_at IS NULL AND is_paused;
CREATE INDEX enrolments_of_customer ON enrolments (customer_id);
CREATE INDEX enrolments_newest ON enrolments (journey_id, entered_at DESC, id DESC);

-- What was done, in the commit that did it. A visit is the how-manieth step of its run.
CREATE TABLE enrolment_steps (
  enrolment_id uuid NOT NULL REFERENCES enrolments (id) ON DELETE CASCADE,
  visit integer NOT NULL,
  journey_id uuid NOT NULL,
  step_id text NOT NULL,
  -- Which way it took, or what came of it.
  outcome text NOT NULL,
  -- Of a way that was drawn: its chance.
  probability double precision,
  at timestamptz NOT NULL,
  PRIMARY KEY (enrolment_id, visit)
);
CREATE INDEX enrolment_steps_of_journey ON enrolment_steps (journey_id, step_id);

-- When an event that a run waits for was last seen, where it was not yet waiting for it.
CREATE TABLE enrolment_events (
  enrolment_id uuid NOT NULL REFERENCES enrolments (id) ON DELETE CASCADE,
  step_id text NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (enrolment_id, step_id)
);

-- Who did not enter, and why; kept for some weeks.
CREATE TABLE refused_entries (
  journey_id uuid NOT NULL REFERENCES journeys (id) ON DELETE CASCADE,
  customer_id uuid NOT NULL,
  origin text NOT NULL,
  reason text NOT NULL,
  -- The run that stood in the way.
  run_id uuid,
  at timestamptz NOT NULL,
  PRIMARY KEY (journey_id, customer_id, origin)
);
CREATE INDEX refused_entries_oldest ON refused_entries (at);
