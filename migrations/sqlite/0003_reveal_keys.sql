-- Keys to passwords that were generated and not yet shown. The password is in none of the tables: it is in a cookie, which the
-- key opens. A key is deleted when it is taken, and two minutes after it was made; secure_delete overwrites it with zeros.
CREATE TABLE reveal_keys (
    action_id      TEXT    PRIMARY KEY,
    session_handle TEXT    NOT NULL,
    key            BLOB    NOT NULL CHECK (length(key) = 32),
    created_at     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
