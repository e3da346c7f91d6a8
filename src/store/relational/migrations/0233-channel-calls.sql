-- What providers told each account: calls of theirs, and rounds in which they were asked.
ALTER TABLE channel_accounts
  ADD COLUMN last_call_at timestamptz,
  ADD COLUMN calls bigint NOT NULL DEFAULT 0,
  ADD COLUMN refused_calls bigint NOT NULL DEFAULT 0,
  ADD COLUMN asked_until timestamptz,
  ADD COLUMN next_ask_at timestamptz,
  ADD COLUMN ask_problem text NOT NULL DEFAULT '';

-- Test messages of the last hour, to limit them.
CREATE TABLE channel_tests (
  id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  account uuid NOT NULL,
  sent_at timestamptz NOT NULL
);
CREATE INDEX channel_tests_by_time ON channel_tests (sent_at);
