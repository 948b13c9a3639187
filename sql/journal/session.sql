-- What each connection to the journal relies on: an event is on disk when its commit returns.
--
-- writes
PRAGMA synchronous = FULL;
PRAGMA foreign_keys = ON;
PRAGMA recursive_triggers = ON;
