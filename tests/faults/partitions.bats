#!/usr/bin/env bats
# A partition that leaves, cut off at any moment: its rows are in the log or in the archive, never in both
# and never in none; and what others do to it meanwhile loses nothing.
bats_require_minimum_version 1.5.0
load helper
load retention

LOGS='"LiteLLM_SpendLogs"'
ASIDE='litellm_dba_quarantine.january'
PRUNE="logs prune --before 2026-03-01T00:00:00Z --allow-uncovered --table LiteLLM_SpendLogs --full-speed --yes --no-vacuum"

setup_file() {
    make_world partitions_faults 2026-09-partitioned
    ask partitions_faults "CREATE TABLE harness.logs AS
            SELECT l.* FROM (SELECT 'r-' || n AS request_id, timestamp '2026-01-01' + n % 3 * interval '10 day' + n * interval '1 s' AS at,
                          n / 65536.0 AS spend, jsonb_build_object('text', E'a, \"b\"\\n' || repeat('x', n * 7 % 300)) AS metadata
                     FROM generate_series(1, 60) n
                    UNION ALL SELECT 'r-stays-' || n, timestamp '2026-03-01', 1, '{}' FROM generate_series(1, 5) n) AS r,
                  LATERAL (SELECT (jsonb_populate_record(NULL::$LOGS, jsonb_build_object('request_id', r.request_id,
                      'call_type', 'x', 'api_key', repeat('1', 64), 'spend', r.spend, 'metadata', r.metadata, 'startTime', r.at,
                      'endTime', r.at, 'model', 'm', 'total_tokens', 1, 'prompt_tokens', 1, 'completion_tokens', 0,
                      'created_at', r.at, 'updated_at', r.at))).*) AS l" >/dev/null
}

# Here it is the partition that is put back.
restore() {
    ask "$DATABASE" 'SET client_min_messages = warning' 'DROP SCHEMA IF EXISTS litellm_dba_quarantine CASCADE' \
        'DROP TABLE IF EXISTS january' "DELETE FROM $LOGS" \
        "CREATE TABLE january PARTITION OF $LOGS FOR VALUES FROM ('2026-01-01') TO ('2026-02-01')" \
        "INSERT INTO $LOGS SELECT * FROM harness.logs" >/dev/null
}

reset() {
    start_over
    restore
}

start() {
    use_world partitions_faults
    COMMAND=$PRUNE
    restore
    ALL=$(ask "$DATABASE" "SELECT request_id FROM harness.logs" | LC_ALL=C sort)
}

where_is_january() {
    ask "$DATABASE" "SELECT n.nspname || CASE WHEN c.relispartition THEN ', attached' ELSE '' END
                       FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace WHERE c.relname = 'january'"
}

# has_all MOMENT - the log has every row, as it was.
has_all() {
    [ "$(ask "$DATABASE" "SELECT count(*) FROM (TABLE $LOGS EXCEPT ALL TABLE harness.logs) x")" = 0 ] &&
        [ "$(ask "$DATABASE" "SELECT count(*) FROM $LOGS")" = 65 ] || fail "$1: undo left something"
}

# after_fault MOMENT [undo] - the next command heals, the next run goes on to the end; then all of it can be
# undone, or what was put aside is dropped.
after_fault() {
    local operation
    dba orphans --quiet || fail "$1: the next command failed: $(cat "$SAID")" || return 1
    complete "$1, healed" && ledger_agrees "$1, healed" || return 1
    dba $PRUNE || fail "$1: the next run failed: $(cat "$SAID")" || return 1
    complete "$1, gone on" && ledger_agrees "$1, gone on" || return 1
    [ "$(where_is_january)" = litellm_dba_quarantine ] || fail "$1: january is in $(where_is_january)" || return 1
    [ "$(ask "$DATABASE" "SELECT count(*) FROM $ASIDE")" = 60 ] || fail "$1: not all of january is aside" || return 1
    if [ "${2:-}" = undo ]; then
        for operation in $(sqlite3 "$STATE/journal.db" "SELECT operation FROM operation WHERE command = 'logs prune' AND rows > 0 ORDER BY 1 DESC"); do
            dba undo $operation --yes || fail "$1: undo $operation: $(cat "$SAID")" || return 1
        done
        [ "$(where_is_january)" = "public, attached" ] || fail "$1: after undo january is in $(where_is_january)" || return 1
        has_all "$1"
    else
        dba $PRUNE --quarantine 0s || fail "$1: dropping: $(cat "$SAID")" || return 1
        [ -z "$(where_is_january)" ] || fail "$1: january is not dropped: $(cat "$SAID")" || return 1
        complete "$1, dropped"
    fi
}

# striking STEP SETTING... - at each STEP-th call until there is none left.
striking() {
    local n all times=0 way
    all=$(moments "$@") || return 1
    shift
    for n in $all; do
        reset
        faulty AT=$n "$@" -- $COMMAND
        struck || break
        times=$((times + 1))
        way=drop
        [ $((times % 2)) = 0 ] || way=undo
        after_fault "$* at $n, $(moment), exit $STATUS" $way || return 1
    done
    echo "# $COMMAND, $*: $times times, the last at call $n" >&3
    [ $times -gt 1 ]
}

