#!/usr/bin/env bats
# Through PgBouncer in transaction mode: the same work, and nothing of ours stays on its connections.
bats_require_minimum_version 1.5.0
load helper
load killing

setup_file() {
    make_world pooled 1.81.15
}

# through [MODE]
through() {
    start pooled "$CLEAN"
    start_pooler "${1:-transaction}"
}

# Nothing that belongs to a session is left on the pooler's connections to the server, which are
# still there.
check_leftovers() {
    [ "$(ask postgres "SELECT count(*) > 0 FROM pg_stat_activity WHERE datname = 'pooled'")" = t ]
    [ "$(ask pooled "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'")" = 0 ]
    [ "$(ask pooled "SELECT count(*) FROM pg_class WHERE relpersistence = 't'")" = 0 ]
    [ "$(ask postgres "SELECT count(*) FROM pg_stat_activity
                        WHERE datname = 'pooled' AND state <> 'idle'")" = 0 ]
    local n settings
    for n in 1 2 3 4; do
        settings=$(psql -qXAt -d "dbname=pooled $WHERE" -c "
            SELECT name || '=' || setting FROM pg_settings
             WHERE source = 'session' AND name NOT IN ('client_encoding', 'application_name',
                       'DateStyle', 'TimeZone', 'standard_conforming_strings')
            UNION ALL SELECT 'prepared ' || name FROM pg_prepared_statements")
        [ -z "$settings" ] || fail "left on a connection: $settings"
    done
}

@test "orphans, clean, undo and clean again" {
    through
    dba orphans
    grep -q '^key-without-user *2 ' "$SAID.out"
    dba $CLEAN
    [ "$(contents pooled)" = "$AFTER" ]
    judge "$BEFORE" "$AFTER"
    dba undo 1 --yes
    [ "$(contents pooled)" = "$BEFORE" ]
    dba $CLEAN
    dba journal verify
    check_leftovers
}

@test "the pooler is recognised" {
    through
    dba status --json
    [ "$(jq .server.is_pooled "$SAID.out")" = true ]
    dba status
    grep -qi 'pooler' "$SAID.out"
    WHERE=
    dba status --json
    [ "$(jq .server.is_pooled "$SAID.out")" = false ]
}

@test "two at once: one does it, the other is told" {
    through
    local round codes first second
    for round in 1 2 3 4 5; do
        restore
        rm -rf "$STATE"
        (dba $CLEAN || echo $? >"$PLACE/first") 3>&- &
        (SAID=$SAID.second; dba $CLEAN || echo $? >"$PLACE/second") 3>&-
        wait $!
        [ "$(contents pooled)" = "$AFTER" ]
        # 8: at work; 7: it came in between plan and work; none: it came later.
        for codes in "$PLACE"/first "$PLACE"/second; do
            [ ! -e "$codes" ] || grep -qx '[78]' "$codes" || fail "exit $(cat "$codes")"
        done
        [ ! -e "$PLACE/first" ] || [ ! -e "$PLACE/second" ]
        rm -f "$PLACE/first" "$PLACE/second"
        [ "$(sqlite3 "$STATE/journal.db" "SELECT count(*) FROM operation WHERE outcome = 'completed'")" = 1 ]
        dba journal verify
        [ -z "$(unfinished)" ]
    done
    check_leftovers
}

@test "killed at any moment" {
    through
    quickly killed kill 9
    check_leftovers
}

@test "the pooler dies with the answer to COMMIT" {
    through
    faulty DO=kill -- $CLEAN
    local commit
    commit=$(grep -n '^send COMMIT' "$LOG" | tail -n 1 | cut -d: -f1)
    restore
    rm -rf "$STATE"
    faulty DO="kill -KILL $(pgrep -P "$POOLER" pgbouncer); sleep 0.2" AT="$commit" -- $CLEAN
    [ "$STATUS" -eq 10 ] || fail "exit $STATUS: $(cat "$SAID")"
    stop_pooler
    WHERE=
    judge "$BEFORE" "$AFTER"
    [ $FOUND = before ]
}

@test "statement pooling is refused with a hint" {
    through statement
    for command in orphans "$CLEAN"; do
        run dba $command
        [ "$status" -eq 3 ]
        grep -q 'transaction blocks not allowed in statement pooling mode' "$SAID"
        grep -q 'hint: .*pool_mode' "$SAID" || fail "$(cat "$SAID")"
    done
    [ "$(contents pooled)" = "$BEFORE" ]
}
