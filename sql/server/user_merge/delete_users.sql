-- Deletes the users' rows and returns them whole.
--
-- :olds    text[]  user_ids
-- returns  LiteLLM_UserTable.*
-- writes
-- needs    PostgreSQL 13
-- needs    LiteLLM_UserTable

DELETE FROM "LiteLLM_UserTable" AS t
 WHERE t.user_id = ANY (:'olds'::text[])
RETURNING t.*;
