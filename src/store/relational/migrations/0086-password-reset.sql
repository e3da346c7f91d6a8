-- After an administrator has set a temporary password, its owner can do nothing but choose one of their own.
ALTER TABLE users ADD COLUMN must_change_password boolean NOT NULL DEFAULT false;

-- Why a session was ended before its time; it stays until then, so that the person can be told.
ALTER TABLE sessions ADD COLUMN ended_reason text;

CREATE INDEX audit_by_actor ON audit_log (actor, id DESC);
CREATE INDEX audit_by_target ON audit_log (target, id DESC);
CREATE INDEX audit_by_action ON audit_log (action, id DESC);
