# What the tests of retention share, beside helper.bash.

# The state folder is in memory: there the fsyncs of many small files cost nothing.
setup() {
    MEMORY=$(mktemp -d -p "$([ -w /dev/shm ] && echo /dev/shm || echo "$BATS_TEST_TMPDIR")" state.XXXXXX)
    export LITELLM_DBA_STATE=$MEMORY/state
}

teardown() {
    rm -rf "$MEMORY"
}

teardown_file() {
    drop_database
}

# cutoff INTERVAL - $BEFORE is an instant so long ago.
cutoff() {
    BEFORE=$(sql "SELECT to_char(now() AT TIME ZONE 'UTC' - interval '$1', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')")
}

# expect SET... - remembers what the requests before $BEFORE should be like: "metadata = '{}' WHERE ...".
expect() {
    local set

    sql 'SET client_min_messages = warning' 'DROP SCHEMA IF EXISTS expected CASCADE' 'CREATE SCHEMA expected' \
        'CREATE TABLE expected.logs AS TABLE "LiteLLM_SpendLogs"'
    for set; do
        sql "UPDATE expected.logs SET $set AND \"startTime\" < '$BEFORE'"
    done
}

# Every request is as expected, to the byte.
as_expected() {
    is "requests that are not as expected" "" "$(sql "
        SELECT left((coalesce(e.t, '-') || ' <> ' || coalesce(l.t, '-')), 500)
          FROM (SELECT t::text AS t FROM expected.logs AS t) AS e
          FULL JOIN (SELECT t::text AS t FROM \"LiteLLM_SpendLogs\" AS t) AS l USING (t)
         WHERE e.t IS NULL OR l.t IS NULL LIMIT 3")"
}
