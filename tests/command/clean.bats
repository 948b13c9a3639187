#!/usr/bin/env bats
# orphans clean: what is planned is done, all of it or nothing, and can be taken back.

load helper

SAFE="membership-without-owner roster-without-user team-list-without-team invitation-spent
    index-without-log alias-unreferenced model-of-gone-team secret-of-gone-user key-expired-session
    key-without-user key-without-team key-expired token-deprecated"

setup_file() {
    fresh
}

teardown_file() {
    drop_database
}

# How many orphans of a class there are now.
count_of() {
    "$PROGRAM" --dbname "$DATABASE" orphans --json | jq --arg class "$1" '.[] | select(.class == $class) | .count'
}

plan_id() {
    "$PROGRAM" --dbname "$DATABASE" orphans clean "$@" --dry-run --json 2>/dev/null | jq -r .plan.id
}

insert_orphan_key() {
    sql "INSERT INTO \"LiteLLM_VerificationToken\" (token, user_id) VALUES ('$1', 'gone-9')"
}

nothing_has_happened() {
    rows_are_kept
    journal_is_empty
    [ -z "$(find "$LITELLM_DBA_STATE/operations" -mindepth 1 2>/dev/null)" ] ||
        complain "an empty folder of operations" "$(ls "$LITELLM_DBA_STATE/operations")"
}

# --- all of it, and back -----------------------------------------------------------------------------

clean_and_undo() {
    local expected=0 class before after

    fresh "$1"
    keep_rows
    for class in $SAFE; do
        expected=$((expected + $(planted "$1" "$class" | grep . || echo 0)))
    done

    # In some of these worlds an expired key was used two minutes ago.
    dba orphans clean --all-safe --yes --in-use-within 0s --json
    exits 0
    shows .outcome completed
    shows .operation 1
    shows .rows $expected
    shows .plan.rows $expected
    rows_have_changed

    dba orphans --json
    is "what is left" "$(sed -n '/^\(key-unattributed\|.*-unreferenced\),/p' "$WORLDS/$1.csv" | grep -v alias)" \
        "$(json '.[] | select(.count > 0) | "\(.class),\(.count)"' | LC_ALL=C sort)"

    dba orphans clean --all-safe --yes --json
    exits 0
    shows .outcome nothing_to_do
    shows .operation null

    dba undo 1 --yes --json
    exits 0
    shows .outcome completed
    rows_are_kept
    dba orphans --json
    is "orphans after undo" "$(sed 1d "$WORLDS/$1.csv")" \
        "$(json '.[] | "\(.class),\(.count)"' | LC_ALL=C sort)"
    dba journal verify
    exits 0
}

@test "clean and undo on 1.53.2" { clean_and_undo 1.53.2; }
# bats test_tags=between
@test "clean and undo on 1.63.12" { clean_and_undo 1.63.12; }
# bats test_tags=between
@test "clean and undo on 1.75.8" { clean_and_undo 1.75.8; }
# bats test_tags=between
@test "clean and undo on 1.80.9" { clean_and_undo 1.80.9; }
# bats test_tags=between
@test "clean and undo on 1.81.8" { clean_and_undo 1.81.8; }
@test "clean and undo on 1.81.15" { clean_and_undo 1.81.15; }
# bats test_tags=between
@test "clean and undo on 1.83.2" { clean_and_undo 1.83.2; }
@test "clean and undo on 2026-09" { clean_and_undo 2026-09; }
@test "clean and undo on 2026-09, partitioned" { clean_and_undo 2026-09-partitioned; }

@test "each class alone, and back" {
    local class operation=1

    fresh 2026-09
    keep_rows
    sed 1d "$WORLDS/2026-09.csv" >"$BATS_TEST_TMPDIR/planted"
    [ "$(wc -l <"$BATS_TEST_TMPDIR/planted")" -eq 16 ]
    while IFS=, read -r class count; do
        dba orphans clean "$class" --yes --json
        exits 0
        shows .rows "$count"
        shows '[.plan.lines[].what] | unique | join(" ")' "$class"
        dba orphans --json
        is "what is left after $class" "$(grep -v "^$class," "$BATS_TEST_TMPDIR/planted")" \
            "$(json '.[] | select(.count > 0) | "\(.class),\(.count)"' | LC_ALL=C sort)"
        dba undo $operation --yes
        exits 0
        rows_are_kept
        operation=$((operation + 2))
    done <"$BATS_TEST_TMPDIR/planted"
}

