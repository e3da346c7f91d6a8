-- How good what came in on a day (UTC) was, by source and field: of `checked`, `passed` were in order. Dimension volume counts what came in. Source is the id of a source, or 'files'; field is
-- '' for a whole record. Measured once a day is over.
CREATE TABLE quality_days (
  day date NOT NULL,
  source text NOT NULL,
  scope text NOT NULL,
  field text NOT NULL,
  dimension text NOT NULL,
  checked bigint NOT NULL,
  passed bigint NOT NULL,
  PRIMARY KEY (day, source, scope, field, dimension)
);
CREATE TABLE quality_measured_days (day date PRIMARY KEY, measured_at timestamptz NOT NULL);

-- Days that differ from the same weekday of the eight weeks before.
CREATE TABLE quality_anomalies (
  day date NOT NULL,
  source text NOT NULL,
  dimension text NOT NULL,
  value double precision NOT NULL,
  expected double precision NOT NULL,
  margin double precision NOT NULL,
  found_at timestamptz NOT NULL,
  PRIMARY KEY (day, source, dimension)
);
