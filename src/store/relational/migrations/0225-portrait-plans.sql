-- Versions of what portraits must have; the newest holds. Before the first one that holds which the product comes with. `parts` is the JSON of src/segment/portraits.
CREATE TABLE portrait_plans (
  version integer PRIMARY KEY,
  parts jsonb NOT NULL,
  author text NOT NULL,
  note text NOT NULL DEFAULT '',
  created_at timestamptz NOT NULL
);

-- How complete the portraits of all customers were, the last of each day in the project's time zone: of `required` points `points` were there, `reached` customers reached the target.
CREATE TABLE portrait_days (
  day date PRIMARY KEY,
  version integer NOT NULL,
  customers bigint NOT NULL,
  points bigint NOT NULL,
  required bigint NOT NULL,
  reached bigint NOT NULL,
  measured_at timestamptz NOT NULL
);
