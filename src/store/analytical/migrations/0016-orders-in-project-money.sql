-- As before, with the amount in the project's currency: null when no line of the order has a rate.
DROP VIEW IF EXISTS orders;
CREATE VIEW orders AS
SELECT
  customer_id,
  order_id,
  min(l.occurred_at) AS occurred_at,
  min(l.available_at) AS available_at,
  sum(l.project_amount) AS amount,
  any(l.currency) AS currency,
  any(l.channel) AS channel,
  any(l.store_id) AS store_id,
  any(l.country) AS country,
  sum(l.quantity) AS quantity,
  uniqExact(l.product_id) AS products,
  uniqExact(l.category) AS categories
FROM order_lines AS l FINAL
WHERE l.kind = 'sale' AND l.is_duplicate = 0 AND l.is_test = 0 AND l.quantity > 0 AND l.unit_price > 0
  AND l.customer_id != toUUID('00000000-0000-0000-0000-000000000000')
GROUP BY customer_id, order_id;
