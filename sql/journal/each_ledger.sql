-- The lines of the ledger that one event brought, in the order of their writing.
--
-- :event   int8  its place in the chain
-- returns  day text, team_id text, team_alias text, user_id text, user_email text, api_key text,
--          key_alias text, model text, requests int8, prompt_tokens int8, completion_tokens int8,
--          total_tokens int8, spend float8
-- reads
SELECT day, team_id, team_alias, user_id, user_email, api_key, key_alias, model, requests,
       prompt_tokens, completion_tokens, total_tokens, spend
  FROM ledger
 WHERE event = :'event'
 ORDER BY rowid;
