-- LiteLLM's own lock for a team's roster, for each staged team, in one order.
--
-- sample   stage=edits table=LiteLLM_TeamTable key=team_id column=members
-- returns  locked void
-- reads
-- needs    PostgreSQL 13
-- needs    LiteLLM_TeamTable

SELECT pg_advisory_xact_lock(hashtext(team_id)) AS locked
  FROM (SELECT team_id FROM pg_temp.staged ORDER BY team_id) AS staged;
