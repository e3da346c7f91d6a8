-- An address may belong to one account alone: then no other one may claim the send.
ALTER TABLE send_ledger ADD COLUMN bound_account uuid;

-- Who this installation is, and where it was when a person or its first start said so. Started anywhere else it sends nothing (docs/adr/0049).
CREATE TABLE installation (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  id uuid NOT NULL,
  place jsonb NOT NULL,
  confirmed_at timestamptz NOT NULL,
  confirmed_by text NOT NULL
);
