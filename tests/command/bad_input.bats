#!/usr/bin/env bats
# What goes wrong: a clear message, a hint, the documented exit code, and nothing changed.

load helper

setup_file() {
    fresh
}

teardown_file() {
    drop_database
    psql -qXd postgres -c 'DROP ROLE IF EXISTS command_reader'
}

cannot_connect() {
    fails_as 3 "could not connect to the server"
}

# --- the server -------------------------------------------------------------------------------------------

@test "an unreachable server" {
    dba_alone orphans --dbname postgresql://somebody@127.0.0.1:1/litellm
    cannot_connect
    tells "Connection refused" "Is the port-forward running, and the port right?"
    tells_not '\t'
    dba_alone orphans clean --all-safe --yes --dbname "host=$BATS_TEST_TMPDIR dbname=litellm"
    cannot_connect
    dba_alone status --dbname postgresql://somebody@no-such-host.invalid/litellm
    cannot_connect
    [ ! -e "$LITELLM_DBA_STATE/operations/000001" ]
}

@test "a wrong password, and none" {
    dba_alone orphans --dbname "postgresql://litellm:wr0ng-w0rd@127.0.0.1:$PGPORT/$DATABASE"
    cannot_connect
    tells "password authentication failed" "PGPASSFILE"
    tells_not wr0ng-w0rd
    dba_alone orphans --dbname "postgresql://litellm@127.0.0.1:$PGPORT/$DATABASE"
    cannot_connect
    tells "no password supplied" "PGPASSFILE"
    PGPASSWORD=wr0ng-w0rd dba_alone orphans clean --all-safe --yes --verbose \
        --dbname "postgresql://litellm@127.0.0.1:$PGPORT/$DATABASE"
    exits 3
    tells_not wr0ng-w0rd
    [ -z "$(grep -rl wr0ng-w0rd "$LITELLM_DBA_STATE")" ]
}

@test "a database that is not there" {
    dba_alone orphans --dbname no_such_database
    cannot_connect
    tells 'database "no_such_database" does not exist' "There is no database of that name"
}

@test "a database without LiteLLM, and a schema without it" {
    dba_alone orphans --dbname postgres
    fails_as 3 'there is no LiteLLM in schema "public" of database "postgres"'
    tells "Is it the right database?" "In a new one LiteLLM makes them: start it once"
    dba orphans --schema nowhere
    fails_as 3 "there is no LiteLLM in schema \"nowhere\" of database \"$DATABASE\""
    tells "This database has LiteLLM's tables in schema \"public\""
    dba orphans clean --all-safe --yes --schema nowhere
    exits 3
    [ ! -e "$LITELLM_DBA_STATE/operations/000001" ]
}

@test "a URL that is none of PostgreSQL, or cannot be understood" {
    dba_alone orphans --dbname "mysql://root@localhost/litellm"
    fails_as 2 '--dbname has a URL of kind "mysql"'
    dba_alone orphans --dbname "prisma+postgres://accelerate.prisma-data.net/?api_key=sEcReT"
    fails_as 2 ""
    tells_not sEcReT
    DATABASE_URL='postgresql://u:p@ss/word@127.0.0.1/litellm' dba_alone orphans
    exits 2
    tells "the URL of DATABASE_URL cannot be understood" "%40"
    tells_not "ss/word"
    dba_alone orphans --dbname "host=localhost nonsense=1"
    exits 2
}

@test "what names the database: --dbname, then ours, then DATABASE_URL, then libpq's" {
    LITELLM_DBA_DATABASE_URL=postgresql:///not_this_one dba orphans
    exits 0
    LITELLM_DBA_DATABASE_URL=postgresql:///$DATABASE DATABASE_URL=postgresql:///not_this_one dba_alone orphans
    exits 0
    DATABASE_URL=postgresql:///$DATABASE PGDATABASE=not_this_one dba_alone orphans
    exits 0
    PGDATABASE=$DATABASE dba_alone orphans
    exits 0
    DATABASE_URL=postgresql:///not_this_one dba_alone orphans
    exits 3
}

# --- roles ------------------------------------------------------------------------------------------------

reader() {
    psql -qXd "$DATABASE" -c "$1" 2>/dev/null
}

