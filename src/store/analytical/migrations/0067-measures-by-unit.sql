-- A value in another unit is another value: a balance in yuan is not replaced by one in dollars of the same day. Both tables are copied with the unit in their key and take the place
-- of the old ones in one step, so that all of this bears being run again from any point.
DROP TABLE IF EXISTS measures_by_unit;
CREATE TABLE measures_by_unit (
  origin_id UUID,
  owner_id UUID DEFAULT origin_id,
  customer_id UUID ALIAS owner_id,
  name LowCardinality(String),
  unit LowCardinality(String),
  measured_at DateTime64(3, 'UTC'),
  value Decimal(24, 6),
  received_at DateTime64(3, 'UTC'),
  available_at DateTime64(3, 'UTC'),
  import_id String
) ENGINE = ReplacingMergeTree(received_at)
ORDER BY (origin_id, name, unit, measured_at)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1;
INSERT INTO measures_by_unit (origin_id, owner_id, name, unit, measured_at, value, received_at, available_at, import_id)
SELECT origin_id, owner_id, name, unit, measured_at, value, received_at, available_at, import_id FROM measures FINAL;
EXCHANGE TABLES measures_by_unit AND measures;
DROP TABLE measures_by_unit;

DROP TABLE IF EXISTS measure_versions_by_unit;
CREATE TABLE measure_versions_by_unit (
  origin_id UUID,
  owner_id UUID DEFAULT origin_id,
  name LowCardinality(String),
  unit LowCardinality(String),
  measured_at DateTime64(3, 'UTC'),
  value Decimal(24, 6),
  received_at DateTime64(3, 'UTC'),
  available_at DateTime64(3, 'UTC'),
  import_id String
) ENGINE = ReplacingMergeTree(received_at)
ORDER BY (origin_id, name, unit, measured_at, import_id)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1;
INSERT INTO measure_versions_by_unit (origin_id, owner_id, name, unit, measured_at, value, received_at, available_at, import_id)
SELECT origin_id, owner_id, name, unit, measured_at, value, received_at, available_at, import_id FROM measure_versions FINAL;
EXCHANGE TABLES measure_versions_by_unit AND measure_versions;
DROP TABLE measure_versions_by_unit;
