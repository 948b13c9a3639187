-- Proves that the rows of a table lie within a range of time, so that attaching it need not read them
-- while it holds the locks of its parent.
--
-- It takes no parameters: what it is given are settings of the transaction. An empty bound is none.
--
-- returns
-- writes
-- needs    PostgreSQL 13

DO $$
DECLARE
    name text := current_setting('litellm_dba.time');
    lower text := nullif(current_setting('litellm_dba.from'), '');
    upper text := nullif(current_setting('litellm_dba.to'), '');
BEGIN
    EXECUTE format('ALTER TABLE %I.%I ADD CONSTRAINT litellm_dba_range CHECK (%I IS NOT NULL%s%s)',
                   current_setting('litellm_dba.schema'),
                   current_setting('litellm_dba.partition'),
                   name,
                   CASE WHEN lower IS NOT NULL THEN format(' AND %I >= %L', name, lower) END,
                   CASE WHEN upper IS NOT NULL THEN format(' AND %I < %L', name, upper) END);
END
$$;
