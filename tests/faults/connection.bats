#!/usr/bin/env bats
# The connection breaks, the server ends it, crashes or stays away, at any moment.
bats_require_minimum_version 1.5.0
load helper

setup_file() {
    make_world connection 1.81.15
}

start() {
    use_world connection
    restore
    BEFORE=$(contents connection)
    # The whole run once, to know its calls by name.
    faulty DO=cut -- $CLEAN
    AFTER=$(contents connection)
    LAST_COMMIT=$(grep -c '^send COMMIT' "$LOG")
    restore
    rm -rf "$STATE"
}

# The exit code and the tables say the same, and the journal has it already.
agrees() {
    [ "$STATUS-$FOUND" = 0-after ] || [ "$STATUS-$FOUND" = 3-before ]
}

# broken FAULT NAME AT [ON] - and the server is there again at once.
broken() {
    rm -rf "$STATE"
    faulty DO="$1" AT="$3" ON="${4:-[sr]e[nc]*}" -- $CLEAN
    struck || return 0
    [ "$(peek)" != prepared ] && [ "$(peek)" != running ] ||
        fail "$2 at $3, $(moment): left $(peek), exit $STATUS: $(cat "$SAID")" || return 1
    cp "$SAID" "$SAID.first"
    judge "$BEFORE" "$AFTER" && agrees ||
        fail "$2 at $3, $(moment): exit $STATUS, $FOUND: $(cat "$SAID.first")" || return 1
    [ $FOUND = before ] || restore
}

# breaking STEP FAULT [NAME] - at every STEP-th call, and at the last message, which is after COMMIT. How
# many answers come in depends on how they are cut to pieces on the way.
breaking() {
    local n step=$(($1 * EVERY)) name=${3:-$2} done_count=0
    [ -z "${FAULTS_ALL:-}" ] || step=1
    for ((n = 1; ; n += step)); do
        broken "$2" "$name" $n || return 1
        struck || break
        [ $FOUND = before ] || done_count=$((done_count + 1))
    done
    echo "# $name, each $step of $((n - 1)) moments: $done_count times done" >&3
    restore
    [ $n -gt 40 ] || fail "$name: only $n calls" || return 1
    broken "$2" "$name" 1 "send X*" && struck && [ $FOUND = after ]
}

@test "cut before any message or answer" {
    start
    quickly breaking 3 cut
}

@test "cut after any message: the answer is lost" {
    start
    quickly breaking 2 lose
}

TERMINATE="psql -qXAt -d postgres -c \"SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE application_name LIKE 'litellm-dba%'\" >/dev/null"

@test "an administrator ends the session before any message" {
    start
    quickly breaking 3 "$TERMINATE" terminated
}

@test "an administrator keeps ending our sessions" {
    start
    local n done_count=0 wrong=
    (while :; do
        ask postgres "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                       WHERE application_name LIKE 'litellm-dba%'" >/dev/null
        sleep 0.$((RANDOM % 4))
    done) 3>&- &
    local terminator=$!
    for n in $(seq 20); do
        rm -rf "$STATE"
        STATUS=0
        dba $CLEAN || STATUS=$?
        case $STATUS-$(contents connection) in
        "3-$BEFORE" | "10-$BEFORE") ;;
        "0-$AFTER" | "10-$AFTER") done_count=$((done_count + 1)) ;;
        *) wrong="exit $STATUS: $(cat "$SAID")" ;;
        esac
        restore
    done
    kill $terminator
    wait $terminator || true
    echo "# done $done_count times of $n" >&3
    [ -z "$wrong" ] || fail "$wrong"
}

@test "COMMIT whose answer is lost is found out at once" {
    start
    faulty DO=lose ON='send COMMIT*' AT=$LAST_COMMIT -- $CLEAN
    [ "$STATUS" -eq 0 ]
    grep -q 'note: the connection was lost during COMMIT; finding out whether it was committed' "$SAID"
    grep -q '^Operation 1 completed' "$SAID.out"
    [ "$(peek)" = completed ]
    judge "$BEFORE" "$AFTER"
    [ $FOUND = after ]
    [ -z "$HEALED" ]
    dba journal show 1 --json
    grep -q 'The server says of transaction [0-9]*: committed. Rows as before the operation: 0, as after it: 8' "$SAID.out"
}

@test "COMMIT that never went out is found out at once" {
    start
    faulty DO=cut ON='send COMMIT*' AT=$LAST_COMMIT -- $CLEAN
    [ "$STATUS" -eq 3 ]
    grep -q 'hint: The server says that nothing was changed. Run the command again' "$SAID"
    [ "$(peek)" = interrupted ]
    judge "$BEFORE" "$AFTER"
    [ $FOUND = before ]
}

# in_doubt - the run ended in doubt, and said what to look at.
in_doubt() {
    [ "$STATUS" -eq 10 ]
    grep -q 'error: it is not known whether operation 1 was committed' "$SAID"
    grep -q '^litellm-dba: detail: .' "$SAID"
    grep -q 'hint: When the server is back, any command on this database finds out' "$SAID"
    [ "$(peek_left)" = prepared ]
}

@test "the answer to COMMIT is lost and the server stays away: in doubt, and healed when it is back" {
    start
    faulty DO=lose STAYS=1 ON='send COMMIT*' AT=$LAST_COMMIT -- $CLEAN
    in_doubt
    # Without a database nothing is decided, and reading the journal works.
    "$PROGRAM" journal list --state "$STATE" --dbname "host=$PLACE" >"$SAID.out" 2>"$SAID"
    grep -q 'operations that wait for it are not judged' "$SAID"
    grep -q prepared "$SAID.out"
    judge "$BEFORE" "$AFTER"
    [ $FOUND = after ]
}

@test "COMMIT did not go out and the server stays away: in doubt, and healed when it is back" {
    start
    faulty DO=cut STAYS=1 ON='send COMMIT*' AT=$LAST_COMMIT -- $CLEAN
    in_doubt
    judge "$BEFORE" "$AFTER"
    [ $FOUND = before ]
}

# A process of the server's dies, so that it ends all others, and starts again by itself.
CRASH="crashes() { grep -c 'terminated; reinitializing' \"\$PG_LOG\"; }
    before=\$(crashes)
    kill -KILL \$(psql -qXAt -d postgres -c \"SELECT pid FROM pg_stat_activity WHERE backend_type = 'walwriter'\")
    until [ \$(crashes) -gt \$before ]; do sleep 0.05; done
    until psql -qXAt -d postgres -c 'SELECT' >/dev/null 2>&1; do sleep 0.05; done"

@test "the server crashes between prepared and COMMIT" {
    start
    faulty DO="$CRASH" ON='send COMMIT*' AT=$LAST_COMMIT -- $CLEAN
    [ "$STATUS" -eq 3 ] || fail "$STATUS: $(cat "$SAID")"
    judge "$BEFORE" "$AFTER"
    [ $FOUND = before ]
}

@test "the server crashes right after COMMIT" {
    start
    faulty DO=lose STAYS=1 ON='send COMMIT*' AT=$LAST_COMMIT -- $CLEAN
    in_doubt
    sh -c "$CRASH"
    judge "$BEFORE" "$AFTER"
    [ $FOUND = after ]
}
