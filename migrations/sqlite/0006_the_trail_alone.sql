-- What lists are searched by moves into an index of its own, which can be made again from the records at any time. The trail keeps what it
-- needs at once: one opening an action, a user's own timeline, open ends. Every record is carried over byte by byte.
CREATE TABLE audit_records_carried (
    sequence      INTEGER PRIMARY KEY,
    previous_hash BLOB    NOT NULL CHECK (length(previous_hash) = 32),
    hash          BLOB    NOT NULL CHECK (length(hash) = 32),
    encoding      INTEGER NOT NULL,
    body          TEXT    NOT NULL,
    -- The record that opened the action: itself, or for what follows an intent that intent.
    opening       INTEGER NOT NULL,
    -- Read from the body, so that they cannot say anything else.
    action_id     TEXT    NOT NULL GENERATED ALWAYS AS (body ->> '$.action_id') VIRTUAL,
    kind          TEXT    NOT NULL GENERATED ALWAYS AS (body ->> '$.kind') VIRTUAL,
    event         TEXT    NOT NULL GENERATED ALWAYS AS (body ->> '$.event') VIRTUAL,
    occurred_at   INTEGER NOT NULL GENERATED ALWAYS AS (body ->> '$.occurred_at') VIRTUAL,
    actor_sub     TEXT GENERATED ALWAYS AS (body ->> '$.actor.sub') VIRTUAL,
    actor_name    TEXT GENERATED ALWAYS AS (body ->> '$.actor.name') VIRTUAL,
    pool          TEXT GENERATED ALWAYS AS (body ->> '$.target.pool') VIRTUAL,
    username      TEXT GENERATED ALWAYS AS (body ->> '$.target.username') VIRTUAL,
    user_sub      TEXT GENERATED ALWAYS AS (body ->> '$.target.sub') VIRTUAL,
    user_name     TEXT GENERATED ALWAYS AS (body ->> '$.target.name') VIRTUAL,
    ticket        TEXT GENERATED ALWAYS AS (body ->> '$.ticket') VIRTUAL,
    outcome       TEXT GENERATED ALWAYS AS (body ->> '$.outcome') VIRTUAL,
    code          TEXT GENERATED ALWAYS AS (body ->> '$.code') VIRTUAL,
    reason        TEXT GENERATED ALWAYS AS (body ->> '$.reason') VIRTUAL,
    request_id    TEXT GENERATED ALWAYS AS (body ->> '$.request_id') VIRTUAL
) STRICT;

INSERT INTO audit_records_carried (sequence, previous_hash, hash, encoding, body, opening)
    SELECT sequence, previous_hash, hash, encoding, body, opening FROM audit_records ORDER BY sequence;

DROP TABLE audit_records;
ALTER TABLE audit_records_carried RENAME TO audit_records;

CREATE UNIQUE INDEX audit_by_action ON audit_records (action_id, kind);
-- One record opens an action, whatever its kind.
CREATE UNIQUE INDEX audit_openings ON audit_records (action_id) WHERE kind <> 'outcome' AND kind <> 'reconciled';
CREATE INDEX audit_by_user_sub ON audit_records (user_sub, sequence) WHERE kind <> 'outcome' AND kind <> 'reconciled' AND user_sub IS NOT NULL;

CREATE TRIGGER audit_records_open AFTER INSERT ON audit_records WHEN NEW.kind = 'intent'
    AND NOT EXISTS (SELECT 1 FROM audit_records WHERE action_id = NEW.action_id AND kind = 'outcome')
BEGIN
    INSERT INTO audit_open_intents (sequence, occurred_at) VALUES (NEW.sequence, NEW.occurred_at);
END;

CREATE TRIGGER audit_records_close AFTER INSERT ON audit_records WHEN NEW.kind = 'outcome'
BEGIN
    DELETE FROM audit_open_intents WHERE sequence = (SELECT sequence FROM audit_records WHERE action_id = NEW.action_id AND kind = 'intent');
END;

CREATE TRIGGER audit_records_doubt AFTER INSERT ON audit_records WHEN NEW.kind = 'outcome' AND NEW.outcome = 'unknown'
BEGIN
    INSERT INTO audit_doubts (sequence, occurred_at) VALUES (NEW.sequence, NEW.occurred_at);
