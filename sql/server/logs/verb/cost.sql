-- Deletes the requests of a slice and returns what each cost.
--
-- for time, time_instant, time_chosen, pages, pages_chosen
-- returns  team_id text, user text, api_key text, model text, prompt_tokens int4,
--          completion_tokens int4, total_tokens int4, spend float8
-- writes
-- needs    PostgreSQL 13
--
-- They are summed up by who reads them, while the server goes on.

COPY (DELETE FROM :"table" AS l
       WHERE
             :part
      RETURNING l.team_id, l."user", l.api_key, l.model, l.prompt_tokens, l.completion_tokens,
                l.total_tokens, l.spend) TO STDOUT (FORMAT csv);
