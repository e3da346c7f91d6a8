-- What one unit of a currency is in another, from a day on until the next row. Given by people, never fetched.
CREATE TABLE currency_rates (
  currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  base text NOT NULL CHECK (base ~ '^[A-Z]{3}$'),
  day date NOT NULL,
  rate numeric(20, 10) NOT NULL CHECK (rate > 0),
  entered_by text NOT NULL,
  entered_at timestamptz NOT NULL,
  PRIMARY KEY (currency, base, day),
  CHECK (currency <> base)
);
