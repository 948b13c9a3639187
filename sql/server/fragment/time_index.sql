-- Whether a good index of the table c leads with the column t.time: complete, valid, a b-tree.
--
-- Some are built by hand, or half built.

EXISTS (SELECT
          FROM pg_index AS i
          JOIN pg_class AS x ON x.oid = i.indexrelid
          JOIN pg_am AS m ON m.oid = x.relam AND m.amname = 'btree'
          JOIN pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
         WHERE i.indrelid = c.oid
           AND a.attname = t.time
           AND i.indisvalid
           AND i.indpred IS NULL)
