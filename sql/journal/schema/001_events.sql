-- The log of events, and the views that show its present state.
--
-- writes
PRAGMA application_id = 1279541825;

CREATE TABLE event (
    sequence  INTEGER PRIMARY KEY AUTOINCREMENT,
    operation INTEGER NOT NULL CHECK (operation > 0),
    kind      TEXT    NOT NULL
                      CHECK (kind IN ('planned', 'progress', 'prepared', 'committed', 'ended')),
    at        TEXT    NOT NULL,
    body      TEXT    NOT NULL CHECK (json_valid(body) AND json_type(body) = 'object'),
    previous  TEXT    NOT NULL CHECK (length(previous) = 64 AND previous NOT GLOB '*[^0-9a-f]*'),
    hash      TEXT    NOT NULL CHECK (length(hash) = 64 AND hash NOT GLOB '*[^0-9a-f]*'),
    UNIQUE (hash)
) STRICT;

-- Work in many transactions tells of its progress as often as there is something to tell.
CREATE UNIQUE INDEX event_comes_once ON event (operation, kind) WHERE kind <> 'progress';
CREATE INDEX event_of_operation ON event (operation, sequence);

CREATE TRIGGER event_is_never_changed
BEFORE UPDATE ON event
BEGIN
    SELECT RAISE(ABORT, 'the journal is append-only: events are never changed');
END;

CREATE TRIGGER event_is_never_removed
BEFORE DELETE ON event
BEGIN
    SELECT RAISE(ABORT, 'the journal is append-only: events are never removed');
END;

-- INSERT OR REPLACE removes rows without asking the trigger above.
CREATE TRIGGER event_is_only_appended
BEFORE INSERT ON event
WHEN NEW.sequence <= coalesce((SELECT max(sequence) FROM event), 0)
  OR EXISTS (SELECT 1 FROM event WHERE operation = NEW.operation AND kind = NEW.kind
                                   AND kind <> 'progress')
  OR EXISTS (SELECT 1 FROM event WHERE hash = NEW.hash)
BEGIN
    SELECT RAISE(ABORT, 'the journal is append-only: an event comes once, at the end');
END;

-- The hash of each event once more, apart.  It tells a row that was changed from one that was
-- put in, and remembers rows that are missing at the end.
CREATE TABLE seal (
    sequence INTEGER PRIMARY KEY,
    hash     TEXT    NOT NULL UNIQUE
) STRICT;

CREATE TRIGGER seal_is_never_changed
BEFORE UPDATE ON seal
BEGIN
    SELECT RAISE(ABORT, 'the journal is append-only: seals are never changed');
END;

CREATE TRIGGER seal_is_never_removed
BEFORE DELETE ON seal
BEGIN
    SELECT RAISE(ABORT, 'the journal is append-only: seals are never removed');
END;

CREATE TRIGGER seal_is_only_appended
BEFORE INSERT ON seal
WHEN NEW.sequence <= coalesce((SELECT max(sequence) FROM seal), 0)
  OR EXISTS (SELECT 1 FROM seal WHERE hash = NEW.hash)
BEGIN
    SELECT RAISE(ABORT, 'the journal is append-only: a seal comes once, at the end');
END;

-- The last completed undo of each operation that has one.
CREATE VIEW last_undo AS
SELECT CAST(planned.body ->> '$.undoes' AS INTEGER) AS operation,
       max(planned.operation) AS undo
  FROM event AS planned
  JOIN event AS ended
    ON ended.operation = planned.operation
   AND ended.kind = 'ended'
 WHERE planned.kind = 'planned'
   AND CAST(planned.body ->> '$.undoes' AS INTEGER) < planned.operation
   AND ended.body ->> '$.outcome' = 'completed'
 GROUP BY 1;

-- An undo may be undone itself, and that one again: an operation is undone when the chain of
-- undos behind it is of odd length.
CREATE VIEW undone AS
WITH RECURSIVE chain(operation, last, length) AS (
    SELECT operation, undo, 1
      FROM last_undo
     UNION ALL
    SELECT chain.operation, next.undo, chain.length + 1
      FROM chain
      JOIN last_undo AS next
        ON next.operation = chain.last
)
SELECT last_undo.operation, last_undo.undo
  FROM last_undo
 WHERE (SELECT max(length) FROM chain WHERE chain.operation = last_undo.operation) % 2 = 1;

CREATE VIEW operation AS
SELECT planned.operation,
       planned.body ->> '$.command' AS command,
       CASE WHEN ended.sequence IS NOT NULL THEN ended.body ->> '$.outcome'
            WHEN committed.sequence IS NOT NULL THEN 'committed'
            WHEN prepared.sequence IS NOT NULL THEN 'prepared'
            ELSE 'running'
       END AS outcome,
       CASE WHEN ended.sequence IS NOT NULL THEN 'ended'
            WHEN committed.sequence IS NOT NULL THEN 'committed'
            WHEN prepared.sequence IS NOT NULL THEN 'prepared'
            ELSE 'running'
       END AS state,
       coalesce(planned.body ->> '$.started', planned.at) AS started,
       ended.at AS finished,
       planned.body ->> '$.where.database' AS database,
       planned.body ->> '$.where.host' AS host,
       planned.body ->> '$.who.os_user' AS os_user,
       planned.body ->> '$.where.system_identifier' AS system_identifier,
       ended.body ->> '$.message' AS message,
       planned.body ->> '$.folder' AS folder,
       coalesce(ended.body ->> '$.rows', prepared.body ->> '$.rows') AS rows,
       coalesce(ended.body ->> '$.bytes', prepared.body ->> '$.bytes') AS bytes,
       ended.body ->> '$.duration_ms' AS duration_ms,
       planned.body ->> '$.undoes' AS undoes,
       undone.undo AS undone_by
  FROM event AS planned
  LEFT JOIN event AS prepared
    ON prepared.operation = planned.operation
   AND prepared.kind = 'prepared'
  LEFT JOIN event AS committed
    ON committed.operation = planned.operation
   AND committed.kind = 'committed'
  LEFT JOIN event AS ended
    ON ended.operation = planned.operation
   AND ended.kind = 'ended'
  LEFT JOIN undone
    ON undone.operation = planned.operation
 WHERE planned.kind = 'planned';

PRAGMA user_version = 1;
