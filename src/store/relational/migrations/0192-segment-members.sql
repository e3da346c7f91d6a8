-- Whose acts a load stored, for segments whose conditions ask for acts: one row per load, taken off when they were looked at.
CREATE TABLE customer_touches (
  number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  customer_ids uuid[] NOT NULL,
  -- All of them of imported or late messages.
  historical boolean NOT NULL
);
-- Which refresh of members was the last begun, and up to which the signals of who entered and left are written.
CREATE TABLE segment_refreshes (
  is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
  last_number bigint NOT NULL DEFAULT 0,
  settled_number bigint NOT NULL DEFAULT 0,
  refreshed_at timestamptz
);
INSERT INTO segment_refreshes DEFAULT VALUES;
-- The version of the condition that the members are of; another one is filled without telling anybody.
ALTER TABLE segments ADD COLUMN filled_version integer NOT NULL DEFAULT 0;
