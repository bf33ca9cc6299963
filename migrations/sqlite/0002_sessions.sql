-- Staff sessions, sign-ins on their way, logout tokens seen, and forms that came back.
-- Times are microseconds since 1970, UTC. Whatever a browser holds is stored as SHA-256, in hexadecimal digits.
CREATE TABLE sessions (
    id_hash      TEXT    PRIMARY KEY,
    handle       TEXT    NOT NULL UNIQUE,
    -- The session's data as JSON; '{}' once it is over, so that no token lingers.
    data         TEXT    NOT NULL,
    expires_at   INTEGER NOT NULL,
    actor        TEXT,
    issuer       TEXT,
    sub          TEXT,
    sid          TEXT,
    address      TEXT    NOT NULL DEFAULT '',
    user_agent   TEXT    NOT NULL DEFAULT '',
    created_at   INTEGER NOT NULL,
    last_seen_at INTEGER NOT NULL,
    revoked_at   INTEGER,
    ended_reason TEXT,
    CHECK ((revoked_at IS NULL) = (ended_reason IS NULL))
) STRICT, WITHOUT ROWID;

CREATE INDEX sessions_by_person ON sessions (issuer, sub) WHERE revoked_at IS NULL;
CREATE INDEX sessions_by_issuer_sid ON sessions (issuer, sid) WHERE revoked_at IS NULL;

-- An ended session stays ended and empty: whatever a request in flight, or a later version of the console, may try.
CREATE TRIGGER sessions_stay_ended BEFORE UPDATE ON sessions WHEN OLD.revoked_at IS NOT NULL
    AND (NEW.revoked_at IS NOT OLD.revoked_at OR NEW.data <> '{}' OR NEW.id_hash <> OLD.id_hash)
BEGIN
    SELECT RAISE(ABORT, 'an ended session does not come back');
END;

CREATE TABLE login_attempts (
    state_hash    TEXT    PRIMARY KEY,
    browser_hash  TEXT    NOT NULL,
    nonce         TEXT    NOT NULL,
    pkce_verifier TEXT    NOT NULL,
    return_to     TEXT    NOT NULL,
    created_at    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX login_attempts_by_age ON login_attempts (created_at);

CREATE TABLE logout_tokens (
    jti_hash TEXT    PRIMARY KEY,
    seen_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX logout_tokens_by_age ON logout_tokens (seen_at);

CREATE TABLE drafts (
    id         TEXT    PRIMARY KEY,
    owner      TEXT    NOT NULL,
    body       TEXT    NOT NULL,
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX drafts_by_age ON drafts (created_at);