@test "a role that may only read: reading works, a change is refused and nothing is done" {
    reader 'CREATE ROLE command_reader LOGIN'
    reader 'GRANT USAGE ON SCHEMA public TO command_reader; GRANT SELECT ON ALL TABLES IN SCHEMA public TO command_reader'
    keep_rows
    dba_alone orphans --dbname "dbname=$DATABASE user=command_reader" --json
    exits 0
    shows '.[] | select(.class == "key-without-user") | .count' 11
    dba_alone orphans clean key-without-user --dbname "dbname=$DATABASE user=command_reader" --dry-run
    exits 0
    dba_alone orphans clean key-without-user --dbname "dbname=$DATABASE user=command_reader" --yes
    exits 3
    prints_nothing
    tells "permission denied for table LiteLLM_" "hint: "
    rows_are_kept
    dba_alone journal list --json
    shows 'map([.operation, .outcome, .rows] | map(tostring) | join(" ")) | join("; ")' "1 server_error 0"
    [ ! -e "$LITELLM_DBA_STATE/operations/000001" ]
    # Nothing to read either.
    reader 'REVOKE SELECT ON "LiteLLM_UserTable" FROM command_reader'
    dba_alone orphans --dbname "dbname=$DATABASE user=command_reader"
    exits 3
    tells "permission denied for table LiteLLM_UserTable" "hint: "
    fresh
}

@test "a session that is read-only by default" {
    keep_rows
    PGOPTIONS='-c default_transaction_read_only=on' dba orphans
    exits 0
    PGOPTIONS='-c default_transaction_read_only=on' dba orphans clean key-without-user --yes
    fails_as 3 'the role "dba" is read-only on this database'
    tells "default_transaction_read_only is on"
    rows_are_kept
    [ ! -e "$LITELLM_DBA_STATE/operations/000001" ]
}

@test "a role without any right to the schema" {
    reader 'CREATE ROLE command_reader LOGIN' || true
    reader 'REVOKE ALL ON SCHEMA public FROM PUBLIC; REVOKE ALL ON SCHEMA public FROM command_reader'
    dba_alone orphans --dbname "dbname=$DATABASE user=command_reader"
    exits 3
    tells "hint: "
    fresh
}

# --- options and operands ----------------------------------------------------------------------------------

@test "wrong options and operands" {
    dba orphans --limit 0 key-expired
    fails_as 2 "--limit: 0 is out of range"
    dba orphans --limit ten key-expired
    fails_as 2 '--limit: "ten" is not a number'
    dba orphans --json --csv
    fails_as 2 "--json and --csv cannot be used together"
    dba orphans key-without-usr
    fails_as 2 'there is no class "key-without-usr"'
    tells 'Did you mean "key-without-user"?'
    dba orphans key-expired key-expired-session
    fails_as 2 '"key-expired-session" is one operand too many for orphans'
    dba orphans --quiet --verbose
    fails_as 2 "--quiet and --verbose cannot be used together"
    dba orphans --dbname
    fails_as 2 ""
    dba orphans --json=yes
    fails_as 2 ""
    dba undo 1 --keep yours
    fails_as 2 ""
    dba undo 99999999999999999999
    fails_as 2 ""
    dba journal list --limit 0
    fails_as 2 "--limit: 0 is out of range"
    [ ! -e "$LITELLM_DBA_STATE/operations/000001" ]
}

@test "a usage error is told before anything is connected to or made" {
    for words in "orphans key-without-usr" "orphans clean key-without-usr" "orphans clean" \
        "orphans clean alias-unreferenced --block-only" "undo one" "journal settle 1"; do
        # The words of a command are meant to be split.
        # shellcheck disable=SC2086
        dba_alone $words --dbname postgresql://somebody@127.0.0.1:1/litellm
        fails_as 2 ""
        [ ! -e "$LITELLM_DBA_STATE" ] || complain "no state folder" "$(ls -A "$LITELLM_DBA_STATE")"
    done
}

# --- the state folder ---------------------------------------------------------------------------------------

# Root writes everywhere, so this is done as somebody else, who comes in through the open socket.
as_nobody() {
    if [ "$(id -u)" != 0 ]; then
        run_program "$@"
        return
    fi
    chmod 755 "$BATS_RUN_TMPDIR" "$BATS_RUN_TMPDIR/test" "$BATS_TEST_TMPDIR"
    install -m 755 "$PROGRAM" "$BATS_TEST_TMPDIR/program"
    run_program runuser -u nobody -- "$BATS_TEST_TMPDIR/program" "${@:2}"
}

