#!/usr/bin/env bats
# The schemas that make-schema builds are those of tests/schema, name by name.

setup_file() {
    export HARNESS="$BATS_TEST_DIRNAME"
    export VERSIONS="1.53.2 1.63.12 1.75.8 1.80.9 1.81.8 1.81.15 1.83.2 2026-09 2026-09-partitioned"
}

# load DATABASE VERSION [SCHEMA]
load_schema() {
    createdb "$1"
    {
        [ -z "${3:-}" ] || echo "CREATE SCHEMA \"$3\"; SET search_path = \"$3\";"
        "$HARNESS/make-schema" "$2"
    } | psql -qX -v ON_ERROR_STOP=1 -d "$1"
}

@test "the list of versions in this file is complete" {
    [ "$(echo $VERSIONS | tr ' ' '\n' | sort)" = "$(cd "$HARNESS/../schema" && ls -d -- */ | tr -d / | sort)" ]
}

@test "every version is built as its csv files say" {
    for version in $VERSIONS; do
        load_schema "built_$version" "$version"
        "$HARNESS/check-schema" "built_$version" "$version"
    done
}

@test "every version can be built in another schema" {
    for version in $VERSIONS; do
        load_schema "aside_$version" "$version" litellm
        "$HARNESS/check-schema" "aside_$version" "$version" litellm
        [ "$(psql -XAtd "aside_$version" -c "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace")" = 0 ]
    done
}

@test "check-schema sees what differs" {
    load_schema differing 2026-09
    psql -qXd differing -c 'ALTER TABLE "LiteLLM_TagTable" ALTER spend TYPE real' \
        -c 'DROP INDEX "LiteLLM_UserTable_user_email_lower_idx"' \
        -c 'ALTER TABLE "LiteLLM_JWTKeyMapping" DROP CONSTRAINT "LiteLLM_JWTKeyMapping_token_fkey"' \
        -c 'ALTER TABLE "LiteLLM_JWTKeyMapping" ADD CONSTRAINT "LiteLLM_JWTKeyMapping_token_fkey" FOREIGN KEY (token) REFERENCES "LiteLLM_VerificationToken" (token)' \
        -c 'DROP VIEW "DailyTagSpend"' -c 'CREATE TABLE stranger (a int)'
    run "$HARNESS/check-schema" differing 2026-09
    [ "$status" -eq 1 ]
    [ "$output" = '< column | LiteLLM_TagTable | 5 | spend | double precision | t | 0.0
> column | LiteLLM_TagTable | 5 | spend | real | t | 0.0
> column | stranger | 1 | a | integer | f | 
< index | LiteLLM_UserTable | LiteLLM_UserTable_user_email_lower_idx | f | btree | lower(user_email) |  | 
< key | LiteLLM_JWTKeyMapping | LiteLLM_JWTKeyMapping_token_fkey | f | token | LiteLLM_VerificationToken | token | CASCADE | CASCADE
> key | LiteLLM_JWTKeyMapping | LiteLLM_JWTKeyMapping_token_fkey | f | token | LiteLLM_VerificationToken | token | NO ACTION | NO ACTION
> table | stranger | r |  |  | 
< view | DailyTagSpend | LiteLLM_SpendLogs' ] || { echo "$output"; false; }
}

@test "the sequence belongs to its column and counts" {
    load_schema counting 1.53.2
    run psql -XAtd counting -c "SELECT pg_get_serial_sequence('\"LiteLLM_ModelTable\"', 'id')"
    [ "$output" = 'public."LiteLLM_ModelTable_id_seq"' ]
}

@test "the trigger counts an update of publication, and only that" {
    load_schema firing 2026-09
    run psql -qXAtd firing -c "INSERT INTO \"LiteLLM_AutoRouterBaselineObservation\" (request_id, scope, started_at, revision, data, publication) VALUES ('r', 's', 0, 1, '', 'p')" \
        -c 'SELECT count(*) FROM "LiteLLM_DailyUserSpend"' \
        -c "UPDATE \"LiteLLM_AutoRouterBaselineObservation\" SET publication = 'q'" \
        -c 'SELECT id, date, autorouter_accounted_requests FROM "LiteLLM_DailyUserSpend"'
    [ "$output" = '0
autorouter-coverage:s|1970-01-01|1' ] || { echo "$output"; false; }
}

@test "Prisma's table is there from 1.75.8 on" {
    for version in $VERSIONS; do
        "$HARNESS/make-schema" "$version" | grep -c 'CREATE TABLE _prisma_migrations' || true
    done >"$BATS_TEST_TMPDIR/counts"
    [ "$(tr -d '\n' <"$BATS_TEST_TMPDIR/counts")" = 001111111 ]
}
