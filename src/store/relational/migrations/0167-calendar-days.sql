-- Days that a company entered in its calendar: holidays and working days of its own, and events such as a promotion.
CREATE TABLE calendar_days (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('holiday', 'workday', 'event')),
  -- Local days; both belong to it.
  from_day date NOT NULL,
  to_day date NOT NULL CHECK (to_day >= from_day),
  entered_by text NOT NULL,
  entered_at timestamptz NOT NULL,
  UNIQUE (name, from_day)
);
