#!/usr/bin/env bats
# What cannot be settled by itself is named, and nothing is touched; what others do meanwhile counts.
bats_require_minimum_version 1.5.0
load helper

setup_file() {
    make_world doubt 2026-09
}

start() {
    restore
    BEFORE=$(contents "$DATABASE")
    faulty DO=kill -- $CLEAN
    AFTER=$(contents "$DATABASE")
    # The call that sends COMMIT, and the one after it.
    COMMIT=$(grep -n '^send COMMIT' "$LOG" | tail -n 1 | cut -d: -f1)
    AFTER_COMMIT=$((COMMIT + 1))
    LAST_COMMIT=$(grep -c '^send COMMIT' "$LOG")
    start_again
}

start_again() {
    restore
    rm -rf "$STATE"
}

# in_doubt EVIDENCE - changes are refused with the evidence, reading goes on with a warning,
# and nothing is touched.
in_doubt() {
    local tables files command
    tables=$(contents "$DATABASE")
    files=$(ls "$STATE/operations/000001")
    run dba $CLEAN
    [ "$status" -eq 10 ] || fail "exit $status"
    grep -q 'error: it is not known whether operation 1 was committed' "$SAID"
    grep -q "detail: .*$1" "$SAID" || fail "$(cat "$SAID")"
    grep -q "hint: .*\"$STATE/operations/000001\".*journal settle 1 --as completed" "$SAID"
    run dba undo 1 --yes
    [ "$status" -eq 10 ]
    for command in "orphans" "status" "journal list" "orphans key-expired --json"; do
        dba $command || fail "$command: $(cat "$SAID")"
        grep -q 'warning: it is not known whether operation 1 was committed' "$SAID" ||
            fail "$command: $(cat "$SAID")"
    done
    [ "$(contents "$DATABASE")" = "$tables" ]
    [ "$(ls "$STATE/operations/000001")" = "$files" ]
    [ "$(peek_left)" = prepared ]
}

@test "killed before COMMIT, and a row is gone since: in doubt, and a person settles it" {
    use_world doubt
    start
    faulty DO=kill AT="$COMMIT" -- $CLEAN
    ask doubt "DELETE FROM \"LiteLLM_VerificationToken\" WHERE user_id = 'gone-1'"
    in_doubt 'aborted. Rows as before the operation: 7, as after it: 1, changed by others since: 0, files gone: 0. The timeline is the same'

    dba journal settle 1 --as interrupted --yes
    [ "$(peek)" = interrupted ]
    [ ! -e "$(folder)" ]
    dba journal verify
    dba $CLEAN
    OPERATION=2
    [ "$(peek)" = completed ]
    [ -z "$(unfinished)" ]
}

@test "killed after COMMIT, and a row is back since: in doubt, and a person settles it" {
    use_world doubt
    start
    faulty DO=kill AT=$AFTER_COMMIT -- $CLEAN
    ask doubt "INSERT INTO \"LiteLLM_VerificationToken\"
               SELECT * FROM harness.\"LiteLLM_VerificationToken\" WHERE user_id = 'gone-1'"
    in_doubt 'committed. Rows as before the operation: 1, as after it: 7, changed by others since: 0, files gone: 0. The timeline is the same'

    dba journal settle 1 --as completed --yes
    [ "$(peek)" = completed ]
    check_files
    [ -z "$(unfinished)" ]
    dba journal verify
    dba undo 1 --yes
    [ "$(contents doubt)" = "$BEFORE" ]
}

# healing_killed STEP FOUND - the run that heals what is in $STATE is killed at every STEP-th call, and
# the next one does it.
healing_killed() {
    local n step=$(($1 * EVERY))
    [ -z "${FAULTS_ALL:-}" ] || step=1
    cp -r "$STATE" "$PLACE/start"
    for ((n = 1; ; n += step)); do
        rm -rf "$STATE"
        cp -r "$PLACE/start" "$STATE"
        faulty DO=kill AT=$n -- orphans
        struck || break
        judge "$BEFORE" "$AFTER" || fail "killed at $n, $(moment)" || return 1
        [ $FOUND = "$2" ] || return 1
    done
    rm -rf "$PLACE/start"
    [ $n -gt 30 ]
}

@test "the run that heals is killed: the next one heals" {
    use_world doubt
    start
    faulty DO=kill AT="$COMMIT" -- $CLEAN
    quickly healing_killed 5 before
    start_again
    faulty DO=kill AT=$AFTER_COMMIT -- $CLEAN
    quickly healing_killed 5 after
}

