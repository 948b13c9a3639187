#!/usr/bin/env bats
# Settings of a role, a database or a client that could do harm; other schemas; Prisma's parameters.

load helper

setup() {
    fresh
}

teardown_file() {
    drop_database
    psql -qXd postgres -c 'ALTER ROLE dba RESET ALL'
}

# set_all WHAT SETTING... - for every session of the database, or of the role in it.
set_all() {
    local setting

    for setting in "${@:2}"; do
        sql "ALTER $1 SET $setting"
    done
}

# Values that are hard to carry, in rows that will go.
make_hard_rows() {
    sql "UPDATE \"LiteLLM_VerificationToken\" SET spend = 0.1::float8 + 0.2::float8, max_budget = 4.9e-324,
                models = ARRAY[NULL, 'NULL', '', ' ', 'a,b', '\"', E'\\\\', E'x\\ny', '{', '}'],
                metadata = '{\"n\": 1e-400, \"big\": 123456789012345678901234567890.10, \"u\": \"\\u2028 \\ud83e\\udd8a\", \"\": null}'
          WHERE token = '$(token_of lost-user-1)'" \
        "UPDATE \"LiteLLM_VerificationToken\" SET spend = 'NaN', max_budget = 'Infinity', models = '{}',
                expires = 'infinity', created_at = '0044-03-15 12:00:00.123456 BC', updated_at = '-infinity'
          WHERE token = '$(token_of lost-user-2)'" \
        "UPDATE \"LiteLLM_VerificationToken\" SET spend = '-0', max_budget = 1.7976931348623157e308, models = '{{a,b},{c,NULL}}',
                created_at = '2026-03-29 02:30:00.000001', updated_at = '294276-12-31 23:59:59.999', user_id = 'gone-' || repeat('long', 3000)
          WHERE token = '$(token_of lost-user-3)'" \
        "UPDATE \"LiteLLM_VerificationToken\" SET key_alias = (SELECT string_agg(chr(n), '') FROM generate_series(1, 1000) n),
                models = '[3:4]={x,y}', max_parallel_requests = -2147483648, tpm_limit = 9223372036854775807, created_at = NULL
          WHERE token = '$(token_of lost-user-4)'" \
        "UPDATE \"LiteLLM_VerificationToken\" SET key_alias = '\\N', key_name = '\\.', metadata = 'null', models = NULL
          WHERE token = '$(token_of lost-user-5)'" \
        "UPDATE \"LiteLLM_VerificationToken\" SET key_alias = E'\\r\\n\"', key_name = '', metadata = '\"text\"'
          WHERE token = '$(token_of lost-user-6)'" \
        "UPDATE \"LiteLLM_UserTable\" SET teams = ARRAY[NULL, 'gone-team-1', 'NULL', '', 'gone-team-1', 'team-research', NULL]
          WHERE user_id = 'gus'" \
        "UPDATE \"LiteLLM_TeamTable\" SET members_with_roles = '[null, 1, \"x\", {\"user_id\": 5}, {\"user_id\": \"gone-1\", \"n\": 1.50}, {}, []]'
          WHERE team_id = 'team-gone'"
}

# clean_and_undo [OPTION...] - everything goes and comes back, by hook and by crook.
clean_and_undo() {
    keep_rows
    dba orphans clean --all-safe --yes --in-use-within 0s --json "$@"
    exits 0
    shows .outcome completed
    rows_have_changed
    dba undo 1 --yes
    exits 0
    rows_are_kept
    dba undo 2 --yes
    exits 0
    dba undo 3 --yes
    exits 0
    rows_are_kept
}

with_psql() {
    keep_rows
    dba orphans clean --all-safe --yes --in-use-within 0s
    exits 0
    cd "$(find "$LITELLM_DBA_STATE/operations" -mindepth 1 -maxdepth 1 -type d | sort | tail -n 1)"
    run_program psql -qX -d "$DATABASE" -f undo.sql
    exits 0
    rows_are_kept
}

