-- A refusal stops one channel, and each reason stands for itself: lifting one leaves the others. `until` ends a pause; `masked` is what people may read of
-- an address that no customer has. `kind` is that of identifiers; 'customer' with the 16 bytes of an id is about the person, whatever their addresses.
ALTER TABLE suppressions
  ADD COLUMN id bigint GENERATED ALWAYS AS IDENTITY,
  ADD COLUMN channel text,
  ADD COLUMN until timestamptz,
  ADD COLUMN actor text NOT NULL DEFAULT '',
  ADD COLUMN note text NOT NULL DEFAULT '',
  ADD COLUMN masked text NOT NULL DEFAULT '';
ALTER TABLE suppressions DROP CONSTRAINT suppressions_pkey;
UPDATE suppressions s SET masked = i.masked FROM identifiers i WHERE i.kind = s.kind AND i.blind_index = s.blind_index;
UPDATE suppressions SET channel = CASE WHEN kind = 'phone' THEN 'agent_task' WHEN kind LIKE 'openid%' THEN 'wechat' ELSE 'email' END;
-- One row stopped everything that a number was used for; it goes on to do so until somebody says otherwise.
INSERT INTO suppressions (kind, blind_index, reason, source, created_at, channel, masked)
SELECT kind, blind_index, reason, source, created_at, 'sms', masked FROM suppressions WHERE kind = 'phone';
ALTER TABLE suppressions ALTER COLUMN channel SET NOT NULL, ADD PRIMARY KEY (kind, blind_index, channel, reason);
CREATE UNIQUE INDEX suppressions_by_id ON suppressions (id);
