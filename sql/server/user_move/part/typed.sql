-- Rows of a table whose column holds one of the ids, where another column says that it is a user's.
--
-- :olds    text[]  user_ids
-- :type    text    what the other column says of users
-- reads
-- needs    PostgreSQL 13
-- sample   table=LiteLLM_AuditLog key=id column=object_id first=id type_column=table_name

SELECT t.:"key", t.tableoid AS part, t.ctid AS place, t.:"column" AS before
  FROM :"table" AS t
 WHERE t.:"column" = ANY (:'olds'::text[])
   AND t.:"type_column" = :'type'::text
