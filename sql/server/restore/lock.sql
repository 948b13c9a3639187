-- Keeps writers out of a table until the transaction ends; readers go on.
--
-- sample   table=LiteLLM_UserTable
-- returns
-- writes
-- needs    PostgreSQL 13

LOCK TABLE :"table" IN SHARE ROW EXCLUSIVE MODE;
