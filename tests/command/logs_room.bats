#!/usr/bin/env bats
# Around a prune: what is said before it, and what it gives back.

load helper

setup() {
    fresh
}

teardown_file() {
    drop_database
}

prune() {
    dba logs prune --older-than 60d --full-speed --yes --json "$@"
}

# A value of a table in the result.
of_table() {
    json ".tables[] | select(.table == \"LiteLLM_$1\") | .$2"
}

# vacuumed TABLE - t or f; statistics arrive when they arrive.
vacuumed() {
    sql "SELECT pg_stat_clear_snapshot()" >/dev/null
    sql "SELECT relallvisible > 0 FROM pg_class WHERE relname = 'LiteLLM_$1'"
}

@test "tables are vacuumed that rows went from, and no others" {
    is "before" "f f" "$(vacuumed SpendLogs) $(vacuumed AuditLog)"
    prune
    exits 0
    is "after" "t f" "$(vacuumed SpendLogs) $(vacuumed AuditLog)"
    [ "$(of_table SpendLogs reusable_bytes)" -gt 0 ]
    tells "VACUUM of LiteLLM_SpendLogs"
    is "planner's rows" "$(sql 'SELECT count(*) FROM "LiteLLM_SpendLogs"')" \
        "$(sql "SELECT reltuples::int FROM pg_class WHERE relname = 'LiteLLM_SpendLogs'")"
}

@test "what went back to the operating system is what the files lost" {
    local before after
    size() { sql "SELECT pg_total_relation_size('\"LiteLLM_SpendLogs\"')"; }

    sql "DELETE FROM \"LiteLLM_SpendLogs\" WHERE \"startTime\" >= (now() AT TIME ZONE 'UTC') - interval '61 days'" \
        'VACUUM FULL "LiteLLM_SpendLogs"'
    before=$(size)
    prune --allow-uncovered
    exits 0
    after=$(size)
    [ "$after" -lt "$before" ]
    is "given back" $((before - after)) "$(of_table SpendLogs returned_bytes)"
    is "the rest" true "$(json ".tables[] | select(.table == \"LiteLLM_SpendLogs\") | .reusable_bytes <= $after")"
}

@test "without VACUUM nothing is free yet" {
    prune --no-vacuum
    exits 0
    is "vacuumed" f "$(vacuumed SpendLogs)"
    is "free" null "$(of_table SpendLogs reusable_bytes)"
    is "why" "no VACUUM was asked for: autovacuum makes the room free" "$(of_table SpendLogs note)"
}

@test "a rehearsal and a run that did nothing leave VACUUM to others" {
    dba logs prune --older-than 60d --rehearse --json
    exits 0
    touch "$BATS_TEST_TMPDIR/stop"
    prune --stop-file "$BATS_TEST_TMPDIR/stop"
    exits 9
    prune --max-time 1ms
    exits 9
    is "vacuumed" f "$(vacuumed SpendLogs)"
}

@test "a run that its bounds ended is vacuumed" {
    prune --max-rows 7
    exits 9
    shows .stopped "the number of rows is reached"
    is "vacuumed" t "$(vacuumed SpendLogs)"
    fresh
    # After the first batch it rests until the time is up.
    prune --max-rows-rate 1 --max-time 3s
    exits 9
    shows .stopped "the time is up"
    is "vacuumed" t "$(vacuumed SpendLogs)"
    [ "$(of_table SpendLogs reusable_bytes)" -gt 0 ]
}

@test "a run that was told to stop is not vacuumed, and says so" {
    local ours before

    before=$(sql 'SELECT count(*) FROM "LiteLLM_SpendLogs"')
    "$PROGRAM" --dbname "$DATABASE" logs prune --older-than 60d --yes --json --max-rows-rate 1 \
        --stop-file "$BATS_TEST_TMPDIR/stop" >"$BATS_TEST_TMPDIR/out" 2>"$BATS_TEST_TMPDIR/err" </dev/null 3>&- &
    ours=$!
    until [ "$(sql "SELECT count(*) FROM \"LiteLLM_SpendLogs\"")" -lt "$before" ]; do
        kill -0 "$ours"
        sleep 0.05
    done
    touch "$BATS_TEST_TMPDIR/stop"
    status=0
    wait "$ours" || status=$?
    read_streams
    exits 9
    shows .stopped "the stop file is there"
    is "why" "not vacuumed, since the run was told to stop: autovacuum makes the room free" "$(of_table SpendLogs note)"
    is "vacuumed" f "$(vacuumed SpendLogs)"
}

