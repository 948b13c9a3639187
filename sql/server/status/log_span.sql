-- The oldest and the newest request in the log; NULL where no index can tell.
--
-- returns  oldest timestamp, newest timestamp
-- reads
-- needs    PostgreSQL 13
-- needs    LiteLLM_SpendLogs.startTime
--
-- The index on "startTime" may be absent, or not valid because its making was stopped. Then the
-- table is not read at all: it may be very large.

WITH index AS MATERIALIZED (
    SELECT EXISTS (SELECT FROM pg_index AS i
                     JOIN pg_class AS c ON c.oid = i.indexrelid
                     JOIN pg_am AS m ON m.oid = c.relam AND m.amname = 'btree'
                     JOIN pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
                    WHERE i.indrelid = '"LiteLLM_SpendLogs"'::regclass
                      AND a.attname = 'startTime'
                      AND i.indisvalid
                      AND i.indpred IS NULL) AS is_there
)
SELECT (SELECT s."startTime"
          FROM "LiteLLM_SpendLogs" AS s
         WHERE (SELECT is_there FROM index)
         ORDER BY s."startTime"
         LIMIT 1) AS oldest,
       (SELECT s."startTime"
          FROM "LiteLLM_SpendLogs" AS s
         WHERE (SELECT is_there FROM index)
         ORDER BY s."startTime" DESC
         LIMIT 1) AS newest;
