-- Some rows of one instant.
--
-- :from    timestamp  the instant
-- :limit   int8       how many rows at most
-- sample   table=LiteLLM_SpendLogs time=startTime columns=request_id,startTime
-- needs    LiteLLM_SpendLogs.startTime

l.:"time" = :'from'::timestamp
AND l.ctid = ANY (ARRAY(SELECT few.ctid
                          FROM :"table" AS few
                         WHERE few.:"time" = :'from'::timestamp
                         LIMIT :'limit'::int8))
