-- What a run was decided with beside its strategies: measured effects, channels that could not send, the share of decisions that try another strategy. Null in runs from before.
ALTER TABLE decision_runs ADD COLUMN inputs jsonb;
