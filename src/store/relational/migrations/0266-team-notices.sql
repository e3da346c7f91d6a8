-- What the team is told of (docs/adr/0058): a notice once, and a word for each place that it goes to. Names and figures of the house; nothing of a customer.
CREATE TABLE notices (
  id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  kind text NOT NULL,
  key text NOT NULL UNIQUE,
  subject jsonb NOT NULL,
  at timestamptz NOT NULL
);
CREATE INDEX notices_by_age ON notices (at);

CREATE TABLE notice_words (
  id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  notice_id bigint NOT NULL REFERENCES notices ON DELETE CASCADE,
  -- Words with the same target leave in one message.
  target jsonb NOT NULL,
  user_id text NOT NULL,
  way text NOT NULL,
  state text NOT NULL CHECK (state IN ('waiting', 'handed', 'told', 'failed', 'uncertain', 'dropped')),
  reason text NOT NULL DEFAULT '',
  due_at timestamptz NOT NULL,
  tries integer NOT NULL DEFAULT 0,
  handed_at timestamptz,
  told_at timestamptz
);
CREATE INDEX notice_words_due ON notice_words (due_at) WHERE state = 'waiting';
CREATE INDEX notice_words_handed ON notice_words (handed_at) WHERE state = 'handed';
CREATE INDEX notice_words_sms ON notice_words (user_id, handed_at) WHERE way = 'sms' AND handed_at IS NOT NULL;

-- Phone numbers of colleagues, sealed with the master key.
CREATE TABLE team_phones (
  user_id uuid PRIMARY KEY REFERENCES users ON DELETE CASCADE,
  phone bytea NOT NULL,
  masked text NOT NULL
);
