-- How far each sink of the trail has come: the last sequence that it took, or the last checkpoint's id. A sink that is configured again
-- under its name goes on from here.
CREATE TABLE audit_cursors (
    name     TEXT    NOT NULL,
    what     TEXT    NOT NULL CHECK (what IN ('records', 'checkpoints')),
    position INTEGER NOT NULL CHECK (position >= 0),
    PRIMARY KEY (name, what)
) STRICT, WITHOUT ROWID;
