-- Rows that would be one under the new user_id: by a unique index, in which NULLs are never equal.
--
-- :olds    text[]  user_ids
-- :new     text    user_id
-- reads
-- needs    PostgreSQL 13
-- sample   table=LiteLLM_TeamMembership key=user_id,team_id column=user_id others=team_id measure=spend
--
-- :"others" are the index's other columns. The first of each is kept: the new user's own, else the
-- first by its key.

SELECT t.tableoid AS part, t.ctid AS place, t.:"measure" AS measure,
       row_number() OVER same AS turn,
       first_value(t.tableoid) OVER same AS kept_part,
       first_value(t.ctid) OVER same AS kept_place
  FROM :"table" AS t
 WHERE t.:"column" = ANY (:'olds'::text[] || :'new'::text)
   AND ROW(t.:"others") IS NOT NULL
WINDOW same AS (PARTITION BY t.:"others" ORDER BY t.:"column" <> :'new'::text, t.:"key")
