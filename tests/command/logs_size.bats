#!/usr/bin/env bats
# How large what grows is: compared with what the server says of the same tables.

load helper

setup_file() {
    for version in $VERSIONS; do
        world "$version"
    done
}

setup() {
    fresh
}

teardown_file() {
    drop_database
}

on() {
    dba_alone --dbname "world of $1" "${@:2}"
}

query_on() {
    psql -qXAt -d "world of $1" -c "$2"
}

# A value of a table in the JSON result.
of_table() {
    json ".tables[] | select(.table == \"$1\") | .$2"
}

@test "every growing table of every schema is there, the largest first" {
    for version in $VERSIONS; do
        on "$version" logs size --json
        exits 0
        tells_nothing
        is "order in $version" "true" "$(json '[.tables[].total_bytes] | . == (sort | reverse)')"
        is "sizes of $version" \
            "$(query_on "$version" "
                SELECT relname || ' ' || (SELECT sum(pg_total_relation_size(p.relid))
                                            FROM (SELECT oid AS relid UNION
                                                  SELECT relid FROM pg_partition_tree(oid)) AS p)
                  FROM pg_class
                 WHERE relname ~ '^LiteLLM_(SpendLogs|AuditLog|ErrorLogs|HealthCheckTable|DailyUserSpend)$'
                 ORDER BY 1")" \
            "$(json '.tables[] | select(.table | test("^LiteLLM_(SpendLogs|AuditLog|ErrorLogs|HealthCheckTable|DailyUserSpend)$"))
                     | "\(.table) \(.heap_bytes + .toast_bytes + .index_bytes)"' | sort)"
        is "rows of $version" "$(query_on "$version" 'SELECT count(*) FROM "LiteLLM_SpendLogs"')" \
            "$(of_table LiteLLM_SpendLogs rows)"
        is "oldest in $version" \
            "$(query_on "$version" "SELECT to_char(min(\"startTime\"), 'YYYY-MM-DD HH24:MI:SS')
                                      FROM \"LiteLLM_SpendLogs\"")" \
            "$(of_table LiteLLM_SpendLogs oldest | tr T ' ' | cut -c 1-19)"
    done
}

@test "growth is that of the last seven days" {
    sql "TRUNCATE \"LiteLLM_AuditLog\"" \
        "INSERT INTO \"LiteLLM_AuditLog\" (id, updated_at, action, table_name, object_id, before_value, updated_values)
         SELECT n::text, (now() AT TIME ZONE 'UTC') - n * interval '6 hours' + interval '1 minute', 'x', 'x', 'x', '{}', '{}'
           FROM generate_series(1, 100) AS n" \
        "VACUUM ANALYZE \"LiteLLM_AuditLog\""
    # Before PostgreSQL 15 statistics come a little later.
    for ((n = 0; n < 600; n++)); do
        [ "$(sql "SELECT last_vacuum IS NULL FROM pg_stat_user_tables WHERE relname = 'LiteLLM_AuditLog'")" = t ] || break
        sleep 0.05
    done
    for zone in UTC America/Los_Angeles Asia/Tokyo; do
        PGTZ=$zone dba logs size --json
        exits 0
        is "rows a day" 4 "$(of_table LiteLLM_AuditLog rows_per_day)"
        # 100 rows, 4 of them a day
        is "days" 25 "$(of_table LiteLLM_AuditLog days_until_double)"
        [ "$(of_table LiteLLM_AuditLog last_vacuum)" != null ] || complain "a vacuum" "none"
    done
    # A table that is two days old grew in two days.
    sql "DELETE FROM \"LiteLLM_AuditLog\" WHERE updated_at < (now() AT TIME ZONE 'UTC') - interval '2 days'"
    dba logs size --json
    is "rows a day of a young table" 4 "$(of_table LiteLLM_AuditLog rows_per_day)"
}

# fill TABLE - 20 MB of old rows, too many to be read for a number.
fill() {
    sql 'TRUNCATE "LiteLLM_AuditLog"' \
        "ALTER TABLE \"LiteLLM_AuditLog\" SET (autovacuum_enabled = false)" \
        "INSERT INTO \"LiteLLM_AuditLog\" (id, updated_at, action, table_name, object_id, before_value, updated_values)
         SELECT 'filler ' || n, (now() AT TIME ZONE 'UTC') - n * interval '1 minute',
                repeat('x', 900), 'x', 'x', '{}', '{}'
           FROM generate_series(1, 20000) AS n"
}

@test "a large table without an index on its time is not read" {
    fill
    dba logs size --json
    exits 0
    tells "LiteLLM_AuditLog was never analysed: how it grows is not known before ANALYZE"
    is "oldest" null "$(of_table LiteLLM_AuditLog oldest)"
    is "rows a day" null "$(of_table LiteLLM_AuditLog rows_per_day)"
    # With statistics the planner knows: 1,440 rows a day.
    sql 'ANALYZE "LiteLLM_AuditLog"'
    dba logs size --json
    exits 0
    tells_nothing
    is "oldest" null "$(of_table LiteLLM_AuditLog oldest)"
    found=$(of_table LiteLLM_AuditLog rows_per_day)
    [ "$found" -gt 1250 ] && [ "$found" -lt 1650 ] || complain "about 1440 rows a day" "$found"
    # Now its ends can be read.
    sql 'CREATE INDEX ON "LiteLLM_AuditLog" (updated_at)'
    dba logs size --json
    [ "$(of_table LiteLLM_AuditLog oldest)" != null ] || complain "a time" null
    # pg_stat_statements is not at hand; the scans of the table are what they were.
    scans() { sql "SELECT seq_scan FROM pg_stat_user_tables WHERE relname = 'LiteLLM_AuditLog'"; }
    sleep 0.6
    before=$(scans)
    dba logs size --what-if --quiet
    exits 0
    sleep 0.6
    is "scans" "$before" "$(scans)"
}

@test "columns and keys have their share, in partitions as well" {
    for version in 1.81.15 2026-09-partitioned; do
        fresh "$version"
        sql "UPDATE \"LiteLLM_SpendLogs\" SET messages = '{}', response = '{}',
                    metadata = jsonb_build_object('user_api_key', 'x', 'model_map_information',
                        (SELECT jsonb_object_agg('k' || n || \"LiteLLM_SpendLogs\".spend, md5(n || request_id))
                           FROM generate_series(1, 20) AS n))" \
            'VACUUM FULL ANALYZE "LiteLLM_SpendLogs"'
        dba logs size --json
        exits 0
        is "sampled" "$(sql 'SELECT count(*) FROM "LiteLLM_SpendLogs"')" "$(json .sampled_rows)"
        shows '.columns[0].column' metadata
        [ "$(json '.columns[0].percent | floor')" -gt 60 ] || complain "most of it" "less"
        is "the metadata's own size" \
            "$(sql 'SELECT round(avg(pg_column_size(metadata))) FROM "LiteLLM_SpendLogs"')" \
            "$(json '.columns[0].row_bytes')"
        shows '[.columns[] | select(.metadata_key != null)][0] | .column + " " + .metadata_key' \
            "metadata model_map_information"
        [ "$(json '[.columns[] | select(.metadata_key != null)][0].percent | floor')" -gt 90 ]
    done
}

@test "what each age would free, as the rows are" {
    for version in 1.63.12 2026-09-partitioned; do
        on "$version" logs size --what-if --json
        exits 0
        shows '[.what_if[].older_than_days] | join(" ")' "7 14 30 60 90 120 180 270 365"
        for days in 7 30 60; do
            before=$(json ".what_if[] | select(.older_than_days == $days).before" | tr TZ '  ')
            is "$days days in $version" \
                "$(query_on "$version" "SELECT count(*) FROM \"LiteLLM_SpendLogs\" WHERE \"startTime\" < '$before'")" \
                "$(json ".what_if[] | select(.older_than_days == $days).rows")"
        done
        is "what stays, and what goes" true \
            "$(json '(.tables[] | select(.table == "LiteLLM_SpendLogs").total_bytes) as $all
                     | [.what_if[] | (.bytes + .kept_bytes - $all) | fabs < 2] | all')"
        is "older, less" true "$(json '[.what_if[].bytes] | . == (sort | reverse)')"
        is "prompts are part of it" true "$(json '[.what_if[] | .prompt_bytes <= .bytes] | all')"
    done
}

@test "prompts count by their age" {
    sql "UPDATE \"LiteLLM_SpendLogs\" SET messages = '{}', response = '{}'" \
        "UPDATE \"LiteLLM_SpendLogs\"
            SET messages = to_jsonb((SELECT string_agg(md5(n || request_id), '') FROM generate_series(1, 200) AS n))
          WHERE \"startTime\" < (now() AT TIME ZONE 'UTC') - interval '30 days'" \
        'VACUUM FULL ANALYZE "LiteLLM_SpendLogs"'
    dba logs size --what-if --json
    is "nearly all that is older are prompts" true \
        "$(json '.what_if[] | select(.older_than_days == 30) | .prompt_bytes > 0.7 * .bytes')"
    is "and nearly all of the log" true \
        "$(json '(.tables[] | select(.table == "LiteLLM_SpendLogs").total_bytes) as $all
                 | .what_if[] | select(.older_than_days == 30) | .bytes > 0.7 * $all')"
}

@test "the page, and three tables of CSV" {
    on 2026-09 logs size
    exits 0
    prints "rows, about" "TOAST" "days until doubled" "What fills LiteLLM_SpendLogs" \
        "more are small or empty"
    [[ "$out" != *"would free"* ]] || complain "no ages" "ages"
    on 2026-09 logs size --what-if
    prints "What pruning LiteLLM_SpendLogs would free"
    on 2026-09 logs size --csv
    [ "$(head -n 1 "$BATS_TEST_TMPDIR/out")" = "table,rows,total_bytes,heap_bytes,toast_bytes,index_bytes,dead_rows,last_vacuum,oldest,newest,rows_per_day,bytes_per_day,days_until_double,holds" ]
    [ "$(wc -l <"$BATS_TEST_TMPDIR/out")" -gt 30 ]
    on 2026-09 logs size --csv --what-if
    [ "$(wc -l <"$BATS_TEST_TMPDIR/out")" -eq 10 ]
    on 2026-09 logs size --csv --columns
    prints "column,metadata_key,percent,bytes,row_bytes" "metadata,user_api_key,"
    on 2026-09 logs size --csv --columns --what-if
    fails_as 2 "--columns and --what-if are two tables of CSV"
}

@test "an empty log" {
    sql 'TRUNCATE "LiteLLM_SpendLogs"'
    dba logs size --what-if --json
    exits 0
    is "rows" 0 "$(of_table LiteLLM_SpendLogs rows)"
    shows .sampled_rows 0
    shows '[.what_if[].bytes] | add' 0
    dba logs size --what-if
    exits 0
}
