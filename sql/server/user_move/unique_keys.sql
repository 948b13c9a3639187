-- The unique indexes of a table that have a column in them, one row for each column.
--
-- :schema  text  where LiteLLM's tables are
-- :table   text  the table
-- :column  text  the column
-- returns  index_name text, column_name text
-- reads
-- needs    PostgreSQL 13
--
-- Of indexes with the same columns the first by name is listed. Indexes over expressions or some of
-- the rows are left out; the server itself stops what would violate them.

SELECT chosen.index_name, chosen_column AS column_name
  FROM (SELECT DISTINCT ON (k.columns) x.relname::text AS index_name, k.columns
          FROM pg_class AS c
          JOIN pg_index AS i ON i.indrelid = c.oid
          JOIN pg_class AS x ON x.oid = i.indexrelid
         CROSS JOIN LATERAL
               (SELECT array_agg(a.attname::text ORDER BY a.attname) AS columns
                  FROM unnest(i.indkey::int2[]) WITH ORDINALITY AS part (attnum, place)
                  JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = part.attnum
                 WHERE part.place <= i.indnkeyatts) AS k
         WHERE c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = :'schema'::text)
           AND c.relname = :'table'::text
           AND i.indisunique
           AND i.indexprs IS NULL
           AND i.indpred IS NULL
           AND :'column'::text = ANY (k.columns)
         ORDER BY k.columns, x.relname) AS chosen
 CROSS JOIN unnest(chosen.columns) AS chosen_column
 ORDER BY chosen.index_name, column_name;
