-- Versions of tracking plans; the newest of a scope holds. scope: 'all', or the id of a source that has a plan of its own. A version without a plan: none holds.
CREATE TABLE tracking_plans (
  scope text NOT NULL,
  version integer NOT NULL,
  plan jsonb,
  author text NOT NULL,
  note text NOT NULL DEFAULT '',
  created_at timestamptz NOT NULL,
  PRIMARY KEY (scope, version)
);

-- Messages that are not what the plan says, counted. event and property are '' for what is beyond the number of kinds kept apart; example is a masked message, sealed.
CREATE TABLE plan_violations (
  id uuid PRIMARY KEY,
  source text NOT NULL,
  day date NOT NULL,
  kind text NOT NULL,
  type text NOT NULL,
  event text NOT NULL,
  property text NOT NULL,
  count bigint NOT NULL,
  quarantined bigint NOT NULL,
  example bytea,
  UNIQUE (source, day, kind, type, event, property)
);
CREATE INDEX plan_violations_by_day ON plan_violations (day);

-- What the request of a refused message said of the clock of its device, so that its time is corrected again when it is put back.
ALTER TABLE quarantine ADD COLUMN sent_at text;
