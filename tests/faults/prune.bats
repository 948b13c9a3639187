#!/usr/bin/env bats
# Retention is cut off at any moment: no row is lost, none is archived twice, and the next run goes on.
bats_require_minimum_version 1.5.0
load helper
load retention

LOGS='"LiteLLM_SpendLogs"'
PRUNE="logs prune --before 2026-03-01T00:00:00Z --allow-uncovered --table LiteLLM_SpendLogs --full-speed --yes"

setup_file() {
    local version
    for version in 1.81.15 2026-09-partitioned; do
        make_world "prune_$version" "$version"
        # Three days that go, and one that stays; more than one batch on the second day.
        ask "prune_$version" "INSERT INTO $LOGS (request_id, call_type, \"startTime\", \"endTime\", api_key, spend, metadata)
            SELECT 'r-' || n, 'x', timestamp '2026-01-01' + n % 3 * interval '1 day' + n * interval '1 s', now(),
                   repeat('1', 64), n / 65536.0, jsonb_build_object('text', E'a, \"b\"\\n' || repeat('x', n * 7 % 300))
              FROM generate_series(1, 90) n
             UNION ALL SELECT 'r-stays-' || n, 'x', timestamp '2026-03-01', now(), '', 1, '{}' FROM generate_series(1, 5) n" \
            "CREATE TABLE harness.logs AS TABLE $LOGS"
    done
}

# Here it is these rows that are put back.
restore() {
    ask "$DATABASE" "DELETE FROM $LOGS" "INSERT INTO $LOGS SELECT * FROM harness.logs" >/dev/null
}

# start VERSION
start() {
    use_world "prune_$1"
    COMMAND=$PRUNE
    restore
    ALL=$(ask "$DATABASE" "SELECT request_id FROM harness.logs" | LC_ALL=C sort)
}

# after_fault MOMENT - the next command heals; the next run goes on to the end; all of it can be undone.
after_fault() {
    local operation
    dba orphans --quiet || fail "$1: the next command failed: $(cat "$SAID")" || return 1
    complete "$1, healed" && ledger_agrees "$1, healed" || return 1
    dba $PRUNE || fail "$1: the next run failed: $(cat "$SAID")" || return 1
    complete "$1, gone on" && ledger_agrees "$1, gone on" || return 1
    [ "$(ask "$DATABASE" "SELECT count(*) FROM $LOGS WHERE \"startTime\" < '2026-03-01'")" = 0 ] ||
        fail "$1: old rows are left" || return 1
    [ "${2:-}" != undo ] && return
    for operation in $(sqlite3 "$STATE/journal.db" "SELECT operation FROM operation WHERE command = 'logs prune' AND rows > 0 ORDER BY 1 DESC"); do
        dba undo $operation --yes || fail "$1: undo $operation: $(cat "$SAID")" || return 1
    done
    [ "$(ask "$DATABASE" "SELECT count(*) FROM (TABLE $LOGS EXCEPT ALL TABLE harness.logs) x")" = 0 ] &&
        [ "$(ask "$DATABASE" "SELECT count(*) FROM $LOGS")" = 95 ] || fail "$1: undo left something"
}

# striking STEP SETTING... - at each STEP-th call until there is none left.
striking() {
    local n all times=0 extra
    all=$(moments "$@") || return 1
    shift
    for n in $all; do
        start_over
        restore
        faulty AT=$n "$@" -- $COMMAND
        struck || break
        times=$((times + 1))
        extra=
        [ $((times % 5)) != 0 ] || extra=undo
        after_fault "$* at $n, $(moment), exit $STATUS" $extra || return 1
    done
    echo "# $COMMAND, $*: $times times, the last at call $n" >&3
    [ $times -gt 1 ]
}

@test "killed before calls (1.81.15)" {
    start 1.81.15
    quickly striking 7 DO=kill
}

@test "killed before calls (2026-09, partitioned)" {
    start 2026-09-partitioned
    quickly striking 23 DO=kill
}

@test "killed in the middle of writes" {
    start 1.81.15
    quickly striking 11 DO=tear
}

