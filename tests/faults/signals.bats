#!/usr/bin/env bats
# SIGINT and SIGTERM: what was not committed is taken back, and said; a second one kills at once.
bats_require_minimum_version 1.5.0
load helper

setup_file() {
    make_world signals 1.81.15
}

teardown() {
    ask postgres "SET synchronous_commit = local" "ALTER SYSTEM RESET synchronous_standby_names" \
        "SELECT pg_reload_conf()" >/dev/null
    stop_pooler
    rm -rf "$PLACE"
}

start() {
    use_world signals
    COMMAND=$CLEAN
    restore
    BEFORE=$(contents signals)
    dba $CLEAN
    AFTER=$(contents signals)
    restore
    rm -rf "$STATE"
}

# asked_to_stop STEP SIGNAL EXIT OUTCOME - at every STEP-th call.
asked_to_stop() {
    local n all times=0 stopped=0 done_count=0
    all=$(moments "$1" DO="$2") || return 1
    for n in $all; do
        start_over
        faulty DO="$2" AT=$n -- $COMMAND
        struck || break
        times=$((times + 1))
        cp "$SAID" "$SAID.first"
        judge "$BEFORE" "$AFTER" || fail "$2 at $n, $(moment), exit $STATUS" || return 1
        [ -z "$HEALED" ] || fail "$2 at $n, $(moment): left to heal: $HEALED" || return 1
        case $STATUS-$FOUND-$(peek) in
        "$3-before-none" | "$3-before-$4")
            grep -qx "litellm-dba: stopped by SIG$2" "$SAID.first" ||
                fail "$2 at $n, $(moment): $(cat "$SAID.first")" || return 1
            stopped=$((stopped + 1))
            ;;
        0-after-completed) done_count=$((done_count + 1)) ;;
        *) fail "$2 at $n, $(moment): exit $STATUS, $FOUND, $(peek): $(cat "$SAID.first")" || return 1 ;;
        esac
        [ $FOUND = before ] || restore
    done
    echo "# SIG$2: $times times, the last at call $n, $stopped times stopped, $done_count times done" >&3
    [ $stopped -gt 0 ] && [ $done_count -gt 0 ]
}

@test "SIGINT at any moment" {
    start
    quickly asked_to_stop 4 INT 130 interrupted
}

@test "SIGTERM at any moment" {
    start
    quickly asked_to_stop 5 TERM 143 terminated
}

# took_to_stop - how many milliseconds it took from SIGTERM to the end of a run that waits for a lock.
took_to_stop() {
    local asked
    hold "SELECT FROM \"LiteLLM_TeamTable\" WHERE team_id = 'team-a' FOR UPDATE" 30
    faulty_in_background DO=kill -- $CLEAN
    wait_for_ours signals "wait_event_type = 'Lock'"
    asked=$(date +%s%N)
    kill -TERM $TOOL
    ended
    TOOK=$((($(date +%s%N) - asked) / 1000000))
    release
}

@test "SIGTERM while it waits for a lock ends it within a second" {
    start
    local attempt
    # It may be the machine that is slow, but not each time.
    for attempt in 1 2 3; do
        rm -rf "$STATE"
        took_to_stop
        [ "$STATUS" -eq 143 ]
        [ "$(peek)" = terminated ]
        [ "$(ours signals true)" -eq 0 ]
        judge "$BEFORE" "$AFTER"
        [ $FOUND = before ]
        [ $TOOK -ge 1500 ] || break
    done
    [ $TOOK -lt 1500 ] || fail "it took $TOOK ms"
}

# A COMMIT that waits for a standby that is not there.
hang_commit() {
    ask postgres "ALTER SYSTEM SET synchronous_standby_names = 'nobody'" >/dev/null
    ask postgres "SELECT pg_reload_conf()" >/dev/null
    faulty_in_background DO=kill -- $CLEAN
    wait_for_ours signals "wait_event = 'SyncRep'"
}

resume_commit() {
    ask postgres "SET synchronous_commit = local" "ALTER SYSTEM RESET synchronous_standby_names" \
        "SELECT pg_reload_conf()" >/dev/null
}

@test "SIGINT during COMMIT waits for its end" {
    start
    hang_commit
    kill -INT $TOOL
    sleep 0.6
    kill -0 $TOOL
    resume_commit
    wait $TOOL
    [ "$(peek)" = completed ]
    judge "$BEFORE" "$AFTER"
    [ $FOUND = after ]
}

@test "a second SIGINT kills at once, and the next run waits for the COMMIT and says what became of it" {
    start
    hang_commit
    kill -INT $TOOL
    wait_for_receipt INT
    kill -INT $TOOL
    ended
    [ "$STATUS" -eq 130 ]
    [ "$(peek_left)" = prepared ]
    ours signals "wait_event = 'SyncRep'"
    (
        wait_for_words 'still in progress on the server; waiting' || true
        resume_commit
    ) 3>&- &
    judge "$BEFORE" "$AFTER" orphans
    wait $!
    [ $FOUND = after ]
    [[ $HEALED == *"operation 1 is still in progress on the server; waiting"* ]]
}
