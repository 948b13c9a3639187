#!/usr/bin/env bats
# The proxy goes on while we work: nothing that somebody else writes is lost, and what became
# different since the plan is not touched.
bats_require_minimum_version 1.5.0
load helper

setup_file() {
    make_world proxy 2026-09
    ask proxy "
        CREATE TABLE harness.written (what text, team_id text)" "
        CREATE PROCEDURE harness.add_entry(team text, with_lock bool) LANGUAGE plpgsql AS \$\$
        DECLARE
            marker text := gen_random_uuid();
        BEGIN
            IF with_lock THEN
                PERFORM pg_advisory_xact_lock(hashtext(team));
                PERFORM pg_sleep(0.002);
            END IF;
            UPDATE \"LiteLLM_TeamTable\"
               SET members_with_roles = members_with_roles ||
                       jsonb_build_object('user_id', 'ann', 'role', marker),
                   members = members || 'ben'::text
             WHERE team_id = team;
            INSERT INTO harness.written VALUES (marker, team);
        END
        \$\$" "
        CREATE PROCEDURE harness.spend(team text) LANGUAGE plpgsql AS \$\$
        BEGIN
            UPDATE \"LiteLLM_TeamTable\" SET spend = spend + 1 WHERE team_id = team;
            UPDATE \"LiteLLM_VerificationToken\" SET spend = spend + 1 WHERE user_id = 'ann';
            UPDATE \"LiteLLM_UserTable\" SET spend = spend + 1 WHERE user_id = 'ben';
            INSERT INTO harness.written VALUES ('spend', team);
        END
        \$\$" "
        CREATE PROCEDURE harness.add_orphan(team text) LANGUAGE sql AS \$\$
            UPDATE \"LiteLLM_TeamTable\"
               SET members_with_roles = '[{\"user_id\": \"gone-9\", \"role\": \"user\"}]' || members_with_roles
             WHERE team_id = team
        \$\$" "
        SELECT harness.keep()" >/dev/null
}

teardown() {
    [ -z "${WRITERS:-}" ] || kill $WRITERS 2>/dev/null || true
    rm -rf "$PLACE"
}

start() {
    use_world proxy
    restore
    ask proxy "TRUNCATE harness.written"
    BEFORE=$(contents proxy)
}

# writer SQL PAUSE - runs SQL again and again in a session of its own until it is killed.
writer() {
    (
        while :; do echo "$1; SELECT pg_sleep($2);"; done |
            psql -qXAt -d proxy -v ON_ERROR_STOP=1 >/dev/null 2>"$PLACE/writer.$BASHPID"
    ) 3>&- &
    WRITERS="${WRITERS:-} $!"
}

start_writers() {
    local team
    for team in team-a team-b; do
        writer "CALL harness.add_entry('$team', true)" 0.03
        writer "CALL harness.add_entry('$team', false)" 0.04
        writer "CALL harness.spend('$team')" 0.01
    done
}

stop_writers() {
    local pid
    for pid in $WRITERS; do
        pkill -P "$pid" || true
        kill "$pid" 2>/dev/null || true
    done
    wait $WRITERS 2>/dev/null || true
    WRITERS=
    until [ "$(ask postgres "SELECT count(*) FROM pg_stat_activity
                              WHERE datname = 'proxy' AND pid <> pg_backend_pid()")" = 0 ]; do
        sleep 0.05
    done
}

