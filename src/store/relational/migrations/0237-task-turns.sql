-- placed_at: when the rules of tasks gave a task to somebody, or found nobody; null: they have not looked at it. A task that was given back by a person stays free.
ALTER TABLE tasks ADD COLUMN placed_at timestamptz;
-- Overdue and told to a second person, once.
ALTER TABLE tasks ADD COLUMN escalated_at timestamptz;
ALTER TABLE tasks ADD COLUMN escalated_to uuid;
-- What may be offered in the call: the words of the offer and the coupon's code.
ALTER TABLE tasks ADD COLUMN offer jsonb;
-- Tasks from before the rules are nobody's turn.
UPDATE tasks SET placed_at = created_at;
CREATE INDEX tasks_not_placed ON tasks (created_at) WHERE placed_at IS NULL AND state = 'open';
CREATE INDEX tasks_not_escalated ON tasks (due_at) WHERE escalated_at IS NULL AND state = 'open';
