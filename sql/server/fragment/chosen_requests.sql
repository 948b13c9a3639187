-- Requests l of the chosen teams, users, keys, models and status; NULL is all of them. A row without
-- a status is a success of old versions.

(:'teams'::text[] IS NULL OR l.team_id = ANY (:'teams'::text[]))
AND (:'users'::text[] IS NULL OR l."user" = ANY (:'users'::text[]))
AND (:'keys'::text[] IS NULL OR l.api_key = ANY (:'keys'::text[]))
AND (:'models'::text[] IS NULL OR l.model = ANY (:'models'::text[]))
AND (:'statuses'::text[] IS NULL
     OR coalesce(
           l.status,  -- when LiteLLM_SpendLogs.status
           'success') = ANY (:'statuses'::text[]))
