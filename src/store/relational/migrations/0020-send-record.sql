-- What the message needs beside the person and the strategy; nothing personal.
ALTER TABLE send_ledger ADD COLUMN variables jsonb NOT NULL DEFAULT '{}';
-- Whether the outcome is among the touches of the analytical store.
ALTER TABLE send_ledger ADD COLUMN recorded boolean NOT NULL DEFAULT false;
CREATE INDEX send_ledger_unrecorded ON send_ledger (finished_at) WHERE NOT recorded AND finished_at IS NOT NULL;
CREATE INDEX send_ledger_leased ON send_ledger (lease_until) WHERE state IN ('claimed', 'handed');
CREATE INDEX strategies_by_created ON strategies (created_at);