# Whatever the writers committed is there.
check_written() {
    [ "$(ask proxy "
        SELECT count(*) FROM harness.written AS w
         WHERE what <> 'spend'
           AND NOT EXISTS (SELECT FROM \"LiteLLM_TeamTable\" AS t,
                                       jsonb_array_elements(t.members_with_roles) AS e
                            WHERE t.team_id = w.team_id AND e ->> 'role' = w.what)")" = 0 ] ||
        fail "entries of others are lost" || return 1
    [ "$(ask proxy "
        SELECT t.team_id FROM \"LiteLLM_TeamTable\" AS t
         WHERE cardinality(array_positions(t.members, 'ben'))
            <> 1 + (SELECT count(*) FROM harness.written AS w
                     WHERE w.team_id = t.team_id AND what <> 'spend')")" = "" ] ||
        fail "members of others are lost" || return 1
    [ "$(ask proxy "
        SELECT (SELECT sum(spend) FROM \"LiteLLM_TeamTable\")
             = (SELECT count(*) FROM harness.written WHERE what = 'spend')
           AND (SELECT spend FROM \"LiteLLM_UserTable\" WHERE user_id = 'ben')
             = (SELECT count(*) FROM harness.written WHERE what = 'spend')
           AND (SELECT spend FROM \"LiteLLM_VerificationToken\" WHERE user_id = 'ann')
             = 1.25 + (SELECT count(*) FROM harness.written WHERE what = 'spend')")" = t ] ||
        fail "spend is lost"
}

@test "rosters are cleaned and undone while others write to them" {
    start
    start_writers
    local round codes=" " done_count=0 undone=0
    for round in $(seq 60); do
        # Some of them at least are not disturbed.
        [ $round -le 12 ] || [ $undone -lt 2 ] || break
        ask proxy "CALL harness.add_orphan('team-a')"
        STATUS=0
        dba orphans clean roster-without-user team-list-without-team --yes || STATUS=$?
        codes="$codes$STATUS "
        case $STATUS in
        # An entry that came in between makes the plan stale.
        0 | 7) ;;
        *) fail "exit $STATUS: $(cat "$SAID")" ;;
        esac
        [ "$STATUS" -eq 0 ] || continue
        done_count=$((done_count + 1))
        [ $((done_count % 3)) = 0 ] || continue
        dba undo "$(sqlite3 "$STATE/journal.db" 'SELECT max(operation) FROM operation')" --yes ||
            fail "undo: $(cat "$SAID")"
        undone=$((undone + 1))
    done
    stop_writers
    echo "# exit codes$codes, $undone undone, $(ask proxy 'SELECT count(*) FROM harness.written') writes" >&3
    check_written
    [ "$undone" -gt 0 ]
    dba journal verify
    [ -z "$(unfinished)" ]
    # What is left over is cleaned now, and only orphans were ever taken.
    dba orphans clean roster-without-user --yes
    check_written
    [ "$(ask proxy "SELECT count(*) FROM \"LiteLLM_TeamTable\" WHERE members_with_roles::text LIKE '%gone-%'")" = 0 ]
}

# refused_as_stale - nothing changed but what the other one did.
refused_as_stale() {
    [ "$STATUS" -eq 7 ] || fail "exit $STATUS: $(cat "$SAID")"
    grep -q 'error: the rows of ".*" are no longer those of the plan' "$SAID"
    grep -q '^litellm-dba: hint: Nothing was changed' "$SAID"
    ask proxy "DELETE FROM \"LiteLLM_UserTable\" WHERE user_id LIKE 'gone-%'"
    judge "$BEFORE" none
    [ "$(peek)" = refused ]
    [ -z "$HEALED" ]
}

NEW_USER="psql -qXAt -d proxy -c \"INSERT INTO \\\"LiteLLM_UserTable\\\" (user_id) VALUES ('gone-1')\""

@test "a user that is created between plan and work: refused, nothing changed" {
    start
    faulty DO="$NEW_USER" ON='create operations/.running*' AT=1 -- $CLEAN
    struck
    refused_as_stale
}

@test "a user that is created in the middle of the work: refused, nothing changed" {
    start
    local step
    for step in 02-roster 05-key 06-key; do
        rm -rf "$STATE"
        faulty DO="$NEW_USER" ON="create operations/000001/$step*" AT=1 -- $CLEAN
        struck
        refused_as_stale
    done
}

@test "a user or team that is created between the last look and the edit: refused, nothing changed" {
    start
    local class
    for class in roster-without-user team-list-without-team; do
        rm -rf "$STATE"
        faulty DO="$NEW_USER -c \"INSERT INTO \\\"LiteLLM_TeamTable\\\" (team_id) VALUES ('team-gone')\"" \
            ON='create operations/000001/01-*' AT=1 -- orphans clean $class --yes
        struck
        ask proxy "DELETE FROM \"LiteLLM_TeamTable\" WHERE team_id = 'team-gone'"
        refused_as_stale
    done
}

@test "a key that is used between plan and work stays out of it or goes with its newest spend" {
    start
    faulty DO="psql -qXAt -d proxy -c \"UPDATE \\\"LiteLLM_VerificationToken\\\" SET spend = 77 WHERE user_id = 'gone-1'\"" \
        ON='create operations/.running*' AT=1 -- $CLEAN
    [ "$STATUS" -eq 0 ]
    dba undo 1 --yes
    [ "$(ask proxy "SELECT spend FROM \"LiteLLM_VerificationToken\" WHERE user_id = 'gone-1'")" = 77 ]
}

@test "an entry that is added between plan and work is kept, and the plan is made anew" {
    start
    faulty DO="psql -qXAt -d proxy -c \"CALL harness.add_orphan('team-a')\"" \
        ON='create operations/.running*' AT=1 -- $CLEAN
    [ "$STATUS" -eq 7 ]
    [ "$(ask proxy "SELECT count(*) FROM \"LiteLLM_TeamTable\" WHERE members_with_roles::text LIKE '%gone-9%'")" = 1 ]
    dba $CLEAN
    [ "$(ask proxy "SELECT count(*) FROM \"LiteLLM_TeamTable\" WHERE members_with_roles::text LIKE '%gone-%'")" = 0 ]
}
