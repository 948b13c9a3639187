-- What redaction sets in a request l.

metadata =
:include emptied_metadata
, messages = CASE WHEN l.messages IS NOT NULL THEN '{}'::jsonb END  -- when LiteLLM_SpendLogs.messages
, response = CASE WHEN l.response IS NOT NULL THEN '{}'::jsonb END  -- when LiteLLM_SpendLogs.response
, proxy_server_request = CASE WHEN l.proxy_server_request IS NOT NULL THEN '{}'::jsonb END  -- when LiteLLM_SpendLogs.proxy_server_request
