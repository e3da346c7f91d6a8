-- Who identified on which device (ADR 0023). A device is an origin of its own and no identifier of a person: what it did while nobody was known on it belongs to the
-- one customer among its people, and to nobody once there is a second. person_id is the record that was named, so that the device follows merges and un-merges.
CREATE TABLE device_people (
  device_id uuid NOT NULL,
  person_id uuid NOT NULL REFERENCES customers (id),
  masked text NOT NULL,
  source text NOT NULL,
  seen_at timestamptz NOT NULL,
  PRIMARY KEY (device_id, person_id)
);
CREATE INDEX device_people_by_person ON device_people (person_id);
-- Until now a device was an identifier. Its id is that of stableId('device', 'device:' || blind index in base64).
INSERT INTO device_people (device_id, person_id, masked, source, seen_at)
SELECT encode(set_byte(set_byte(hash, 6, get_byte(hash, 6) & 15 | 128), 8, get_byte(hash, 8) & 63 | 128), 'hex')::uuid, origin_id, masked, source, first_seen_at
FROM (
  SELECT substring(sha256('\x64657669636500'::bytea || convert_to('device:' || encode(blind_index, 'base64'), 'UTF8')) FROM 1 FOR 16) AS hash,
    origin_id, masked, source, first_seen_at
  FROM identifiers WHERE kind = 'device'
) AS device;
DELETE FROM identifiers WHERE kind = 'device';
