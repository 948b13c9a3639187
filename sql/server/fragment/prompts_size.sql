-- How many bytes the prompts of a request l take as they are stored, compressed or not. How long its
-- metadata will be is not known before it is stored: it is taken to shrink as its text does.

0
+ greatest(coalesce(pg_column_size(l.messages) - 5, 0), 0)  -- when LiteLLM_SpendLogs.messages
+ greatest(coalesce(pg_column_size(l.response) - 5, 0), 0)  -- when LiteLLM_SpendLogs.response
+ greatest(coalesce(pg_column_size(l.proxy_server_request) - 5, 0), 0)  -- when LiteLLM_SpendLogs.proxy_server_request
+ CASE WHEN :'paths'::text[] IS NULL OR l.metadata IS NULL
       THEN 0
       ELSE pg_column_size(l.metadata)
            * (1 - octet_length((
                     :include emptied_metadata
                     )::text) / octet_length(l.metadata::text)::float8)
  END
