-- A range of time, without the newest row of each model.
--
-- :from    timestamp  the first instant
-- :to      timestamp  the first instant behind the range
-- sample   table=LiteLLM_HealthCheckTable time=checked_at columns=health_check_id
-- needs    LiteLLM_HealthCheckTable.checked_at, LiteLLM_HealthCheckTable.model_name

l.:"time" >= :'from'::timestamp
AND l.:"time" < :'to'::timestamp
AND EXISTS (SELECT
              FROM :"table" AS newer
             WHERE newer.model_name = l.model_name
               AND newer.model_id IS NOT DISTINCT FROM l.model_id  -- when LiteLLM_HealthCheckTable.model_id
               AND (newer.:"time", newer.health_check_id) > (l.:"time", l.health_check_id))