@test "killed before calls" {
    start
    quickly striking 43 DO=kill
}

@test "killed in the middle of writes" {
    start
    quickly striking 67 DO=tear
}

@test "the connection is cut before messages and answers" {
    start
    quickly striking 29 DO=cut
}

@test "answers are lost" {
    start
    quickly striking 13 DO=lose
}

@test "no room for one call" {
    start
    quickly striking 61 DO=ENOSPC
}

@test "a disk that stays broken until the next run" {
    start
    quickly striking 83 DO=EIO STAYS=1
}

# signalled STEP
signalled() {
    local n
    for ((n = 3; ; n += $1 * EVERY)); do
        reset
        faulty AT=$n DO=TERM -- $COMMAND
        struck || break
        [ "$STATUS" = 9 ] || [ "$STATUS" = 0 ] || { [ "$STATUS" = 143 ] && [ "$(peek)" = none ]; } ||
            fail "$n, $(moment): exit $STATUS, $(cat "$SAID")" || return 1
        dba orphans --quiet
        [ ! -s "$SAID" ] || fail "$n, $(moment): something was left to heal: $(cat "$SAID")" || return 1
        after_fault "TERM at $n, $(moment)" || return 1
    done
    [ $n -gt 60 ]
}

@test "signals end it in good order" {
    start
    quickly signalled 67
}

# leaving STEP COMMAND JUDGE - january has been put aside, and COMMAND is killed at each STEP-th call; then it
# is run again.
leaving() {
    local n
    for ((n = 2; ; n += $1 * EVERY)); do
        reset
        dba $PRUNE || fail "$(cat "$SAID")" || return 1
        faulty AT=$n DO=kill -- $2
        struck || break
        dba orphans --quiet || fail "$n, $(moment): $(cat "$SAID")" || return 1
        dba $2 || [[ $(cat "$SAID") == *"has been undone"* ]] || fail "$n, $(moment), again: $(cat "$SAID")" || return 1
        $3 "$n, $(moment)" && dba journal verify || fail "$n, $(moment): $(cat "$SAID")" || return 1
    done
    [ $n -gt 60 ]
}

is_dropped() {
    [ -z "$(where_is_january)" ] || fail "$1: january is in $(where_is_january)" || return 1
    complete "$1" || return 1
    # And its rows come back from the archive.
    dba undo 1 --yes && has_all "$1"
}

@test "killed while what was put aside is dropped" {
    start
    quickly leaving 17 "$PRUNE --quarantine 0s" is_dropped
}

is_attached() {
    [ "$(where_is_january)" = "public, attached" ] || fail "$1: january is in $(where_is_january)" || return 1
    has_all "$1"
}

@test "killed while what was put aside is attached again" {
    start
    quickly leaving 17 "undo 1 --yes" is_attached
}

# meanwhile CALL SQL - somebody does it just before that message goes to the server.
meanwhile() {
    faulty ON="$1" AT="${3:-1}" DO="psql -qXAt -v ON_ERROR_STOP=1 -d $DATABASE -c \"$2\" >/dev/null" -- $COMMAND
    struck || fail "no $1"
}

@test "what comes and goes between the copy and the lock is archived as it is then" {
    start
    local archived
    for what in "INSERT INTO january SELECT (jsonb_populate_record(l, '{\\\"request_id\\\": \\\"r-99\\\", \\\"spend\\\": 0.00151062011718750000}')).* FROM january AS l WHERE request_id = 'r-4'" \
        "DELETE FROM january WHERE request_id IN ('r-1', 'r-2')" \
        "DELETE FROM january WHERE \\\"startTime\\\" >= '2026-01-11' AND \\\"startTime\\\" < '2026-01-12'" \
        "UPDATE january SET model = 'another' WHERE request_id = 'r-7'"; do
        reset
        meanwhile 'send ALTER TABLE*DETACH*' "$what"
        [ "$STATUS" -eq 0 ] || fail "$what: $(cat "$SAID")"
        [[ "$(cat "$SAID")" == *"was changed while it was copied"* ]] || [[ $what == *2026-01-11* ]] ||
            fail "$what: nobody noticed: $(cat "$SAID")"
        archived=$(find "$STATE" -path '*/archives/*.zst' -exec zstd -dcq {} + | grep -o '^r-[a-z0-9-]*' | LC_ALL=C sort)
        [ "$archived" = "$(ask "$DATABASE" "SELECT request_id FROM $ASIDE" | LC_ALL=C sort)" ] ||
            fail "$what: the archive is not what was detached"
        [[ $what != UPDATE* ]] || find "$STATE" -path '*/archives/*.zst' -exec zstd -dcq {} + | grep -q another
        ledger_agrees "$what"
        # And what was archived so may be dropped.
        dba $PRUNE --quarantine 0s || fail "$what: $(cat "$SAID")"
        [ -z "$(where_is_january)" ] || fail "$what: not dropped: $(cat "$SAID")"
    done
}

