#!/usr/bin/env bats
# backup diff: what was added, removed and changed, and nothing else.

bats_require_minimum_version 1.5.0
load helper
load sets

setup() {
    fresh
}

teardown_file() {
    drop_database
}

# differences - the result as lines "table|key|what|column|old|new".
differences() {
    json '.[] | [.table, .key, .what, .column, .old_value, .new_value] | map(. // "" | tostring) | join("|")'
}

change_something() {
    sql "UPDATE \"LiteLLM_UserTable\" SET max_budget = 12.5, user_role = NULL WHERE user_id = 'gus'" \
        "DELETE FROM \"LiteLLM_TagTable\" WHERE tag_name = (SELECT min(tag_name COLLATE \"C\") FROM \"LiteLLM_TagTable\")" \
        "INSERT INTO \"LiteLLM_TagTable\" (tag_name, models, updated_at) VALUES (E'new, \"tag\"\n', '{}', now())"
}

@test "a set and the database, row by row" {
    tag=$(sql 'SELECT min(tag_name COLLATE "C") FROM "LiteLLM_TagTable"')
    role=$(sql "SELECT user_role FROM \"LiteLLM_UserTable\" WHERE user_id = 'gus'")
    create
    dba backup diff "$set" --live --json
    exits 0
    prints_exactly "[]"
    change_something
    keep_rows
    dba backup diff "$set" --live --json
    exits 6
    is "differences" "LiteLLM_TagTable|$tag|removed|||
LiteLLM_TagTable|new, \"tag\"
|added|||
LiteLLM_UserTable|gus|changed|max_budget||12.5
LiteLLM_UserTable|gus|changed|user_role|$role|" "$(differences)"
    tells "LiteLLM_TagTable: 1 added, 1 removed, 0 changed" "LiteLLM_UserTable: 0 added, 0 removed, 1 changed"
    rows_are_kept
    only_whole_sets
    is "sets" 1 "$(ls "$SETS" | wc -l)"
    dba backup diff "$set" --live --csv
    exits 6
    prints "table,key,what,column,old_value,new_value" "LiteLLM_UserTable,gus,changed,max_budget,,12.5"
    dba backup diff "$set" --live
    exits 6
    prints "LiteLLM_UserTable" "max_budget"
    dba backup diff "$set" --live --limit 1 --json
    exits 6
    shows length 1
    tells "3 differences are not shown"
}

@test "two sets, packed or not, in both directions" {
    create
    first=$set
    change_something
    create --compress none
    second=$set
    dba_alone backup diff "$first" "$second" --json
    exits 6
    shows length 4
    shows '[.[].what] | sort | join(" ")' "added changed changed removed"
    dba_alone backup diff "$second" "$first" --json
    shows '[.[].what] | sort | join(" ")' "added changed changed removed"
    shows '.[] | select(.column == "max_budget") | .old_value' 12.5
    dba_alone backup diff "$second" "$second" --json
    exits 0
    prints_exactly "[]"
}

@test "secrets are not shown" {
    create
    sql "UPDATE \"LiteLLM_UserTable\" SET password = 'new-secret' WHERE user_id = 'gus'" \
        "UPDATE \"LiteLLM_CredentialsTable\" SET credential_values = '{\"api_key\": \"new-secret\"}'"
    token=$(sql "DELETE FROM \"LiteLLM_VerificationToken\" WHERE token = (SELECT v.token FROM \"LiteLLM_VerificationToken\" v
                    WHERE length(v.token) = 64 ORDER BY v.token LIMIT 1) RETURNING token")
    dba backup diff latest --live --json
    exits 6
    shows '.[] | select(.column == "password") | .new_value' '***'
    shows '[.[] | select(.column == "credential_values")] | length > 0' true
    shows '.[] | select(.table == "LiteLLM_VerificationToken") | .key' "${token:0:8}..."
    [[ "$out" != *new-secret* && "$out" != *"$token"* ]] || complain "no secret" "$out"
}

@test "tables and columns that only one has" {
    create
    first=$set
    sql 'ALTER TABLE "LiteLLM_TagTable" ADD COLUMN shoe_size int' 'CREATE TABLE "LiteLLM_New" AS SELECT 1 AS a, NULL::text AS b'
    create
    dba_alone backup diff "$first" "$set"
    exits 6
    tells "column shoe_size only in the second" "LiteLLM_New: 1 added" "only in the second"
    # A table without a key is compared as a whole.
    first=$set
    sql "INSERT INTO \"LiteLLM_New\" VALUES (1, '')"
    create
    dba_alone backup diff "$first" "$set" --json
    exits 6
    is "differences" "LiteLLM_New|1, |added|||" "$(differences)"
}

@test "what was left out is not a difference" {
    create --without-credentials
    dba backup diff latest --live --json
    exits 0
    create --with-logs --since 1d
    dba backup diff latest --live
    exits 0
}

@test "masked and encrypted sets, and what is no pair" {
    create --mask
    dba backup diff latest --live
    fails_as 7 "the set $set is masked"
    age-keygen -o "$BATS_TEST_TMPDIR/key" 2>/dev/null
    create --encrypt-to "$(age-keygen -y "$BATS_TEST_TMPDIR/key")"
    change_something
    dba backup diff "$set" --live
    exits 7
    tells "is encrypted"
    dba backup diff "$set" --live --identity "$BATS_TEST_TMPDIR/key" --json
    exits 6
    shows length 4
    only_whole_sets
    dba backup diff "$set"
    fails_as 2 "two sets are compared, or one with the database"
    dba backup diff "$set" "$set" --live
    fails_as 2 "two sets are compared, or one with the database"
}
