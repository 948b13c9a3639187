-- LiteLLM's own lock of the teams whose rosters will be edited, in one order.
--
-- returns  locked void
-- for      all
-- reads
-- needs    PostgreSQL 13
-- needs    LiteLLM_TeamTable

SELECT pg_advisory_xact_lock(hashtext(lost.team_id)) AS locked
  FROM (SELECT team_id
          FROM (
            :part
        ) AS lost
         ORDER BY team_id) AS lost;
