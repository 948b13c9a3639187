-- A range of time, of the chosen teams, users, keys, models or status.
--
-- :from      timestamp  the first instant
-- :to        timestamp  the first instant behind the range
-- :teams     text[]     team ids; NULL: all
-- :users     text[]     user ids; NULL: all
-- :keys      text[]     hashes of keys; NULL: all
-- :models    text[]     models; NULL: all
-- :statuses  text[]     success, failure; NULL: all
-- sample   table=LiteLLM_SpendLogs time=startTime columns=request_id,startTime
-- needs    LiteLLM_SpendLogs.startTime

l.:"time" >= :'from'::timestamp
AND l.:"time" < :'to'::timestamp
AND (
     :include chosen_requests
    )
