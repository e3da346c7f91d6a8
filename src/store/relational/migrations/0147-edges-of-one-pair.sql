-- The same two customers may be bound, parted and bound again by the same value, and a value may be confirmed beside several others: rows of that kind made an import fail. What is said
-- once is kept so where rows are added, under the lock of identities.
DROP INDEX identity_edges_once;