@test "VACUUM waits for nobody" {
    hold 'LOCK TABLE "LiteLLM_SpendLogs" IN SHARE UPDATE EXCLUSIVE MODE'
    prune
    let_go
    exits 0
    is "vacuumed" f "$(vacuumed SpendLogs)"
    [[ "$(of_table SpendLogs note)" == "not vacuumed: "* ]]
    tells "autovacuum or somebody else is at it"
    # The rows went all the same.
    is "rows left" 0 "$(sql "SELECT count(*) FROM \"LiteLLM_SpendLogs\" WHERE \"startTime\" < (now() AT TIME ZONE 'UTC') - interval '60 days'")"
}

@test "a role that may not vacuum is told, and its prune is done" {
    # From PostgreSQL 17 on all would be MAINTAIN as well.
    sql 'GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO litellm' 'GRANT ALL ON SCHEMA public TO litellm'
    dba_alone --dbname "dbname=$DATABASE user=litellm" logs prune --older-than 60d --full-speed \
        --yes --json
    exits 0
    tells "litellm-dba: warning: LiteLLM_SpendLogs: not vacuumed: "
    is "vacuumed" f "$(vacuumed SpendLogs)"
    [ "$(of_table SpendLogs rows)" -gt 0 ]
}

@test "an open snapshot is named as what keeps the dead rows" {
    PGAPPNAME=holder psql -qXAt -d "$DATABASE" -c 'BEGIN ISOLATION LEVEL REPEATABLE READ' -c 'SELECT 1' \
        -c 'SELECT pg_sleep(60)' >/dev/null 2>&1 3>&- &
    wait_until "SELECT count(*) = 1 FROM pg_stat_activity WHERE application_name = 'holder'
                   AND backend_xmin IS NOT NULL AND query LIKE '%pg_sleep%'"
    prune
    let_go
    exits 0
    is "free" 0 "$(of_table SpendLogs reusable_bytes)"
    [[ "$(of_table SpendLogs note)" == "session "*" holder since "*" UTC keeps the dead rows"* ]] ||
        complain "the holder" "$(of_table SpendLogs note)"
}

# setting NAME VALUE - in LiteLLM's own settings.
setting() {
    sql "DELETE FROM \"LiteLLM_Config\" WHERE param_name = 'general_settings'" \
        "INSERT INTO \"LiteLLM_Config\" (param_name, param_value)
         VALUES ('general_settings', jsonb_build_object('$1', $2))"
}

@test "a proxy that deletes sooner is warned of" {
    plan() { dba logs prune --allow-short --dry-run "$@"; exits 0; }

    setting maximum_spend_logs_retention_period "'30d'"
    plan --older-than 60d
    tells "warning: LiteLLM itself deletes rows of LiteLLM_SpendLogs after 30 d (maximum_spend_logs_retention_period = 30d), sooner than they are archived here"
    plan --older-than 20d
    tells_not "LiteLLM itself"
    plan --older-than 60d --table LiteLLM_HealthCheckTable
    tells_not "LiteLLM itself"
    # Newer versions take a number, and mean days.
    setting maximum_spend_logs_retention_period 14
    plan --older-than 20d
    tells "after 14 d"
    setting maximum_health_check_retention_period "'1d'"
    plan --older-than 20d --table LiteLLM_HealthCheckTable
    tells "rows of LiteLLM_HealthCheckTable after 1 d"
    setting use_spend_logs_partitioning true
    plan --older-than 60d
    tells "LiteLLM's partition manager is on"
    setting use_spend_logs_partitioning false
    plan --older-than 60d --json
    tells_not "warning"
    shows '.plan.warnings | length' 0
}

@test "an archive that does not fit is refused before anything is changed" {
    keep_rows
    export ASAN_OPTIONS="${ASAN_OPTIONS:-}:verify_asan_link_order=0"
    run_program env FAULT_FREE=1000000 LD_PRELOAD="$(dirname "$PROGRAM")/tests/faults/fault.so" \
        "$PROGRAM" --dbname "$DATABASE" logs prune --older-than 60d --yes
    exits 5
    tells 'error: not enough room on the disk of' "are needed"
    rows_are_kept
    journal_is_empty
    # Without an archive there is no need of room.
    run_program env FAULT_FREE=1000000 LD_PRELOAD="$(dirname "$PROGRAM")/tests/faults/fault.so" \
        "$PROGRAM" --dbname "$DATABASE" logs prune --older-than 60d --yes --no-archive --full-speed
    exits 0
}

@test "the forecast of the archive is about what it takes" {
    # All of it of one day: the heads of small files are no part of the forecast.
    sql "UPDATE \"LiteLLM_SpendLogs\" SET \"startTime\" = (now() AT TIME ZONE 'UTC')::date - 70"
    prune --allow-uncovered
    is "within a half" true "$(json '.forecast_bytes as $f | .file_bytes | . > $f / 2 and . < $f * 2')"
}
