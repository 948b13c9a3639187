-- Writes a comment on a table: when it was detached, and by which operation. An empty one is none.
--
-- COMMENT takes no parameters. What it is given are settings of the transaction: litellm_dba.schema,
-- litellm_dba.partition and litellm_dba.comment.
--
-- returns
-- writes
-- needs    PostgreSQL 13

DO $$
BEGIN
    EXECUTE format('COMMENT ON TABLE %I.%I IS %L',
                   current_setting('litellm_dba.schema'),
                   current_setting('litellm_dba.partition'),
                   nullif(current_setting('litellm_dba.comment'), ''));
END
$$;
