-- A customer who leaves with an import is looked for here, each of them: without an index that reads the whole table.
CREATE INDEX customer_notes_by_seal ON customer_notes (sealed_for);
CREATE INDEX sent_messages_by_seal ON sent_messages (sealed_for);
