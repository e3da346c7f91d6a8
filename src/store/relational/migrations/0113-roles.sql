-- Roles as data. What a built-in role holds is said by the program, so that a release can add a permission; its row is what accounts refer to.
-- sees: everyone, or own-tasks (only the customers of one's own tasks and of open tasks that nobody has).
CREATE TABLE roles (
  id text PRIMARY KEY,
  name text NOT NULL,
  name_key text NOT NULL UNIQUE,
  permissions text[] NOT NULL DEFAULT '{}',
  sees text NOT NULL DEFAULT 'everyone' CHECK (sees IN ('everyone', 'own-tasks')),
  created_at timestamptz NOT NULL DEFAULT now()
);
INSERT INTO roles (id, name, name_key)
VALUES ('admin', 'admin', 'admin'), ('operator', 'operator', 'operator'), ('analyst', 'analyst', 'analyst'), ('agent', 'agent', 'agent');

ALTER TABLE users ADD CONSTRAINT users_role FOREIGN KEY (role) REFERENCES roles (id);

-- Whose customers the person sees; empty: those of every store, and those without one.
ALTER TABLE users ADD COLUMN stores text[] NOT NULL DEFAULT '{}';