@test "what is cleaned is gone, and nothing else" {
    fresh
    keep_rows
    dba orphans key-without-user --json
    json '.[].token' >"$BATS_TEST_TMPDIR/tokens"
    dba orphans clean key-without-user --yes
    exits 0
    table_digest >"$BATS_TEST_TMPDIR/after"
    is "lines that went" "$(LC_ALL=C sort "$BATS_TEST_TMPDIR/tokens")" \
        "$(diff "$BATS_TEST_TMPDIR/kept" "$BATS_TEST_TMPDIR/after" | sed -n 's/^< \([^\t]*\).*/\1/p' | LC_ALL=C sort)"
    is "rows that came" 11 "$(diff "$BATS_TEST_TMPDIR/kept" "$BATS_TEST_TMPDIR/after" | grep -c '^>')"
}

@test "a roster keeps its legitimate entries, in their order and as they were" {
    fresh
    dba orphans clean roster-without-user --yes
    exits 0
    is "rosters" 'team-gone|[{"role": "admin", "user_id": "alice", "user_email": null}]|{}|{}
team-legacy|[]|{ben,""}|{alice,default_user_id}
team-mail|[{"role": "user", "user_id": null, "user_email": "BEN.müller@example.ORG"}, {"role": "user", "user_email": "carla@example.org"}]|{}|{}
team-text|"[{\"role\": \"user\", \"user_id\": \"ben\", \"user_email\": null}]"|{}|{}' \
        "$(sql "SELECT team_id, members_with_roles, members, admins FROM \"LiteLLM_TeamTable\"
                 WHERE team_id IN ('team-gone', 'team-legacy', 'team-mail', 'team-text') ORDER BY 1")"
}

# --- the plan is not the deed ------------------------------------------------------------------------

@test "--dry-run shows the plan and does nothing" {
    fresh
    keep_rows
    dba orphans clean key-without-user alias-unreferenced --dry-run
    exits 0
    prints "Plan " ": 12 rows" "key-without-user" "LiteLLM_VerificationToken" "alias-unreferenced"
    tells "proxies cache keys for about 60 seconds"
    dba orphans clean key-without-user alias-unreferenced --dry-run --json
    exits 0
    shows .operation null
    shows .rows 0
    shows .plan.rows 12
    shows '[.plan.lines[] | [.what, .action, .table, .sql, .rows] | join(" ")] | join("; ")' \
        "alias-unreferenced delete LiteLLM_ModelTable server/orphans/alias_unreferenced/delete 1; key-without-user delete LiteLLM_VerificationToken server/orphans/key_without_user/delete 11"
    dba orphans clean key-without-user alias-unreferenced --dry-run --csv
    prints_exactly "what,action,table,rows,note
alias-unreferenced,delete,LiteLLM_ModelTable,1,
key-without-user,delete,LiteLLM_VerificationToken,11,copied to LiteLLM_DeletedVerificationToken"
    nothing_has_happened
}

@test "--rehearse does it, measures it and takes it back" {
    keep_rows
    dba orphans clean --all-safe --rehearse --json
    exits 0
    shows .outcome completed
    shows .operation null
    shows .rehearsed true
    shows .rows 120
    shows .folder null
    shows '.wal_bytes > 1000 and .bytes > 1000' true
    dba orphans clean --all-safe --rehearse
    exits 0
    prints "Rehearsed and rolled back: 120 rows in "
    nothing_has_happened
}

@test "JSON has one shape for every ending" {
    local keys="outcome operation rehearsed rows bytes wal_bytes duration_ms folder plan"

    fresh
    dba orphans clean alias-unreferenced --dry-run --json
    shows 'keys_unsorted | join(" ")' "$keys"
    shows .rehearsed false
    dba orphans clean alias-unreferenced --rehearse --json
    shows 'keys_unsorted | join(" ")' "$keys"
    dba orphans clean alias-unreferenced --yes --json
    shows 'keys_unsorted | join(" ")' "$keys"
    shows '[.outcome, .operation, .rehearsed, .rows] | map(tostring) | join(" ")' "completed 1 false 1"
    shows .folder "$LITELLM_DBA_STATE/operations/000001"
    is "bytes of the files" "$(cat "$LITELLM_DBA_STATE"/operations/000001/*.csv | wc -c)" "$(json .bytes)"
    shows '.plan | keys_unsorted | join(" ")' "id rows lines values warnings"
    dba orphans clean alias-unreferenced --yes --json
    shows 'keys_unsorted | join(" ")' "$keys"
    shows '[.outcome, .operation, .rows, .plan.rows] | map(tostring) | join(" ")' "nothing_to_do null 0 0"
    dba orphans clean alias-unreferenced --yes
    exits 0
    prints_nothing
    tells "there is nothing to do"
    dba undo 1 --yes --json
    shows 'keys_unsorted | join(" ")' "$keys"
}

