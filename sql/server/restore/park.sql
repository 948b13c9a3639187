-- Puts the staged rows of a table aside, for other tables to be staged.
--
-- sample   stage=rows table=LiteLLM_UserTable parked=parked_1
-- returns
-- writes
-- needs    PostgreSQL 13

ALTER TABLE pg_temp.staged RENAME TO :"parked";
