-- Staff wait for each append. SQLite computes every generated column of a new record twice: once for the trigger that stands before the insert,
-- and once for the insert. These eight serve no query any more; what they said stands in the body. No record is touched.
ALTER TABLE audit_records DROP COLUMN actor_sub;
ALTER TABLE audit_records DROP COLUMN actor_name;
ALTER TABLE audit_records DROP COLUMN username;
ALTER TABLE audit_records DROP COLUMN user_name;
ALTER TABLE audit_records DROP COLUMN ticket;
ALTER TABLE audit_records DROP COLUMN code;
ALTER TABLE audit_records DROP COLUMN reason;
ALTER TABLE audit_records DROP COLUMN request_id;

-- The same guard; action and kind are taken from the columns that are computed for it anyway.
DROP TRIGGER audit_records_in_order;
CREATE TRIGGER audit_records_in_order BEFORE INSERT ON audit_records
    WHEN NEW.sequence IS NOT (SELECT coalesce(max(sequence), 0) + 1 FROM audit_records)
    OR NEW.previous_hash IS NOT (SELECT coalesce((SELECT hash FROM audit_records ORDER BY sequence DESC LIMIT 1), zeroblob(32)))
    OR EXISTS (SELECT 1 FROM audit_records WHERE action_id = NEW.action_id AND kind = NEW.kind)
BEGIN
    SELECT RAISE(ABORT, 'the audit trail is append-only: a record follows the last one');
END;
