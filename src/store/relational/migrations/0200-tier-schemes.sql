-- Versions of the scheme of RFM, value classes and lifecycle tiers; the newest holds. Before the first one that holds which the product comes with.
CREATE TABLE tier_schemes (
  version integer PRIMARY KEY,
  scheme jsonb NOT NULL,
  author text NOT NULL,
  note text NOT NULL DEFAULT '',
  created_at timestamptz NOT NULL
);

-- The scheme and the limits of each run of profiles. A run of before has no row.
CREATE TABLE profile_runs (
  as_of timestamptz PRIMARY KEY,
  scheme_version integer NOT NULL,
  cutoffs jsonb NOT NULL
);
