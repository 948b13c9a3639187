#!/usr/bin/env bats
# Somebody else holds what we need, or we die while we hold it or wait for it.
bats_require_minimum_version 1.5.0
load helper

setup_file() {
    make_world locks 2026-09
    make_world locks_stopped 2026-09
    stop_one
}

# A run that is stopped before its COMMIT, and looked at in the last test: its locks stay until the
# server has had enough.
stop_one() {
    use_world locks_stopped
    export STOPPED=$PLACE BEFORE_STOPPED
    BEFORE_STOPPED=$(contents locks_stopped)
    faulty_in_background DO=STOP ON='rename operations/*manifest.json*' AT=1 -- $CLEAN
    wait_for_state T
    date +%s >"$STOPPED/since"
}

teardown_file() {
    rm -rf "$STOPPED"
}

start() {
    use_world locks
    restore
    BEFORE=$(contents locks)
    dba $CLEAN
    AFTER=$(contents locks)
    restore
    rm -rf "$STATE"
}

# Locks in a database that are not those of who asks and of who holds them for the test.
locks() {
    ask postgres "SELECT count(*) FROM pg_locks AS l JOIN pg_stat_activity AS a USING (pid)
                   WHERE a.datname = '$1' AND a.application_name LIKE 'litellm-dba%'"
}

# within SECONDS - no lock of ours is left after that long.
gone_within() {
    local until=$(($(date +%s%N) / 1000000 + $1 * 1000))
    while [ "$(locks "$DATABASE")" -gt 0 ]; do
        [ $(($(date +%s%N) / 1000000)) -lt $until ] || fail "locks are left after $1 s" || return 1
        sleep 0.05
    done
}

TEAM="SELECT FROM \"LiteLLM_TeamTable\" WHERE team_id = 'team-a' FOR UPDATE"
ADVISORY="SELECT pg_advisory_xact_lock(hashtext('team-a'))"

# killed_waiting - kill -9 while we wait for a lock: nothing of ours stays.
killed_waiting() {
    hold "$TEAM" 30
    faulty_in_background DO=kill -- $CLEAN
    wait_for_ours locks "wait_event_type = 'Lock'"
    [ "$(locks locks)" -gt 0 ]
    kill -KILL $TOOL
    ended
    # lock_timeout is 3 s.
    gone_within 5
    release
    judge "$BEFORE" "$AFTER"
    [ $FOUND = before ]
    [[ $HEALED == *"operation 1 (orphans clean) had ended before its commit"* ]] || fail "$HEALED"
    dba $CLEAN
    [ "$(contents locks)" = "$AFTER" ]
}

@test "killed while it waits for a lock" {
    start
    killed_waiting
}

@test "killed while it waits for a lock, through PgBouncer" {
    start
    start_pooler
    killed_waiting
}

# killed_idle - kill -9 between two statements, with locks held.
killed_idle() {
    faulty_in_background DO=STOP ON='create operations/*/manifest*' AT=1 -- $CLEAN
    wait_for_state T
    [ "$(locks locks)" -gt 0 ]
    # Another run is told that this one is at work, and leaves its operation alone.
    run dba $CLEAN
    [ "$status" -eq 8 ] || fail "exit $status: $(cat "$SAID")"
    [ "$(peek_left)" = running ]
    kill -KILL $TOOL
    ended
    gone_within 2
    judge "$BEFORE" "$AFTER"
    [ $FOUND = before ]
}

@test "killed in the middle of its transaction" {
    start
    killed_idle
}

@test "killed in the middle of its transaction, through PgBouncer" {
    start
    start_pooler
    killed_idle
}

@test "a lock that is held for a short while is waited for" {
    start
    local sql
    for sql in "$TEAM" "$ADVISORY"; do
        hold "$sql" 60
        faulty_in_background DO=kill -- $CLEAN
        wait_for_words '; trying again (2 of 5)'
        release
        ended
        [ "$STATUS" -eq 0 ] || fail "exit $STATUS: $(cat "$SAID")"
        judge "$BEFORE" "$AFTER"
        [ $FOUND = after ]
        restore
        rm -rf "$STATE"
    done
}

@test "a lock that is held for long: nothing changed, and said why" {
    start
    hold "$ADVISORY" 60
    run dba $CLEAN
    release
    [ "$status" -eq 3 ]
    [ "$(grep -c 'trying again' "$SAID")" -eq 4 ]
    grep -q 'SQLSTATE 55P03' "$SAID"
    grep -q 'detail: canceling statement due to lock timeout' "$SAID"
    grep -q 'hint: .*Nothing was changed' "$SAID"
    judge "$BEFORE" "$AFTER"
    [ $FOUND = before ]
    [ -z "$HEALED" ]
}

@test "a statement that takes too long: nothing changed, and said why" {
    start
    hold "$TEAM" 60
    run dba $CLEAN --statement-timeout 1s
    release
    [ "$status" -eq 3 ]
    grep -q 'SQLSTATE 57014' "$SAID"
    grep -q 'detail: canceling statement due to statement timeout' "$SAID"
    grep -q '^litellm-dba: hint: ' "$SAID"
    judge "$BEFORE" "$AFTER"
    [ $FOUND = before ]
    [ -z "$HEALED" ]
}

@test "a statement that is cancelled: nothing changed, and said why" {
    start
    hold "$TEAM" 60
    faulty_in_background DO=kill -- $CLEAN
    wait_for_ours locks "wait_event_type = 'Lock'"
    ask postgres "SELECT pg_cancel_backend(pid) FROM pg_stat_activity
                   WHERE application_name LIKE 'litellm-dba%'" >/dev/null
    ended
    release
    [ "$STATUS" -eq 3 ]
    grep -q 'SQLSTATE 57014' "$SAID"
    grep -q '^litellm-dba: hint: ' "$SAID"
    judge "$BEFORE" "$AFTER"
    [ $FOUND = before ]
    [ -z "$HEALED" ]
}

@test "stopped in the middle of its transaction: the server ends it, and it finds out" {
    use_world locks_stopped
    rm -rf "$PLACE"
    PLACE=$STOPPED STATE=$STOPPED/state LOG=$STOPPED/log SAID=$STOPPED/said
    # idle_in_transaction_session_timeout is 60 s.
    gone_within $((63 - $(date +%s) + $(cat "$STOPPED/since")))
    [ "$(contents locks_stopped)" = "$BEFORE_STOPPED" ]
    kill -CONT "$(cat "$STOPPED/tool")"
    while kill -0 "$(cat "$STOPPED/tool")" 2>/dev/null; do sleep 0.05; done
    grep -q 'error: ' "$SAID"
    grep -q 'hint: .*[Nn]othing was changed' "$SAID" || fail "$(cat "$SAID")"
    judge "$BEFORE_STOPPED" none
}
