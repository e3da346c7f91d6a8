-- Since when a send waits for the reason that it has, however often it was tried meanwhile. Null: it does not wait for a reason.
ALTER TABLE send_ledger ADD COLUMN waits_since timestamptz;
UPDATE send_ledger SET waits_since = coalesce(handed_at, planned_at) WHERE phase = 0 AND state IN ('planned', 'claimed') AND reason <> '';