HARMFUL=("TimeZone = 'Asia/Tokyo'" "DateStyle = 'German, DMY'" "IntervalStyle = 'sql_standard'"
    "search_path = 'nowhere'" "bytea_output = 'escape'" "extra_float_digits = '-15'" "synchronous_commit = 'off'"
    "default_transaction_isolation = 'serializable'" "client_encoding = 'LATIN1'" "standard_conforming_strings = 'off'"
    "array_nulls = 'off'" "quote_all_identifiers = 'on'" "transform_null_equals = 'on'" "xmloption = 'document'"
    "statement_timeout = '1h'" "lock_timeout = '1h'" "default_transaction_deferrable = 'on'" "escape_string_warning = 'on'"
    "row_security = 'on'" "from_collapse_limit = '1'" "join_collapse_limit = '1'" "enable_hashjoin = 'off'")

@test "hard values come back byte for byte" {
    make_hard_rows
    clean_and_undo
}

@test "hard values come back by psql" {
    make_hard_rows
    with_psql
}

@test "a line that looks like the end of a file comes back" {
    sql "UPDATE \"LiteLLM_VerificationToken\" SET key_alias = E'\\\\.\\n\\\\.\\n'
          WHERE token = '$(token_of lost-user-6)'"
    clean_and_undo
    # psql before 18 cannot read it, and then changes nothing.
    dba undo 4 --yes
    exits 0
    keep_rows
    cd "$LITELLM_DBA_STATE/operations/000001"
    run_program psql -qX -d "$DATABASE" -f undo.sql
    [ "$status" -eq 0 ] || rows_are_kept
}

@test "settings of the database: the same results, and every byte back" {
    local before rows

    make_hard_rows
    dba orphans --json
    before="$out"
    dba orphans key-without-user --csv
    rows="$out"
    set_all "DATABASE $DATABASE" "${HARMFUL[@]}"
    dba orphans --json
    exits 0
    tells_nothing
    prints_exactly "$before"
    dba orphans key-without-user --csv
    prints_exactly "$rows"
    clean_and_undo
}

@test "settings of the database do not harm undo by psql" {
    make_hard_rows
    set_all "DATABASE $DATABASE" "${HARMFUL[@]}"
    with_psql
}

@test "settings of the role, and of the client" {
    local before

    make_hard_rows
    dba orphans --json
    before="$out"
    set_all "ROLE dba IN DATABASE $DATABASE" "${HARMFUL[@]}"
    export PGOPTIONS='-c TimeZone=America/New_York -c DateStyle=SQL' PGTZ=Asia/Kathmandu PGDATESTYLE=German \
        PGCLIENTENCODING=LATIN1 TZ=Pacific/Chatham LC_ALL=C
    dba orphans --json
    exits 0
    prints_exactly "$before"
    clean_and_undo
}

@test "what was cleaned under one set of settings is undone under another" {
    make_hard_rows
    keep_rows
    set_all "DATABASE $DATABASE" "${HARMFUL[@]}"
    dba orphans clean --all-safe --yes --in-use-within 0s
    exits 0
    sql "ALTER DATABASE $DATABASE RESET ALL"
    dba undo 1 --yes
    exits 0
    rows_are_kept
}

@test "commits are flushed although the role does not ask for it" {
    sql "ALTER DATABASE $DATABASE SET synchronous_commit = off" \
        'CREATE TABLE witness (setting text)' \
        'CREATE FUNCTION look() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO witness VALUES (current_setting($x$synchronous_commit$x$)); RETURN NULL; END $$' \
        'CREATE TRIGGER look AFTER DELETE ON "LiteLLM_ModelTable" EXECUTE FUNCTION look()'
    dba orphans clean alias-unreferenced --yes
    exits 0
    is "synchronous_commit" on "$(sql 'SELECT setting FROM witness')"
}

# --- other schemas ------------------------------------------------------------------------------------------

# A world in another schema, and in public tables of the same names that must stay as they are.
load_elsewhere() {
    psql -qXd postgres -c "DROP DATABASE IF EXISTS $DATABASE WITH (FORCE)"
    "$HARNESS/load-world" $DATABASE 1.81.15 small --schema "$1" --planted "$BATS_TEST_TMPDIR/planted.csv"
    sql "CREATE TABLE public.\"LiteLLM_VerificationToken\" AS TABLE \"$1\".\"LiteLLM_VerificationToken\"" \
        "CREATE TABLE public.\"LiteLLM_UserTable\" AS TABLE \"$1\".\"LiteLLM_UserTable\"" \
        'DELETE FROM public."LiteLLM_UserTable"'
    sql 'TABLE public."LiteLLM_VerificationToken"' | sha256sum >"$BATS_TEST_TMPDIR/decoy"
}

