-- Requests l that still hold a prompt: in a column that is not {}, or at one of the paths of metadata,
-- where something is empty when it is "", [] or {}. What is longer than {} need not be read.

false
OR pg_column_size(l.messages) > 8 OR l.messages <> '{}'  -- when LiteLLM_SpendLogs.messages
OR pg_column_size(l.response) > 8 OR l.response <> '{}'  -- when LiteLLM_SpendLogs.response
OR pg_column_size(l.proxy_server_request) > 8 OR l.proxy_server_request <> '{}'  -- when LiteLLM_SpendLogs.proxy_server_request
OR EXISTS (SELECT
             FROM unnest(:'paths'::text[]) AS p (path)
            WHERE jsonb_typeof(l.metadata #> p.path::text[]) IN ('string', 'array', 'object')
              AND l.metadata #> p.path::text[] NOT IN ('""', '[]', '{}'))
