# A log that is divided by ten days each, with names of every kind: for tests of partitions.

# The template; rows of the last ten days are in the default partition. Partitions that LiteLLM's own
# layout has already are for fixed days, and in the way.
divided_world() {
    world 2026-09-partitioned
    [ -z "$(psql -qXAtd postgres -c "SELECT 1 FROM pg_database WHERE datname = 'divided world'")" ] || return 0
    psql -qXd postgres -c "CREATE DATABASE \"divided world\" TEMPLATE \"world of 2026-09-partitioned\""
    psql -qX -v ON_ERROR_STOP=1 -d "divided world" <<'SQL'
BEGIN;
CREATE TEMP TABLE held AS TABLE "LiteLLM_SpendLogs";
DO $$
DECLARE
    partition text;
    day date;
    today date := (now() AT TIME ZONE 'UTC')::date;
    names text[] := ARRAY['LiteLLM_SpendLogs_p' || to_char(today - 90, 'YYYYMMDD'), 'LiteLLM_SpendLogs_y2026m01',
                          'A "name"; --', 'p_3', 'p_4', 'p_5', 'p_6', 'p_7'];
BEGIN
    FOR partition IN SELECT inhrelid::regclass::text FROM pg_inherits
                      WHERE inhparent = '"LiteLLM_SpendLogs"'::regclass
                        AND inhrelid <> '"LiteLLM_SpendLogs_pdefault"'::regclass
    LOOP
        EXECUTE 'DROP TABLE ' || partition;
    END LOOP;
    TRUNCATE "LiteLLM_SpendLogs";
    FOR n IN 0..7 LOOP
        day := today - 90 + 10 * n;
        EXECUTE format('CREATE TABLE %I PARTITION OF "LiteLLM_SpendLogs" FOR VALUES FROM (%L) TO (%L)',
                       names[n + 1], day, day + 10);
    END LOOP;
END
$$;
INSERT INTO "LiteLLM_SpendLogs" SELECT * FROM held;
COMMIT;
ANALYZE "LiteLLM_SpendLogs";
SQL
}

fresh_divided() {
    divided_world
    psql -qXd postgres -c "DROP DATABASE IF EXISTS $DATABASE WITH (FORCE)" \
        -c "CREATE DATABASE $DATABASE TEMPLATE \"divided world\"" 2>/dev/null
}

# The names of the partitions, a line each, by time.
attached() {
    sql "SELECT relname FROM pg_inherits JOIN pg_class ON oid = inhrelid
          WHERE inhparent = '\"LiteLLM_SpendLogs\"'::regclass
          ORDER BY pg_get_expr(relpartbound, oid) = 'DEFAULT', pg_get_expr(relpartbound, oid) COLLATE \"C\""
}

# What waits in the schema for it.
put_aside() {
    sql "SELECT relname FROM pg_class
          WHERE relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = 'litellm_dba_quarantine')
            AND relkind = 'r' ORDER BY relname COLLATE \"C\""
}
