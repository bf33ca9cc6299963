-- A doubt is followed by a third record, `reconciled`: like an outcome it opens no action and no row of a list. The indexes that leave
-- outcomes out leave it out as well. No record is touched.
DROP INDEX audit_openings;
DROP INDEX audit_by_user_sub;
DROP INDEX audit_by_ticket;
DROP INDEX audit_by_event;
DROP INDEX audit_by_pool;

CREATE UNIQUE INDEX audit_openings ON audit_records (action_id) WHERE kind <> 'outcome' AND kind <> 'reconciled';
CREATE INDEX audit_by_user_sub ON audit_records (user_sub, sequence) WHERE kind <> 'outcome' AND kind <> 'reconciled' AND user_sub IS NOT NULL;
CREATE INDEX audit_by_ticket ON audit_records (ticket, sequence) WHERE kind <> 'outcome' AND kind <> 'reconciled' AND ticket IS NOT NULL;
CREATE INDEX audit_by_event ON audit_records (event, sequence) WHERE kind <> 'outcome' AND kind <> 'reconciled';
CREATE INDEX audit_by_pool ON audit_records (pool, sequence) WHERE kind <> 'outcome' AND kind <> 'reconciled' AND pool IS NOT NULL;

-- Unknown outcomes that nothing has reconciled yet: a derived list, as `audit_open_intents`, by the outcome's sequence.
CREATE TABLE audit_doubts (
    sequence    INTEGER PRIMARY KEY,
    occurred_at INTEGER NOT NULL
) STRICT;

INSERT INTO audit_doubts (sequence, occurred_at)
    SELECT sequence, occurred_at FROM audit_records WHERE kind = 'outcome' AND outcome = 'unknown';

CREATE TRIGGER audit_records_doubt AFTER INSERT ON audit_records WHEN NEW.kind = 'outcome' AND NEW.outcome = 'unknown'
BEGIN
    INSERT INTO audit_doubts (sequence, occurred_at) VALUES (NEW.sequence, NEW.occurred_at);
END;

CREATE TRIGGER audit_records_reconcile AFTER INSERT ON audit_records WHEN NEW.kind = 'reconciled'
BEGIN
    DELETE FROM audit_doubts WHERE sequence = (SELECT sequence FROM audit_records WHERE action_id = NEW.action_id AND kind = 'outcome');
END;
