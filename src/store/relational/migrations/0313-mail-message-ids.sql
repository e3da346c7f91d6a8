-- Reports of mails that keep nothing of ours but the Message-ID, which is the first half of a hash of the key. The text is that of this database, so the hash never changes.
CREATE FUNCTION mail_message_id(send_key text) RETURNS bytea LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS
$$ SELECT substring(sha256(convert_to(send_key, 'UTF8')) FROM 1 FOR 16) $$;
-- Of mails whose phase has changed, which writes indexes anyway: claiming and handing over touch none (docs/adr/0055).
CREATE INDEX send_ledger_by_message_id ON send_ledger (mail_message_id(send_key)) WHERE channel = 'email' AND phase > 0;
