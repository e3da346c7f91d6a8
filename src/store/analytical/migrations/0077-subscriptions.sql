-- Subscriptions and contracts as dated facts: one row for each thing that became true of one (since, started, renewed, state as of a day, changed, ended), so that what was known at any time
-- can be read again. Columns that a fact does not say are null or empty; the facts before it say them. customer_id as in the tables of facts.
CREATE TABLE IF NOT EXISTS subscription_facts (
  subscription_id String,
  origin_id UUID,
  owner_id UUID DEFAULT origin_id,
  customer_id UUID ALIAS owner_id,
  kind LowCardinality(String),
  -- Since when it is so.
  said_at DateTime64(3, 'UTC'),
  plan LowCardinality(String),
  started_at Nullable(DateTime64(3, 'UTC')),
  -- The end of the period that is paid or agreed.
  renews_at Nullable(DateTime64(3, 'UTC')),
  ended_at Nullable(DateTime64(3, 'UTC')),
  -- Of one period.
  price Nullable(Decimal(18, 6)),
  currency LowCardinality(String),
  -- week, month, quarter, half-year, year.
  period LowCardinality(String),
  seats Nullable(UInt32),
  received_at DateTime64(3, 'UTC'),
  available_at DateTime64(3, 'UTC'),
  import_id String
) ENGINE = ReplacingMergeTree(received_at)
ORDER BY (origin_id, subscription_id, said_at, kind)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1;

CREATE TABLE IF NOT EXISTS subscription_versions (
  subscription_id String,
  origin_id UUID,
  owner_id UUID DEFAULT origin_id,
  kind LowCardinality(String),
  said_at DateTime64(3, 'UTC'),
  plan LowCardinality(String),
  started_at Nullable(DateTime64(3, 'UTC')),
  renews_at Nullable(DateTime64(3, 'UTC')),
  ended_at Nullable(DateTime64(3, 'UTC')),
  price Nullable(Decimal(18, 6)),
  currency LowCardinality(String),
  period LowCardinality(String),
  seats Nullable(UInt32),
  received_at DateTime64(3, 'UTC'),
  available_at DateTime64(3, 'UTC'),
  import_id String
) ENGINE = ReplacingMergeTree(received_at)
ORDER BY (origin_id, subscription_id, said_at, kind, import_id)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1;

-- Every subscription as it is known now: one row each, whoever's it was before. src/store/analytical/subscription-state.ts says the same as of any time.
CREATE VIEW IF NOT EXISTS subscriptions AS
SELECT
  subscription_id,
  argMax(f.customer_id, (said_at, received_at)) AS customer_id,
  argMaxIf(f.plan, (said_at, received_at), f.plan != '') AS plan,
  argMaxIf(f.started_at, (said_at, received_at), f.started_at IS NOT NULL) AS started_at,
  argMaxIf(f.renews_at, (said_at, received_at), f.renews_at IS NOT NULL) AS renews_at,
  argMax(tuple(f.ended_at), (if(kind IN ('changed', 'since'), 0, 1), said_at, transform(toString(kind), ['started', 'renewed', 'state', 'ended'], [0, 1, 2, 3], 0), received_at)).1 AS ended_at,
  argMaxIf(f.price, (said_at, received_at), f.price IS NOT NULL) AS price,
  argMaxIf(f.currency, (said_at, received_at), f.currency != '') AS currency,
  argMaxIf(f.period, (said_at, received_at), f.period != '') AS period,
  argMaxIf(f.seats, (said_at, received_at), f.seats IS NOT NULL) AS seats
FROM subscription_facts AS f FINAL
GROUP BY subscription_id
HAVING started_at IS NOT NULL;
