-- The audit trail. A record's body is its canonical encoding, and the only source of the columns that filters use:
-- they are generated from it, so they cannot say anything else.
CREATE TABLE audit_records (
    sequence      INTEGER PRIMARY KEY,
    previous_hash BLOB    NOT NULL CHECK (length(previous_hash) = 32),
    hash          BLOB    NOT NULL CHECK (length(hash) = 32),
    encoding      INTEGER NOT NULL,
    body          TEXT    NOT NULL,
    -- Folded to lower case by the console, because SQLite folds ASCII only: the actor's name; the user's name and username.
    who_text      TEXT    NOT NULL,
    user_text     TEXT    NOT NULL,
    action_id     TEXT    NOT NULL GENERATED ALWAYS AS (body ->> '$.action_id') STORED,
    kind          TEXT    NOT NULL GENERATED ALWAYS AS (body ->> '$.kind') STORED,
    event         TEXT    NOT NULL GENERATED ALWAYS AS (body ->> '$.event') STORED,
    occurred_at   INTEGER NOT NULL GENERATED ALWAYS AS (body ->> '$.occurred_at') STORED,
    actor_sub     TEXT GENERATED ALWAYS AS (body ->> '$.actor.sub') STORED,
    actor_name    TEXT GENERATED ALWAYS AS (body ->> '$.actor.name') VIRTUAL,
    pool          TEXT GENERATED ALWAYS AS (body ->> '$.target.pool') STORED,
    username      TEXT GENERATED ALWAYS AS (body ->> '$.target.username') VIRTUAL,
    user_sub      TEXT GENERATED ALWAYS AS (body ->> '$.target.sub') STORED,
    user_name     TEXT GENERATED ALWAYS AS (body ->> '$.target.name') VIRTUAL,
    ticket        TEXT GENERATED ALWAYS AS (body ->> '$.ticket') STORED,
    outcome       TEXT GENERATED ALWAYS AS (body ->> '$.outcome') STORED,
    code          TEXT GENERATED ALWAYS AS (body ->> '$.code') VIRTUAL,
    reason        TEXT GENERATED ALWAYS AS (body ->> '$.reason') VIRTUAL,
    request_id    TEXT GENERATED ALWAYS AS (body ->> '$.request_id') VIRTUAL,
    -- The record that opened the action: itself, or for an outcome its intent. Lists are ordered by it.
    opening       INTEGER NOT NULL,
    UNIQUE (action_id, kind)
) STRICT;

-- One record opens an action, whatever its kind.
CREATE UNIQUE INDEX audit_openings ON audit_records (action_id) WHERE kind <> 'outcome';

-- One index for each filter that can be rare, each in the order of pages, so that a page is read and never searched for.
-- Lists show openings: what is not one is not in them, which keeps appends cheap.
CREATE INDEX audit_by_user_sub ON audit_records (user_sub, sequence) WHERE kind <> 'outcome' AND user_sub IS NOT NULL;
CREATE INDEX audit_by_ticket ON audit_records (ticket, sequence) WHERE kind <> 'outcome' AND ticket IS NOT NULL;
CREATE INDEX audit_by_event ON audit_records (event, sequence) WHERE kind <> 'outcome';
CREATE INDEX audit_by_pool ON audit_records (pool, sequence) WHERE kind <> 'outcome' AND pool IS NOT NULL;
CREATE INDEX audit_by_outcome ON audit_records (outcome, opening) WHERE outcome IS NOT NULL;

-- Intents without an outcome: a derived list, kept by the database itself, so that the sweeper need not read the trail.
CREATE TABLE audit_open_intents (
    sequence    INTEGER PRIMARY KEY,
    occurred_at INTEGER NOT NULL
) STRICT;

CREATE TRIGGER audit_records_open AFTER INSERT ON audit_records WHEN NEW.kind = 'intent'
    AND NOT EXISTS (SELECT 1 FROM audit_records WHERE action_id = NEW.action_id AND kind = 'outcome')
BEGIN
    INSERT INTO audit_open_intents (sequence, occurred_at) VALUES (NEW.sequence, NEW.occurred_at);
END;

CREATE TRIGGER audit_records_close AFTER INSERT ON audit_records WHEN NEW.kind = 'outcome'
BEGIN
    DELETE FROM audit_open_intents WHERE sequence = (SELECT sequence FROM audit_records WHERE action_id = NEW.action_id AND kind = 'intent');
END;

-- Append only. The trigger on INSERT also stops INSERT OR REPLACE, which fires no DELETE trigger, and a second chain.
CREATE TRIGGER audit_records_no_update BEFORE UPDATE ON audit_records
BEGIN
    SELECT RAISE(ABORT, 'the audit trail is append-only: records are never changed');
END;

CREATE TRIGGER audit_records_no_delete BEFORE DELETE ON audit_records
BEGIN
    SELECT RAISE(ABORT, 'the audit trail is append-only: records are never deleted');
END;

CREATE TRIGGER audit_records_in_order BEFORE INSERT ON audit_records
    WHEN NEW.sequence IS NOT (SELECT coalesce(max(sequence), 0) + 1 FROM audit_records)
    OR NEW.previous_hash IS NOT (SELECT coalesce((SELECT hash FROM audit_records ORDER BY sequence DESC LIMIT 1), zeroblob(32)))
BEGIN
    SELECT RAISE(ABORT, 'the audit trail is append-only: a record follows the last one');
END;
