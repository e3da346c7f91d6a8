-- When journeys look for customers by themselves: by the calendar, or by dates of customers. A slot is done once, on whichever node.
CREATE TABLE journey_slots (
  id uuid PRIMARY KEY,
  journey_id uuid NOT NULL REFERENCES journeys (id) ON DELETE CASCADE,
  -- Its key: `start`, an instant, or a day and a zone.
  slot text NOT NULL,
  due_at timestamptz NOT NULL,
  state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'done', 'skipped')),
  -- Why it was skipped.
  reason text NOT NULL DEFAULT '',
  -- The last customer of the list who was asked in; the list is taken when it begins.
  is_taken boolean NOT NULL DEFAULT false,
  cursor uuid,
  entered integer NOT NULL DEFAULT 0,
  lease_owner uuid,
  lease_until timestamptz,
  UNIQUE (journey_id, slot)
);
CREATE INDEX journey_slots_open ON journey_slots (due_at) WHERE state = 'open';

-- Which zones customers have is asked step by step.
CREATE INDEX customers_by_time_zone ON customers (time_zone);

-- What was done already is known by journey_causes; after a merge one customer may have two runs of one cause.
DROP INDEX enrolments_by_cause;
