-- A row of rule `separated` takes back the merge named by `removes`. With merges of before, facts and identifiers were moved for good.
ALTER TABLE identity_edges ADD COLUMN actor text NOT NULL DEFAULT 'system';
ALTER TABLE identity_edges ADD COLUMN removes bigint REFERENCES identity_edges (id);
ALTER TABLE identity_edges ADD COLUMN reversible boolean NOT NULL DEFAULT false;
ALTER TABLE identity_edges ALTER COLUMN reversible SET DEFAULT true;
CREATE UNIQUE INDEX identity_edges_removed ON identity_edges (removes) WHERE removes IS NOT NULL;
CREATE INDEX identity_edges_by_other ON identity_edges (other_customer_id) WHERE other_customer_id IS NOT NULL;
