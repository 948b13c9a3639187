#!/usr/bin/env bats
# Redaction is cut off at any moment: every request is as it was or redacted, what was there is kept
# exactly once, and the next run goes on.
bats_require_minimum_version 1.5.0
load helper

LOGS='"LiteLLM_SpendLogs"'
REDACT="logs redact --before 2026-03-01T00:00:00Z --metadata-path text --full-speed --yes"

setup_file() {
    local version
    for version in 1.81.15 2026-09-partitioned; do
        make_world "redact_$version" "$version"
        # Three days that are redacted, and one that stays; every fifth request holds no prompt.
        ask "redact_$version" "INSERT INTO $LOGS (request_id, call_type, \"startTime\", \"endTime\", spend, messages, response, metadata)
            SELECT 'r-' || n, 'x', timestamp '2026-01-01' + n % 3 * interval '1 day' + n * interval '1 s', now(), n / 7.0,
                   jsonb_build_array(E'a, \"b\"\\n' || repeat('x', n * 7 % 300)), jsonb_build_object('n', n),
                   jsonb_build_object('text', 'secret ' || n, 'cost', 1.50)
              FROM generate_series(1, 90) n
             UNION ALL SELECT 'r-stays-' || n, 'x', timestamp '2026-03-01', now(), 1, '[\"prompt\"]', '{}', '{}' FROM generate_series(1, 5) n" \
            "UPDATE $LOGS SET messages = '{}', response = '{}', metadata = '{\"cost\": 1}' WHERE substr(request_id, 3) ~ '^[0-9]*[05]\$'" \
            "CREATE TABLE harness.logs AS TABLE $LOGS" \
            "CREATE TABLE harness.redacted AS TABLE $LOGS" \
            "UPDATE harness.redacted SET messages = '{}', response = '{}' WHERE \"startTime\" < '2026-03-01'" \
            "UPDATE harness.redacted SET metadata = metadata || '{\"text\": \"\"}' WHERE metadata ? 'text' AND \"startTime\" < '2026-03-01'"
    done
}

# Here it is these rows that are put back.
restore() {
    ask "$DATABASE" "DELETE FROM $LOGS" "INSERT INTO $LOGS SELECT * FROM harness.logs" >/dev/null
}

start() {
    use_world "redact_$1"
    restore
}

# Requests that are redacted by now, a line each; fails when one is neither as it was nor redacted.
redacted() {
    [ "$(ask "$DATABASE" "SELECT count(*) FROM (SELECT t::text FROM $LOGS t EXCEPT ALL
            (SELECT t::text FROM harness.logs t UNION SELECT t::text FROM harness.redacted t)) x")" = 0 ] || return 1
    [ "$(ask "$DATABASE" "SELECT count(*) FROM $LOGS")" = 95 ] || return 1
    ask "$DATABASE" "SELECT request_id FROM $LOGS AS l JOIN harness.logs AS w USING (request_id)
                      WHERE l::text <> w::text" | LC_ALL=C sort
}

# Requests whose old values are kept, a line for each time.
kept() {
    find "$STATE" -path '*/archives/*.zst' -exec zstd -dcq {} + 2>/dev/null | grep -o '^r-[a-z0-9-]*' | LC_ALL=C sort
}

# complete MOMENT - what is redacted is kept, once each; nothing lies about.
complete() {
    redacted >"$PLACE/redacted" || fail "$1: a request is neither as it was nor redacted" || return 1
    if [[ $COMMAND == *--archive* ]]; then
        kept | cmp -s - "$PLACE/redacted" ||
            fail "$1: not each once: $(kept | diff "$PLACE/redacted" - | head -5)" || return 1
    else
        [ "$(sqlite3 "$STATE/journal.db" "SELECT coalesce(sum(rows), 0) FROM operation WHERE command = 'logs redact'" 2>/dev/null || echo 0)" = \
            "$(wc -l <"$PLACE/redacted")" ] || fail "$1: the journal counts other rows" || return 1
        [ -z "$(kept)" ] || fail "$1: something is kept" || return 1
    fi
    [ -z "$(find "$STATE" -name '*.part' -o -name '*.new' -o -name '.running*' 2>/dev/null)" ] ||
        fail "$1: left lying: $(find "$STATE" -name '*.part' -o -name '*.new')" || return 1
    [ ! -d "$STATE/archives" ] || dba logs archive verify || fail "$1: archive verify: $(cat "$SAID" "$SAID.out")" || return 1
    dba journal verify || fail "$1: journal verify: $(cat "$SAID" "$SAID.out")"
}

