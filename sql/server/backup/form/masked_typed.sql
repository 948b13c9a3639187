-- A placeholder for an id, where another column says that it is that of a person or a key.
-- :mask_key  text  what makes the placeholders, new for each set
-- :kept      text  ids that stay as they are: a text[]
-- :typed     text  what that column then says: a text[]
-- reads
-- needs    PostgreSQL 13
(SELECT
   CASE WHEN :"type_column"::text <> ALL (:'typed'::text[]) THEN m.value ELSE
    :include placeholder
   END
   FROM (SELECT :"column"::text AS value) AS m)
