-- Locks on people, roles and all actions, read at every request by every instance. Who set and lifted them stands in the trail.
-- Times are microseconds since 1970, UTC.
CREATE TABLE locks (
    kind          TEXT    NOT NULL CHECK (kind IN ('person', 'role', 'actions')),
    -- Empty where the lock is on something else.
    issuer        TEXT    NOT NULL DEFAULT '',
    sub           TEXT    NOT NULL DEFAULT '',
    role          TEXT    NOT NULL DEFAULT '',
    id            TEXT    NOT NULL UNIQUE,
    name          TEXT    NOT NULL DEFAULT '',
    reason        TEXT    NOT NULL,
    set_by_issuer TEXT    NOT NULL,
    set_by_sub    TEXT    NOT NULL,
    set_by_name   TEXT    NOT NULL,
    set_at        INTEGER NOT NULL,
    until         INTEGER,
    PRIMARY KEY (kind, issuer, sub, role)
) STRICT, WITHOUT ROWID;

-- The groups of the ID token, as a JSON list: roles follow from them by the configuration that is in force.
ALTER TABLE sessions ADD COLUMN member_of TEXT NOT NULL DEFAULT '[]';

-- Sessions of before do not know their groups: their people sign in again, and find the forms that they send until then.
UPDATE sessions SET data = '{}', revoked_at = last_seen_at, ended_reason = 'expired' WHERE revoked_at IS NULL;
