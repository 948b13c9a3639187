-- Deletes the rows and returns them whole.
--
-- :limit   int8  the first so many by key; NULL: all
-- returns  :table.*
-- for      key_expired_session key_without_user key_without_team key_expired key_unattributed
-- for      membership_without_owner budget_unreferenced permission_unreferenced invitation_spent
-- for      index_without_log_tool index_without_log_guardrail alias_unreferenced
-- for      model_of_gone_team secret_mcp_credential secret_mcp_variable secret_sso_assertion
-- for      token_deprecated
-- writes
-- needs    PostgreSQL 13

WITH orphan AS (
    :part
)
DELETE FROM :"table" AS t
 WHERE (:"key") IN (SELECT :"key" FROM orphan ORDER BY :"key" LIMIT :'limit'::int8)
RETURNING t.*;
