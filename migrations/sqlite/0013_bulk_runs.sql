-- Bulk runs: one action for many users. What was done stands in the trail, under ids that follow from the run and the line; what stands here is what is
-- still to be done, and for the page how it ended.
CREATE TABLE bulk_runs (
    id           TEXT    NOT NULL PRIMARY KEY,
    state        TEXT    NOT NULL,
    cause        TEXT    NOT NULL DEFAULT '',
    plan         TEXT    NOT NULL,
    rows         INTEGER NOT NULL,
    issuer       TEXT    NOT NULL,
    sub          TEXT    NOT NULL,
    runs_as      TEXT,
    confirmed_by TEXT,
    sealed_for   TEXT,
    turn         INTEGER NOT NULL DEFAULT 0,
    created_at   INTEGER NOT NULL,
    changed_at   INTEGER NOT NULL,
    started_at   INTEGER,
    ended_at     INTEGER,
    forgotten    TEXT,
    worker       TEXT    NOT NULL DEFAULT '',
    leased_until INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX bulk_runs_newest ON bulk_runs (created_at);

CREATE TABLE bulk_rows (
    run      TEXT    NOT NULL,
    line     INTEGER NOT NULL,
    pool     TEXT    NOT NULL,
    given    TEXT    NOT NULL,
    metadata TEXT    NOT NULL DEFAULT '',
    standing TEXT    NOT NULL,
    username TEXT    NOT NULL DEFAULT '',
    sub      TEXT    NOT NULL DEFAULT '',
    name     TEXT    NOT NULL DEFAULT '',
    code     TEXT    NOT NULL DEFAULT '',
    note     TEXT    NOT NULL DEFAULT '',
    sends_to TEXT    NOT NULL DEFAULT '',
    attempt  INTEGER NOT NULL DEFAULT 1,
    ended_at INTEGER,
    -- A password, sealed for the browser of whoever started the run.
    sealed   BLOB,
    PRIMARY KEY (run, line)
) STRICT, WITHOUT ROWID;
-- Counting and paging by standing; the same user twice.
CREATE INDEX bulk_rows_by_standing ON bulk_rows (run, standing, line);
CREATE INDEX bulk_rows_by_user ON bulk_rows (run, pool, sub, line) WHERE sub <> '';
