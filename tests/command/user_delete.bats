#!/usr/bin/env bats
# user delete: gone after one command, whatever held the row back, and back again to the byte.

load helper

setup_file() {
    fresh
}

teardown_file() {
    drop_database
}

# Whatever still hangs on a user, one name a line: nothing is as it should be.
rests() {
    sql "SELECT 'user' FROM \"LiteLLM_UserTable\" WHERE user_id = '$1'" \
        "SELECT 'key' FROM \"LiteLLM_VerificationToken\" WHERE user_id = '$1'" \
        "SELECT 'membership' FROM \"LiteLLM_TeamMembership\" WHERE user_id = '$1'" \
        "SELECT 'organisation' FROM \"LiteLLM_OrganizationMembership\" WHERE user_id = '$1'" \
        "SELECT 'invitation' FROM \"LiteLLM_InvitationLink\" WHERE '$1' IN (user_id, created_by, updated_by)" \
        "SELECT 'roster of ' || team_id FROM \"LiteLLM_TeamTable\"
          WHERE strpos(translate(members_with_roles::text, '\\', ''), '\"$1\"') > 0 OR '$1' = ANY (members || admins)"
}

# goes_and_comes ID... - deleted in one operation, nothing is left of them, and undone to the byte as kept.
goes_and_comes() {
    local id operation

    dba user delete "$@" --yes --in-use-within 0s
    exits 0 || return
    tells_not "a proxy was faster"
    for id; do
        is "what is left of $id" "" "$(rests "$id")" || return
    done
    rows_have_changed || return
    operation=$(dba journal list --json; jq '.[0].operation' <<<"$out")
    dba undo "$operation" --yes
    exits 0 || return
    rows_are_kept
}

# The stuck users of the world, and those that are plainly there.
stuck() {
    fresh "$1"
    sql "INSERT INTO \"LiteLLM_TeamTable\" (team_id, members_with_roles) VALUES
           ('odd-object', '{\"user_id\": \"emre\", \"user_email\": null, \"role\": \"user\"}'),
           ('odd-map', '{\"0\": {\"user_id\": \"emre\"}, \"1\": {\"user_id\": \"ben\"}}'),
           ('odd-text', to_jsonb('[{\"user_id\":\"emre\",\"role\":\"user\"}, {\"user_id\":\"ben\"}]'::text)),
           ('odd-mail', '[{\"user_email\": \"EMRE@example.org\", \"role\": \"user\"}, {\"user_email\": \"twin@example.org\"}]'),
           ('odd-words', '[\"emre\", \"ben\"]')"
    keep_rows
    for id in sso-ines dario emre fay ben twin-2 0f8e2a90-joao; do
        goes_and_comes "$id" || return
    done
    goes_and_comes sso-ines dario emre fay
}

@test "stuck users, 1.53.2" { stuck 1.53.2; }
@test "stuck users, 1.63.12" { stuck 1.63.12; }
@test "stuck users, 1.75.8" { stuck 1.75.8; }
@test "stuck users, 1.80.9" { stuck 1.80.9; }
@test "stuck users, 1.81.8" { stuck 1.81.8; }
@test "stuck users, 1.81.15" { stuck 1.81.15; }
@test "stuck users, 1.83.2" { stuck 1.83.2; }
@test "stuck users, 2026-09" { stuck 2026-09; }
@test "stuck users, 2026-09, partitioned" { stuck 2026-09-partitioned; }

# --- who is meant -----------------------------------------------------------------------------------

@test "a user_id, an e-mail in any case, an sso_user_id" {
    fresh
    for id in 0f8e2a90-joao JOAO@example.ORG 'idp|joao' user_email=joao@example.org; do
        dba user delete "$id" --dry-run
        exits 0
        tells 'to delete: "0f8e2a90-joao"'
    done
}

@test "several answer: all are listed, nobody goes" {
    fresh
    keep_rows
    dba user delete twin@example.org --yes
    fails_as 2 '2 users answer to "twin@example.org"'
    tells '"twin-1"' '"twin-2"' "idp|twin"
    sql "UPDATE \"LiteLLM_UserTable\" SET user_email = 'twin-1' WHERE user_id = 'carla'"
    dba user delete twin-1 --yes
    fails_as 2 '2 users answer to "twin-1"'
    dba user delete user_id=twin-1 --dry-run
    exits 0
    tells 'to delete: "twin-1"'
    sql "UPDATE \"LiteLLM_UserTable\" SET user_email = 'carla@example.org' WHERE user_id = 'carla'"
    rows_are_kept
}

