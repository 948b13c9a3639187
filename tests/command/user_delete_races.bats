#!/usr/bin/env bats
# user delete, while others are at work with the same user: never half a user, never a roster entry
# of somebody else lost.

load helper

setup() {
    fresh
}

teardown_file() {
    drop_database
}

of_emre() {
    sql "SELECT (SELECT count(*) FROM \"LiteLLM_UserTable\" WHERE user_id = 'emre')
             || ' user, ' || (SELECT count(*) FROM \"LiteLLM_VerificationToken\" WHERE user_id = 'emre')
             || ' keys, ' || (SELECT count(*) FROM \"LiteLLM_TeamTable\" WHERE members_with_roles::text LIKE '%\"emre\"%')
             || ' rosters'"
}

ADD_CARLA="UPDATE \"LiteLLM_TeamTable\"
              SET members_with_roles = members_with_roles || '[{\"user_id\": \"carla\", \"role\": \"user\"}]'
            WHERE team_id = 'team-research'"
ADD_EMRE="UPDATE \"LiteLLM_TeamTable\"
             SET members_with_roles = members_with_roles || '[{\"user_id\": \"emre\", \"role\": \"user\"}]'
           WHERE team_id IN ('team-aliases', 'team-research')"
TEAM_LOCK="SELECT pg_advisory_xact_lock(hashtext('team-research'))"
ADD_KEY="INSERT INTO \"LiteLLM_VerificationToken\" (token, user_id) VALUES ('new-key', 'emre')"

carla_is_in() {
    is "carla in the roster" 1 "$(sql "SELECT count(*) FROM \"LiteLLM_TeamTable\", jsonb_array_elements(members_with_roles) AS e
        WHERE team_id = 'team-research' AND e ->> 'user_id' = 'carla'")"
}

@test "the proxy adds somebody else to the roster, with its lock" {
    meanwhile "$TEAM_LOCK; $ADD_CARLA" "" user delete emre --yes
    exits 0
    is "emre" "0 user, 0 keys, 0 rosters" "$(of_emre)"
    carla_is_in
}

@test "the proxy adds somebody else to the roster, without its lock" {
    meanwhile "$ADD_CARLA" "" user delete emre --yes
    exits 0
    is "emre" "0 user, 0 keys, 0 rosters" "$(of_emre)"
    carla_is_in
}

@test "the proxy adds the user to rosters, with its lock" {
    meanwhile "$TEAM_LOCK; $ADD_EMRE" "" user delete emre --yes
    fails_as 7 "what belongs to the user is no longer as it was planned"
    is "emre" "1 user, 1 keys, 3 rosters" "$(of_emre)"
    dba user delete emre --yes
    exits 0
    is "emre" "0 user, 0 keys, 0 rosters" "$(of_emre)"
}

@test "the proxy adds the user to rosters, without its lock" {
    meanwhile "$ADD_EMRE" "" user delete emre --yes
    fails_as 7 "what belongs to the user is no longer as it was planned"
    is "emre" "1 user, 1 keys, 3 rosters" "$(of_emre)"
}

@test "the proxy adds the user to a roster that was not in the plan" {
    meanwhile "SELECT FROM \"LiteLLM_TeamTable\" WHERE team_id = 'team-blocked' FOR UPDATE;
               UPDATE \"LiteLLM_TeamTable\" SET members = '{emre}' WHERE team_id = 'team-nulls'" "" \
        user delete emre --yes
    fails_as 7 "what belongs to the user is no longer as it was planned"
    is "emre" "1 user, 1 keys, 2 rosters" "$(of_emre)"
}

@test "the proxy adds a key, with and without its lock" {
    for lock in "$TEAM_LOCK" "SELECT FROM \"LiteLLM_TeamTable\" WHERE team_id = 'team-research' FOR UPDATE"; do
        fresh
        meanwhile "$lock; $ADD_KEY" "" user delete emre --yes
        fails_as 7 "what belongs to the user is no longer as it was planned"
        is "emre" "1 user, 2 keys, 2 rosters" "$(of_emre)"
    done
    dba user delete emre --yes
    exits 0
    is "emre" "0 user, 0 keys, 0 rosters" "$(of_emre)"
}

@test "the proxy adds a key that is committed after us: it is told" {
    another_begins "$ADD_KEY"
    terminal_start "$PROGRAM" --dbname "$DATABASE" user delete emre --yes --check-later --check-after 4s
    terminal_shows "looking again in"
    another_commits
    terminal_end
    exits 6
    prints "something has come back" "LiteLLM_VerificationToken (1 row)"
    dba orphans key-without-user --csv
    prints "new-key"
}

@test "the spend writer keeps going" {
    meanwhile "UPDATE \"LiteLLM_TeamTable\" SET spend = spend + 1 WHERE team_id = 'team-research';
               UPDATE \"LiteLLM_VerificationToken\" SET spend = spend + 1 WHERE user_id = 'emre';
               UPDATE \"LiteLLM_UserTable\" SET spend = spend + 1 WHERE user_id = 'emre'" "" \
        user delete emre --yes
    exits 0
    spend=$(sql "SELECT spend FROM \"LiteLLM_TeamTable\" WHERE team_id = 'team-research'")
    dba undo 1 --yes
    exits 0
    is "the team's spend" "$spend" "$(sql "SELECT spend FROM \"LiteLLM_TeamTable\" WHERE team_id = 'team-research'")"
}

@test "two tools at once" {
    for pause in 0 0.01 0.02 0.03 0.05 0.08; do
        fresh
        keep_rows
        first=0 second=0
        "$PROGRAM" --dbname "$DATABASE" --state "$BATS_TEST_TMPDIR/a$pause" user delete emre --yes >"$BATS_TEST_TMPDIR/first" 2>&1 &
        sleep "$pause"
        "$PROGRAM" --dbname "$DATABASE" --state "$BATS_TEST_TMPDIR/b$pause" user delete emre --yes >"$BATS_TEST_TMPDIR/second" 2>&1 || second=$?
        wait $! || first=$?
        # One of them did it; the other was locked out, came too late, or found another plan.
        [[ " $first $second " =~ ^\ (0\ [278]|[278]\ 0)\ $ ]] ||
            complain "one did it" "$first and $second: $(cat "$BATS_TEST_TMPDIR/first" "$BATS_TEST_TMPDIR/second")"
        is "emre" "0 user, 0 keys, 0 rosters" "$(of_emre)"
        winner=a
        [ "$first" -eq 0 ] || winner=b
        LITELLM_DBA_STATE="$BATS_TEST_TMPDIR/$winner$pause" dba undo 1 --yes
        exits 0
        rows_are_kept
    done
}

SLOW="CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(20); RETURN OLD; END'"

@test "a statement timeout in the middle: nothing was done" {
    sql "$SLOW" 'CREATE TRIGGER slow BEFORE DELETE ON "LiteLLM_VerificationToken" FOR EACH ROW EXECUTE FUNCTION slow()'
    keep_rows
    dba user delete emre --yes --statement-timeout 1s
    exits 3
    rows_are_kept
    dba journal list --json
    is "the journal" "server_error" "$(jq -r '.[0].outcome' <<<"$out")"
}

@test "killed in the middle: nothing was done, and the next run says so" {
    sql "$SLOW" 'CREATE TRIGGER slow BEFORE DELETE ON "LiteLLM_UserTable" FOR EACH ROW EXECUTE FUNCTION slow()'
    keep_rows
    "$PROGRAM" --dbname "$DATABASE" user delete emre --yes >/dev/null 2>&1 &
    wait_until "SELECT count(*) = 1 FROM pg_stat_activity
                 WHERE application_name LIKE 'litellm-dba%' AND wait_event = 'PgSleep'"
    kill -9 $!
    wait $! || true
    sql "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()" >/dev/null
    rows_are_kept
    sql 'DROP TRIGGER slow ON "LiteLLM_UserTable"'
    dba user delete emre --yes
    exits 0
    tells "operation 1"
    is "emre" "0 user, 0 keys, 0 rosters" "$(of_emre)"
}
