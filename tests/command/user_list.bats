#!/usr/bin/env bats
# Who there is: what is counted, what the filters let through, and how it is printed.

load helper

setup_file() {
    for version in $VERSIONS; do
        world "$version"
    done
}

teardown_file() {
    drop_database
}

on() {
    dba_alone --dbname "world of $1" "${@:2}"
}

# people - empties the database, then adds users: "ID|E-MAIL|ROLE", nothing for NULL.
people() {
    local person

    sql 'TRUNCATE "LiteLLM_UserTable", "LiteLLM_TeamTable", "LiteLLM_VerificationToken",
                  "LiteLLM_DailyUserSpend", "LiteLLM_InvitationLink" CASCADE'
    for person; do
        IFS='|' read -r id email role <<<"$person"
        psql -qXd "$DATABASE" -v id="$id" -v email="$email" -v role="$role" <<'SQL'
INSERT INTO "LiteLLM_UserTable" (user_id, user_email, user_role, models)
VALUES (:'id', nullif(:'email', ''), nullif(:'role', ''), '{}');
SQL
    done
}

ids() {
    json '[.[].user_id] | join(" ")'
}

@test "everybody is listed once, bytewise by user_id, on every schema" {
    for version in $VERSIONS; do
        on "$version" user list --json
        exits 0
        tells_nothing
        is "users of $version" \
            "$(psql -qXAt -d "world of $version" -c 'SELECT to_json(user_id) FROM "LiteLLM_UserTable" ORDER BY user_id COLLATE "C"')" \
            "$(json '.[].user_id | tojson')"
    done
}

@test "teams are those of rosters, lists and the user's own list, each once" {
    for version in 1.53.2 1.81.15 2026-09; do
        on "$version" user list --json
        # ben: one roster, two lists of his own, one roster in a string, one by e-mail, one in members[]
        shows '.[] | select(.user_id == "ben").teams' 4
        # only in rosters, which the own list does not name
        shows '.[] | select(.user_id == "emre").teams' 2
        # by e-mail alone
        shows '.[] | select(.user_id == "carla").teams' 1
        # the same team twice in the own list
        shows '.[] | select(.user_id == "fay").teams' 2
        # names only teams that are gone
        shows '.[] | select(.user_id == "kim").teams' 0
        # an administrator by admins[], which nothing else says
        shows '.[] | select(.user_id == "alice").teams' 3
    done
}

@test "keys are counted without the dashboard's sessions" {
    for version in 1.53.2 1.81.15 2026-09; do
        on "$version" user list --json
        is "keys in $version" \
            "$(psql -qXAt -d "world of $version" <<'SQL'
SELECT to_json(u.user_id) || ' ' || count(k.token)
  FROM "LiteLLM_UserTable" u
  LEFT JOIN "LiteLLM_VerificationToken" k
       ON k.user_id = u.user_id AND coalesce(k.team_id, '') <> 'litellm-dashboard'
 GROUP BY u.user_id
 ORDER BY u.user_id COLLATE "C"
SQL
)" "$(json '.[] | "\(.user_id | tojson) \(.keys)"')"
        shows '.[] | select(.user_id == "alice").keys' 1
    done
}

@test "values are the row's, whatever is in them" {
    on 1.81.15 user list --json
    is "e-mails, aliases, roles and spend" \
        "$(psql -qXAt -d 'world of 1.81.15' -c 'SELECT json_build_array(user_email, user_alias, user_role, sso_user_id) FROM "LiteLLM_UserTable" ORDER BY user_id COLLATE "C"' | jq -c .)" \
        "$(json '.[] | [.email, .alias, .role, .sso_user_id] | tojson')"
    on 1.81.15 user list --csv
    exits 0
    python3 - "$BATS_TEST_TMPDIR/out" >"$BATS_TEST_TMPDIR/read" <<'PY'
import csv, sys
rows = list(csv.DictReader(open(sys.argv[1], newline="", encoding="utf-8")))
print(",".join(rows[0]))
print(len(rows), next(r["alias"] for r in rows if "hard" in r["user_id"]))
PY
    is "what Python reads" "user_id,email,alias,role,sso_user_id,teams,keys,spend,last_use,created,updated
21 $(psql -qXAt -d 'world of 1.81.15' -c "SELECT user_alias FROM \"LiteLLM_UserTable\" WHERE user_id LIKE '%hard%'")" \
        "$(cat "$BATS_TEST_TMPDIR/read")"
}

@test "a table is safe for terminals and has the headings" {
    on 1.81.15 user list
    exits 0
    prints "user id" "last use" 'user, "hard" 100% \\ it'"'"'s' '🦊\n"hard"'
    on 1.81.15 user list --role nobody-has-it
    exits 0
    prints "user id"
    on 1.81.15 user list --role nobody-has-it --json
    prints_exactly "[]"
    on 1.81.15 user list --role nobody-has-it --csv
    prints_exactly "user_id,email,alias,role,sso_user_id,teams,keys,spend,last_use,created,updated"
}

