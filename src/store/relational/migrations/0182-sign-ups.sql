-- From where customers signed up: an address of the network or a device, as a code that cannot be read back. One row per customer, kind and speaker (an import, the API, an event). origin_id is the record whose customer
-- is found through customers.merged_into. is_stated: the speaker said when they signed up; otherwise it is when they were first identified.
CREATE TABLE sign_up_places (
  origin_id uuid NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
  kind text NOT NULL CHECK (kind IN ('address', 'device')),
  said_by text NOT NULL,
  code text NOT NULL,
  signed_up_at timestamptz NOT NULL,
  is_stated boolean NOT NULL,
  PRIMARY KEY (origin_id, kind, said_by)
);
CREATE INDEX sign_up_places_by_speaker ON sign_up_places (said_by, signed_up_at);

-- Customers whom a rule of quality takes for a fake registration. state: left-out (counts nowhere, as a test record), real (somebody said so) or gone (the last look found no burst).
-- decided_for says what was decided: one customer, or the whole burst with whoever joins it later.
CREATE TABLE fake_sign_ups (
  customer_id uuid PRIMARY KEY REFERENCES customers (id) ON DELETE CASCADE,
  rule_id text NOT NULL,
  rule_version integer NOT NULL,
  burst text NOT NULL,
  field text NOT NULL,
  masked text NOT NULL,
  signed_up_at timestamptz NOT NULL,
  found_at timestamptz NOT NULL,
  state text NOT NULL CHECK (state IN ('left-out', 'real', 'gone')),
  decided_by text,
  decided_at timestamptz,
  decided_for text CHECK (decided_for IN ('customer', 'burst'))
);
CREATE INDEX fake_sign_ups_by_burst ON fake_sign_ups (burst);
