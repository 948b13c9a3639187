-- A range of pages and of time, only keys that the dashboard made and that have expired.
--
-- :first_page  tid        the first place
-- :last_page   tid        the first place behind the range
-- :from        timestamp  the first instant
-- :to          timestamp  the first instant behind the range
-- :now         timestamp  the present, in UTC
-- sample   table=LiteLLM_VerificationToken time=expires columns=token
-- needs    LiteLLM_VerificationToken.expires

l.ctid >= :'first_page'::tid
AND l.ctid < :'last_page'::tid
AND l.:"time" >= :'from'::timestamp
AND l.:"time" < :'to'::timestamp
AND l.:"time" < :'now'::timestamp
AND l.team_id = 'litellm-dashboard'