@test "roles add up, and none is the lack of one" {
    on 1.81.15 user list --json --role org_admin --role customer
    is ids "dario hana" "$(ids)"
    on 1.81.15 user list --json --role none
    is ids "0f8e2a90-joao $(psql -qXAt -d 'world of 1.81.15' -c "SELECT string_agg(user_id, ' ' ORDER BY user_id COLLATE \"C\") FROM \"LiteLLM_UserTable\" WHERE user_role IS NULL AND user_id NOT LIKE '%joao'")" "$(ids)"
}

@test "an e-mail pattern: stars and question marks only, in any letter case" {
    fresh
    people "a|a_1%@x.org|" "b|aX1%@x.org|" "c|a_1x@x.org|" "d|A_1%@X.ORG|" "e||" 'f|a\1@x.org|'
    dba user list --json --email 'a_1%@x.org'
    is "percent and underscore as they are" "a d" "$(ids)"
    dba user list --json --email 'a?1%@x.org'
    is "one character" "a b d" "$(ids)"
    dba user list --json --email '*@x.org'
    is "any text" "a b c d f" "$(ids)"
    dba user list --json --email 'a\1@x.org'
    is "a backslash" "f" "$(ids)"
    dba user list --json --email "'; DROP TABLE x; --"
    exits 0
    prints_exactly "[]"
}

@test "a team by its id or by its alias, and its members by any list" {
    on 1.81.15 user list --json --team team-research
    is "by id" "alice ben default_user_id emre fay sso-ines" "$(ids)"
    on 1.81.15 user list --json --team "Research & Development"
    is "by alias" "alice ben default_user_id emre fay sso-ines" "$(ids)"
    on 1.81.15 user list --json --team team-mail
    is "by e-mail in the roster" "ben carla" "$(ids)"
    on 1.81.15 user list --json --team team-text
    is "by a roster in a string" "ben" "$(ids)"
    on 1.81.15 user list --json --team team-empty
    prints_exactly "[]"
}

@test "a team that is not there, or that several have as alias" {
    on 1.81.15 user list --team "no such team"
    fails_as 2 'there is no team "no such team"'
    fresh
    sql "INSERT INTO \"LiteLLM_TeamTable\" (team_id, team_alias) VALUES ('t-2', 'Same'), ('t-1', 'Same'), ('Other', 'x'), ('t-3', 'Other')"
    dba user list --team Same
    fails_as 2 '2 teams have the alias "Same"'
    tells "t-1, t-2"
    # an id wins over an alias
    dba user list --team Other --json
    exits 0
    dba user list --team "'; DROP TABLE \"LiteLLM_UserTable\"; --"
    fails_as 2 "there is no team \"'; DROP TABLE"
    is "still there" 21 "$(sql 'SELECT count(*) FROM "LiteLLM_UserTable"')"
}

@test "without a team, without a key, through SSO" {
    fresh
    people "alone||" "listed||" "rostered||" "gone||" "keyed||" "session||" "okta||" "sso||"
    sql "INSERT INTO \"LiteLLM_TeamTable\" (team_id, members_with_roles) VALUES ('t', '[{\"user_id\": \"rostered\", \"user_email\": null, \"role\": \"user\"}]')" \
        "UPDATE \"LiteLLM_UserTable\" SET teams = '{t}' WHERE user_id = 'listed'" \
        "UPDATE \"LiteLLM_UserTable\" SET teams = '{no-such}' WHERE user_id = 'gone'" \
        "UPDATE \"LiteLLM_UserTable\" SET teams = NULL WHERE user_id = 'alone'" \
        "INSERT INTO \"LiteLLM_VerificationToken\" (token, user_id, team_id) VALUES ('1', 'keyed', NULL), ('2', 'session', 'litellm-dashboard')" \
        "UPDATE \"LiteLLM_UserTable\" SET metadata = '{\"auth_provider\": \"okta\"}' WHERE user_id = 'okta'" \
        "UPDATE \"LiteLLM_UserTable\" SET sso_user_id = 'x' WHERE user_id = 'sso'"
    dba user list --json --no-team
    is "in no team" "alone gone keyed okta session sso" "$(ids)"
    dba user list --json --no-key
    is "without a key" "alone gone listed okta rostered session sso" "$(ids)"
    dba user list --json --sso
    is "through SSO" "okta sso" "$(ids)"
    dba user list --json --no-key --no-team --sso
    is "all of it" "okta sso" "$(ids)"
    dba user list --json --no-team --limit 2
    is "the first two" "alone gone" "$(ids)"
    dba user list --limit 0
    exits 2
}

