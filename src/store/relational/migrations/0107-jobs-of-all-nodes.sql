-- Jobs are told by data what to do, and any node runs them. queues: it runs only while no other runs that shares one with it. payload: sealed, gone when the job
-- is over. place: which of two of one time is the older. node: who runs it, or ran it last. bound_to:
-- the only node that may. fence: counts the takings; a write with an older number changes nothing. losses: nodes that were lost over it.
ALTER TABLE jobs
  DROP COLUMN input,
  ADD COLUMN place bigint GENERATED ALWAYS AS IDENTITY,
  ADD COLUMN payload bytea,
  ADD COLUMN queues text[] NOT NULL DEFAULT '{}',
  ADD COLUMN node text,
  ADD COLUMN bound_to text,
  ADD COLUMN fence integer NOT NULL DEFAULT 0,
  ADD COLUMN losses integer NOT NULL DEFAULT 0,
  ADD COLUMN lease_until timestamptz;

-- What an earlier version was told by a function cannot be taken over.
UPDATE jobs
SET state = 'failed',
    error = '{"code":"job-interrupted","message":"The server stopped while this was running: look at what is there already, then start the rest again.","params":{}}',
    finished_at = now()
WHERE state IN ('queued', 'running');

-- What every node looks at every two seconds.
CREATE INDEX jobs_open ON jobs (created_at, id) WHERE state IN ('queued', 'running');
