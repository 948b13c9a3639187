-- Sets values for the COPY that follows, which takes no parameters: see src/server/copy.h.
--
-- :names   text[]  without the "litellm_dba." that is put in front
-- :values  text[]  the value of each
-- returns  value text
-- reads
-- needs    PostgreSQL 13

SELECT set_config('litellm_dba.' || v.name, coalesce(v.value, ''), true) AS value
  FROM unnest(:'names'::text[], :'values'::text[]) AS v (name, value);
