-- Traits of identify calls that are no values of attributes, counted by source and reason. '' is what is beyond the number of traits that are kept apart.
CREATE TABLE left_out_traits (
  source text NOT NULL,
  trait text NOT NULL,
  reason text NOT NULL,
  count bigint NOT NULL,
  last_at timestamptz NOT NULL,
  PRIMARY KEY (source, trait, reason)
);
