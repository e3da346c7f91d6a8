-- Files that wait for their import, where every node finds them. The parts are sealed with the master key and unlogged: a crash of the database loses them,
-- and their people upload again. They do not compress, being sealed.
CREATE TABLE uploads (
  id uuid PRIMARY KEY,
  owner text NOT NULL,
  file_name text NOT NULL,
  bytes bigint NOT NULL DEFAULT 0,
  whole boolean NOT NULL DEFAULT false,
  kept_until timestamptz NOT NULL
);
CREATE INDEX uploads_by_owner ON uploads (owner);

CREATE UNLOGGED TABLE upload_parts (
  upload_id uuid NOT NULL REFERENCES uploads ON DELETE CASCADE,
  position integer NOT NULL,
  sealed bytea NOT NULL,
  PRIMARY KEY (upload_id, position)
);
ALTER TABLE upload_parts ALTER COLUMN sealed SET STORAGE EXTERNAL;
