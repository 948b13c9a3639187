-- How often a column names each user.
--
-- returns  user_id text, count int8, names text
-- reads
-- needs    PostgreSQL 13
-- sample   table=LiteLLM_InvitationLink column=user_id

SELECT r.:"column"::text AS user_id, count(*) AS count, NULL::text AS names
  FROM :"table" AS r
 WHERE r.:"column" IS NOT NULL
 GROUP BY r.:"column";
