-- How many invitations of others name each user as who made or last changed them.
--
-- returns  user_id text, count int8, names text
-- reads
-- needs    PostgreSQL 13
-- needs    LiteLLM_InvitationLink.user_id
-- sample   table=LiteLLM_InvitationLink column=created_by
--
-- LiteLLM's delete removes the user's own invitations, then fails on these.

SELECT r.:"column" AS user_id, count(*) AS count,
       array_to_string((array_agg(r.user_id ORDER BY r.user_id COLLATE "C"))[1:5], ', ') AS names
  FROM :"table" AS r
 WHERE r.user_id <> r.:"column"
 GROUP BY r.:"column";
