#!/usr/bin/env bats
# scripts/nightly: each step on its own, one summary, the worst exit code.

load helper

NIGHTLY="$BATS_TEST_DIRNAME/../../scripts/nightly"
SCHEDULE="$BATS_TEST_DIRNAME/../../scripts/schedule"

setup_file() {
    fresh
}

teardown_file() {
    drop_database
}

setup() {
    unset LITELLM_DBA KEEP_LOGS KEEP_PROMPTS KEEP_SETS BACKUP_OPTIONS PRUNE_OPTIONS REDACT_OPTIONS VERIFY_OPTIONS
    SETTINGS="$BATS_TEST_TMPDIR/nightly.conf"
    cat >"$SETTINGS" <<SETTINGS
LITELLM_DBA='$PROGRAM'
LITELLM_DBA_STATE='$LITELLM_DBA_STATE'
PGDATABASE='$DATABASE'
SETTINGS
}

nightly() {
    run_program "$NIGHTLY" "$SETTINGS"
}

# pretend CODES... - a program that only notes what it was asked for; "backup=3" is how it ends.
pretend() {
    cat >"$BATS_TEST_TMPDIR/program" <<PROGRAM
#!/bin/sh
echo "\$*" >>'$BATS_TEST_TMPDIR/asked'
case "\$*" in
"logs prune"*) code=\${prune:-0} ;;
"logs redact"*) code=\${redact:-0} ;;
"backup create"*) code=\${backup:-0}; [ -z "\${folder:-}" ] || echo "\$folder" ;;
"backup verify"*) code=\${verify:-0} ;;
"backup prune"*) code=\${expire:-0} ;;
esac
[ -z "\${slow:-}" ] || { touch '$BATS_TEST_TMPDIR/begun'; sleep "\$slow" & trap 'kill \$!; exit 143' TERM; wait; }
exit \$code
PROGRAM
    chmod +x "$BATS_TEST_TMPDIR/program"
    cat >>"$SETTINGS" <<SETTINGS
LITELLM_DBA='$BATS_TEST_TMPDIR/program'
KEEP_LOGS=90d
KEEP_PROMPTS=30d
BACKUP_OPTIONS='--jobs 2'
KEEP_SETS='--keep-within 30d --keep-last 3'
SETTINGS
    [ $# -eq 0 ] || printf 'export %s\n' "$@" >>"$SETTINGS"
}

asked() {
    cat "$BATS_TEST_TMPDIR/asked"
}

# The summary without its times.
summary() {
    sed 's/  [0-9]* s$//' <<<"$out"
}

@test "all of it, on a real database" {
    cat >>"$SETTINGS" <<'SETTINGS'
KEEP_LOGS=60d
PRUNE_OPTIONS=--allow-uncovered
KEEP_SETS='--keep-within 1d'
SETTINGS
    nightly
    exits 0
    is "summary" "prune   completed        0
redact  skipped          -  KEEP_PROMPTS is empty
backup  completed        0
verify  completed        0
expire  completed        0" "$(summary)"
    run_program "$PROGRAM" backup list --json
    is "sets" "1 true" "$(json 'length') $(json '.[0].verified != null')"
    is "operations" "logs prune,backup create,backup verify" \
        "$(sqlite3 "$LITELLM_DBA_STATE/journal.db" \
            "SELECT group_concat(command) FROM (SELECT command FROM operation WHERE command <> 'backup prune' ORDER BY operation)")"
    fresh
}

@test "the steps and their options, in order" {
    pretend
    nightly
    exits 0
    is "what was asked for" "logs prune --older-than 90d --yes --quiet
logs redact --older-than 30d --yes --quiet
backup create --jobs 2 --quiet
backup verify latest --quiet
backup prune --keep-within 30d --keep-last 3 --yes --quiet" "$(asked)"
    is "summary" "prune   completed        0
redact  completed        0
backup  completed        0
verify  completed        0
expire  completed        0" "$(summary)"
}