@test "what was done is said in two lines, and --quiet drops the plan" {
    fresh
    dba orphans clean alias-unreferenced --yes
    exits 0
    [[ "$out" =~ ^Operation\ 1\ completed:\ 1\ row\ in\ [0-9]+\ ms\;\ pre-images\ of\ .*\ in\ $LITELLM_DBA_STATE/operations/000001$'\n'To\ take\ it\ back:\ litellm-dba\ undo\ 1$ ]] ||
        complain "two lines" "others"
    tells "Plan " "alias-unreferenced"
    dba undo 1 --yes --quiet
    exits 0
    tells_nothing
}

@test "with --csv the result is what was planned, and the sentences are talk" {
    fresh
    dba orphans clean alias-unreferenced --yes --csv
    exits 0
    prints_exactly "what,action,table,rows,note
alias-unreferenced,delete,LiteLLM_ModelTable,1,"
    tells "Operation 1 completed: 1 row"
    dba undo 1 --yes --csv --quiet
    exits 0
    prints_exactly "what,action,table,rows,note
alias-unreferenced,insert,LiteLLM_ModelTable,1,"
    tells_nothing
}

# --- consent -----------------------------------------------------------------------------------------

@test "without a terminal and without --yes nothing is done" {
    keep_rows
    dba orphans clean key-without-user
    exits 7
    prints_nothing
    tells "Plan " "error: there is no terminal to ask on" \
        "hint: Give --yes, or --confirm $(plan_id key-without-user) for exactly this plan."
    dba orphans clean key-without-user --quiet
    exits 7
    tells "Plan "
    dba orphans clean key-without-user --json
    exits 7
    prints_nothing
    nothing_has_happened
}

@test "on a terminal somebody is asked: y does it, anything else does not" {
    local answer

    keep_rows
    for answer in n "" Yes no; do
        on_terminal "$answer"$'\n' "$PROGRAM" --dbname "$DATABASE" orphans clean alias-unreferenced
        exits 7
        prints "Clean these orphans? [y/N]" "not confirmed; nothing was changed"
    done
    on_terminal $'\004' "$PROGRAM" --dbname "$DATABASE" orphans clean alias-unreferenced
    exits 7
    prints "nobody answered"
    nothing_has_happened
    on_terminal $'y\n' "$PROGRAM" --dbname "$DATABASE" orphans clean alias-unreferenced
    exits 0
    prints "Plan " "Clean these orphans? [y/N]" "Operation 1 completed: 1 row"
    is "aliases" 0 "$(count_of alias-unreferenced)"
    on_terminal $'y\n' "$PROGRAM" --dbname "$DATABASE" undo 1
    exits 0
    prints "Undo operation 1? [y/N]"
    rows_are_kept
}

@test "an interrupt at the question changes nothing" {
    keep_rows
    terminal_start "$PROGRAM" --dbname "$DATABASE" orphans clean alias-unreferenced
    terminal_shows "[y/N]"
    terminal_type $'\003'
    terminal_end
    exits 130
    nothing_has_happened
}

@test "rows that change between the question and the answer are noticed" {
    fresh
    terminal_start "$PROGRAM" --dbname "$DATABASE" orphans clean key-without-user
    terminal_shows "[y/N]"
    # As many as before, but not the same.
    sql "DELETE FROM \"LiteLLM_VerificationToken\" WHERE token = '$(token_of lost-user-1)'"
    insert_orphan_key "$(token_of another)"
    keep_rows
    terminal_type $'y\n'
    terminal_end
    exits 7
    prints 'the rows of "key-without-user" are no longer those of the plan' "Nothing was changed."
    rows_are_kept
    dba journal list --json
    shows '.[0].outcome' refused
    [ ! -e "$LITELLM_DBA_STATE/operations/000001" ]
}

# --- limits ------------------------------------------------------------------------------------------