END;

CREATE TRIGGER audit_records_reconcile AFTER INSERT ON audit_records WHEN NEW.kind = 'reconciled'
BEGIN
    DELETE FROM audit_doubts WHERE sequence = (SELECT sequence FROM audit_records WHERE action_id = NEW.action_id AND kind = 'outcome');
END;

-- Signed notes about the trail (C2SP tlog-checkpoint): how many records there were, and the hash of the last.
CREATE TABLE audit_checkpoints (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    size    INTEGER NOT NULL CHECK (size >= 0),
    note    TEXT    NOT NULL,
    made_at INTEGER NOT NULL
) STRICT;

CREATE INDEX audit_checkpoints_by_size ON audit_checkpoints (size, id);

CREATE TRIGGER audit_checkpoints_no_update BEFORE UPDATE ON audit_checkpoints
BEGIN
    SELECT RAISE(ABORT, 'checkpoints are never changed');
END;

CREATE TRIGGER audit_checkpoints_no_delete BEFORE DELETE ON audit_checkpoints
BEGIN
    SELECT RAISE(ABORT, 'checkpoints are never deleted');
END;

CREATE TRIGGER audit_checkpoints_in_order BEFORE INSERT ON audit_checkpoints
    WHEN NEW.id <> -1 AND NEW.id <= (SELECT coalesce(max(id), 0) FROM audit_checkpoints)
BEGIN
    SELECT RAISE(ABORT, 'checkpoints are never replaced');
END;

-- Where the trail was cut: everything up to `last` was sealed, exported and pruned. `note` is the checkpoint of that size, `archive` the
-- export's name and `archive_sha256` its hash. Only what stands under a cut may be deleted.
CREATE TABLE audit_cuts (
    last           INTEGER PRIMARY KEY,
    last_hash      BLOB    NOT NULL CHECK (length(last_hash) = 32),
    note           TEXT    NOT NULL,
    archive        TEXT    NOT NULL,
    archive_sha256 TEXT    NOT NULL,
    made_at        INTEGER NOT NULL
) STRICT;

CREATE TRIGGER audit_cuts_in_order BEFORE INSERT ON audit_cuts
    WHEN NEW.last <= (SELECT coalesce(max(last), 0) FROM audit_cuts) OR NEW.last_hash IS NOT (SELECT hash FROM audit_records WHERE sequence = NEW.last)
BEGIN
    SELECT RAISE(ABORT, 'a cut stands behind the last one, at a record that is there');
END;

CREATE TRIGGER audit_cuts_no_update BEFORE UPDATE ON audit_cuts
BEGIN
    SELECT RAISE(ABORT, 'cuts are never changed');
END;

CREATE TRIGGER audit_cuts_no_delete BEFORE DELETE ON audit_cuts
BEGIN
    SELECT RAISE(ABORT, 'cuts are never deleted');
END;

-- Append only. The trigger on INSERT also stops INSERT OR REPLACE, which fires no DELETE trigger: of a record by its sequence, and of one
-- by its action and kind; and a second chain.
CREATE TRIGGER audit_records_no_update BEFORE UPDATE ON audit_records
BEGIN
    SELECT RAISE(ABORT, 'the audit trail is append-only: records are never changed');
END;

CREATE TRIGGER audit_records_no_delete BEFORE DELETE ON audit_records
    WHEN OLD.sequence > (SELECT coalesce(max(last), 0) FROM audit_cuts)
BEGIN
    SELECT RAISE(ABORT, 'the audit trail is append-only: records are never deleted');
END;

CREATE TRIGGER audit_records_in_order BEFORE INSERT ON audit_records
    WHEN NEW.sequence IS NOT (SELECT coalesce(max(sequence), 0) + 1 FROM audit_records)
    OR NEW.previous_hash IS NOT (SELECT coalesce((SELECT hash FROM audit_records ORDER BY sequence DESC LIMIT 1), zeroblob(32)))
    OR EXISTS (SELECT 1 FROM audit_records WHERE action_id = NEW.body ->> '$.action_id' AND kind = NEW.body ->> '$.kind')
BEGIN
    SELECT RAISE(ABORT, 'the audit trail is append-only: a record follows the last one');
END;
