-- How complete the portrait of each customer is, as it was worked out last: `score` from 0 to 1, names of the required parts that are missing.
CREATE TABLE IF NOT EXISTS portrait_completeness (
  customer_id UUID,
  as_of DateTime64(3, 'UTC'),
  version UInt32,
  score Float64,
  points UInt32,
  required UInt32,
  missing Array(LowCardinality(String))
) ENGINE = ReplacingMergeTree(as_of)
ORDER BY customer_id
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;
