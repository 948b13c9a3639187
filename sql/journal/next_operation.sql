-- The number of the next operation.
--
-- returns  operation int8
-- reads
SELECT coalesce(max(operation), 0) + 1 AS operation
  FROM event;
