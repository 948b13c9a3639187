-- Adds a line to the ledger.
--
-- :event              int8  that tells of the deletion
-- :day                text  'YYYY-MM-DD' in UTC
-- :team_id            text  '' for none
-- :team_alias         text  its name while it had one
-- :user_id            text  '' for none
-- :user_email         text  as the team's alias
-- :api_key            text  the key's hash, or what LiteLLM wrote instead
-- :key_alias          text  as the team's alias
-- :model              text  as it was asked for
-- :requests           int8  how many
-- :prompt_tokens      int8  sums of those
-- :completion_tokens  int8  as well
-- :total_tokens       int8  as well
-- :spend              float8  as well, in dollars
-- writes
INSERT INTO ledger (event, day, team_id, team_alias, user_id, user_email, api_key, key_alias,
                    model, requests, prompt_tokens, completion_tokens, total_tokens, spend)
VALUES (:'event', :'day', :'team_id', :'team_alias', :'user_id', :'user_email', :'api_key',
        :'key_alias', :'model', :'requests', :'prompt_tokens', :'completion_tokens',
        :'total_tokens', :'spend');
