#!/usr/bin/env bats
# Keys: what LiteLLM's own table of deleted keys gets, and blocking instead of deleting.

load helper

teardown_file() {
    drop_database
}

# The columns that both tables of keys have, as a list for SQL.
shared_columns() {
    sql "SELECT string_agg(quote_ident(k.attname), ', ' ORDER BY k.attnum)
           FROM pg_attribute k JOIN pg_attribute d USING (attname)
          WHERE k.attrelid = '\"LiteLLM_VerificationToken\"'::regclass AND k.attnum > 0 AND NOT k.attisdropped
            AND d.attrelid = '\"LiteLLM_DeletedVerificationToken\"'::regclass AND NOT d.attisdropped
            AND k.attname NOT IN ('id', 'deleted_at', 'deleted_by')"
}

@test "deleted keys are copied to where LiteLLM keeps them, every column as it was" {
    local version columns kept

    for version in 1.81.8 1.83.2 2026-09; do
        fresh $version
        columns=$(shared_columns)
        [[ "$columns" == *token*key_alias*spend*metadata* ]] || complain "columns" "$columns"
        sql 'CREATE SCHEMA aside' 'CREATE TABLE aside.keys AS TABLE "LiteLLM_VerificationToken"'
        kept=$(sql 'SELECT count(*) FROM "LiteLLM_DeletedVerificationToken"')
        dba orphans clean key-without-user key-without-team --yes --in-use-within 0s
        exits 0
        tells "copied to LiteLLM_DeletedVerificationToken"
        is "copies on $version" $((kept + 18)) \
            "$(sql 'SELECT count(*) FROM "LiteLLM_DeletedVerificationToken"')"
        is "copies that are not as the keys were" 0 \
            "$(sql "SELECT count(*)
                      FROM (SELECT $columns FROM \"LiteLLM_DeletedVerificationToken\"
                             WHERE deleted_by = 'litellm-dba'
                            EXCEPT ALL SELECT $columns FROM aside.keys) AS x")"
        is "who and when" "18|18|t" \
            "$(sql "SELECT count(*), count(DISTINCT id),
                           bool_and(deleted_at BETWEEN (now() AT TIME ZONE 'UTC') - interval '1 minute'
                                                   AND now() AT TIME ZONE 'UTC')
                      FROM \"LiteLLM_DeletedVerificationToken\" WHERE deleted_by = 'litellm-dba'")"
    done
}

@test "before 1.81 there is no such table, and nothing is missing" {
    fresh 1.80.9
    dba orphans clean key-without-user --yes --json
    exits 0
    shows '.plan.lines[0].note' null
    is "files" "01-key-without-user.LiteLLM_VerificationToken.deleted.csv" \
        "$(ls "$LITELLM_DBA_STATE/operations/000001" | grep csv)"
}

@test "what was not copied before stays out of the plan of undo" {
    fresh
    dba orphans clean key-without-user --yes
    dba undo 1 --dry-run --json
    shows '[.plan.lines[] | [.action, .table, .rows] | map(tostring) | join(" ")] | join("; ")' \
        "insert LiteLLM_VerificationToken 11; delete LiteLLM_DeletedVerificationToken 11"
}

# --- blocking -------------------------------------------------------------------------------------

blocked_states() {
    sql "SELECT coalesce(blocked::text, 'null'), count(*) FROM \"LiteLLM_VerificationToken\"
          WHERE token = ANY ('{$(for s in lost-user-{1..8} lost-both-{1..3} lost-team-{1..7}; do token_of "$s"; done | paste -sd ,)}')
          GROUP BY 1 ORDER BY 1"
}

@test "--block-only blocks, and undo brings back null and false exactly" {
    fresh
    keep_rows
    is "before" "false|1
null|16
true|1" "$(blocked_states)"
    dba orphans clean key-without-user key-without-team --block-only --yes --json
    exits 0
    shows .rows 17
    shows '[.plan.lines[] | [.what, .action, .rows] | map(tostring) | join(" ")] | join("; ")' \
        "key-without-user block 10; key-without-team block 7"
    is "after" "true|18" "$(blocked_states)"
    dba orphans --json
    shows '.[] | select(.class == "key-without-user") | .count' 11

    dba orphans clean key-without-user key-without-team --block-only --yes --json
    exits 0
    shows .outcome nothing_to_do
    dba undo 1 --yes
    exits 0
    rows_are_kept
}

@test "blocked keys are still orphans, and can be deleted and brought back blocked" {
    fresh
    dba orphans clean key-without-user --block-only --yes
    keep_rows
    dba orphans clean key-without-user --yes
    exits 0
    prints "Operation 2 completed: 11 rows"
    dba undo 2 --yes
    exits 0
    rows_are_kept
}

@test "a key that somebody has unblocked since stays so" {
    fresh
    dba orphans clean key-without-user --block-only --yes
    sql "UPDATE \"LiteLLM_VerificationToken\" SET blocked = false WHERE token = '$(token_of lost-user-1)'"
    dba undo 1 --dry-run --json
    shows '.plan.lines[0].note' "1 changed by others since: kept"
    dba undo 1 --yes
    exits 0
    is "blocked" "f" "$(sql "SELECT blocked FROM \"LiteLLM_VerificationToken\" WHERE token = '$(token_of lost-user-1)'")"
}

@test "--block-only is for keys" {
    fresh
    dba orphans clean alias-unreferenced --block-only --yes
    fails_as 2 '--block-only is for keys, and "alias-unreferenced" are none'
    dba orphans clean --all-safe --block-only --yes --json
    exits 0
    shows '[.plan.lines[].what] | join(" ")' "key-expired-session key-without-user key-without-team key-expired"
    shows '[.plan.lines[].table] | unique | join(" ")' LiteLLM_VerificationToken
}

@test "--limit takes so many of each class; the rest is left, and said" {
    fresh
    dba orphans clean key-without-user alias-unreferenced --limit 4 --yes --json
    exits 9
    tells "7 more rows are left beyond the limit" "hint: "
    shows .rows 5
    dba orphans clean key-without-user --limit 100 --yes --json
    exits 0
    shows .rows 7
    dba orphans clean key-without-user --limit 100 --yes --json
    exits 0
    shows .outcome nothing_to_do
}
