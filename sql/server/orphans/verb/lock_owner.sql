-- Takes LiteLLM's own lock for each team concerned, in one order, until the transaction ends.
--
-- returns  locked void
-- for      roster_entry roster_member roster_admin team_list_entry
-- reads
-- needs    PostgreSQL 13
--
-- LiteLLM of 2026 holds this lock while it edits a roster; older ones know nothing of it.

WITH orphan AS (
    :part
)
SELECT pg_advisory_xact_lock(hashtext(team_id)) AS locked
  FROM (SELECT DISTINCT team_id FROM orphan ORDER BY team_id) AS team;
