-- Takes the place of the one writer at once.
--
-- writes
BEGIN IMMEDIATE;
