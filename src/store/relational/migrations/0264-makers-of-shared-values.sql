-- Which node makes a shared value just now (docs/adr/0050): the others wait for the row to go, and take over when its time is up. No connection is held meanwhile.
CREATE TABLE provider_value_makers (
  key text PRIMARY KEY,
  owner uuid NOT NULL,
  until timestamptz NOT NULL
);
