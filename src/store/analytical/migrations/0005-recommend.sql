-- Recommendations of one run (as_of) each; the newest runs are kept. Read by customer.
CREATE TABLE IF NOT EXISTS recommendations (
  as_of DateTime64(3, 'UTC'),
  customer_id UUID,
  segment LowCardinality(String),
  rank UInt8,
  product_id String,
  score Float32,
  source LowCardinality(String),
  because_product String
) ENGINE = ReplacingMergeTree
PARTITION BY as_of
ORDER BY (customer_id, rank)
SETTINGS index_granularity = 1024, fsync_after_insert = 1, fsync_part_directory = 1;

-- What goes with a product. support, confidence and lift are those of the rule product -> other, 0 where there is none.
CREATE TABLE IF NOT EXISTS item_neighbours (
  as_of DateTime64(3, 'UTC'),
  product_id String,
  rank UInt8,
  other_id String,
  score Float32,
  source LowCardinality(String),
  support Float64,
  confidence Float64,
  lift Float64
) ENGINE = ReplacingMergeTree
PARTITION BY as_of
ORDER BY (product_id, rank)
SETTINGS index_granularity = 1024, fsync_after_insert = 1, fsync_part_directory = 1;

-- Rules "baskets with all of left_ids also hold right_id", numbered from the most confident.
CREATE TABLE IF NOT EXISTS basket_rules (
  as_of DateTime64(3, 'UTC'),
  number UInt32,
  left_ids Array(String),
  right_id String,
  baskets UInt32,
  support Float64,
  confidence Float64,
  lift Float64,
  leverage Float64,
  -- Infinity for a rule without exception.
  conviction Float64
) ENGINE = ReplacingMergeTree
PARTITION BY as_of
ORDER BY number
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

-- What each segment likes now; segment '' stands for everyone.
CREATE TABLE IF NOT EXISTS segment_favourites (
  as_of DateTime64(3, 'UTC'),
  segment LowCardinality(String),
  rank UInt8,
  product_id String,
  score Float32
) ENGINE = ReplacingMergeTree
PARTITION BY as_of
ORDER BY (segment, rank)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

-- The catalogue as it was sold: name and category of the newest line, usual price.
CREATE TABLE IF NOT EXISTS product_labels (
  product_id String,
  as_of DateTime64(3, 'UTC'),
  name String,
  category LowCardinality(String),
  price Nullable(Decimal(18, 6)),
  buyers UInt32
) ENGINE = ReplacingMergeTree(as_of)
ORDER BY product_id
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;
