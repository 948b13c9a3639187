-- Rows that would be one under the new user_id: by a unique index, in which NULLs are never equal.
--
-- :olds         text[]  user_ids
-- :new          text    user_id
-- :column_name  text    the column, as text
-- reads
-- needs    PostgreSQL 13
-- sample   table=LiteLLM_TeamMembership key=user_id,team_id column=user_id unique=team_id,user_id measure=spend
--
-- The first of each is kept: the new user's own, else the first by its key.

SELECT t.tableoid AS part, t.ctid AS place, u.kin,
       row_number() OVER (PARTITION BY u.kin
                              ORDER BY t.:"column" <> :'new'::text, t.:"key") AS turn
  FROM :"table" AS t
 CROSS JOIN LATERAL
       (SELECT to_jsonb(k) - :'column_name'::text AS kin
          FROM (SELECT t.:"unique") AS k) AS u
 WHERE t.:"column" = ANY (:'olds'::text[] || :'new'::text)
   AND jsonb_strip_nulls(u.kin) = u.kin
