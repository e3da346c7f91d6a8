-- One e-mail about alerts a person and day. sent_on: day of the last one, in the time zone of the project; waiting: alerts raised after it, for the next one.
CREATE TABLE alert_mail (
  user_id uuid PRIMARY KEY,
  sent_on text,
  waiting uuid[] NOT NULL DEFAULT '{}'
);
