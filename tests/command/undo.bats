#!/usr/bin/env bats
# undo: back to the byte, and what others did meanwhile is kept.

load helper

setup_file() {
    world 1.81.15
}

setup() {
    fresh
    keep_rows
}

teardown_file() {
    drop_database
}

clean() {
    dba orphans clean "$@" --yes --in-use-within 0s
    exits 0
}

key_value() {
    sql "SELECT $2 FROM \"LiteLLM_VerificationToken\" WHERE token = '$(token_of "$1")'"
}

set_key() {
    sql "UPDATE \"LiteLLM_VerificationToken\" SET $2 WHERE token = '$(token_of "$1")'"
}

roster() {
    sql "SELECT $2 FROM \"LiteLLM_TeamTable\" WHERE team_id = '$1'"
}

# What the plan of undo says: action, table, rows and note of each line.
undo_plan() {
    dba undo "$@" --dry-run --json
    exits 0
    json '.plan.lines[] | [.action, .table, .rows, .note // "-"] | map(tostring) | join(" ")'
}

operation_file() {
    echo "$LITELLM_DBA_STATE"/operations/000001/*"$1"*.csv
}

# --- back and forth -----------------------------------------------------------------------------------

@test "the plan of an undo, and nothing done" {
    clean key-without-user roster-without-user
    keep_rows
    is "plan" "insert LiteLLM_VerificationToken 11 -
delete LiteLLM_DeletedVerificationToken 11 -
restore LiteLLM_TeamTable 1 -
restore LiteLLM_TeamTable 2 -
restore LiteLLM_TeamTable 4 -" "$(undo_plan 1)"
    dba undo 1 --rehearse
    exits 0
    prints "Rehearsed and rolled back: 29 rows"
    dba undo 1
    exits 7
    tells "there is no terminal to ask on"
    dba undo 1 --yes --max-rows 28
    fails_as 7 "the plan is for more rows than allowed"
    rows_are_kept
    dba journal list --json
    shows length 1
}

@test "an undo can be undone, and that as well" {
    clean --all-safe
    table_digest >"$BATS_TEST_TMPDIR/cleaned"
    dba undo 1 --yes
    exits 0
    rows_are_kept
    dba undo 1 --yes
    fails_as 7 "operation 1 has been undone by operation 2"
    tells "To have it again: litellm-dba undo 2."

    dba undo 2 --yes
    exits 0
    table_digest >"$BATS_TEST_TMPDIR/again"
    cmp "$BATS_TEST_TMPDIR/cleaned" "$BATS_TEST_TMPDIR/again" || complain "as after the clean" "otherwise"
    dba undo 2 --yes
    fails_as 7 "operation 2 has been undone by operation 3"

    dba undo 3 --yes
    exits 0
    rows_are_kept
    dba journal list --json
    shows 'map([.operation, .command, .outcome, .undoes, .undone_by] | map(tostring) | join(" ")) | join("; ")' \
        "4 undo completed 3 null; 3 undo completed 2 4; 2 undo completed 1 null; 1 orphans clean completed null 2"
    dba journal verify
    exits 0
}

@test "undo.sql does the same with psql alone" {
    clean --all-safe
    cd "$LITELLM_DBA_STATE/operations/000001"
    keep_rows
    PGOPTIONS='-c TimeZone=America/New_York -c DateStyle=German' \
        run_program psql -qX -v rehearse=1 -d "$DATABASE" -f undo.sql
    exits 0
    prints "Only rehearsed: the database is as it was."
    rows_are_kept
    fresh
    keep_rows
    clean --all-safe
    cd "$LITELLM_DBA_STATE/operations/000002"
    run_program psql -qX -d "$DATABASE" -f undo.sql
    exits 0
    tells_nothing
    rows_are_kept
    dba undo 2 --yes --json
    exits 0
    shows .outcome nothing_to_do
    rows_are_kept
}

@test "the README of an operation says how" {
    clean key-without-user
    grep -q 'psql' "$LITELLM_DBA_STATE/operations/000001/README"
    grep -q 'undo 1' "$LITELLM_DBA_STATE/operations/000001/README"
    [ "$(jq -r '.operation' "$LITELLM_DBA_STATE/operations/000001/manifest.json")" = 1 ]
}

# --- what others did meanwhile --------------------------------------------------------------------------

@test "what was spent since an undo is not lost by undoing that" {
    clean key-without-user
    dba undo 1 --yes
    set_key lost-user-1 'spend = 77.5'
    is "plan" "insert LiteLLM_DeletedVerificationToken 11 -
delete LiteLLM_VerificationToken 10 1 changed by others since: kept" "$(undo_plan 2)"
    dba undo 2 --yes
    exits 0
    is "keys that are there" "77.5" "$(key_value lost-user-1 spend)"
    is "keys that are gone" "" "$(key_value lost-user-2 spend)"
}

@test "a row that is there again, otherwise: theirs is kept, or mine taken" {
    clean key-without-user
    sql "INSERT INTO \"LiteLLM_VerificationToken\" (token, key_alias, spend) VALUES ('$(token_of lost-user-1)', 'new', 5)"
    is "plan" "insert LiteLLM_VerificationToken 10 1 changed by others since: kept
delete LiteLLM_DeletedVerificationToken 11 -" "$(undo_plan 1)"
    is "plan" "insert LiteLLM_VerificationToken 11 1 changed by others since: overwritten
delete LiteLLM_DeletedVerificationToken 11 -" "$(undo_plan 1 --keep mine)"
    dba undo 1 --yes
    exits 0
    is "theirs" "new|5|" "$(key_value lost-user-1 'key_alias, spend, user_id')"
    dba undo 2 --yes
    exits 0
    is "theirs after undo of undo" "new|5|" "$(key_value lost-user-1 'key_alias, spend, user_id')"
    dba undo 1 --yes --keep mine
    exits 0
    is "mine" "lost 1|gone-1" "$(key_value lost-user-1 'key_alias, user_id')"
    rows_are_kept
    dba undo 4 --yes
    exits 0
    is "theirs again" "new|5|" "$(key_value lost-user-1 'key_alias, spend, user_id')"
}

@test "a row that somebody changes while the question waits is not overwritten" {
    clean roster-without-user
    terminal_start "$PROGRAM" --dbname "$DATABASE" undo 1 --keep mine
    terminal_shows "[y/N]"
    sql "UPDATE \"LiteLLM_TeamTable\" SET members = '{carla}' WHERE team_id = 'team-legacy'"
    keep_rows
    terminal_type $'y\n'
    terminal_end
    exits 7
    prints 'the rows of "LiteLLM_TeamTable" are no longer those of the plan'
    rows_are_kept
}

@test "a row that is there again as it was is no conflict" {
    sql 'CREATE SCHEMA aside' 'CREATE TABLE aside.keys AS TABLE "LiteLLM_VerificationToken"'
    clean key-without-user
    sql "INSERT INTO \"LiteLLM_VerificationToken\" SELECT * FROM aside.keys WHERE token = '$(token_of lost-user-1)'"
    is "plan" "insert LiteLLM_VerificationToken 10 1 already so
delete LiteLLM_DeletedVerificationToken 11 -" "$(undo_plan 1)"
    dba undo 1 --yes
    exits 0
    rows_are_kept
}

@test "other columns of an edited row keep what others wrote" {
    clean roster-without-user team-list-without-team
    sql "UPDATE \"LiteLLM_TeamTable\" SET spend = 4.25, team_alias = 'renamed' WHERE team_id = 'team-gone'" \
        "UPDATE \"LiteLLM_UserTable\" SET spend = 8.5 WHERE user_id = 'gus'"
    dba undo 1 --yes
    exits 0
    is "team" "4.25|renamed|5" "$(roster team-gone 'spend, team_alias, jsonb_array_length(members_with_roles)')"
    is "user" "8.5|{gone-team-1,team-aliases,gone-team-1}" \
        "$(sql "SELECT spend, teams FROM \"LiteLLM_UserTable\" WHERE user_id = 'gus'")"
}

@test "a roster that others edited gets back exactly what was taken out" {
    clean roster-without-user
    # One came, one left.
    sql "UPDATE \"LiteLLM_TeamTable\" SET members_with_roles = '[{\"user_id\": \"ben\", \"role\": \"user\"}]'
          WHERE team_id = 'team-gone'" \
        "UPDATE \"LiteLLM_TeamTable\" SET members = '{\"\",carla}', admins = '{alice,default_user_id,hana}'
          WHERE team_id = 'team-legacy'"
    undo_plan 1 | grep -qx 'restore LiteLLM_TeamTable 4 1 changed by others since: our removals are put back'
    dba undo 1 --yes
    exits 0
    is "roster" "gone-1 gone-4 gone-4 gone-5 ben" \
        "$(roster team-gone members_with_roles | jq -r '[.[].user_id] | join(" ")')"
    is "members and admins" '{gone-1,"gone, \"3\"","",carla}|{alice,gone-2,default_user_id,hana}' \
        "$(roster team-legacy 'members, admins')"
    is "another roster" "ben gone-1 gone-2" \
        "$(roster team-text "members_with_roles #>> '{}'" | jq -r '[.[].user_id] | join(" ")')"
    dba undo 2 --yes
    exits 0
    is "roster as others left it" '[{"role": "user", "user_id": "ben"}]' "$(roster team-gone members_with_roles)"
    is "members as others left them" '{"",carla}|{alice,default_user_id,hana}' \
        "$(roster team-legacy 'members, admins')"
}

@test "a list with NULL in it that others edited gets back what was taken out" {
    sql "UPDATE \"LiteLLM_UserTable\" SET teams = ARRAY['x-1', NULL, 'team-text', 'x-2'] WHERE user_id = 'gus'"
    clean team-list-without-team
    is "teams" "{NULL,team-text}" "$(sql "SELECT teams FROM \"LiteLLM_UserTable\" WHERE user_id = 'gus'")"
    sql "UPDATE \"LiteLLM_UserTable\" SET teams = teams || 'x-3'::text WHERE user_id = 'gus'"
    dba undo 1 --yes
    exits 0
    is "teams" "{x-1,NULL,team-text,x-2,x-3}" \
        "$(sql "SELECT teams FROM \"LiteLLM_UserTable\" WHERE user_id = 'gus'")"
}

@test "a roster in a string that others edited gets back what was taken out" {
    clean roster-without-user
    sql "UPDATE \"LiteLLM_TeamTable\"
            SET members_with_roles = to_jsonb('[{\"user_id\": \"ben\", \"role\": \"user\"}, {\"user_id\": \"fay\", \"role\": \"user\"}]'::text)
          WHERE team_id = 'team-text'"
    dba undo 1 --yes
    exits 0
    is "its type" string "$(roster team-text 'jsonb_typeof(members_with_roles)')"
    is "roster" "gone-1 gone-2 ben fay" \
        "$(roster team-text "members_with_roles #>> '{}'" | jq -r '[.[].user_id] | join(" ")')"
}

@test "a roster that others turned from a string into a list gets back what was taken out" {
    clean roster-without-user
    sql "UPDATE \"LiteLLM_TeamTable\"
            SET members_with_roles = '[{\"role\": \"user\", \"user_id\": \"ben\", \"user_email\": null}, {\"user_id\": \"fay\", \"role\": \"user\"}]'
          WHERE team_id = 'team-text'"
    dba undo 1 --yes
    exits 0
    is "its type" array "$(roster team-text 'jsonb_typeof(members_with_roles)')"
    is "roster" "ben gone-1 gone-2 fay" "$(roster team-text members_with_roles | jq -r '[.[].user_id] | join(" ")')"
}

@test "a string that is no roster any more stays as it is" {
    clean roster-without-user
    sql "UPDATE \"LiteLLM_TeamTable\" SET members_with_roles = '\"[{\\\"user_id\\\": broken\"'
          WHERE team_id = 'team-text'" \
        "UPDATE \"LiteLLM_TeamTable\" SET members_with_roles = '{}' WHERE team_id = 'team-gone'"
    dba undo 1 --yes
    exits 0
    is "what is no roster" '[{"user_id": broken' "$(roster team-text "members_with_roles #>> '{}'")"
    is "what was emptied" "gone-1 gone-4 gone-4 gone-5" \
        "$(roster team-gone members_with_roles | jq -r '[.[].user_id] | join(" ")')"
}

@test "--keep mine takes the old roster whatever it is now" {
    clean roster-without-user
    sql "UPDATE \"LiteLLM_TeamTable\" SET members_with_roles = '[]' WHERE team_id IN ('team-gone', 'team-text')"
    dba undo 1 --yes --keep mine
    exits 0
    rows_are_kept
}

@test "a team that was deleted since is left out" {
    clean roster-without-user
    sql "DELETE FROM \"LiteLLM_TeamTable\" WHERE team_id = 'team-mail'"
    undo_plan 1 | grep -qx 'restore LiteLLM_TeamTable 3 1 deleted by others since'
    dba undo 1 --yes
    exits 0
    is "rosters" "5|" "$(roster team-gone 'jsonb_array_length(members_with_roles)')|$(roster team-mail team_id)"
}

@test "a column that came since gets its default" {
    clean key-without-user
    sql 'ALTER TABLE "LiteLLM_VerificationToken" ADD COLUMN colour text NOT NULL DEFAULT $$red$$'
    dba undo 1 --yes
    exits 0
    is "colour" red "$(key_value lost-user-1 colour)"
    sql 'ALTER TABLE "LiteLLM_VerificationToken" DROP COLUMN colour'
    rows_are_kept
}

# --- what cannot be undone -------------------------------------------------------------------------------

@test "columns that the server computes or numbers" {
    sql 'ALTER TABLE "LiteLLM_VerificationToken"
           ADD COLUMN twice float8 GENERATED ALWAYS AS (spend * 2) STORED,
           ADD COLUMN number int8 GENERATED ALWAYS AS IDENTITY'
    keep_rows
    clean key-without-user
    dba undo 1 --yes
    exits 0
    rows_are_kept
    dba undo 2 --yes
    exits 0
    cd "$LITELLM_DBA_STATE/operations/000003"
    run_program psql -qX -d "$DATABASE" -f undo.sql
    exits 0
    tells_nothing
    rows_are_kept
}

@test "an operation that is not there, or changed nothing" {
    dba undo 1 --yes
    fails_as 2 "the journal has no operation 1"
    dba undo 0 --yes
    fails_as 2 "0 is out of range"
    dba undo one --yes
    fails_as 2 '"one" is not a number'
    sql "CREATE FUNCTION stop() RETURNS trigger LANGUAGE plpgsql AS \$\$ BEGIN RAISE EXCEPTION 'not today'; END \$\$" \
        'CREATE TRIGGER stop BEFORE DELETE ON "LiteLLM_ModelTable" EXECUTE FUNCTION stop()'
    dba orphans clean alias-unreferenced --yes
    exits 3
    dba undo 1 --yes
    exits 7
    tells "operation 1 changed nothing" 'Its outcome is "server_error".'
    rows_are_kept
}

@test "an interrupted operation" {
    # It waits for a row that somebody holds, and is killed.
    hold 'SELECT 1 FROM "LiteLLM_ModelTable" FOR UPDATE'
    "$PROGRAM" --dbname "$DATABASE" orphans clean alias-unreferenced --yes >/dev/null 2>&1 3>&- &
    killed=$!
    wait_for_waiting
    kill -9 $killed
    wait $killed || true
    let_go
    dba journal list --json
    exits 0
    tells "operation 1 (orphans clean) had ended before its commit; nothing was changed"
    shows '.[0].outcome' interrupted
    dba undo 1 --yes
    exits 7
    tells "operation 1 changed nothing" 'Its outcome is "interrupted".'
    rows_are_kept
}

@test "an operation of another database, or of another schema" {
    clean alias-unreferenced
    dba_alone undo 1 --yes --dbname "world of 1.81.15"
    fails_as 7 "operation 1 was done on another database"
    tells "It belongs to database \"$DATABASE\", schema \"public\"" "hint: Name that database with --dbname."
    sql 'ALTER SCHEMA public RENAME TO litellm'
    dba undo 1 --yes --schema litellm
    fails_as 7 "operation 1 was done on another database"
    sql 'ALTER SCHEMA litellm RENAME TO public'
    dba undo 1 --yes
    exits 0
    rows_are_kept
}

@test "a damaged or missing file stops it before anything is changed" {
    local file

    clean key-without-user alias-unreferenced
    keep_rows
    file=$(operation_file LiteLLM_VerificationToken)
    cp "$file" "$BATS_TEST_TMPDIR/whole"

    sed -i 's/gone-1/gone-7/' "$file"
    dba undo 1 --yes
    fails_as 5 ""
    tells "$(basename "$file")"
    dba undo 1 --dry-run
    exits 5

    head -c -1 "$BATS_TEST_TMPDIR/whole" >"$file"
    dba undo 1 --yes
    fails_as 5 ""
    { cat "$BATS_TEST_TMPDIR/whole"; tail -n 1 "$BATS_TEST_TMPDIR/whole"; } >"$file"
    dba undo 1 --yes
    fails_as 5 ""
    : >"$file"
    dba undo 1 --yes
    fails_as 5 ""
    rm "$file"
    dba undo 1 --yes
    fails_as 5 ""
    mkdir "$file"
    dba undo 1 --yes
    fails_as 5 ""
    rmdir "$file"
    rows_are_kept
    dba journal list --json
    shows length 1

    cp "$BATS_TEST_TMPDIR/whole" "$file"
    dba undo 1 --yes
    exits 0
}

@test "a parent that is gone since is named, and nothing is changed" {
    clean key-without-user
    sql "DELETE FROM \"LiteLLM_BudgetTable\" WHERE budget_id = 'budget-key'"
    keep_rows
    dba undo 1 --yes
    fails_as 7 ""
    tells "LiteLLM_VerificationToken_budget_id_fkey" "budget-key" "Nothing was changed."
    rows_are_kept
    dba journal list --json
    shows '.[0] | [.outcome, .rows] | map(tostring) | join(" ")' "refused 0"
    sql "INSERT INTO \"LiteLLM_BudgetTable\" (budget_id, created_by, updated_by) VALUES ('budget-key', '', '')"
    dba undo 1 --yes
    exits 0
    is "key" "lost 1" "$(key_value lost-user-1 key_alias)"
}

@test "a place that somebody took since is named, and nothing is changed" {
    fresh 2026-09
    clean secret-of-gone-user
    sql "INSERT INTO \"LiteLLM_MCPUserCredentials\" (id, user_id, server_id, credential_b64, updated_at)
         SELECT 'other', 'gone-2', 'mcp-1', 'eA==', now()"
    keep_rows
    dba undo 1 --yes
    fails_as 7 ""
    tells "LiteLLM_MCPUserCredentials" "Nothing was changed."
    rows_are_kept
}

@test "a role that may not make temporary tables" {
    clean alias-unreferenced
    sql 'GRANT USAGE ON SCHEMA public TO litellm' "REVOKE TEMPORARY ON DATABASE $DATABASE FROM PUBLIC" \
        'GRANT ALL ON ALL TABLES IN SCHEMA public TO litellm'
    PGPASSWORD=$(cat "$PG_PASSWORD_FILE") PGHOST=127.0.0.1 PGUSER=litellm dba undo 1 --yes
    fails_as 3 "the server refused statement server/undo/stage_rows"
    tells "GRANT TEMPORARY ON DATABASE"
}

@test "a table or a column that is gone since" {
    clean alias-unreferenced
    sql 'ALTER TABLE "LiteLLM_ModelTable" DROP COLUMN updated_by'
    dba undo 1 --yes
    exits 7
    tells 'column "updated_by" of table "LiteLLM_ModelTable" is no longer there' "they can be put back by hand"
    sql 'DROP TABLE "LiteLLM_ModelTable" CASCADE'
    dba undo 1 --yes
    exits 7
    tells 'table "LiteLLM_ModelTable" is no longer there'
}
