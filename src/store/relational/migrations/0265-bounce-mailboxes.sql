-- Mailboxes that bounces come to (docs/adr/0058): how far each was read, and by which node just now. No mail and no address of a person stands here.
CREATE TABLE bounce_mailboxes (
  account_id uuid PRIMARY KEY REFERENCES channel_accounts ON DELETE CASCADE,
  owner uuid,
  held_until timestamptz,
  next_at timestamptz,
  -- Which folder of which server, and the numbering that `last_uid` belongs to.
  place text,
  uid_validity text,
  last_uid bigint NOT NULL DEFAULT 0,
  tried_at timestamptz,
  read_at timestamptz,
  problem text NOT NULL DEFAULT '',
  mark_problem text NOT NULL DEFAULT '',
  understood bigint NOT NULL DEFAULT 0,
  unknown bigint NOT NULL DEFAULT 0,
  automatic bigint NOT NULL DEFAULT 0,
  other bigint NOT NULL DEFAULT 0,
  unreadable bigint NOT NULL DEFAULT 0
);

-- Mails that could not be read or applied; `tries` of those that are not tried again is at its end.
CREATE TABLE bounce_mails_aside (
  account_id uuid NOT NULL REFERENCES channel_accounts ON DELETE CASCADE,
  uid_validity text NOT NULL,
  uid bigint NOT NULL,
  reason text NOT NULL,
  tries integer NOT NULL,
  first_at timestamptz NOT NULL,
  last_at timestamptz NOT NULL,
  PRIMARY KEY (account_id, uid_validity, uid)
);
