-- What became of a transaction: committed, aborted, in progress, or future when this
-- cluster never gave out that id.  NULL: too long ago to say.
--
-- The current transaction gets an id for it, the highest of all at that moment.
--
-- :xid     text  as pg_current_xact_id told it
-- returns  status text
-- writes
-- needs    PostgreSQL 13

SELECT CASE WHEN :'xid'::text::xid8 > pg_current_xact_id() THEN 'future'
            ELSE pg_xact_status(:'xid'::text::xid8)
       END AS status;