@test "what somebody removed of a committed operation is named, and it comes to its end" {
    use_world doubt
    start
    faulty DO=kill AT=$AFTER_COMMIT -- $CLEAN
    rm "$(folder)"/01-*
    dba orphans
    grep -q 'warning: "01-.*" is gone from ".*": its rows cannot be brought back' "$SAID"
    grep -q 'warning: operation 1 (orphans clean) had been committed' "$SAID"
    [ "$(peek)" = completed ]
    run dba undo 1 --yes
    [ "$status" -eq 5 ]
    [ "$(contents doubt)" = "$AFTER" ]
}

@test "of another database: it waits, and stands in nobody's way" {
    use_world doubt
    start
    copy_world doubt doubt_other
    faulty DO=kill AT=$AFTER_COMMIT -- $CLEAN
    DATABASE=doubt_other
    dba $CLEAN
    grep -q 'note: operation 1 on database "doubt" waits to be judged' "$SAID"
    [ "$(contents doubt_other)" = "$AFTER" ]
    [ "$(peek_left)" = prepared ]
    run dba undo 1 --yes
    [ "$status" -eq 7 ]
    [ "$(contents doubt_other)" = "$AFTER" ]
    DATABASE=doubt
    judge "$BEFORE" "$AFTER"
    [ $FOUND = after ]
}

@test "the address leads elsewhere when the connection is made anew: in doubt" {
    use_world doubt
    start
    copy_world doubt doubt_other
    printf '[proxy]\ndbname=doubt\n' >"$PLACE/services"
    export PGSERVICEFILE=$PLACE/services
    ADDRESS=service=proxy faulty DO="sed -i s/doubt/doubt_other/ '$PLACE/services'
        psql -qXAt -d postgres -c \"SELECT pg_terminate_backend(pid) FROM pg_stat_activity
            WHERE application_name LIKE 'litellm-dba%'\" >/dev/null; sleep 0.2" \
        AT=$COMMIT -- $CLEAN
    struck
    [ "$STATUS" -eq 10 ] || fail "exit $STATUS: $(cat "$SAID")"
    grep -q 'detail: the address leads to another database now' "$SAID"
    judge "$BEFORE" "$AFTER"
    [ $FOUND = before ]
}

@test "only what is in doubt can be settled" {
    use_world doubt
    start
    run dba journal settle 1 --as completed --yes
    [ "$status" -ne 0 ]
    dba $CLEAN
    run dba journal settle 1 --as interrupted --yes
    [ "$status" -eq 7 ]
    grep -q 'error: operation 1 is not in doubt' "$SAID"
    [ "$(peek)" = completed ]
    restore

    OPERATION=2
    faulty_in_background DO=STOP ON='create operations/*/manifest*' AT=1 -- $CLEAN
    wait_for_state T
    run dba journal settle 2 --as interrupted --yes
    kill -CONT $TOOL
    wait $TOOL
    [ "$status" -eq 7 ]
    [ "$(peek)" = completed ]
    check_files
}

@test "a run that ends well while an older one is healed is not taken for dead" {
    use_world doubt
    start
    copy_world doubt doubt_other
    # 1, on this database, is prepared and dead; 2, on the other one, is at work.
    faulty DO=kill AT="$COMMIT" -- $CLEAN
    DATABASE=doubt_other OPERATION=2
    faulty_in_background DO=STOP ON='create operations/*/01-*' AT=1 -- $CLEAN
    wait_for_state T
    # While 1 is judged, 2 goes on to its end.
    DATABASE=doubt LOG=$LOG.healer SAID=$SAID.healer
    faulty DO="kill -CONT $TOOL; while grep -qs '^State:[[:space:]][^Z]' /proc/$TOOL/status; do sleep 0.02; done" \
        ON='send CREATE TEMPORARY TABLE*' AT=1 -- orphans
    struck
    [ "$STATUS" -eq 0 ] || fail "$(cat "$SAID")"
    [ "$(peek)" = completed ]
    check_files
    DATABASE=doubt_other
    [ "$(contents doubt_other)" = "$AFTER" ]
    [ -z "$(unfinished)" ]
    dba undo 2 --yes
    [ "$(contents doubt_other)" = "$BEFORE" ]
}

@test "while one run heals, another leaves it alone" {
    use_world doubt
    start
    faulty DO=kill AT=$AFTER_COMMIT -- $CLEAN
    faulty_in_background DO=STOP ON='rename *' AT=2 -- orphans
    wait_for_state T
    SAID=$SAID.other dba orphans
    [ ! -s "$SAID.other" ] || fail "$(cat "$SAID.other")"
    [ "$(peek_left)" = committed ]
    kill -CONT $TOOL
    wait $TOOL
    grep -q 'operation 1 (orphans clean) had been committed' "$SAID"
    judge "$BEFORE" "$AFTER"
    [ $FOUND = after ]
    [ -z "$HEALED" ]
}