@test "what fails does not stop the others, and the worst code is told" {
    pretend prune=9 redact=7 verify=6
    nightly
    exits 6
    is "summary" "prune   backlog_left     9
redact  refused          7
backup  completed        0
verify  found            6
expire  skipped          -  no new set was verified" "$(summary)"

    setup
    pretend prune=3 redact=9
    nightly
    exits 3
    is "last line" "expire  completed        0" "$(summary | tail -n 1)"
}

@test "without a new set nothing is verified and nothing goes" {
    pretend backup=5
    nightly
    exits 5
    is "summary" "prune   completed        0
redact  completed        0
backup  file_error       5
verify  skipped          -  there is no new set
expire  skipped          -  no new set was verified" "$(summary)"
    [ "$(asked | wc -l)" -eq 3 ]
}

@test "the set that was made is verified, whatever else was made meanwhile" {
    pretend "folder='$BATS_TEST_TMPDIR'"
    nightly
    exits 0
    is "what was verified" "backup verify $BATS_TEST_TMPDIR --quiet" "$(asked | grep verify)"
    tells "$BATS_TEST_TMPDIR"
}

@test "two at once cannot run" {
    pretend slow=30
    "$NIGHTLY" "$SETTINGS" >/dev/null 2>&1 3>&- &
    local first=$! tries
    for tries in {1..100}; do
        [ ! -e "$BATS_TEST_TMPDIR/begun" ] || break
        sleep 0.1
    done
    nightly
    exits 8
    prints_nothing
    tells "another run is at work"
    kill -TERM $first
    wait $first || status=$?
    exits 143
    # It is gone, and so is its lock.
    setup
    pretend
    nightly
    exits 0
}

@test "a signal ends the step at work and begins no other" {
    pretend slow=30
    "$NIGHTLY" "$SETTINGS" >"$BATS_TEST_TMPDIR/first" 2>&1 3>&- &
    local first=$! tries
    for tries in {1..100}; do
        [ ! -e "$BATS_TEST_TMPDIR/begun" ] || break
        sleep 0.1
    done
    kill -TERM $first
    status=0
    wait $first || status=$?
    exits 143
    out=$(cat "$BATS_TEST_TMPDIR/first")
    is "summary" "prune   terminated     143
redact  skipped          -  stopped by a signal
backup  skipped          -  stopped by a signal
verify  skipped          -  stopped by a signal
expire  skipped          -  stopped by a signal" "$(summary)"
    [ "$(asked | wc -l)" -eq 1 ]
}

@test "settings that are wrong" {
    run_program "$NIGHTLY" "$BATS_TEST_TMPDIR/none"
    exits 2
    run_program "$NIGHTLY" --frobnicate
    exits 2
    run_program "$NIGHTLY" --help
    exits 0
    prints "KEEP_LOGS" "The exit code is the"
    echo "LITELLM_DBA=/nowhere" >>"$SETTINGS"
    nightly
    exits 5
    tells 'there is no program "/nowhere"'
}

@test "the examples beside it are what cron and systemd take" {
    sh -n "$SCHEDULE/nightly.conf"
    is "fields of the cron line" "30 2 * * * litellm-dba /usr/local/lib/litellm-dba/nightly /etc/litellm-dba/nightly.conf" \
        "$(grep -v '^#\|^MAILTO' "$SCHEDULE/litellm-dba.cron" | tr -s ' ')"
    command -v systemd-analyze >/dev/null || skip "no systemd-analyze here"
    sed "s|/usr/local/lib/litellm-dba/nightly|$NIGHTLY|;/^User=/d" "$SCHEDULE/litellm-dba-nightly.service" \
        >"$BATS_TEST_TMPDIR/litellm-dba-nightly.service"
    cp "$SCHEDULE/litellm-dba-nightly.timer" "$BATS_TEST_TMPDIR"
    SYSTEMD_LOG_LEVEL=warning run_program systemd-analyze verify --man=no "$BATS_TEST_TMPDIR/litellm-dba-nightly.timer" \
        "$BATS_TEST_TMPDIR/litellm-dba-nightly.service"
    tells_not "litellm-dba-nightly"
}
