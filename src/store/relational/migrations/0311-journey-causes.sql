-- What changed something in journeys, by the signal: a reader may be given the same one again after a crash. Kept for as long as one that was set aside can be read again.
CREATE TABLE journey_causes (
  id text PRIMARY KEY,
  at timestamptz NOT NULL
);
CREATE INDEX journey_causes_oldest ON journey_causes (at);