@test "--expect-rows and --max-rows" {
    fresh
    keep_rows
    dba orphans clean key-without-user --yes --expect-rows 10
    fails_as 7 "the plan is for another number of rows than expected"
    tells "It would change 11 rows; --expect-rows says 10."
    dba orphans clean key-without-user --yes --max-rows 10
    fails_as 7 "the plan is for more rows than allowed"
    tells "It would change 11 rows; --max-rows says 10."
    local format
    for format in "" --json --csv; do
        dba orphans clean key-without-user --dry-run --max-rows 10 $format
        fails_as 7 "the plan is for more rows than allowed"
        tells "Plan "
    done
    dba orphans clean key-without-user --rehearse --expect-rows 12
    exits 7
    dba orphans clean key-without-user --yes --max-rows -1
    fails_as 2 "--max-rows"
    nothing_has_happened
    dba orphans clean key-without-user --yes --expect-rows 11 --max-rows 11
    exits 0
    dba orphans clean key-without-user --yes --expect-rows 1
    exits 7
    dba orphans clean key-without-user --yes --expect-rows 0 --max-rows 0
    exits 0
    tells "there is nothing to do"
}

@test "--confirm takes exactly the plan that was shown" {
    local id

    fresh
    id=$(plan_id key-without-user)
    [[ "$id" =~ ^[0-9a-f]{12}$ ]] || complain "an id of 12 digits" "$id"
    is "the same plan again" "$id" "$(plan_id key-without-user)"
    keep_rows
    dba orphans clean key-without-user --confirm "${id:0:5}"
    exits 2
    tells "\"${id:0:5}\" is too short for a plan's id" "hint: "
    dba orphans clean key-without-user --confirm 000000000000
    exits 7
    tells "the plan is no longer the one that was confirmed" "The plan is $id now, and 000000000000 was confirmed."
    dba orphans clean key-without-team --confirm "$id"
    exits 7
    dba orphans clean key-without-user --confirm "${id}0"
    exits 7
    nothing_has_happened

    # One goes and another comes: as many rows, another plan.
    sql "DELETE FROM \"LiteLLM_VerificationToken\" WHERE token = '$(token_of lost-user-1)'"
    insert_orphan_key "$(token_of another)"
    keep_rows
    dba orphans clean key-without-user --confirm "$id"
    exits 7
    nothing_has_happened
    id=$(plan_id key-without-user)
    dba orphans clean key-without-user --confirm "${id:0:6}"
    exits 0
    prints "Operation 1 completed: 11 rows"
}

# --- which classes -----------------------------------------------------------------------------------

@test "which classes must be said, and rightly" {
    keep_rows
    dba orphans clean
    fails_as 2 "which classes are to be cleaned is not said"
    dba orphans clean key-without-usr --yes
    fails_as 2 'there is no class "key-without-usr"'
    tells 'Did you mean "key-without-user"?'
    dba orphans clean alias-unreferenced qqqqqqqq --yes
    fails_as 2 'there is no class "qqqqqqqq"'
    tells_not "Did you mean"
    nothing_has_happened
}

@test "a class that is named twice is cleaned once; --all-safe may be joined by a class" {
    fresh
    dba orphans clean alias-unreferenced alias-unreferenced --dry-run --json
    shows .plan.rows 1
    dba orphans clean --all-safe alias-unreferenced budget-unreferenced --dry-run --json
    shows .plan.rows 129
    shows '[.plan.lines[].what] | index("key-unattributed")' null
}

# --- all or nothing ----------------------------------------------------------------------------------

@test "a failure half way leaves everything as it was, and the journal says so" {
    fresh
    sql "CREATE FUNCTION stop() RETURNS trigger LANGUAGE plpgsql AS \$\$ BEGIN RAISE EXCEPTION 'not today'; END \$\$" \
        'CREATE TRIGGER stop BEFORE DELETE ON "LiteLLM_DeprecatedVerificationToken" EXECUTE FUNCTION stop()'
    keep_rows
    dba orphans clean --all-safe --yes
    exits 3
    prints_nothing
    tells "not today"
    rows_are_kept
    dba journal list --json
    shows 'map([.operation, .outcome, .rows] | map(tostring) | join(" ")) | join(";")' "1 server_error 0"
    is "files" "" "$(ls -A "$LITELLM_DBA_STATE/operations")"
    dba journal verify
    exits 0
}
