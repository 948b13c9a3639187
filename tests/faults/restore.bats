#!/usr/bin/env bats
# A restore is all there or not at all; over several connections it goes on where it was stopped.
#
# FAULTS_ALL=1 takes every moment where a sample is taken otherwise.
bats_require_minimum_version 1.5.0
load helper
load killing

SOME="--tables LiteLLM_UserTable --tables LiteLLM_TeamTable --tables LiteLLM_TeamMembership
    --tables LiteLLM_VerificationToken"
EMPTY='DELETE FROM "LiteLLM_VerificationToken"; DELETE FROM "LiteLLM_TeamMembership";
    DELETE FROM "LiteLLM_TeamTable"; DELETE FROM "LiteLLM_UserTable"'

setup_file() {
    make_world restore_faults 1.81.15
}

# starts_from SQL COMMAND - the set of the world, then what SQL leaves of it; AFTER is what the command
# makes of that.
starts_from() {
    copy_world restore_faults restore_now
    use_world restore_now
    dba backup create $SOME
    ask "$DATABASE" "$1" 'SELECT harness.keep()' >/dev/null
    BEFORE=$(contents "$DATABASE")
    START=$PLACE/start
    cp -r "$STATE" "$START"
    OPERATION=2
    COMMAND=$2
    dba $COMMAND || fail "$(cat "$SAID")" || return 1
    AFTER=$(contents "$DATABASE")
    [ "$BEFORE" != "$AFTER" ]
    restore
}

@test "into empty tables, killed before calls" {
    starts_from "$EMPTY" "restore latest --yes"
    quickly killed kill 4
}

@test "into empty tables, the connection breaks" {
    starts_from "$EMPTY" "restore latest --yes"
    quickly killed cut 7
}

@test "beside other rows, killed in the middle of writes" {
    starts_from "DELETE FROM \"LiteLLM_TeamMembership\"; UPDATE \"LiteLLM_UserTable\" SET spend = 9, teams = '{}'" \
        "restore latest --merge --on-conflict replace --yes"
    quickly killed tear 7
}

@test "in place of other rows, killed before calls" {
    starts_from "DELETE FROM \"LiteLLM_TeamMembership\"; UPDATE \"LiteLLM_UserTable\" SET spend = 9;
        INSERT INTO \"LiteLLM_UserTable\" (user_id) VALUES ('new')" "restore latest --replace --yes"
    quickly killed kill 11
}

@test "stopped by a signal in the middle of the rows" {
    starts_from "$EMPTY" "restore latest --yes"
    rm -rf "$STATE"
    cp -r "$START" "$STATE"
    faulty DO=TERM AT=1 ON='send COPY "LiteLLM_VerificationToken"*' -- restore latest --yes
    [ "$STATUS" = 143 ] || fail "$STATUS: $(cat "$SAID")"
    judge "$BEFORE" "$AFTER" orphans --quiet
    [ $FOUND = before ]
}

# Several connections.

# large_logs DATABASE - two tables that are worth transactions of their own.
large_logs() {
    ask "$1" "INSERT INTO \"LiteLLM_SpendLogs\" (request_id, call_type, \"startTime\", \"endTime\", messages)
              SELECT n::text, '', timestamp '2026-11-01' + n * interval '1 s', timestamp '2026-11-02',
                     to_jsonb(repeat(md5(n::text), 100))
                FROM generate_series(1, 3000) AS n" \
        "INSERT INTO \"LiteLLM_ErrorLogs\" (request_id, \"startTime\", \"endTime\", exception_string)
              SELECT n::text, '2026-11-01', '2026-11-02', repeat(md5(n::text), 100) FROM generate_series(1, 3000) AS n"
}

@test "over several connections, killed at any moment and gone on with" {
    local n gone_on=0

    copy_world restore_faults restore_jobs
    use_world restore_jobs
    large_logs "$DATABASE"
    dba backup create --all --jobs 2
    AFTER=$(contents "$DATABASE")
    cp -r "$STATE" "$PLACE/start"
    for ((n = 30; ; n += 43 * EVERY)); do
        ask "$DATABASE" "$EMPTY" 'TRUNCATE "LiteLLM_SpendLogs", "LiteLLM_ErrorLogs"'
        rm -rf "$STATE"
        cp -r "$PLACE/start" "$STATE"
        faulty DO=kill AT=$n -- restore latest --jobs 2 --yes
        struck || break
        dba orphans --quiet || fail "kill at $n, $(moment): $(cat "$SAID")"
        if [ "$(contents "$DATABASE")" != "$AFTER" ]; then
            dba restore latest --jobs 2 --yes || fail "kill at $n, $(moment): $(cat "$SAID")"
            ! grep -q "going on where" "$SAID" || gone_on=$((gone_on + 1))
        fi
        [ "$(contents "$DATABASE")" = "$AFTER" ] || fail "kill at $n, $(moment): other rows"
        dba journal verify
        [ -z "$(unfinished)" ] || fail "left lying: $(unfinished)"
    done
    [ "$STATUS" = 0 ]
    echo "# $(((n - 30) / 43 / EVERY)) of $n moments, $gone_on times gone on with" >&3
    [ $n -gt 150 ] && [ $gone_on -gt 0 ]
}

@test "over several connections, one of them ended by the server" {
    copy_world restore_faults restore_jobs
    use_world restore_jobs
    large_logs "$DATABASE"
    dba backup create --all --jobs 2
    AFTER=$(contents "$DATABASE")
    ask "$DATABASE" "$EMPTY" 'TRUNCATE "LiteLLM_SpendLogs", "LiteLLM_ErrorLogs"'
    faulty DO="psql -qXAtd postgres -c \"SELECT pg_terminate_backend(max(pid)) FROM pg_stat_activity
        WHERE application_name = 'litellm-dba/restore'\" >'$PLACE/was_ended'" AT=1 ON='send COPY "LiteLLM_SpendLogs"*' \
        -- restore latest --jobs 2 --yes
    struck
    [ "$(cat "$PLACE/was_ended")" = t ]
    [ "$STATUS" = 3 ] || fail "$STATUS: $(cat "$SAID")"
    grep -q "run the command again to go on" "$SAID"
    dba restore latest --jobs 2 --yes || fail "$(cat "$SAID")"
    [ "$(contents "$DATABASE")" = "$AFTER" ]
    # All of it can be taken back, the last operation first.
    for n in $(sqlite3 "$STATE/journal.db" "SELECT operation FROM operation WHERE command = 'restore' AND rows > 0
                                             ORDER BY operation DESC"); do
        dba undo "$n" --yes || fail "undo $n: $(cat "$SAID")"
    done
    [ "$(ask "$DATABASE" 'SELECT (SELECT count(*) FROM "LiteLLM_SpendLogs") + (SELECT count(*) FROM "LiteLLM_UserTable")')" = 0 ]
}
