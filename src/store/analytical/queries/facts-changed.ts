/**
 * Grain: one row: 1 when order lines, customers or merges came in since the newest profiles were worked out, or there are none although there are
 * customers. Cost: one narrow column each. Events alone do not count: they come all day, and the nightly run sees them.
 */
export const FACTS_CHANGED = `
WITH (SELECT max(as_of) FROM profiles) AS profiled_at
SELECT
  (SELECT count() FROM customers) > 0 AND greatest(
    (SELECT max(received_at) FROM order_lines),
    (SELECT max(updated_at) FROM customers),
    (SELECT max(merged_at) FROM customer_alias)
  ) > profiled_at AS behind`
