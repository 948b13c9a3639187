#!/usr/bin/env bats
# with-postgres and with-pgbouncer: what they promise to a command, and what they leave behind.

setup() {
    SCRIPTS="$BATS_TEST_DIRNAME/../../scripts"
    # Short, because of the sockets; folders of others do not disturb here.
    TMPDIR=$(mktemp -d /tmp/t.XXXXXX)
    export TMPDIR
    chmod 755 "$TMPDIR"
}

teardown() {
    rm -rf "$TMPDIR"
}

nothing_is_left() {
    [ -z "$(ls "$TMPDIR")" ] || { ls -l "$TMPDIR"; false; }
}

@test "the command has its input, its output and its exit code" {
    run "$SCRIPTS/with-postgres" sh -c 'cat; echo to stderr >&2; exit 7' <<<"from stdin"
    [ "$status" -eq 7 ]
    [ "$output" = "from stdin
to stderr" ]
    nothing_is_left
}

@test "the command is a superuser of an empty UTF-8 cluster" {
    run "$SCRIPTS/with-postgres" psql -XAtc "
        SELECT current_user, current_setting('is_superuser'), current_setting('server_encoding'),
               datcollate, (SELECT count(*) FROM pg_database) FROM pg_database
         WHERE datname = current_database()"
    [ "$output" = "dba|on|UTF8|C.UTF-8|3" ]
}

@test "on 127.0.0.1 the password counts" {
    run "$SCRIPTS/with-postgres" sh -c '
        PGPASSWORD=$(cat "$PG_PASSWORD_FILE") psql -X -h 127.0.0.1 -U litellm -Atc "SELECT current_user"
        PGPASSWORD=wrong psql -X -h 127.0.0.1 -U litellm -Atc "SELECT 1"'
    [ "$status" -eq 2 ]
    [[ "$output" == litellm*"password authentication failed"* ]]
}

@test "no other database can be reached by accident" {
    run env DATABASE_URL=postgresql://production/ PGSERVICE=production PGPASSWORD=x \
        "$SCRIPTS/with-postgres" sh -c 'echo "$DATABASE_URL$PGSERVICE$PGPASSWORD."'
    [ "$output" = . ]
}

@test "a setting reaches the server, quotes and all" {
    run "$SCRIPTS/with-postgres" --set timezone=Asia/Kathmandu --set "log_line_prefix=it's " \
        psql -XAtc 'SHOW timezone' -c 'SHOW log_line_prefix'
    [ "$output" = "Asia/Kathmandu
it's " ]
}

@test "a signal ends the command and leaves nothing" {
    for signal in TERM HUP INT; do
        # A job in the background ignores SIGINT unless told otherwise.
        env --default-signal=INT "$SCRIPTS/with-postgres" sh -c 'echo $PPID; exec sleep 60' \
            >"$BATS_TEST_TMPDIR/pid" 3>&- &
        until [ -s "$BATS_TEST_TMPDIR/pid" ]; do sleep 0.05; done
        kill "-$signal" "$(cat "$BATS_TEST_TMPDIR/pid")"
        status=0
        wait $! || status=$?
        [ "$status" -gt 128 ]
        nothing_is_left
        : >"$BATS_TEST_TMPDIR/pid"
    done
}

@test "when it is killed, its server dies" {
    "$SCRIPTS/with-postgres" sh -c 'echo $PPID $PGHOST; exec sleep 60' >"$BATS_TEST_TMPDIR/pid" 3>&- &
    until [ -s "$BATS_TEST_TMPDIR/pid" ]; do sleep 0.05; done
    read -r pid folder <"$BATS_TEST_TMPDIR/pid"
    server=$(head -n 1 "$folder/data/postmaster.pid")
    command=$(ps -o pid= --ppid "$pid" | grep -vw "$server")
    kill -KILL "$pid"
    for _ in $(seq 600); do
        kill -0 "$server" 2>/dev/null || break
        sleep 0.05
    done
    kill $command
    ! kill -0 "$server" 2>/dev/null
}

@test "a kept server stays until it is stopped as it says" {
    run "$SCRIPTS/with-postgres" --keep true
    [ "$status" -eq 0 ]
    url=$(echo "$output" | sed -n 's/^PostgreSQL is up: //p')
    [ "$(psql -XAtc 'SELECT 1' "$url")" = 1 ]
    eval "$(echo "$output" | sed -n 's/^stop it with: //p')"
    sleep 0.5
    nothing_is_left
}

@test "it runs without being root" {
    [ "$(id -u)" = 0 ] || skip "it is not root who tests"
    chmod 777 "$TMPDIR"
    run setpriv --reuid nobody --regid nogroup --clear-groups "$SCRIPTS/with-postgres" \
        "$SCRIPTS/with-pgbouncer" psql -XAtc 'SELECT 1'
    [ "$output" = 1 ] || { echo "$output"; false; }
    nothing_is_left
}

@test "wrong use says so" {
    run "$SCRIPTS/with-postgres"
    [ "$status" -eq 2 ]
    run "$SCRIPTS/with-postgres" --nonsense true
    [ "$status" -eq 2 ]
    run "$SCRIPTS/with-postgres" --bindir /nowhere true
    [ "$status" -eq 3 ]
    [[ "$output" == *'no PostgreSQL server found in "/nowhere"'* ]]
    run "$SCRIPTS/with-postgres" --set nonsense=1 true
    [ "$status" -eq 3 ]
    nothing_is_left
}

@test "the pooler forgets session state between transactions, the server does not" {
    run "$SCRIPTS/with-postgres" "$SCRIPTS/with-pgbouncer" --set default_pool_size=1 sh -c '
        psql -XAtqc "SET search_path = elsewhere"
        psql -XAtc "SHOW search_path"
        PGHOST=$UPSTREAM_PGHOST PGPORT=$UPSTREAM_PGPORT psql -XAtc "SHOW search_path"
        psql -XAt pgbouncer -c "SHOW config" | grep ^pool_mode
        exit 5'
    [ "$status" -eq 5 ]
    # Transaction pooling leaks what a session has set into the next one.
    [ "$output" = 'elsewhere
"$user", public
pool_mode|transaction|session|yes' ] || { echo "$output"; false; }
    nothing_is_left
}

@test "the pool mode can be chosen" {
    run "$SCRIPTS/with-postgres" "$SCRIPTS/with-pgbouncer" --pool-mode session \
        psql -XAt pgbouncer -c 'SHOW config'
    [[ "$output" == *'pool_mode|session|'* ]]
}
