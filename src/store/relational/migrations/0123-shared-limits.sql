-- Requests of one caller in the running minute, counted for all nodes. Only hashes of names, which hold addresses. Unlogged: after a crash of the
-- database every minute begins again, and nothing waits for the disk meanwhile. Rows are rewritten in place.
CREATE UNLOGGED TABLE rate_windows (
  name_hash bytea PRIMARY KEY,
  started_at timestamptz NOT NULL,
  taken bigint NOT NULL
) WITH (fillfactor = 50);

-- Failed logins with addresses that nobody has, so that they are closed on every node like those of accounts.
CREATE TABLE stranger_logins (
  email_hash bytea PRIMARY KEY,
  failures integer NOT NULL,
  locked_until timestamptz,
  last_at timestamptz NOT NULL
);
CREATE INDEX stranger_logins_by_time ON stranger_logins (last_at);
