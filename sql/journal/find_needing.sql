-- The newest operation that was not undone and whose undo reads files of a folder.
--
-- :place   text  the folder, by its path below the state folder
-- returns  operation int8
-- reads
SELECT operation
  FROM operation
 WHERE undone_by IS NULL
   AND rows > 0
   AND EXISTS (
           SELECT 1
             FROM event, json_tree(event.body) AS node
            WHERE event.operation = operation.operation
              AND event.kind IN ('prepared', 'progress')
              AND instr(event.body, :'place') > 0
              AND node.key = 'place'
              AND node.value = :'place')
 ORDER BY operation DESC
 LIMIT 1;
