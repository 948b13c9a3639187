#!/usr/bin/env bats
# Who holds the seats, and who is stuck and why.

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

# reasons USER - "reason effect count", a line each, the worst first.
reasons() {
    json ".seats[] | select(.user_id == \"$1\").reasons[] | \"\(.reason) \(.effect) \(.count)\""
}

user() {
    json ".seats[] | select(.user_id == \"$1\") | $2"
}

@test "every row counts, on every schema" {
    for version in $VERSIONS; do
        on "$version" sso --json
        exits 0
        tells_nothing
        shows '"\(.users) \(.active_users) \(.used) \(.limit) \(.seats | length)"' "21 21 21 null 21"
        shows '.proxy_admins | join(" ")' "alice default_user_id sso-ines"
        shows '.proxy_admin_viewers | length' 0
        is "the seats of $version" \
            "$(psql -qXAt -d "world of $version" -c 'SELECT to_json(user_id) FROM "LiteLLM_UserTable" ORDER BY user_id COLLATE "C"')" \
            "$(json '.seats[].user_id | tojson')"
    done
}

@test "above the limit it says so and exits 6, with all that it shows otherwise" {
    on 1.81.15 sso --limit 5 --json
    exits 6
    shows '"\(.used) \(.limit)"' "21 5"
    tells "21 users count, and the limit is 5"
    on 1.81.15 sso --limit 20 --quiet --csv
    exits 6
    is lines 22 "$(wc -l <"$BATS_TEST_TMPDIR/out")"
    on 1.81.15 sso --limit 21
    exits 0
    tells_nothing
    on 1.81.15 sso --limit -1
    exits 2
}

@test "who SCIM made inactive counts, unless it is said that LiteLLM is newer" {
    fresh
    sql "UPDATE \"LiteLLM_UserTable\" SET metadata = '{\"scim_active\": false}' WHERE user_id IN ('ben', 'carla')" \
        "UPDATE \"LiteLLM_UserTable\" SET metadata = '{\"scim_active\": true}' WHERE user_id = 'dario'" \
        "UPDATE \"LiteLLM_UserTable\" SET metadata = '[\"scim_active\"]' WHERE user_id = 'emre'" \
        "UPDATE \"LiteLLM_UserTable\" SET user_role = 'proxy_admin_viewer' WHERE user_id = 'fay'"
    dba sso --json --limit 20
    exits 6
    shows '"\(.users) \(.active_users) \(.used)"' "21 19 21"
    shows '.proxy_admin_viewers | join(" ")' fay
    dba sso --json --limit 20 --active
    exits 0
    shows '.used' 19
    is "inactive" "ben carla" "$(json '[.seats[] | select(.active | not).user_id] | join(" ")')"
    dba sso
    prints "21 users count; without a licence" "19 active users" "proxy_admin_viewer: fay"
}

@test "who cannot be deleted by LiteLLM, and why" {
    for version in 1.63.12 1.81.15 2026-09; do
        on "$version" sso --json
        is "sso-ines" "inviter delete 5
invitation-changed delete 3
invited scim 1" "$(reasons sso-ines)"
        is "dario" "invited scim 1
organisation scim 2" "$(reasons dario | LC_ALL=C sort)"
        is "emre" "invited scim 2
unlisted-roster remains 2" "$(reasons emre)"
        is "fay" "invited scim 1
team-twice remains 1" "$(reasons fay)"
        is "twin-2" "inviter delete 1" "$(reasons twin-2)"
        # the roster of team-text is a string
        is "ben" "malformed-roster delete 1
invited scim 1
organisation scim 1" "$(reasons ben)"
        # by e-mail only, in a roster that the own list does not name
        is "carla" "invited scim 1
unlisted-roster remains 1" "$(reasons carla)"
        is "0f8e2a90-joao" "" "$(reasons 0f8e2a90-joao)"
        is "the worst of each" "delete delete scim null" \
            "$(user ben .stuck) $(user sso-ines .stuck) $(user dario .stuck) $(user 0f8e2a90-joao .stuck)"
    done
}

