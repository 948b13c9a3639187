#!/usr/bin/env bats
# What a set holds is what the database held, for every schema, and psql alone brings it back.

bats_require_minimum_version 1.5.0
load helper
load sets

teardown_file() {
    drop_database
    psql -qXd postgres -c "DROP DATABASE IF EXISTS ${DATABASE}_target WITH (FORCE)"
}

# target VERSION - an empty database of that version.
target() {
    psql -qXd postgres -c "DROP DATABASE IF EXISTS ${DATABASE}_target WITH (FORCE)" 2>/dev/null
    "$HARNESS/load-world" "${DATABASE}_target" "$1" --empty
}

# loads_with_psql [OPTION...] - README's words, on the target.
loads_with_psql() {
    (cd "$folder" && run_program psql -qX "$@" -f load.sql "${DATABASE}_target" && exits "${expected:-0}")
}

hostile() {
    fresh "$1"
    psql -qX -v ON_ERROR_STOP=1 -d "$DATABASE" -f "$BATS_TEST_DIRNAME/hostile.sql"
    sql 'TRUNCATE "LiteLLM_SpendLogs_legacy"' 2>/dev/null || true
}

there_and_back() {
    hostile "$1"
    keep_rows
    create --all --jobs 2
    [ "$(zstd -dcq "$folder"/*.zst | grep -c 'long ""')" -ge 10 ]
    [ "$(zstd -dcq "$folder"/*.zst | grep -c '5e-324')" -eq 1 ]
    every_table_is_right 10
    dba backup verify
    exits 0
    dba backup rehearse
    exits 0
    target "$1"
    loads_with_psql
    DATABASE="${DATABASE}_target" rows_are_kept
}

@test "1.53.2, hostile content there and back" { there_and_back 1.53.2; }
@test "1.63.12, hostile content there and back" { there_and_back 1.63.12; }
@test "1.75.8, hostile content there and back" { there_and_back 1.75.8; }
@test "1.80.9, hostile content there and back" { there_and_back 1.80.9; }
@test "1.81.8, hostile content there and back" { there_and_back 1.81.8; }
@test "1.81.15, hostile content there and back" { there_and_back 1.81.15; }
@test "1.83.2, hostile content there and back" { there_and_back 1.83.2; }
@test "2026-09, hostile content there and back" { there_and_back 2026-09; }
@test "2026-09-partitioned, hostile content there and back" { there_and_back 2026-09-partitioned; }

@test "a rehearsal by psql keeps nothing, and another schema can be named" {
    fresh
    create
    target 1.81.15
    loads_with_psql -v rehearse=1
    is "users" 0 "$(DATABASE="${DATABASE}_target" sql 'SELECT count(*) FROM "LiteLLM_UserTable"')"
    DATABASE="${DATABASE}_target" sql 'ALTER SCHEMA public RENAME TO "its own"'
    loads_with_psql -v schema="its own"
    is "users" "$(sql 'SELECT count(*) FROM "LiteLLM_UserTable"')" \
        "$(DATABASE="${DATABASE}_target" sql 'SELECT count(*) FROM "its own"."LiteLLM_UserTable"')"
    # A second time it meets the rows of the first, and changes nothing.
    expected=3 loads_with_psql -v schema="its own"
}

@test "psql reads encrypted and plain files, and names that are not plain" {
    fresh
    psql -qXd "$DATABASE" <<'SQL'
CREATE TABLE "odd/../""name'
$(x)" ("a ""b" text PRIMARY KEY, "e
f" text);
INSERT INTO "odd/../""name'
$(x)" VALUES ('1', NULL), ('2', '');
SQL
    keep_rows
    age-keygen -o "$BATS_TEST_TMPDIR/key" 2>/dev/null
    for how in "--compress none" "--encrypt-to $(age-keygen -y "$BATS_TEST_TMPDIR/key")" \
        "--compress none --encrypt-to $(age-keygen -y "$BATS_TEST_TMPDIR/key")"; do
        # The options are words.
        # shellcheck disable=SC2086
        create --all $how
        target 1.81.15
        DATABASE="${DATABASE}_target" sql "$(printf 'CREATE TABLE "odd/../""name%s\n$(x)" ("a ""b" text PRIMARY KEY, "e\nf" text)' "'")"
        LITELLM_DBA_IDENTITY="$BATS_TEST_TMPDIR/key" loads_with_psql
        DATABASE="${DATABASE}_target" rows_are_kept
    done
}

@test "a line that psql takes for the end is no trouble for us" {
    fresh
    sql "UPDATE \"LiteLLM_UserTable\" SET user_alias = E'a\n\\\\.\nb' WHERE user_id = 'gus'"
    [ "$(sql "SELECT user_alias FROM \"LiteLLM_UserTable\" WHERE user_id = 'gus'")" = $'a\n\\.\nb' ]
    create
    every_table_is_right
    dba backup verify
    exits 0
    dba backup rehearse
    exits 0
}

# Moves a coin between two budgets, again and again, in one transaction each.
move_coins() {
    while [ ! -e "$BATS_TEST_TMPDIR/stop" ]; do
        echo 'BEGIN; UPDATE "LiteLLM_BudgetTable" SET max_budget = max_budget - 1 WHERE budget_id = '"'coins-a'"';
              UPDATE "LiteLLM_TagTable" SET spend = spend + 1 WHERE tag_name = '"'coins'"'; COMMIT;
              DELETE FROM "LiteLLM_TeamMembership" WHERE user_id = '"'coin'"';
              INSERT INTO "LiteLLM_TeamMembership" (user_id, team_id, budget_id) VALUES ('"'coin', 'x', 'coins-a'"');'
    done | psql -qX -d "$DATABASE" >/dev/null 2>&1
}

@test "writers move money all the time, and the sums are those of one instant" {
    fresh
    sql "INSERT INTO \"LiteLLM_BudgetTable\" (budget_id, max_budget, created_by, updated_by, updated_at) VALUES ('coins-a', 1000000, 'x', 'x', now())" \
        "INSERT INTO \"LiteLLM_TagTable\" (tag_name, spend, models, updated_at) VALUES ('coins', 0, '{}', now())"
    move_coins 3>&- &
    wait_until "SELECT count(*) = 1 FROM pg_stat_activity WHERE datname = '$DATABASE' AND query LIKE '%coin%'"
    for jobs in 1 2 3; do
        create --jobs $jobs
        left=$(csv LiteLLM_BudgetTable | grep '^coins-a,' | tr , '\n' | grep -xE '[0-9]{5,7}' | head -1)
        moved=$(csv LiteLLM_TagTable | grep '^coins,' | tr , '\n' | sed -n "$(csv LiteLLM_TagTable | head -1 | tr , '\n' | grep -nx spend | cut -d: -f1)p")
        is "the sum" 1000000 $((left + moved))
        [ "$moved" -gt 0 ]
        dba backup verify
        exits 0
    done
    touch "$BATS_TEST_TMPDIR/stop"
    wait
}
