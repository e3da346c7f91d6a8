-- Which accounts, and which dated values of them, the analytical side has not been told of (account-copy.ts). An empty name means the account itself: its
-- words and its people. Noted by triggers in the commit that makes the change, so that no writer can forget it. TRUNCATE notes nothing: both sides are emptied.
CREATE TABLE account_changes (
  number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  account_id uuid NOT NULL,
  name text NOT NULL DEFAULT '',
  day date NOT NULL DEFAULT '1970-01-01'
);
-- Version of each round of copying: the newest wins.
CREATE SEQUENCE account_copy_version AS bigint;

CREATE FUNCTION note_account_statements() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO account_changes (account_id) SELECT DISTINCT account_id FROM touched;
  RETURN NULL;
END;
$$;
CREATE TRIGGER note_added_statements AFTER INSERT ON account_statements REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION note_account_statements();
CREATE TRIGGER note_changed_statements AFTER UPDATE ON account_statements REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION note_account_statements();
CREATE TRIGGER note_removed_statements AFTER DELETE ON account_statements REFERENCING OLD TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION note_account_statements();

CREATE FUNCTION note_account_values() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO account_changes (account_id, name, day) SELECT DISTINCT account_id, name, day FROM touched;
  RETURN NULL;
END;
$$;
CREATE TRIGGER note_added_values AFTER INSERT ON account_values REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION note_account_values();
CREATE TRIGGER note_changed_values AFTER UPDATE ON account_values REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION note_account_values();
CREATE TRIGGER note_removed_values AFTER DELETE ON account_values REFERENCING OLD TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION note_account_values();

-- A merge, or one taken back, moves people; a person who is erased leaves.
CREATE FUNCTION note_moved_members() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO account_changes (account_id) SELECT DISTINCT account_id FROM account_statements WHERE person_id = OLD.id;
  RETURN NULL;
END;
$$;
CREATE TRIGGER note_merged_members AFTER UPDATE OF merged_into ON customers FOR EACH ROW
  WHEN (OLD.merged_into IS DISTINCT FROM NEW.merged_into) EXECUTE FUNCTION note_moved_members();
CREATE TRIGGER note_erased_members AFTER DELETE ON customers FOR EACH ROW EXECUTE FUNCTION note_moved_members();

INSERT INTO account_changes (account_id) SELECT DISTINCT account_id FROM account_statements;
INSERT INTO account_changes (account_id, name, day) SELECT DISTINCT account_id, name, day FROM account_values;
