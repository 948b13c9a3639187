-- How many bytes the long columns of a slice take, as they are stored.
--
-- for time_chosen, pages_chosen
-- returns  bytes int8
-- reads
-- needs    PostgreSQL 13

SELECT coalesce(sum(coalesce(pg_column_size(l.metadata), 0)
                    + coalesce(pg_column_size(l.messages), 0)  -- when LiteLLM_SpendLogs.messages
                    + coalesce(pg_column_size(l.response), 0)  -- when LiteLLM_SpendLogs.response
                    + coalesce(pg_column_size(l.proxy_server_request), 0)  -- when LiteLLM_SpendLogs.proxy_server_request
                   ), 0)::int8 AS bytes
  FROM :"table" AS l
 WHERE
       :part
