-- A job makes one decision run. A server that was frozen, and whose job another one has meanwhile, may wake up just before it opens its run: the second of two is refused.
ALTER TABLE decision_runs ADD COLUMN job_id uuid;
CREATE UNIQUE INDEX decision_runs_of_job ON decision_runs (job_id) WHERE job_id IS NOT NULL;