@test "only those that are stuck" {
    on 1.81.15 sso --stuck --json
    exits 0
    is "stuck by LiteLLM's delete" "alice ben default_user_id sso-ines twin-2" \
        "$(json '[.seats[] | select(.stuck == "delete").user_id] | join(" ")')"
    is "others" "scim" "$(json '[.seats[] | .stuck] | unique | .[] | select(. != "delete")')"
    shows '.users' 21
    shows '.stuck_users' 5
    is "and by SCIM's alone" "$(json .scim_stuck_users)" "$(json '[.seats[] | select(.stuck == "scim")] | length')"
}

@test "each shape of roster that LiteLLM cannot read, and none that it can" {
    fresh
    set_roster() {
        psql -qXd "$DATABASE" -v roster="$1" <<<"UPDATE \"LiteLLM_TeamTable\" SET members_with_roles = :'roster' WHERE team_id = 'team-text'"
        dba sso --json
        exits 0
    }
    for roster in '{"user_id": "ben", "role": "user"}' '"[{\"user_id\": \"ben\", \"role\": \"user\"}]"' 'null' '7' \
        '[{"user_id": "ben"}]' '[{"user_id": "ben", "role": "owner"}]' '[{"role": "user"}]' \
        '[{"user_id": null, "user_email": null, "role": "user"}]' '["ben"]' '[[]]' '[null]' '"no [ JSON"'; do
        set_roster "$roster"
        is "a reason with $roster" "malformed-roster delete 1" "$(reasons ben | grep malformed)"
    done
    for roster in '{}' '[]' '[{"user_id": "ben", "user_email": null, "role": "user"}]' \
        '[{"user_email": "ben.müller@example.org", "role": "admin"}]'; do
        set_roster "$roster"
        is "a reason with $roster" "" "$(reasons ben | grep malformed)"
    done
}

@test "a foreign key that nobody knows holds the row back, unless it lets go" {
    fresh
    sql 'CREATE TABLE "Tickets" (id int PRIMARY KEY,
             holder text REFERENCES "LiteLLM_UserTable",
             "%s % ""hard"" one" text REFERENCES "LiteLLM_UserTable" ON DELETE RESTRICT,
             other text REFERENCES "LiteLLM_UserTable" ON DELETE CASCADE,
             soft text REFERENCES "LiteLLM_UserTable" ON DELETE SET NULL)' \
        "INSERT INTO \"Tickets\" VALUES (1, 'leo', 'kim', 'hana', 'hana'), (2, 'leo', NULL, NULL, NULL)"
    dba sso --json
    exits 0
    is "leo" "foreign-key delete 2
invited scim 1" "$(reasons leo)"
    is "the words" "2 rows of Tickets.holder" "$(user leo '.reasons[0].text')"
    is "hana" "invited scim 1" "$(reasons hana)"
    is "kim" 'a row of Tickets.%s % "hard" one' "$(user kim '.reasons[0].text')"
    dba sso --csv
    prints "2 rows of Tickets.holder; has an invitation"
}

@test "foreign keys of other schemas are named, not looked into" {
    fresh
    sql 'CREATE SCHEMA reports' \
        'CREATE TABLE reports.note (id int PRIMARY KEY, holder text REFERENCES "LiteLLM_UserTable",
             other text REFERENCES "LiteLLM_UserTable" ON DELETE CASCADE)' \
        "INSERT INTO reports.note VALUES (1, 'leo', 'hana')"
    dba sso --json
    exits 0
    shows '.other_schemas | join(" ")' reports.note.holder
    is "leo" "invited scim 1" "$(reasons leo)"
    dba sso
    prints "not looked into: foreign key reports.note.holder of another schema"
}

