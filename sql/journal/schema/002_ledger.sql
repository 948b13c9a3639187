-- What requests cost whose rows are gone: kept by day and owner, with the names of that time. What an
-- archive brings back is taken off again, as lines of less than nothing.
--
-- writes
CREATE TABLE ledger (
    event             INTEGER NOT NULL REFERENCES event (sequence),
    day               TEXT    NOT NULL CHECK (day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
    team_id           TEXT    NOT NULL,
    team_alias        TEXT,
    user_id           TEXT    NOT NULL,
    user_email        TEXT,
    api_key           TEXT    NOT NULL,
    key_alias         TEXT,
    model             TEXT    NOT NULL,
    requests          INTEGER NOT NULL CHECK (requests <> 0),
    prompt_tokens     INTEGER NOT NULL,
    completion_tokens INTEGER NOT NULL,
    total_tokens      INTEGER NOT NULL,
    spend             REAL    NOT NULL
) STRICT;

CREATE INDEX ledger_of_day ON ledger (day);
CREATE INDEX ledger_of_event ON ledger (event);

CREATE TRIGGER ledger_is_never_changed
BEFORE UPDATE ON ledger
BEGIN
    SELECT RAISE(ABORT, 'the journal is append-only: the ledger is never changed');
END;

CREATE TRIGGER ledger_is_never_removed
BEFORE DELETE ON ledger
BEGIN
    SELECT RAISE(ABORT, 'the journal is append-only: the ledger is never removed');
END;

-- Rows that were brought back are counted where they are again: whatever brings rows back, or takes
-- them again, has lines of its own for them. Only a partition comes back as a whole, without any; its
-- lines do not count while its operation is undone.
CREATE VIEW standing_ledger AS
SELECT event.operation, ledger.*
  FROM ledger
  JOIN event ON event.sequence = ledger.event
 WHERE event.body ->> '$.of_step' IS NULL
    OR event.operation NOT IN (SELECT operation FROM undone);

PRAGMA user_version = 2;
