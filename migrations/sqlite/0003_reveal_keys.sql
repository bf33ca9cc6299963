-- Keys to passwords that were generated and not yet shown. The password is in none of the tables: it is in a cookie, which the
-- key opens. A key is deleted when it is taken, or by the sweeper once it is two minutes old. A copy of its page can stay in the
-- write-ahead log until that is written over: of no use without the cookie, which the browser keeps in memory and then loses.
CREATE TABLE reveal_keys (
    action_id      TEXT    PRIMARY KEY,
    session_handle TEXT    NOT NULL,
    key            BLOB    NOT NULL CHECK (length(key) = 32),
    created_at     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
