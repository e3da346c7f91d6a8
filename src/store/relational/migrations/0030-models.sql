-- A version that did not beat the champion is kept as challenger. reference: what the customers looked like that it learnt from.
ALTER TABLE models ADD COLUMN trigger text NOT NULL DEFAULT 'manual';
ALTER TABLE models ADD COLUMN verdict jsonb;
ALTER TABLE models ADD COLUMN reference jsonb;
CREATE UNIQUE INDEX models_one_champion ON models (kind) WHERE state = 'champion';

-- One row per scoring of the customers: how they were spread over the tiers, whether they still look like those the model learnt from, and, once
-- the horizon has ended, how right it was. hindsight: the model had learnt from later time than as_of, so that being right proves nothing.
CREATE TABLE churn_scorings (
  as_of timestamptz PRIMARY KEY,
  model_version integer NOT NULL,
  horizon_days integer NOT NULL,
  customers integer NOT NULL,
  tiers jsonb NOT NULL,
  hindsight boolean NOT NULL,
  drift jsonb,
  accuracy jsonb,
  scored_at timestamptz NOT NULL
);

-- state: open -> acknowledged -> closed, and back. expected_loss = probability x value, the order in which equally urgent ones are worked.
CREATE TABLE churn_alerts (
  id uuid PRIMARY KEY,
  customer_id uuid NOT NULL,
  tier text NOT NULL,
  from_tier text,
  probability double precision NOT NULL,
  value double precision NOT NULL,
  expected_loss double precision NOT NULL,
  cause text NOT NULL,
  reasons jsonb NOT NULL,
  raised_at timestamptz NOT NULL,
  due_at timestamptz,
  state text NOT NULL,
  owner text,
  outcome text,
  closed_at timestamptz
);
CREATE UNIQUE INDEX churn_alerts_one_for_each ON churn_alerts (customer_id) WHERE state <> 'closed';
CREATE INDEX churn_alerts_by_state ON churn_alerts (state, due_at, id);
CREATE INDEX churn_alerts_by_time ON churn_alerts (raised_at DESC, id);
