-- What was done for a customer keeps the record that it was done for, so that it goes back when a merge is taken back; empty while it never moved.
ALTER TABLE send_ledger ADD COLUMN origin_id uuid;
ALTER TABLE tasks ADD COLUMN origin_id uuid;
ALTER TABLE churn_alerts ADD COLUMN origin_id uuid;
ALTER TABLE customer_notes ADD COLUMN origin_id uuid;
-- Who is not whom is asked with every batch: by merges taken back, and by identifiers taken from a customer.
CREATE INDEX identity_edges_apart ON identity_edges (customer_id, other_customer_id) WHERE rule IN ('separated', 'unbound');
CREATE INDEX identity_edges_apart_other ON identity_edges (other_customer_id, customer_id) WHERE rule IN ('separated', 'unbound');
