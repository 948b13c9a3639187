-- A placeholder for a text.
-- :mask_key  text  what makes the placeholders, new for each set
-- :kept      text  ids that stay as they are: a text[]
-- reads
-- needs    PostgreSQL 13
(SELECT
    :include placeholder
   FROM (SELECT :"column"::text AS value) AS m)
