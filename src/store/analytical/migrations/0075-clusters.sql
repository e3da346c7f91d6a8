-- Clusters of buyers by k-means (ADR 0040). Members are written first, so a run that is here is whole: the newest as_of of cluster_runs is the current one.
CREATE TABLE IF NOT EXISTS cluster_members (
  as_of DateTime64(3, 'UTC'),
  customer_id UUID,
  -- The stable key of the cluster, or `outliers`.
  cluster LowCardinality(String)
) ENGINE = ReplacingMergeTree
PARTITION BY toYear(as_of)
ORDER BY (as_of, customer_id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

-- One row per run. `clusters` is 0 where there were too few buyers; `unconverted` are buyers left out because an amount of theirs has no rate.
CREATE TABLE IF NOT EXISTS cluster_runs (
  as_of DateTime64(3, 'UTC'),
  computed_at DateTime64(3, 'UTC'),
  clusters UInt16,
  unconverted UInt64,
  found String CODEC(ZSTD(3))
) ENGINE = ReplacingMergeTree(computed_at)
ORDER BY as_of
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;
