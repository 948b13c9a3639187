#!/usr/bin/env bats
# A password is nowhere: not in the state folder, not on a terminal, not in the process list. And
# nobody else can read what is kept.

load helper

SECRET='hOrSe+batt3ry@staple'
ENCODED='hOrSe%2Bbatt3ry%40staple'

setup_file() {
    fresh
    psql -qXd postgres -c "DROP ROLE IF EXISTS command_owner" \
        -c "CREATE ROLE command_owner LOGIN SUPERUSER PASSWORD '$SECRET'" 2>/dev/null
}

teardown_file() {
    drop_database
    psql -qXd postgres -c "DROP ROLE IF EXISTS command_owner"
}

# Whatever form it may take.
secret_is_nowhere() {
    local form

    for form in "$SECRET" "$ENCODED" "batt3ry" "$(printf %s "$SECRET" | base64)"; do
        ! grep -rqF -e "$form" "$@" || complain "nowhere: $form" "$(grep -rlF -e "$form" "$@")"
    done
}

# A clean, a listing, a failure, an undo, all as talkative as can be; then the search.
do_everything() {
    run_program "$PROGRAM" "$@" orphans clean key-without-user --yes --verbose
    exits 0
    cat "$BATS_TEST_TMPDIR/out" "$BATS_TEST_TMPDIR/err" >>"$BATS_TEST_TMPDIR/talk"
    for words in "orphans" "orphans key-without-team --json" "undo 1 --yes" "undo 1 --yes" "journal show 1" \
        "journal export" "journal verify" "orphans clean nonsense" "orphans --schema nowhere" status; do
        # The words of a command are meant to be split.
        # shellcheck disable=SC2086
        run_program "$PROGRAM" "$@" $words --verbose
        cat "$BATS_TEST_TMPDIR/out" "$BATS_TEST_TMPDIR/err" >>"$BATS_TEST_TMPDIR/talk"
    done
    [ "$(wc -l <"$BATS_TEST_TMPDIR/talk")" -gt 100 ]
    [ -s "$LITELLM_DBA_STATE/journal.db" ]
    secret_is_nowhere "$BATS_TEST_TMPDIR/talk" "$LITELLM_DBA_STATE"
}

@test "a password in DATABASE_URL" {
    export DATABASE_URL="postgresql://command_owner:$ENCODED@127.0.0.1:$PGPORT/$DATABASE?connection_limit=3"
    do_everything
}

@test "a password in LITELLM_DBA_DATABASE_URL, as a connection string" {
    export LITELLM_DBA_DATABASE_URL="host=127.0.0.1 port=$PGPORT user=command_owner password='$SECRET' dbname=$DATABASE"
    do_everything
}

@test "a password in --dbname, as a URL: warned about, and not written down" {
    do_everything --dbname "postgresql://command_owner:$ENCODED@127.0.0.1:$PGPORT/$DATABASE"
    tells "a password in --dbname can be seen by others"
    dba_alone journal show 1 --json
    json '.events[0].body.arguments | join(" ")' | grep -q "postgresql://command_owner.*@127.0.0.1:$PGPORT/$DATABASE"
}

@test "a password in --dbname, as parameters" {
    do_everything "--dbname=postgresql://127.0.0.1:$PGPORT/$DATABASE?user=command_owner&password=$ENCODED"
}

@test "a password in --dbname, as a connection string" {
    do_everything -d "host=127.0.0.1 port=$PGPORT user=command_owner password = '$SECRET' dbname=$DATABASE"
}

@test "a password in PGPASSWORD, and in a password file" {
    local target="host=127.0.0.1 port=$PGPORT user=command_owner dbname=$DATABASE"

    PGPASSWORD="$SECRET" do_everything --dbname "$target"
    rm -r "$LITELLM_DBA_STATE"
    (umask 077 && echo "127.0.0.1:*:*:command_owner:$SECRET" >"$BATS_TEST_TMPDIR/pgpass")
    PGPASSFILE="$BATS_TEST_TMPDIR/pgpass" do_everything --dbname "$target"
}