@test "many runs find a dead one at the same time: one heals it, none fails" {
    use_world doubt
    start
    local round n runs
    for round in 1 2 3; do
        start_again
        rm -f "$PLACE"/many.*
        faulty DO=kill AT=$AFTER_COMMIT -- $CLEAN
        runs=()
        for n in 1 2 3 4 5 6; do
            ("$PROGRAM" orphans --dbname dbname=doubt --state "$STATE" >/dev/null \
                2>"$PLACE/many.$n" || echo "exit $?" >>"$PLACE/many.$n") 3>&- &
            runs+=($!)
        done
        wait "${runs[@]}"
        [ "$(cat "$PLACE"/many.* | grep -c 'had been committed')" -eq 1 ] ||
            fail "$(cat "$PLACE"/many.*)"
        ! grep -h 'exit\|error\|could not' "$PLACE"/many.* || fail "one failed"
        [ "$(peek)" = completed ]
        judge "$BEFORE" "$AFTER"
    done
}

# A cluster of this test's own, so that it can be stopped, started, and given another timeline.
own_cluster() {
    "$BATS_TEST_DIRNAME/../../scripts/with-postgres" --set synchronous_commit=on --keep -- \
        sh -c 'echo "PGHOST=$PGHOST PGPORT=$PGPORT" >"$1"' sh "$PLACE/cluster" 2>"$PLACE/cluster.log" 3>&-
    export $(cat "$PLACE/cluster")
    CLUSTER=$PGHOST
}

# as_owner COMMAND... - as the user to whom the cluster belongs.
as_owner() {
    local owner
    owner=$(stat -c %u "$CLUSTER/data")
    (
        cd "$CLUSTER"
        [ "$(id -u)" = "$owner" ] || set -- setpriv --reuid "$owner" --clear-groups "$@"
        exec "$@"
    ) >>"$PLACE/cluster.log" 2>&1 3>&- || fail "$*: $(cat "$PLACE/cluster.log")"
}

stop_at_once() {
    as_owner "$PG_BINDIR/pg_ctl" -D "$CLUSTER/data" -w -m immediate stop
}

start_cluster() {
    as_owner "$PG_BINDIR/pg_ctl" -D "$CLUSTER/data" -w -o "-p $PGPORT" -l "$CLUSTER/data/log" start
}

teardown() {
    if [ -n "${CLUSTER:-}" ]; then
        stop_at_once || true
        rm -rf "$CLUSTER"
    fi
    rm -rf "$PLACE"
}

@test "the server is stopped at once and started again, and gets another timeline" {
    use_world clustered
    own_cluster
    make_world clustered 1.81.15
    start

    # Gone and there again while the tool sleeps before COMMIT.
    faulty_in_background DO=STOP AT="$COMMIT" -- $CLEAN
    wait_for_state T
    stop_at_once
    start_cluster
    kill -CONT $TOOL
    STATUS=0
    wait $TOOL || STATUS=$?
    [ "$STATUS" -eq 3 ] || fail "exit $STATUS: $(cat "$SAID")"
    [ "$(peek)" = interrupted ]
    judge "$BEFORE" "$AFTER"
    [ $FOUND = before ]

    # Gone when the answer to COMMIT should have come.
    start_again
    faulty DO=lose STAYS=1 ON='send COMMIT*' AT="$LAST_COMMIT" -- $CLEAN
    [ "$STATUS" -eq 10 ] || fail "exit $STATUS: $(cat "$SAID" "$LOG")"
    stop_at_once
    run dba orphans
    [ "$status" -eq 3 ]
    [ "$(peek_left)" = prepared ]
    start_cluster
    judge "$BEFORE" "$AFTER"
    [ $FOUND = after ]

    # Recovered to another timeline, as from a base backup.
    start_again
    faulty DO=kill AT="$COMMIT" -- $CLEAN
    stop_at_once
    as_owner sh -c "echo \"restore_command = 'false'\" >>data/postgresql.conf; touch data/recovery.signal"
    start_cluster
    while [ "$(ask postgres 'SELECT pg_is_in_recovery()')" = t ]; do sleep 0.05; done
    in_doubt 'aborted. Rows as before the operation: 8, as after it: 0, changed by others since: 0, files gone: 0. The timeline is another one'
    dba journal settle 1 --as interrupted --yes
    judge "$BEFORE" "$AFTER"
    [ $FOUND = before ]
}
