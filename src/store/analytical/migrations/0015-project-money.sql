-- The rate of a line's currency at its day, and its amount in the project's currency; null where no rate is known, so that no sum adds two currencies.
-- Both are worked out when they are read. What they say here holds until the server sets the project's currency and rates (project-money.ts).
ALTER TABLE order_lines ADD COLUMN IF NOT EXISTS project_rate Nullable(Float64) ALIAS toNullable(toFloat64(1));
ALTER TABLE order_lines ADD COLUMN IF NOT EXISTS project_amount Nullable(Decimal(18, 6)) ALIAS toNullable(amount);
