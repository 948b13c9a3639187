-- Placeholders for the people on a roster; whatever is no roster becomes an empty one.
-- :mask_key  text  what makes the placeholders, new for each set
-- :kept      text  ids that stay as they are: a text[]
-- reads
-- needs    PostgreSQL 13
CASE WHEN jsonb_typeof(:"column") <> 'array' THEN '[]'::jsonb ELSE
(SELECT coalesce(jsonb_agg(jsonb_build_object(
           'role', CASE WHEN jsonb_typeof(e.entry) = 'object' THEN e.entry -> 'role' END,
           'user_id', (SELECT
                         :include placeholder
                         FROM (SELECT CASE WHEN jsonb_typeof(e.entry) = 'object' THEN e.entry ->> 'user_id' END AS value) AS m),
           'user_email', (SELECT
                         :include placeholder
                         FROM (SELECT CASE WHEN jsonb_typeof(e.entry) = 'object' THEN e.entry ->> 'user_email' END AS value) AS m))
         ORDER BY e.position), '[]'::jsonb)
   FROM jsonb_array_elements(:"column") WITH ORDINALITY AS e (entry, position)) END
