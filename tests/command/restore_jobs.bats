#!/usr/bin/env bats
# restore --jobs: large tables over several connections, behind all the others.

load helper
load restore_helper

setup_file() {
    fresh
    # Two logs that are worth transactions of their own.
    sql "INSERT INTO \"LiteLLM_SpendLogs\" (request_id, call_type, \"startTime\", \"endTime\", messages)
         SELECT 'large ' || n, '', timestamp '2026-11-01' + n * interval '1 s', timestamp '2026-11-02',
                to_jsonb(repeat(md5(n::text), 100)) FROM generate_series(1, 3000) AS n" \
        "INSERT INTO \"LiteLLM_AuditLog\" (id, updated_at, action, table_name, object_id, updated_values)
         SELECT 'large ' || n, '2026-11-01', 'updated', 'LiteLLM_TeamTable', 'x', to_jsonb(repeat(md5(n::text), 100))
           FROM generate_series(1, 3000) AS n"
}

teardown_file() {
    drop_database
    drop_target
}

setup() {
    empty_target
    make_set --jobs 2
}

operations() {
    sqlite3 "$LITELLM_DBA_STATE/journal.db" "SELECT operation || ' ' || outcome || ' ' || rows FROM operation
                                              WHERE command = 'restore' ORDER BY operation"
}

@test "all rows arrive, in two operations that can be undone" {
    local all large

    keep_content "$DATABASE"
    all=$(grep -vc '^== ' "$BATS_TEST_TMPDIR/content")
    large=$(sql 'SELECT (SELECT count(*) FROM "LiteLLM_SpendLogs") + (SELECT count(*) FROM "LiteLLM_AuditLog")')
    restores latest --jobs 2 --yes --json
    exits 0
    shows '[.outcome, .operation, .rows, .plan.details.first_operation] | join(" ")' "completed 3 $all 2"
    tells "Undo operation 3 first, then operation 2"
    is "operations" "2 completed $((all - large))
3 completed $large" "$(operations)"
    content_is_kept "$TARGET"
    "$PROGRAM" --dbname "$DATABASE" backup create --all --quiet >"$BATS_TEST_TMPDIR/newer"
    dba backup prune --keep-last 1 --dry-run --json
    is "why the older one stays" "undo of operation 3 needs it" \
        "$(json ".[] | select(.set == \"${SET##*/}\") | .reasons")"
    is "rows that the planner believes in" t \
        "$(target "SELECT reltuples > 3000 FROM pg_class WHERE relname = 'LiteLLM_SpendLogs'")"

    run_program "$PROGRAM" --dbname "$TARGET" undo 3 --yes
    exits 0
    is "logs" 0 "$(target 'SELECT count(*) FROM "LiteLLM_SpendLogs"')"
    run_program "$PROGRAM" --dbname "$TARGET" undo 2 --yes
    exits 0
    is_empty "$TARGET"
    dba journal verify
    exits 0
}

@test "what is large is planned with the rest, and rehearsed in one transaction" {
    restores latest --jobs 2 --dry-run --json
    exits 0
    shows '[.plan.lines[] | select(.table == "LiteLLM_SpendLogs" or .table == "LiteLLM_UserTable") | .action] | join(" ")' \
        "insert insert"
    restores latest --jobs 2 --rehearse --json
    exits 0
    shows .rehearsed true
    shows .rows "$(content "$DATABASE" | grep -vc '^== ')"
    is_empty "$TARGET"
}

@test "beside rows that are there, only empty tables are filled so" {
    restores latest --jobs 2 --yes
    exits 0
    keep_content "$TARGET"
    target 'TRUNCATE "LiteLLM_SpendLogs"' "DELETE FROM \"LiteLLM_AuditLog\" WHERE id = 'large 7'"
    restores latest --merge --jobs 2 --yes
    exits 0
    content_is_kept "$TARGET"
    is "rows" "1
$(sql 'SELECT count(*) FROM "LiteLLM_SpendLogs"')" "$(operations | tail -n 2 | cut -d' ' -f3)"
}

@test "a second time it refuses, and after a stop it goes on" {
    restores latest --jobs 2 --yes
    exits 0
    restores latest --jobs 2 --yes
    fails_as 7 "there are rows already in the tables"

    # Somebody filled a table meanwhile: that is not where it was stopped.
    run_program "$PROGRAM" --dbname "$TARGET" undo 3 --yes
    exits 0
    restores latest --yes
    fails_as 7 "there are rows already in the tables"
    tells "A restore of this set with --jobs was stopped: with --jobs it goes on"
    restores latest --jobs 2 --yes
    exits 0
    tells "going on where the restore of this set was stopped: operation 2 and 0 files are in"
    is "all tables" "$(content "$DATABASE")" "$(content "$TARGET")"
    restores latest --yes
    fails_as 7 "there are rows already in the tables"
    tells_not "was stopped"
}

@test "a set that lies elsewhere is moved first" {
    mv "$SET" "$BATS_TEST_TMPDIR/elsewhere"
    restores "$BATS_TEST_TMPDIR/elsewhere" --jobs 2 --yes
    fails_as 2 "with --jobs the set must lie in the state folder"
    is_empty "$TARGET"
}

@test "a value of 64 MiB" {
    sql "UPDATE \"LiteLLM_SpendLogs\" SET response = to_jsonb(repeat('0123456789abcdef', 4194304)) WHERE request_id = 'large 1'"
    make_set --tables LiteLLM_SpendLogs
    sql "UPDATE \"LiteLLM_SpendLogs\" SET response = '{}' WHERE request_id = 'large 1'"
    restores latest --yes
    exits 0
    is "the value" t "$(target "SELECT response = to_jsonb(repeat('0123456789abcdef', 4194304))
                                  FROM \"LiteLLM_SpendLogs\" WHERE request_id = 'large 1'")"
}