@test "killed before calls, without an archive: nothing is counted twice" {
    start 1.81.15
    COMMAND="$PRUNE --no-archive"
    local n spent
    for ((n = 1; ; n += 17 * EVERY)); do
        start_over
        restore
        faulty AT=$n DO=kill -- $COMMAND
        struck || break
        dba orphans --quiet || fail "$n, $(moment): $(cat "$SAID")"
        dba $COMMAND || fail "$n, $(moment): $(cat "$SAID")"
        spent=$(sqlite3 "$STATE/journal.db" 'SELECT CAST(sum(spend) * 65536 AS INTEGER) FROM standing_ledger')
        [ "$spent" = $((90 * 91 / 2)) ] || fail "$n, $(moment): the ledger has $spent"
        [ -z "$(find "$STATE" -name '*.part' -o -name '*.zst')" ]
        dba journal verify
    done
    [ $n -gt 100 ]
}

@test "a draft that cannot be removed is not counted twice" {
    start 1.81.15
    local call spent
    for call in 'unlink *.part' 'rmdir *'; do
        start_over
        restore
        faulty AT=1 DO=EIO ON="$call" -- $PRUNE --no-archive
        struck || fail "$call: never"
        dba orphans --quiet || fail "$call: $(cat "$SAID")"
        spent=$(sqlite3 "$STATE/journal.db" 'SELECT CAST(sum(spend) * 65536 AS INTEGER) FROM standing_ledger')
        [ "$spent" = $((90 * 91 / 2)) ] || fail "$call: the ledger has $spent"
        [ -z "$(find "$STATE" -name '*.part')" ]
        dba journal verify
    done
}

@test "no room for one call" {
    start 1.81.15
    quickly striking 13 DO=ENOSPC
}

@test "the disk fails and stays so until the next run" {
    start 1.81.15
    quickly striking 17 DO=EIO STAYS=1
}

@test "the connection is cut before any message or answer" {
    start 1.81.15
    quickly striking 9 DO=cut
}

@test "the answer to any message is lost" {
    start 1.81.15
    quickly striking 5 DO=lose
}

@test "a signal at any moment lets the batch end" {
    start 1.81.15
    local n
    for ((n = 3; ; n += 23 * EVERY)); do
        start_over
        restore
        faulty AT=$n DO=TERM -- $COMMAND
        struck || break
        # Before it began there was nothing to stop.
        [ "$STATUS" = 9 ] || [ "$STATUS" = 0 ] || { [ "$STATUS" = 143 ] && [ "$(peek)" = none ]; } || fail "$n, $(moment): exit $STATUS, $(cat "$SAID")"
        # Nothing is left to heal.
        dba orphans --quiet
        [ ! -s "$SAID" ] || fail "$n, $(moment): $(cat "$SAID")"
        after_fault "TERM at $n, $(moment)"
    done
    [ $n -gt 100 ]
}

@test "through PgBouncer, killed" {
    start 1.81.15
    start_pooler
    local n
    for n in 60 120 180 240; do
        start_over
        restore
        faulty AT=$n DO=kill -- $COMMAND
        struck
        after_fault "kill at $n, $(moment)" undo
    done
}

@test "a real disk that is full while the archive is written" {
    start 1.81.15
    mkdir "$PLACE/disk"
    mount -t tmpfs -o size=200k,mode=0700 tmpfs "$PLACE/disk" || skip "cannot mount here"
    STATE=$PLACE/disk/state
    ask "$DATABASE" "UPDATE $LOGS SET metadata = jsonb_build_object('x', (SELECT string_agg(md5(random()::text), '') FROM generate_series(1, 300)))" >/dev/null
    # Else it would be noticed before anything is written.
    faulty FREE=100000000000 -- $PRUNE
    [ "$STATUS" -eq 5 ] || [ "$STATUS" -eq 4 ] || fail "exit $STATUS: $(cat "$SAID")"
    grep -q 'hint: The disk' "$SAID"
    mount -o remount,size=20000k "$PLACE/disk"
    after_fault "a full disk"
    umount "$PLACE/disk"
}

@test "the server crashes in the middle of a batch, or right after one" {
    start 1.81.15
    local call n
    for call in 'send COPY*' 'send COMMIT*'; do
        for n in 1 2 3; do
            start_over
            restore
            faulty ON="$call" AT=$n DO="psql -qXAt -d postgres -c \"SELECT pg_terminate_backend(pid)
                FROM pg_stat_activity WHERE application_name LIKE 'litellm-dba%'\" >/dev/null" -- $COMMAND
            struck
            after_fault "ended at $call $n"
        done
    done
}