@test "a journal that cannot be written" {
    local folder="$BATS_TEST_TMPDIR/theirs"

    keep_rows
    mkdir -m 755 "$folder"
    [ "$(id -u)" = 0 ] || chmod 555 "$folder"
    as_nobody "$PROGRAM" orphans clean key-without-user --yes --dbname \
        "postgresql://dba:$(cat "$PG_PASSWORD_FILE")@127.0.0.1:$PGPORT/$DATABASE" --state "$folder/state"
    exits 4
    tells "$folder/state" "hint: " "--state or LITELLM_DBA_STATE"
    prints_nothing
    as_nobody "$PROGRAM" orphans clean key-without-user --yes --dbname \
        "postgresql://dba:$(cat "$PG_PASSWORD_FILE")@127.0.0.1:$PGPORT/$DATABASE" --state "$folder"
    exits 4
    tells "hint: "
    rows_are_kept
}

@test "a journal that has become read-only" {
    local folder="$BATS_TEST_TMPDIR/mine"

    mkdir -m 700 "$folder"
    [ "$(id -u)" != 0 ] || chown nobody "$folder"
    keep_rows
    as_nobody "$PROGRAM" orphans clean alias-unreferenced --yes --dbname \
        "postgresql://dba:$(cat "$PG_PASSWORD_FILE")@127.0.0.1:$PGPORT/$DATABASE" --state "$folder"
    exits 0
    chmod 400 "$folder/journal.db"
    as_nobody "$PROGRAM" undo 1 --yes --dbname \
        "postgresql://dba:$(cat "$PG_PASSWORD_FILE")@127.0.0.1:$PGPORT/$DATABASE" --state "$folder"
    exits 4
    tells "journal" "hint: "
    chmod 600 "$folder"/journal.db*
    as_nobody "$PROGRAM" undo 1 --yes --dbname \
        "postgresql://dba:$(cat "$PG_PASSWORD_FILE")@127.0.0.1:$PGPORT/$DATABASE" --state "$folder"
    exits 0
    rows_are_kept
}

@test "a state folder into which others may write" {
    keep_rows
    mkdir -p "$LITELLM_DBA_STATE"
    for mode in 0770 0777 0702; do
        chmod $mode "$LITELLM_DBA_STATE"
        dba orphans clean key-without-user --yes
        fails_as 4 "others may write into the state folder"
        tells "chmod 0700"
    done
    chmod 0750 "$LITELLM_DBA_STATE"
    dba orphans clean key-without-user --dry-run
    exits 0
    tells "others may read the state folder"
    rows_are_kept
}

@test "a state that is a file, and an empty name" {
    touch "$LITELLM_DBA_STATE"
    dba orphans clean key-without-user --yes
    fails_as 4 ""
    dba orphans clean key-without-user --yes --state ''
    exits 2
    LITELLM_DBA_STATE="$LITELLM_DBA_STATE/below" dba orphans clean key-without-user --yes
    fails_as 4 ""
}

@test "a disk that is full while the pre-image is written" {
    keep_rows
    # No file may grow beyond 64 KiB.
    run_program bash -c 'ulimit -f 64; trap "" XFSZ; exec "$@"' - \
        "$PROGRAM" --dbname "$DATABASE" orphans clean --all-safe --yes
    [ "$status" -eq 5 ] || [ "$status" -eq 4 ] || complain "exit code 4 or 5" "$status"
    tells "hint: "
    rows_are_kept
    dba journal verify
    exits 0
}

@test "a result that cannot be written" {
    command="orphans >/dev/full"
    status=0
    "$PROGRAM" --dbname "$DATABASE" orphans >/dev/full 2>"$BATS_TEST_TMPDIR/err" || status=$?
    : >"$BATS_TEST_TMPDIR/out"
    read_streams
    exits 5
    tells "error: "
}

@test "a reader that goes away early is no failure of the change" {
    status=0
    "$PROGRAM" --dbname "$DATABASE" orphans key-expired | head -n 1 >/dev/null
    is "exit codes" "0 0" "${PIPESTATUS[*]}"
}