# after_fault MOMENT [undo] - the next command heals, the next run goes on to the end.
after_fault() {
    local operation
    dba orphans --quiet || fail "$1: the next command failed: $(cat "$SAID")" || return 1
    complete "$1, healed" || return 1
    dba $COMMAND || fail "$1: the next run failed: $(cat "$SAID")" || return 1
    complete "$1, gone on" || return 1
    [ "$(wc -l <"$PLACE/redacted")" = 72 ] || fail "$1: $(wc -l <"$PLACE/redacted") of 72 are redacted" || return 1
    [ "${2:-}" = undo ] || return 0
    for operation in $(sqlite3 "$STATE/journal.db" "SELECT operation FROM operation WHERE rows > 0 ORDER BY 1 DESC"); do
        dba undo $operation --yes || fail "$1: undo $operation: $(cat "$SAID")" || return 1
    done
    [ "$(ask "$DATABASE" "SELECT count(*) FROM (SELECT t::text FROM $LOGS t EXCEPT ALL SELECT t::text FROM harness.logs t) x")" = 0 ] ||
        fail "$1: undo left something"
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
        [[ $COMMAND != *--archive* ]] || [ $((times % 4)) != 0 ] || extra=undo
        after_fault "$* at $n, $(moment), exit $STATUS" $extra || return 1
    done
    echo "# $COMMAND, $*: $times times, the last at call $n" >&3
    [ $times -gt 1 ]
}

@test "killed before calls (1.81.15)" {
    start 1.81.15
    COMMAND="$REDACT --archive"
    quickly striking 9 DO=kill
}

@test "killed before calls (2026-09, partitioned)" {
    start 2026-09-partitioned
    COMMAND="$REDACT --archive"
    quickly striking 29 DO=kill
}

@test "killed before calls, without an archive: the journal counts what was done" {
    start 1.81.15
    COMMAND=$REDACT
    quickly striking 11 DO=kill
}

@test "killed in the middle of writes" {
    start 1.81.15
    COMMAND="$REDACT --archive"
    quickly striking 17 DO=tear
}

@test "no room for one call" {
    start 1.81.15
    COMMAND="$REDACT --archive"
    quickly striking 23 DO=ENOSPC
}

@test "the disk fails and stays so until the next run" {
    start 1.81.15
    COMMAND="$REDACT --archive"
    quickly striking 29 DO=EIO STAYS=1
}

@test "the connection is cut" {
    start 1.81.15
    COMMAND="$REDACT --archive"
    quickly striking 13 DO=cut
}

@test "the answer is lost" {
    start 1.81.15
    COMMAND="$REDACT --archive"
    quickly striking 9 DO=lose
}

# What an undo of redaction had put back is put back, however it ends.
@test "undo, killed before calls" {
    start 1.81.15
    local n
    for ((n = 5; ; n += 23 * EVERY)); do
        start_over
        restore
        dba $REDACT --archive
        faulty AT=$n DO=kill -- undo 1 --yes
        struck || break
        dba orphans --quiet || fail "$n, $(moment): $(cat "$SAID")"
        redacted >/dev/null || fail "$n, $(moment): a request is neither as it was nor redacted"
        [ "$(ask "$DATABASE" "SELECT count(*) FROM (SELECT t::text FROM $LOGS t EXCEPT ALL SELECT t::text FROM harness.redacted t) x")" = \
            "$(sqlite3 "$STATE/journal.db" 'SELECT coalesce(sum(rows), 0) FROM operation WHERE operation = 2')" ] ||
            fail "$n, $(moment): the journal counts other rows"
        dba journal verify
    done
    [ $n -gt 60 ]
}
