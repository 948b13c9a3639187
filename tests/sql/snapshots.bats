#!/usr/bin/env bats
# Who is said to keep dead rows from being removed: only who really does.

setup() {
    createdb snapshots_here
    createdb snapshots_elsewhere
}

teardown() {
    psql -qXd postgres -c 'DROP DATABASE snapshots_here WITH (FORCE)' \
        -c 'DROP DATABASE snapshots_elsewhere WITH (FORCE)'
}

# hold DATABASE NAME - a session there keeps a snapshot.
hold() {
    PGAPPNAME=$2 psql -qXAt -d "$1" -c 'BEGIN ISOLATION LEVEL REPEATABLE READ' -c 'SELECT 1' \
        -c 'SELECT pg_sleep(60)' >/dev/null 2>&1 3>&- &
    for _ in {1..100}; do
        [ "$(psql -qXAtd postgres -c "SELECT count(*) FROM pg_stat_activity
              WHERE application_name = '$2' AND backend_xmin IS NOT NULL
                AND query LIKE '%pg_sleep%'")" = 0 ] || return 0
        sleep 0.1
    done
    return 1
}

holders() {
    psql -qXAtd snapshots_here -v ON_ERROR_STOP=1 -v limit=10 \
        -f "$BATS_TEST_DIRNAME/../../sql/server/status/oldest_snapshot.sql"
}

@test "a session of another database holds nothing back in this one" {
    hold snapshots_here here
    hold snapshots_elsewhere elsewhere
    run holders
    echo "$output"
    [ "${#lines[@]}" -eq 1 ]
    [[ "${lines[0]}" =~ ^session\|[0-9]+\ [a-z]+\ here\| ]]
}

@test "a slot of logical replication holds only the catalogs" {
    run "$BATS_TEST_DIRNAME/../../scripts/with-postgres" --set wal_level=logical -- psql -qXAt \
        -v limit=10 -c "SELECT FROM pg_create_logical_replication_slot('slot', 'pgoutput')" \
        -f "$BATS_TEST_DIRNAME/../../sql/server/status/oldest_snapshot.sql"
    echo "$output"
    [[ "$output" =~ replication\ slot\|slot\|[0-9]+\|\|t$ ]]
}
