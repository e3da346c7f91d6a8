-- A send may come from a strategy, a broadcast or something else (docs/adr/0049). What was strategy_id is the id of that source.
ALTER TABLE send_ledger RENAME COLUMN strategy_id TO source_id;
ALTER TABLE send_ledger RENAME COLUMN strategy_version TO source_version;
ALTER TABLE send_ledger
  DROP CONSTRAINT send_ledger_run_id_fkey,
  ALTER COLUMN decision_id DROP NOT NULL,
  ADD COLUMN source_kind text NOT NULL DEFAULT 'strategy',
  ADD COLUMN step integer NOT NULL DEFAULT 1,
  -- Null: the text stands in the source, as that of a strategy does.
  ADD COLUMN content_id uuid,
  ADD COLUMN content_version integer,
  ADD COLUMN purpose text NOT NULL DEFAULT 'marketing',
  -- Of those that are due, the higher one leaves first.
  ADD COLUMN priority integer NOT NULL DEFAULT 0,
  -- The account of a provider that it was handed to.
  ADD COLUMN account_id uuid,
  ADD COLUMN next_channels text[] NOT NULL DEFAULT '{}',
  ADD COLUMN expires_at timestamptz,
  ADD CONSTRAINT send_ledger_decided CHECK (source_kind <> 'strategy' OR decision_id IS NOT NULL),
  ADD CONSTRAINT send_ledger_content CHECK ((content_id IS NULL) = (content_version IS NULL));

ALTER TABLE coupons RENAME COLUMN strategy_id TO source_id;
ALTER TABLE coupons
  ALTER COLUMN decision_id DROP NOT NULL,
  ADD COLUMN source_kind text NOT NULL DEFAULT 'strategy';
