-- Short questionnaires; `content` is the JSON of src/act/questionnaires.
CREATE TABLE questionnaires (
  id text PRIMARY KEY,
  content jsonb NOT NULL,
  version integer NOT NULL,
  saved_at timestamptz NOT NULL,
  saved_by text NOT NULL,
  archived_at timestamptz
);
CREATE TABLE questionnaire_versions (
  questionnaire text NOT NULL REFERENCES questionnaires (id),
  version integer NOT NULL,
  content jsonb NOT NULL,
  saved_at timestamptz NOT NULL,
  saved_by text NOT NULL,
  PRIMARY KEY (questionnaire, version)
);

-- Who was given a link, and opened it; gone with the record of the customer.
CREATE TABLE questionnaire_links (
  questionnaire text NOT NULL REFERENCES questionnaires (id),
  customer_id uuid NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
  sent_at timestamptz NOT NULL,
  opened_at timestamptz,
  PRIMARY KEY (questionnaire, customer_id)
);

-- What a record answered last: choices, numbers and dates, no free text; gone with the record.
CREATE TABLE questionnaire_answers (
  questionnaire text NOT NULL REFERENCES questionnaires (id),
  customer_id uuid NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
  version integer NOT NULL,
  answers jsonb NOT NULL,
  said_at timestamptz NOT NULL,
  said_by text NOT NULL CHECK (said_by IN ('link', 'public', 'api')),
  PRIMARY KEY (questionnaire, customer_id)
);
CREATE INDEX questionnaire_answers_by_customer ON questionnaire_answers (customer_id);