clean_and_undo_elsewhere() {
    keep_rows "$1"
    run_program "$PROGRAM" "${@:2}" orphans --json
    exits 0
    is "orphans" "$(sed 1d "$BATS_TEST_TMPDIR/planted.csv")" "$(json '.[] | "\(.class),\(.count)"' | LC_ALL=C sort)"
    run_program "$PROGRAM" "${@:2}" orphans clean --all-safe --yes --in-use-within 0s --json
    exits 0
    shows .rows 120
    rows_have_changed "$1"
    run_program "$PROGRAM" "${@:2}" undo 1 --yes
    exits 0
    rows_are_kept "$1"
    is "the tables in public" "$(cat "$BATS_TEST_TMPDIR/decoy")" \
        "$(sql 'TABLE public."LiteLLM_VerificationToken"' | sha256sum)"
    rm -r "$LITELLM_DBA_STATE"
}

@test "a schema that is not public: --schema, a variable, and ?schema= in a URL" {
    load_elsewhere litellm
    clean_and_undo_elsewhere litellm --dbname $DATABASE --schema litellm
    clean_and_undo_elsewhere litellm --dbname "postgresql:///$DATABASE?schema=litellm"
    LITELLM_DBA_SCHEMA=litellm clean_and_undo_elsewhere litellm --dbname $DATABASE
    # Whatever the session's own path says.
    set_all "DATABASE $DATABASE" "search_path = 'public'"
    clean_and_undo_elsewhere litellm --dbname $DATABASE --schema litellm
}

HARD_NAME="Lite LLM, 1's"

@test "a schema with a difficult name, and undo by psql there" {
    load_elsewhere "$HARD_NAME"
    clean_and_undo_elsewhere "$HARD_NAME" --dbname $DATABASE --schema "$HARD_NAME"
    clean_and_undo_elsewhere "$HARD_NAME" --dbname "postgresql:///$DATABASE?schema=Lite+LLM%2C+1%27s"
    keep_rows "$HARD_NAME"
    dba orphans clean --all-safe --yes --in-use-within 0s --schema "$HARD_NAME"
    exits 0
    cd "$LITELLM_DBA_STATE/operations/000001"
    run_program psql -qX -d "$DATABASE" -f undo.sql
    exits 0
    rows_are_kept "$HARD_NAME"
}

@test "--schema counts more than the URL" {
    dba_alone orphans --dbname "postgresql:///$DATABASE?schema=nowhere" --schema public
    exits 0
    dba_alone orphans --dbname "postgresql:///$DATABASE?schema=nowhere"
    exits 3
}

# --- Prisma -------------------------------------------------------------------------------------------------

@test "Prisma's parameters are left out, and that is said once" {
    local url="postgresql:///$DATABASE?connection_limit=5&pool_timeout=10&pgbouncer=true&schema=public&statement_cache_size=0"

    for words in "orphans --json" "orphans clean alias-unreferenced --yes" "undo 1 --yes"; do
        # The words of a command are meant to be split.
        # shellcheck disable=SC2086
        DATABASE_URL="$url" dba_alone $words
        exits 0
        is "notes" 1 "$(grep -c 'in DATABASE_URL, connection_limit, pool_timeout, .*are left out' "$BATS_TEST_TMPDIR/err")"
        DATABASE_URL="$url" dba_alone orphans --quiet
        tells_nothing
    done
}

@test "a URL as it stands in an .env file" {
    DATABASE_URL="\"postgres://dba@127.0.0.1:$PGPORT/$DATABASE?sslmode=prefer&connect_timeout=5&application_name=litellm\"" \
        PGPASSWORD=$(cat "$PG_PASSWORD_FILE") dba_alone orphans --json
    exits 0
    shows length 15
}