# late STEP
late() {
    local n times=0
    for ((n = 200; ; n += $1 * EVERY)); do
        reset
        faulty AT=$n DO=kill -- $COMMAND
        struck || break
        times=$((times + 1))
        dba orphans --quiet || fail "$n, $(moment): $(cat "$SAID")" || return 1
        dba $PRUNE || fail "$n, $(moment), the next run: $(cat "$SAID")" || return 1
        complete "$n, $(moment)" || return 1
        dba $PRUNE --quarantine 0s || fail "$n, $(moment), dropping: $(cat "$SAID")" || return 1
        [ -z "$(where_is_january)" ] || fail "$n, $(moment): january is not dropped: $(cat "$SAID")" || return 1
    done
    [ $times -gt 1 ]
}

@test "killed at any moment, and rows come in between the copy and the lock" {
    start
    copy_world partitions_faults partitions_late
    DATABASE=partitions_late
    # Inside the transaction that detaches, before it does.
    ask "$DATABASE" "CREATE FUNCTION harness.come_late() RETURNS event_trigger LANGUAGE plpgsql AS \$\$ BEGIN
            IF current_query() LIKE '%DETACH%' THEN
                INSERT INTO public.january SELECT (jsonb_populate_record(l, jsonb_build_object('request_id', 'r-late'))).*
                  FROM public.january AS l WHERE request_id = 'r-4' ON CONFLICT DO NOTHING;
            END IF; END \$\$" \
        "CREATE EVENT TRIGGER come_late ON ddl_command_start WHEN TAG IN ('ALTER TABLE') EXECUTE FUNCTION harness.come_late()" >/dev/null
    ALL=$( (ask "$DATABASE" "SELECT request_id FROM harness.logs"; echo r-late) | LC_ALL=C sort)
    quickly late 41
}

@test "the proxy drops the same partition: no error, and what is said to be archived is" {
    start
    local call archived
    # Before it is looked at, before a day is copied, before it is detached.
    for call in 'send SELECT to_char*' 'send COPY*' 'send ALTER TABLE*DETACH*'; do
        for n in 1 2 3; do
            reset
            faulty ON="$call" AT=$n DO="psql -qXAt -d $DATABASE -c 'SET lock_timeout = 100; DROP TABLE IF EXISTS january' >/dev/null 2>&1" -- $COMMAND
            struck || continue
            [ "$STATUS" -eq 0 ] || fail "$call $n: exit $STATUS, $(cat "$SAID")"
            archived=$(find "$STATE" -path '*/archives/*.zst' -exec zstd -dcq {} + 2>/dev/null | grep -c '^r-') || true
            case $(where_is_january) in
            litellm_dba_quarantine) [ "$archived" = 60 ] ;;
            "") [ "$archived" = 60 ] || [ "$archived" = 0 ] ;;
            *) fail "$call $n: january is in $(where_is_january)" ;;
            esac || fail "$call $n: $archived are archived"
            [ "$(ask "$DATABASE" "SELECT count(*) FROM $LOGS")" = 5 ]
            [ -z "$(find "$STATE" -name '*.part')" ]
            ledger_agrees "$call $n"
            dba journal verify
            dba $PRUNE || fail "$call $n: $(cat "$SAID")"
        done
    done
    # All of it had been copied: it is kept.
    reset
    meanwhile 'send ALTER TABLE*DETACH*' 'DROP TABLE january'
    [[ "$(cat "$SAID")" == *"was dropped by somebody else; what it held is in the archive"* ]]
    [ "$(find "$STATE" -path '*/archives/*.zst' -exec zstd -dcq {} + | grep -c '^r-')" = 60 ]
    # And comes back, wherever a partition takes it.
    dba undo 1 --yes || fail "$(cat "$SAID")"
    has_all "undo"
}

@test "somebody else detaches it: it is none of our business" {
    start
    reset
    meanwhile 'send ALTER TABLE*DETACH*' "ALTER TABLE \\\"LiteLLM_SpendLogs\\\" DETACH PARTITION january"
    [ "$STATUS" -eq 0 ] || fail "$(cat "$SAID")"
    [[ "$(cat "$SAID")" == *"was detached by somebody else"* ]] || fail "$(cat "$SAID")"
    [ "$(where_is_january)" = public ]
    [ -z "$(find "$STATE" -name '*.zst' -o -name '*.part')" ]
    [ "$(ask "$DATABASE" "SELECT count(*) FROM january")" = 60 ]
}

@test "through PgBouncer, killed" {
    start
    start_pooler
    local n
    for n in 40 90 140; do
        reset
        faulty AT=$n DO=kill -- $COMMAND
        struck || break
        after_fault "kill at $n, $(moment)" undo
    done
    [ $n -eq 140 ]
}
