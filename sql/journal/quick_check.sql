-- Whether the file is whole: one row "ok", or the damage.
--
-- returns  quick_check text
-- reads
PRAGMA quick_check(20);
