-- Placeholders for the elements of a list.
-- :mask_key  text  what makes the placeholders, new for each set
-- :kept      text  ids that stay as they are: a text[]
-- reads
-- needs    PostgreSQL 13
CASE WHEN cardinality(:"column") = 0 THEN :"column" ELSE
(SELECT array_agg(
    :include placeholder
    ORDER BY m.position)
   FROM unnest(:"column") WITH ORDINALITY AS m (value, position)) END
