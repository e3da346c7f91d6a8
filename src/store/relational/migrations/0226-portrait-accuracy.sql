-- How often what portraits said came true, and how many dynamic tags were fresh, as it was found on a day in the project's time zone: of `checked`, `hits`.
CREATE TABLE portrait_accuracy_days (
  day date NOT NULL,
  measure text NOT NULL,
  checked bigint NOT NULL,
  hits bigint NOT NULL,
  measured_at timestamptz NOT NULL,
  PRIMARY KEY (day, measure)
);
