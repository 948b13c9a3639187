-- A range of time, of the chosen teams, users, keys, models or status.
--
-- :from      timestamp  the first instant
-- :to        timestamp  the first instant behind the range
-- :teams     text[]     team ids; NULL: all
-- :users     text[]     user ids; NULL: all
-- :keys      text[]     hashes of keys; NULL: all
-- :models    text[]     models; NULL: all
-- :statuses  text[]     success, failure; NULL: all. A row without one is a success of old versions
-- sample   table=LiteLLM_SpendLogs time=startTime columns=request_id,startTime
-- needs    LiteLLM_SpendLogs.startTime

l.:"time" >= :'from'::timestamp
AND l.:"time" < :'to'::timestamp
AND (:'teams'::text[] IS NULL OR l.team_id = ANY (:'teams'::text[]))
AND (:'users'::text[] IS NULL OR l."user" = ANY (:'users'::text[]))
AND (:'keys'::text[] IS NULL OR l.api_key = ANY (:'keys'::text[]))
AND (:'models'::text[] IS NULL OR l.model = ANY (:'models'::text[]))
AND (:'statuses'::text[] IS NULL
     OR coalesce(
           l.status,  -- when LiteLLM_SpendLogs.status
           'success') = ANY (:'statuses'::text[]))
