-- Makes a table a partition again, with the bound that it had.
--
-- It takes no parameters: what it is given are settings of the transaction. litellm_dba.bound is what
-- the catalog said of the partition, and was read strictly.
--
-- returns
-- sample   table=LiteLLM_SpendLogs
-- writes
-- needs    PostgreSQL 13

DO $$
BEGIN
    EXECUTE format('ALTER TABLE %I.%I ATTACH PARTITION %I.%I %s',
                   current_setting('litellm_dba.home'),
                   current_setting('litellm_dba.table'),
                   current_setting('litellm_dba.home'),
                   current_setting('litellm_dba.partition'),
                   current_setting('litellm_dba.bound'));
END
$$;
