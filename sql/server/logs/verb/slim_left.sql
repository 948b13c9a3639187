-- Whether a slice has requests in which such keys are left.
--
-- :drop    text[]  keys of metadata
-- for time_chosen, pages_chosen
-- returns  is_left bool
-- reads
-- needs    PostgreSQL 13

SELECT EXISTS (SELECT
                 FROM :"table" AS l
                WHERE
                      :part
                  AND (
                       :include keys_left
                      )) AS is_left;