@test "ids are data" {
    fresh
    keep_rows
    for id in "'; DROP TABLE \"LiteLLM_UserTable\"; --" "100%s%n" $'new\nline' '{a,"b"}' '\' \
        "$(head -c 10240 /dev/zero | tr '\0' x)"; do
        dba user delete "$id" --yes
        fails_as 2 "there is no user"
        dba user show "$id"
        fails_as 2 "there is no user"
    done
    dba user delete "" --yes
    fails_as 2 "an empty id names no user"
    dba user delete $'\xff' --yes
    fails_as 2 "an id is not UTF-8"
    rows_are_kept

    for id in "'; DROP TABLE \"LiteLLM_UserTable\"; --" "100%s%n" $'new\nline' '{a,"b"}' '\' \
        "$(head -c 1024 /dev/zero | tr '\0' x)"; do
        psql -qX -d "$DATABASE" -v ON_ERROR_STOP=1 -v id="$id" <<'SQL'
INSERT INTO "LiteLLM_UserTable" (user_id, user_email) VALUES (:'id', 'odd@example.net');
UPDATE "LiteLLM_TeamTable"
   SET members = members || :'id'::text,
       members_with_roles = members_with_roles || jsonb_build_object('user_id', :'id'::text)
 WHERE team_id = 'team-research';
SQL
        dba user delete "$id" --yes
        exits 0
        is "users of that id" 0 "$(sql "SELECT count(*) FROM \"LiteLLM_UserTable\" WHERE user_email = 'odd@example.net'")"
        rows_are_kept
    done
}

@test "a list of ids: byte order mark, CRLF, blank and repeated lines" {
    fresh
    printf '\xef\xbb\xbfdario\r\n\r\n  \nemre\r\nDARIO@example.org\nemre\n' >"$BATS_TEST_TMPDIR/ids"
    dba user delete --from "$BATS_TEST_TMPDIR/ids" --dry-run
    exits 0
    tells 'to delete: "dario", "emre"'
    run_program sh -c 'printf "fay\n" | "$0" --dbname "$1" user delete --from - carla --dry-run' "$PROGRAM" "$DATABASE"
    exits 0
    tells 'to delete: "carla", "fay"'
}

@test "one unknown id, and nothing is done" {
    fresh
    keep_rows
    printf 'dario\nnobody\n' >"$BATS_TEST_TMPDIR/ids"
    dba user delete --from "$BATS_TEST_TMPDIR/ids" --yes
    fails_as 2 'there is no user "nobody"'
    printf '\n\r\n' >"$BATS_TEST_TMPDIR/ids"
    dba user delete --from "$BATS_TEST_TMPDIR/ids" --yes
    fails_as 2 "no user is named in"
    dba user delete --from "$BATS_TEST_TMPDIR/none" --yes
    exits 5
    tells "cannot open"
    printf 'da\0rio\n' >"$BATS_TEST_TMPDIR/ids"
    dba user delete --from "$BATS_TEST_TMPDIR/ids" --yes
    exits 5
    tells "is not a text file"
    dba user delete --yes
    fails_as 2 "which users is not said"
    rows_are_kept
}

# --- guards -----------------------------------------------------------------------------------------

@test "LiteLLM's own ids and the last proxy admin stay" {
    fresh
    keep_rows
    dba user delete default_user_id --yes --force
    fails_as 7 '"default_user_id" is LiteLLM'
    dba user delete alice sso-ines --yes --in-use-within 0s
    fails_as 7 "no proxy_admin would be left"
    rows_are_kept
    dba user delete alice sso-ines --dry-run --force
    exits 0
}

@test "a key in use" {
    fresh
    sql "INSERT INTO \"LiteLLM_SpendLogs\" (request_id, call_type, api_key, \"startTime\", \"endTime\")
         VALUES ('just-now', 'x', '$(token_of dario-own)', now() AT TIME ZONE 'utc', now() AT TIME ZONE 'utc')"
    keep_rows
    dba user delete dario --yes
    fails_as 7 "1 of the keys is in use"
    tells "dario sk-...-own, last at"
    rows_are_kept
    dba user delete dario --dry-run --force
    exits 0
    dba user delete dario --dry-run --in-use-within 0s
    exits 0
}

@test "a column that may refer to users" {
    fresh
    sql 'ALTER TABLE "LiteLLM_TeamTable" ADD owner_user_id text'
    keep_rows
    dba user delete dario --yes
    fails_as 7 "a column that is not known"
    tells "LiteLLM_TeamTable.owner_user_id"
    rows_are_kept
    dba user delete dario --yes --accept-column LiteLLM_TeamTable.owner_user_id
    exits 0
}

