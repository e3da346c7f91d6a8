-- A run as it was shown to a person, kept until it is executed or an hour has passed. marks: what it was made from, see preview-marks.ts.
CREATE TABLE decision_previews (
  id uuid PRIMARY KEY,
  run_id uuid NOT NULL,
  as_of timestamptz NOT NULL,
  settings jsonb NOT NULL,
  marks jsonb NOT NULL,
  summary jsonb NOT NULL,
  created_by text NOT NULL,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL
);
CREATE INDEX decision_previews_by_end ON decision_previews (expires_at);

-- The newest decision on each customer, contacted or held out: the primary key keeps two runs from deciding on one person at a time.
-- Nobody else may decide on them until the cooldown and the window of the strategy are over; a contact that did not go out gives the place back.
CREATE TABLE contact_reservations (
  customer_id uuid PRIMARY KEY,
  decision_id uuid NOT NULL,
  run_id uuid NOT NULL REFERENCES decision_runs (id),
  reserved_at timestamptz NOT NULL,
  until timestamptz NOT NULL
);
CREATE INDEX contact_reservations_by_decision ON contact_reservations (decision_id);
CREATE INDEX contact_reservations_by_run ON contact_reservations (run_id);

-- False for runs from before there were reservations: theirs are made from the decision ledger at the next start.
ALTER TABLE decision_runs ADD COLUMN reserved boolean NOT NULL DEFAULT false;

-- What the contact costs if it goes out, minor units.
ALTER TABLE send_ledger ADD COLUMN cost_minor bigint;
