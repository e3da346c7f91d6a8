-- Why a send does not leave although it is due: 'overdue' (a person says whether it still leaves) or 'paused' (its broadcast is). Null where held_at is.
ALTER TABLE send_ledger ADD COLUMN held_reason text;
UPDATE send_ledger SET held_reason = 'overdue' WHERE held_at IS NOT NULL;

-- What waited of a paused broadcast was due a thousand years later.
UPDATE send_ledger s SET not_before = s.not_before - interval '8760000 hours', held_at = coalesce(b.paused_at, now()), held_reason = 'paused'
FROM broadcasts b WHERE b.id = s.run_id AND s.state = 'planned' AND s.not_before > '2900-01-01';

ALTER TABLE send_ledger ADD CHECK ((held_at IS NULL) = (held_reason IS NULL) AND held_reason IN ('overdue', 'paused'));
DROP INDEX send_ledger_held;
CREATE INDEX send_ledger_held ON send_ledger (held_reason, run_id) WHERE state = 'planned' AND held_at IS NOT NULL;
