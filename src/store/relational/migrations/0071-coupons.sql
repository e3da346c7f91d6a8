-- Every coupon code that reached a customer, and the order that used it first.
CREATE TABLE coupons (
  code text PRIMARY KEY,
  send_key text NOT NULL UNIQUE,
  decision_id uuid NOT NULL,
  customer_id uuid NOT NULL,
  strategy_id text NOT NULL,
  channel text NOT NULL,
  issued_at timestamptz NOT NULL,
  used_at timestamptz,
  order_id text
);
CREATE INDEX coupons_by_strategy ON coupons (strategy_id);
