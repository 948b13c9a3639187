-- Operations that were begun and have not ended: running, or left behind.
--
-- returns  operation int8, planned text, prepared text, committed text
-- reads
SELECT planned.operation,
       planned.body AS planned,
       prepared.body AS prepared,
       committed.body AS committed
  FROM event AS planned
  LEFT JOIN event AS prepared
    ON prepared.operation = planned.operation
   AND prepared.kind = 'prepared'
  LEFT JOIN event AS committed
    ON committed.operation = planned.operation
   AND committed.kind = 'committed'
 WHERE planned.kind = 'planned'
   AND NOT EXISTS (SELECT 1
                     FROM event AS ended
                    WHERE ended.operation = planned.operation
                      AND ended.kind = 'ended')
 ORDER BY planned.operation;