@test "a user is idle when there is no request, no key's use, no login and no change" {
    fresh 2026-09
    people "never||" "request||" "key||" "login||" "changed||" "new||"
    sql "UPDATE \"LiteLLM_UserTable\" SET created_at = now() at time zone 'utc' - interval '90 days', updated_at = now() at time zone 'utc' - interval '40 days'" \
        "INSERT INTO \"LiteLLM_DailyUserSpend\" (id, user_id, date, api_key, updated_at)
         VALUES ('1', 'request', to_char(now() at time zone 'utc' - interval '3 days', 'YYYY-MM-DD'), '', '2020-01-01'),
                ('2', 'request', to_char(now() at time zone 'utc' - interval '2 days', 'YYYY-MM-DD'), '', date_trunc('day', now() at time zone 'utc') - interval '2 days'),
                ('3', 'never', to_char(now() at time zone 'utc' - interval '50 days', 'YYYY-MM-DD'), '', date_trunc('day', now() at time zone 'utc') - interval '50 days')" \
        "INSERT INTO \"LiteLLM_VerificationToken\" (token, user_id, team_id, last_active, created_at)
         VALUES ('1', 'key', NULL, now() at time zone 'utc' - interval '5 days', '2020-01-01'),
                ('2', 'login', 'litellm-dashboard', NULL, now() at time zone 'utc' - interval '6 days'),
                ('3', 'never', NULL, NULL, now() at time zone 'utc')" \
        "UPDATE \"LiteLLM_UserTable\" SET updated_at = now() at time zone 'utc' WHERE user_id = 'changed'" \
        "UPDATE \"LiteLLM_UserTable\" SET created_at = now() at time zone 'utc' WHERE user_id = 'new'"
    dba user list --json --idle 30d
    is "idle for 30 days" "never" "$(ids)"
    dba user list --json --idle 4d
    is "idle for 4 days" "key login never" "$(ids)"
    dba user list --json
    shows '.[] | select(.user_id == "request").last_use' \
        "$(sql "SELECT to_char(date_trunc('day', now() at time zone 'utc') - interval '2 days', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')")"
    shows '.[] | select(.user_id == "changed").last_use' null
}

@test "a version without daily sums is asked for its log" {
    fresh 1.53.2
    sql 'TRUNCATE "LiteLLM_SpendLogs"' \
        "INSERT INTO \"LiteLLM_SpendLogs\" (request_id, call_type, \"user\", \"startTime\", \"endTime\")
         VALUES ('1', 'x', 'ben', '2020-01-01', '2020-01-01'),
                ('2', 'x', 'ben', now() at time zone 'utc' - interval '10 days', now()),
                ('3', 'x', 'carla', now() at time zone 'utc' - interval '40 days', now())"
    dba user list --json
    shows '.[] | select(.user_id == "ben").last_use' "$(sql "SELECT to_char(\"startTime\", 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') FROM \"LiteLLM_SpendLogs\" WHERE request_id = '2'")"
    shows '.[] | select(.user_id == "carla").last_use' null
    dba user list --json --idle 60d
    shows '[.[].user_id | select(. == "ben" or . == "carla")] | length' 0
    dba user list --json --idle 20d
    shows '[.[].user_id | select(. == "ben" or . == "carla")] | join(" ")' carla
}

@test "rosters that are damaged stop nothing" {
    fresh
    for roster in '"not JSON ["' '"[{\"user_id\": \"\\u0000\"}]"' '{"a": 1}' '7' 'null' '[7, null, "ben", [], {}]' \
        '[{"user_id": 5, "user_email": ["x"]}]' '"[]"'; do
        psql -qXd "$DATABASE" -v roster="$roster" <<<"UPDATE \"LiteLLM_TeamTable\" SET members_with_roles = :'roster'"
        dba user list --json
        exits 0
        shows length 21
    done
}

@test "reading changes nothing and leaves nothing behind" {
    fresh
    keep_rows
    dba user list --idle 30d
    exits 0
    rows_are_kept
    [ ! -e "$LITELLM_DBA_STATE" ]
}

@test "another schema, and a role that may only read" {
    dropdb --if-exists "$DATABASE"
    createdb "$DATABASE"
    {
        echo 'CREATE SCHEMA "Lite LLM"; SET search_path = "Lite LLM";'
        "$HARNESS/make-schema" 1.81.15
    } | psql -qX -v ON_ERROR_STOP=1 -d "$DATABASE"
    sql "INSERT INTO \"Lite LLM\".\"LiteLLM_UserTable\" (user_id) VALUES ('somebody')" \
        'GRANT USAGE ON SCHEMA "Lite LLM" TO litellm' \
        'GRANT SELECT ON ALL TABLES IN SCHEMA "Lite LLM" TO litellm'
    for user in dba litellm; do
        PGUSER=$user dba --schema "Lite LLM" user list --json
        exits 0
        tells_nothing
        is ids somebody "$(ids)"
    done
}