@test "what a delete that failed at its end leaves" {
    fresh
    sql "DELETE FROM \"LiteLLM_VerificationToken\" WHERE user_id = 'sso-ines'" \
        "DELETE FROM \"LiteLLM_InvitationLink\" WHERE user_id = 'sso-ines'" \
        "DELETE FROM \"LiteLLM_OrganizationMembership\" WHERE user_id = 'sso-ines'" \
        "DELETE FROM \"LiteLLM_TeamMembership\" WHERE user_id = 'sso-ines'"
    # and LiteLLM's last step
    run sql "DELETE FROM \"LiteLLM_UserTable\" WHERE user_id = 'sso-ines'"
    [[ "$output" == *InvitationLink* ]]
    dba sso --json
    is "sso-ines" "inviter delete 5
invitation-changed delete 3
half-deleted delete 1" "$(reasons sso-ines)"
    is "others" "" "$(json '.seats[] | select(.user_id != "sso-ines").reasons[] | select(.reason == "half-deleted")')"
}

@test "twins: one e-mail, or one id at the identity provider" {
    fresh
    sql "INSERT INTO \"LiteLLM_UserTable\" (user_id, sso_user_id, user_email) VALUES ('idp|joao', NULL, NULL), ('a', NULL, ''), ('b', NULL, ''), ('Z-twin', NULL, 'TWIN@EXAMPLE.ORG')"
    dba sso --json
    is "twins" "Z-twin twin-2|Z-twin twin-1|twin-1 twin-2|idp|joao|0f8e2a90-joao||" \
        "$(user twin-1 '.twins | join(" ")')|$(user twin-2 '.twins | join(" ")')|$(user Z-twin '.twins | join(" ")')|$(user 0f8e2a90-joao '.twins | join(" ")')|$(user 'idp|joao' '.twins | join(" ")')|$(user a '.twins | join(" ")')|$(user sso-ines '.twins | join(" ")')"
}

@test "the last login is that of the newest session" {
    fresh
    sql "INSERT INTO \"LiteLLM_VerificationToken\" (token, user_id, team_id, created_at, expires) VALUES
             ('1', 'ben', 'litellm-dashboard', '2026-01-01 10:00:00.5', '2026-01-02'),
             ('2', 'ben', 'litellm-dashboard', '2026-01-03 11:00:00', '2026-01-04'),
             ('3', 'ben', NULL, '2026-02-01', NULL)"
    dba sso --json
    is "ben's login" "2026-01-03T11:00:00Z 2026-01-04T00:00:00Z" "$(user ben '"\(.last_login) \(.session_expires)"')"
    is "nobody's" null "$(user carla .last_login)"
}

@test "tables and CSV show the same" {
    on 1.81.15 sso
    exits 0
    prints "21 users count; without a licence LiteLLM takes no SSO login when more than 5 count" \
        "4 users come through an identity provider" \
        "5 users cannot be deleted by LiteLLM" \
        "proxy_admin: alice, default_user_id, sso-ines" \
        "proxy_admin_viewer: nobody" "SCIM's delete fails" \
        'made 5 invitations for others: ben, carla, dario, emre, kim'
    on 1.81.15 sso --csv
    python3 - "$BATS_TEST_TMPDIR/out" >"$BATS_TEST_TMPDIR/read" <<'PY'
import csv, sys
rows = {r["user_id"]: r for r in csv.DictReader(open(sys.argv[1], newline="", encoding="utf-8"))}
print(len(rows), rows["twin-1"]["twins"], rows["sso-ines"]["stuck"], rows["sso-ines"]["sso_user_id"], sep="|")
PY
    is "what Python reads" "21|twin-2|delete|sso-ines" "$(cat "$BATS_TEST_TMPDIR/read")"
}

@test "an empty database" {
    fresh
    sql 'TRUNCATE "LiteLLM_UserTable" CASCADE'
    dba sso --json --limit 0
    exits 0
    shows '"\(.users) \(.seats | length)"' "0 0"
    dba sso
    exits 0
    prints "0 users count" "proxy_admin: nobody"
}

@test "reading changes nothing" {
    fresh
    keep_rows
    dba sso
    rows_are_kept
    [ ! -e "$LITELLM_DBA_STATE" ]
}