@test "foreign keys of tables that nobody knows" {
    fresh
    sql 'CREATE TABLE "LiteLLM_Badge" (id int PRIMARY KEY, holder text REFERENCES "LiteLLM_UserTable" ON DELETE CASCADE)' \
        'CREATE TABLE "LiteLLM_BadgeLog" (id int PRIMARY KEY, badge int REFERENCES "LiteLLM_Badge" ON DELETE CASCADE)' \
        'CREATE TABLE "LiteLLM_Desk" (id int PRIMARY KEY, taken_by text REFERENCES "LiteLLM_UserTable" ON DELETE SET NULL)' \
        'CREATE TABLE "LiteLLM_Quota" (id int PRIMARY KEY, hash text REFERENCES "LiteLLM_VerificationToken" ON DELETE CASCADE)' \
        "INSERT INTO \"LiteLLM_Badge\" VALUES (1, 'dario'), (2, 'ben')" \
        'INSERT INTO "LiteLLM_BadgeLog" VALUES (1, 1), (2, 2)' \
        "INSERT INTO \"LiteLLM_Desk\" VALUES (1, 'dario'), (2, 'ben')" \
        "INSERT INTO \"LiteLLM_Quota\" VALUES (1, '$(token_of dario-own)')"
    keep_rows
    goes_and_comes dario

    sql 'CREATE TABLE "LiteLLM_Loan" (id int PRIMARY KEY, debtor text REFERENCES "LiteLLM_UserTable")' \
        "INSERT INTO \"LiteLLM_Loan\" VALUES (1, 'ben')"
    keep_rows
    goes_and_comes dario
    sql "INSERT INTO \"LiteLLM_Loan\" VALUES (2, 'dario')"
    keep_rows
    dba user delete dario --yes
    fails_as 7 "a foreign key that is not known stands in the way"
    tells "LiteLLM_Loan.debtor (1 row)"
    rows_are_kept
}

# --- what becomes of what they made -----------------------------------------------------------------

@test "invitations made for others get another author, or go" {
    fresh
    dba user delete sso-ines --yes --reassign-to ALICE@example.org
    exits 0
    is "authors" "alice|5" "$(sql "SELECT created_by, count(*) FROM \"LiteLLM_InvitationLink\"
        WHERE id IN ('invitation-open-1', 'invitation-expired-1', 'invitation-expired-3', 'invitation-accepted-1', 'invitation-old-1') GROUP BY 1")"
    dba undo 1 --yes
    keep_rows
    dba user delete sso-ines --yes --delete-invitations
    exits 0
    is "invitations" "" "$(sql "SELECT id FROM \"LiteLLM_InvitationLink\" WHERE 'sso-ines' IN (user_id, created_by, updated_by)")"
    dba undo 3 --yes
    rows_are_kept
    dba user delete sso-ines --yes --reassign-to sso-ines
    fails_as 2 "who goes cannot take over"
    dba user delete sso-ines --yes --reassign-to nobody
    fails_as 2 'there is no user "nobody"'
}

@test "budgets and permissions that others name stay" {
    fresh
    sql "INSERT INTO \"LiteLLM_BudgetTable\" (budget_id, created_by, updated_by) VALUES ('mine', 'a', 'a'), ('shared', 'a', 'a'), ('of-team', 'a', 'a')" \
        "UPDATE \"LiteLLM_VerificationToken\" SET budget_id = 'mine' WHERE key_alias = 'dario'" \
        "INSERT INTO \"LiteLLM_VerificationToken\" (token, user_id, budget_id) VALUES ('d2', 'dario', 'shared'), ('d3', 'dario', 'of-team'), ('e2', 'emre', 'shared')" \
        "UPDATE \"LiteLLM_TeamTable\" SET metadata = '{\"team_member_budget_id\": \"of-team\"}' WHERE team_id = 'team-text'"
    keep_rows
    dba user delete dario --yes
    exits 0
    is "budgets" "of-team
shared" "$(sql "SELECT budget_id FROM \"LiteLLM_BudgetTable\" WHERE budget_id IN ('mine', 'shared', 'of-team', 'budget-of-org-member') ORDER BY 1")"
    dba undo 1 --yes
    rows_are_kept
}

@test "keys are kept where LiteLLM keeps deleted ones, and work again after undo" {
    fresh
    dba user delete dario --yes
    exits 0
    is "the copy" "dario|litellm-dba" "$(sql "SELECT key_alias, deleted_by FROM \"LiteLLM_DeletedVerificationToken\" WHERE token = '$(token_of dario-own)'")"
    sql "INSERT INTO \"LiteLLM_DailyUserSpend\" (id, user_id, date, api_key, model, custom_llm_provider, spend, updated_at)
         VALUES ('meanwhile', 'dario', '2026-11-21', 'x', 'm', 'p', 1.5, now())"
    dba undo 1 --yes
    exits 0
    is "the key" "dario" "$(sql "SELECT user_id FROM \"LiteLLM_VerificationToken\" WHERE token = '$(token_of dario-own)'")"
    is "spend counted meanwhile" "1.5" "$(sql "SELECT spend FROM \"LiteLLM_DailyUserSpend\" WHERE id = 'meanwhile'")"
}

