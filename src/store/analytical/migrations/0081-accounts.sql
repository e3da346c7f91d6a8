-- Accounts (companies), a copy of the relational side, which is told of every change and catches up (account-copy.ts). One row per account, people in it, so that an account changes at once
-- and nobody who left it stays. customer_id is the customer of now: merges, and those taken back, write the row again.
CREATE TABLE IF NOT EXISTS accounts (
  account_id UUID,
  -- As its source names it.
  account_key String,
  -- '' where nobody said.
  name String,
  -- Attributes by type. A text that is a day is in dates too.
  attribute_texts Map(String, String),
  attribute_numbers Map(String, Float64),
  attribute_flags Map(String, UInt8),
  attribute_dates Map(String, Date32),
  -- Past and present: until NULL or later, and they are a member. since NULL: nobody said.
  people Array(Tuple(customer_id UUID, role String, since Nullable(DateTime64(3, 'UTC')), until Nullable(DateTime64(3, 'UTC')))),
  -- When something was last said of it.
  updated_at DateTime64(3, 'UTC'),
  -- 0: what said it was taken back.
  is_there UInt8,
  -- Of the copy: the newest wins.
  version UInt64
) ENGINE = ReplacingMergeTree(version)
ORDER BY account_id
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1;

-- Dated values of accounts (seats, usage, balance): the last of each day (UTC).
CREATE TABLE IF NOT EXISTS account_measures (
  account_id UUID,
  name LowCardinality(String),
  day Date32,
  measured_at DateTime64(3, 'UTC'),
  value Float64,
  is_there UInt8,
  version UInt64
) ENGINE = ReplacingMergeTree(version)
ORDER BY (account_id, name, day)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1;
