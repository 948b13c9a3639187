-- How many lines the ledger has that no event speaks of.
--
-- returns  line_count int8
-- reads
SELECT count(*) AS line_count
  FROM ledger
 WHERE NOT EXISTS (SELECT 1
                     FROM event
                    WHERE event.sequence = ledger.event
                      AND event.kind = 'progress'
                      AND event.body ->> '$.ledger.sha256' IS NOT NULL);
