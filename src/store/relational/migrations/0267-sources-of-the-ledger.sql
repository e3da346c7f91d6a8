-- What comes from one source, the newest first, and which sources there are. A claim, a hand-over and a settlement change none of it.
CREATE INDEX send_ledger_by_source ON send_ledger (source_kind, source_id, planned_at DESC);
