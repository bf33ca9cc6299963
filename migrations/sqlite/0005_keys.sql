-- Keys of this console's own, made once. Whoever has them and the trail can try out whether a contact is the one that a record marks.
CREATE TABLE console_keys (
    name       TEXT PRIMARY KEY,
    key        BLOB NOT NULL CHECK (length(key) = 32),
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