@test "undo keeps what others did to the rosters meanwhile" {
    fresh
    dba user delete emre --yes
    exits 0
    sql "UPDATE \"LiteLLM_TeamTable\" SET members_with_roles = members_with_roles || '[{\"user_id\": \"carla\", \"role\": \"user\"}]' WHERE team_id = 'team-research'"
    dba undo 1 --yes
    exits 0
    is "entries" "carla, emre" "$(sql "SELECT string_agg(e ->> 'user_id', ', ' ORDER BY e ->> 'user_id') FROM \"LiteLLM_TeamTable\", jsonb_array_elements(members_with_roles) AS e
        WHERE team_id = 'team-research' AND e ->> 'user_id' IN ('carla', 'emre')")"
}

@test "an entry with an e-mail that another user has stays, and goes with the last of them" {
    fresh
    sql "INSERT INTO \"LiteLLM_TeamTable\" (team_id, members_with_roles) VALUES
           ('mail', '[{\"user_email\": \"twin@example.org\"}, {\"user_id\": \"carla\", \"user_email\": \"twin@example.org\"}]')"
    dba user delete twin-2 --yes
    exits 0
    is "entries" 2 "$(sql "SELECT jsonb_array_length(members_with_roles) FROM \"LiteLLM_TeamTable\" WHERE team_id = 'mail'")"
    dba user delete twin-1 --yes
    exits 0
    is "entries" '[{"user_id": "carla", "user_email": "twin@example.org"}]' "$(sql "SELECT members_with_roles FROM \"LiteLLM_TeamTable\" WHERE team_id = 'mail'")"
}

# --- asking -----------------------------------------------------------------------------------------

@test "on a terminal the user_id must be typed" {
    fresh
    keep_rows
    on_terminal $'y\n' "$PROGRAM" --dbname "$DATABASE" user delete dario@example.org
    exits 7
    prints "Type the user_id to delete it, dario"
    rows_are_kept
    on_terminal $'1\n' "$PROGRAM" --dbname "$DATABASE" user delete dario emre
    exits 7
    prints "Type how many users to delete, 2"
    rows_are_kept
    on_terminal $'dario\n' "$PROGRAM" --dbname "$DATABASE" user delete dario@example.org
    exits 0
    is "dario" "" "$(rests dario)"
}

@test "without a terminal it takes --yes or --confirm; --rehearse and --dry-run change nothing" {
    fresh
    keep_rows
    dba user delete dario
    exits 7
    tells "there is no terminal to ask on"
    dba user delete dario --rehearse
    exits 0
    prints "Rehearsed and rolled back"
    dba user delete dario --dry-run --json
    plan=$(jq -r .plan.id <<<"$out")
    rows_are_kept
    dba user delete emre --yes --confirm "$plan"
    exits 7
    dba user delete dario --confirm "$plan"
    exits 0
    is "dario" "" "$(rests dario)"
}

# --- before and after -------------------------------------------------------------------------------

@test "--block-first blocks, waits, deletes; both can be undone" {
    fresh
    sql "UPDATE \"LiteLLM_UserTable\" SET budget_duration = '1d', budget_reset_at = '2026-01-02' WHERE user_id = 'dario'"
    keep_rows
    dba user delete dario --yes --block-first --wait 100ms
    exits 0
    tells "operation 1 blocked the keys"
    is "dario" "" "$(rests dario)"
    dba undo 2 --yes
    exits 0
    is "blocked, and nothing for the reset job" "t|" "$(sql "SELECT k.blocked, u.budget_reset_at FROM \"LiteLLM_VerificationToken\" AS k JOIN \"LiteLLM_UserTable\" AS u USING (user_id) WHERE k.token = '$(token_of dario-own)'")"
    dba undo 1 --yes
    exits 0
    rows_are_kept
}

@test "--check-later notices a row that came back" {
    fresh
    dba user delete dario --yes --check-later --check-after 100ms
    exits 0
    tells "nothing has come back"
    terminal_start "$PROGRAM" --dbname "$DATABASE" user delete emre --yes --check-later --check-after 4s
    terminal_shows "looking again in"
    sql "INSERT INTO \"LiteLLM_UserTable\" (user_id) VALUES ('emre')"
    terminal_end
    exits 6
    prints "something has come back" "LiteLLM_UserTable (1 row)"
}

@test "afterwards it says what the database cannot do" {
    fresh
    dba user delete sso-ines --yes
    exits 0
    tells "about 60 seconds" "the next sign-in makes the user anew"
}