@test "a running program shows no password in the process list" {
    export DATABASE_URL="postgresql://command_owner:$ENCODED@127.0.0.1:$PGPORT/$DATABASE"
    hold 'SELECT 1 FROM "LiteLLM_ModelTable" FOR UPDATE'
    "$PROGRAM" orphans clean alias-unreferenced --yes --verbose >"$BATS_TEST_TMPDIR/out" 2>"$BATS_TEST_TMPDIR/err" 3>&- &
    wait_for_waiting
    tr '\0' ' ' <"/proc/$!/cmdline" >"$BATS_TEST_TMPDIR/processes"
    grep -q 'orphans clean alias-unreferenced' "$BATS_TEST_TMPDIR/processes"
    psql -qXAtd postgres -c "SELECT application_name, query FROM pg_stat_activity" >"$BATS_TEST_TMPDIR/sessions"
    grep -q '^litellm-dba/orphans clean|' "$BATS_TEST_TMPDIR/sessions"
    secret_is_nowhere "$BATS_TEST_TMPDIR/processes" "$BATS_TEST_TMPDIR/sessions"
    let_go
    wait $!
    secret_is_nowhere "$BATS_TEST_TMPDIR/out" "$BATS_TEST_TMPDIR/err" "$LITELLM_DBA_STATE"
    dba undo 1 --yes
    exits 0
}

@test "a password in --dbname is taken out of the process list" {
    hold 'SELECT 1 FROM "LiteLLM_ModelTable" FOR UPDATE'
    "$PROGRAM" --dbname "postgresql://command_owner:$ENCODED@127.0.0.1:$PGPORT/$DATABASE" \
        orphans clean alias-unreferenced --yes >/dev/null 2>&1 3>&- &
    wait_for_waiting
    tr '\0' ' ' <"/proc/$!/cmdline" >"$BATS_TEST_TMPDIR/processes"
    grep -q "$DATABASE" "$BATS_TEST_TMPDIR/processes"
    secret_is_nowhere "$BATS_TEST_TMPDIR/processes"
    let_go
    wait $!
    dba undo 1 --yes
    exits 0
}

@test "the proxy's master key is nowhere either" {
    SECRET=sk-lost-user-1 ENCODED=sk-lost-user-1
    export LITELLM_MASTER_KEY=$SECRET DATABASE_URL="postgresql:///$DATABASE"
    run_program "$PROGRAM" orphans clean key-without-user --yes --verbose
    exits 0
    prints "10 rows"
    secret_is_nowhere "$LITELLM_DBA_STATE" "$BATS_TEST_TMPDIR/out" "$BATS_TEST_TMPDIR/err"
    dba undo 1 --yes
    exits 0
}

@test "files are for their owner only, whatever the umask" {
    umask 000
    dba orphans clean --all-safe --yes
    dba undo 1 --yes
    exits 0
    is "folders" "" "$(find "$LITELLM_DBA_STATE" -type d ! -perm 0700)"
    is "files" "" "$(find "$LITELLM_DBA_STATE" -type f ! -perm 0600)"
    [ "$(find "$LITELLM_DBA_STATE" -type f | wc -l)" -gt 20 ]
}

@test "files are whole while others run too" {
    umask 000
    hold 'SELECT 1 FROM "LiteLLM_ModelTable" FOR UPDATE'
    "$PROGRAM" --dbname "$DATABASE" orphans clean --all-safe --yes >/dev/null 2>&1 3>&- &
    wait_for_waiting
    is "folders" "" "$(find "$LITELLM_DBA_STATE" -type d ! -perm 0700)"
    is "files" "" "$(find "$LITELLM_DBA_STATE" -type f ! -perm 0600)"
    # Nothing has a final name before the commit.
    is "final names" "" "$(find "$LITELLM_DBA_STATE/operations" -name '*.csv')"
    let_go
    wait $!
    dba undo 1 --yes
    exits 0
}
