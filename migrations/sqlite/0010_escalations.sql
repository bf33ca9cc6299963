-- The exact requests for which an approval was asked. Where each stands is in the trail alone; what is kept here is bound to its record there by a hash.
-- Times are microseconds since 1970, UTC.
CREATE TABLE escalations (
    id         TEXT    PRIMARY KEY,
    issuer     TEXT    NOT NULL,
    sub        TEXT    NOT NULL,
    -- The request in its canonical encoding; empty once nothing can become of it, since ClientMetadata may be more than the trail may keep.
    wanted     TEXT    NOT NULL,
    asked_at   INTEGER NOT NULL,
    -- When the decision is due, and, once approved, the carrying out.
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX escalations_by_age ON escalations (asked_at);
CREATE INDEX escalations_by_person ON escalations (issuer, sub, asked_at);

-- A request is never edited: it can be emptied, and its time can be prolonged by an approval.
CREATE TRIGGER escalations_stay BEFORE UPDATE ON escalations WHEN NEW.id <> OLD.id OR NEW.issuer <> OLD.issuer OR NEW.sub <> OLD.sub
    OR NEW.asked_at <> OLD.asked_at OR NEW.expires_at < OLD.expires_at OR (NEW.wanted <> OLD.wanted AND NEW.wanted <> '')
BEGIN
    SELECT RAISE(ABORT, 'a request is never edited');
END;
