-- Whether a slice has requests in which a prompt is left.
--
-- :paths   text[]  places in metadata, each a text[]; NULL: none
-- for time_chosen, pages_chosen
-- returns  is_left bool
-- reads
-- needs    PostgreSQL 13

SELECT EXISTS (SELECT
                 FROM :"table" AS l
                WHERE
                      :part
                  AND (
                       :include prompts_left
                      )) AS is_left;
