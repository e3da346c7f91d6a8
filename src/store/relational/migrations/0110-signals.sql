-- Who reads signals. kinds: what is written for a reader; takes_historical: whether that holds for imported, late and replayed records too.
CREATE TABLE signal_readers (
  name text PRIMARY KEY,
  kinds text[] NOT NULL DEFAULT '{}',
  takes_historical boolean NOT NULL DEFAULT false
);

-- One row for each signal and reader, deleted once it was read. attempts counts claims; due_at: when it may be claimed (a lease or a wait after a failure);
-- set_aside_at: no longer tried, for the reason beside it, until somebody starts it again.
CREATE TABLE signals (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  reader text NOT NULL,
  kind text NOT NULL,
  customer_id uuid,
  occurred_at timestamptz NOT NULL,
  origin text NOT NULL,
  historical boolean NOT NULL,
  payload jsonb NOT NULL,
  recorded_at timestamptz NOT NULL DEFAULT now(),
  attempts integer NOT NULL DEFAULT 0,
  due_at timestamptz NOT NULL DEFAULT '-infinity',
  lease_owner uuid,
  set_aside_at timestamptz,
  reason text
);
CREATE INDEX signals_waiting ON signals (reader, id) WHERE set_aside_at IS NULL;
-- Rows that were claimed before: few, and what later signals of the same customer wait for.
CREATE INDEX signals_begun ON signals (reader, customer_id) WHERE set_aside_at IS NULL AND attempts > 0;
CREATE INDEX signals_set_aside ON signals (set_aside_at) WHERE set_aside_at IS NOT NULL;

-- Signals whose alerts a person was mailed, or that wait for the next email: a signal that is read again is no news.
ALTER TABLE alert_mail ADD COLUMN signals bigint[] NOT NULL DEFAULT '{}';
