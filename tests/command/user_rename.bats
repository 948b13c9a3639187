#!/usr/bin/env bats
# user rename: a user_id everywhere it stands, and nothing else.

load helper

setup_file() { fresh 1.81.15; }
setup() { fresh "${VERSION:-1.81.15}"; }
teardown_file() { drop_database; }

# Somebody with a membership whose id stands nowhere as a part of something else.
person() {
    sql "SELECT user_id FROM \"LiteLLM_UserTable\" WHERE user_alias = 'Person 3'"
}

# renamed OLD NEW - every table is what it was, but for the one id.
renamed() {
    table_digest | LC_ALL=C sort >"$BATS_TEST_TMPDIR/found"
    sed "s/$1/$2/g" "$BATS_TEST_TMPDIR/kept" | LC_ALL=C sort >"$BATS_TEST_TMPDIR/expected"
    diff -U 0 "$BATS_TEST_TMPDIR/expected" "$BATS_TEST_TMPDIR/found" >"$BATS_TEST_TMPDIR/diff" ||
        complain "every table as it was, with the new id" "$(head -c 2000 "$BATS_TEST_TMPDIR/diff")"
}

operations() {
    dba journal list --json
    json '[.[].operation] | sort | reverse | .[]'
}

# Takes everything back, the last operation first.
undo_all() {
    local operation

    for operation in $(operations); do
        dba undo "$operation" --yes
        exits 0
    done
}

everywhere() {
    local old

    fresh "$1"
    old=$(person)
    keep_rows
    dba user rename "$old" 'new one' --yes
    exits 0
    prints "To take it back: litellm-dba undo 1"
    renamed "$old" 'new one'
    undo_all
    rows_are_kept
}

@test "everywhere, and back, on 1.53.2" { everywhere 1.53.2; }
# bats test_tags=between
@test "everywhere, and back, on 1.63.12" { everywhere 1.63.12; }
# bats test_tags=between
@test "everywhere, and back, on 1.75.8" { everywhere 1.75.8; }
# bats test_tags=between
@test "everywhere, and back, on 1.80.9" { everywhere 1.80.9; }
# bats test_tags=between
@test "everywhere, and back, on 1.81.8" { everywhere 1.81.8; }
@test "everywhere, and back, on 1.81.15" { everywhere 1.81.15; }
# bats test_tags=between
@test "everywhere, and back, on 1.83.2" { everywhere 1.83.2; }
@test "everywhere, and back, on 2026-09" { everywhere 2026-09; }
@test "everywhere, and back, on 2026-09-partitioned" { everywhere 2026-09-partitioned; }

# inviters, members of organisations, hard ids: named by id, e-mail or sso_user_id
hard_ones() {
    local who

    fresh "$1"
    keep_rows
    for who in sso-ines dario@EXAMPLE.org "$2" "user, \"hard\" 100% \\ it's" 'padded ' fay; do
        dba user rename "$who" "it's 100% \"new\" '; DROP TABLE x --" --skip-logs --yes
        exits 0
        is "rows of the new id" 1 "$(sql "SELECT count(*) FROM \"LiteLLM_UserTable\" WHERE user_id LIKE 'it''s 100^% \"new\" ''; DROP TABLE x --' ESCAPE '^'")"
        rows_have_changed
        dba undo "$(operations | head -n 1)" --yes
        exits 0
        rows_are_kept
    done
}

@test "those who are hard to rename, and back, on 1.53.2" { hard_ones 1.53.2 'JOAO@example.org'; }
@test "those who are hard to rename, and back, on 1.81.15" { hard_ones 1.81.15 'idp|joao'; }
@test "those who are hard to rename, and back, on 2026-09" { hard_ones 2026-09 'idp|joao'; }

@test "foreign keys carry invitations and organisations along" {
    dba user rename sso-ines ines --skip-logs --yes
    exits 0
    is "invitations made" 5 "$(sql "SELECT count(*) FROM \"LiteLLM_InvitationLink\" WHERE created_by = 'ines'")"
    dba user rename dario dario-2 --skip-logs --yes
    exits 0
    is "organisations" "org-north org-south" "$(sql "SELECT string_agg(organization_id, ' ' ORDER BY 1) FROM \"LiteLLM_OrganizationMembership\" WHERE user_id = 'dario-2'")"
    is "old ids" 0 "$(sql "SELECT count(*) FROM \"LiteLLM_OrganizationMembership\" WHERE user_id = 'dario'")"
}

@test "keys keep their token, alias, team and spend" {
    local before

    before=$(sql "SELECT token, key_alias, team_id, spend, blocked FROM \"LiteLLM_VerificationToken\" WHERE user_id = 'sso-ines' ORDER BY 1")
    [ -n "$before" ]
    dba user rename sso-ines ines --yes
    exits 0
    is "keys" "$before" "$(sql "SELECT token, key_alias, team_id, spend, blocked FROM \"LiteLLM_VerificationToken\" WHERE user_id = 'ines' ORDER BY 1")"
}

@test "rosters: an array, a string with JSON in it, one entry that is an object, lists" {
    sql "UPDATE \"LiteLLM_TeamTable\" SET members_with_roles = '{\"user_id\": \"ben\", \"role\": \"user\"}' WHERE team_id = 'team-empty'"
    keep_rows
    dba user rename ben benjamin --yes --skip-logs
    exits 0
    is "string" '[{"role": "user", "user_id": "benjamin", "user_email": null}, {"role": "user", "user_id": "gone-1", "user_email": null}, {"role": "user", "user_id": "gone-2", "user_email": "x@example.org"}]' \
        "$(sql "SELECT (members_with_roles #>> '{}')::jsonb FROM \"LiteLLM_TeamTable\" WHERE team_id = 'team-text'")"
    is "object" '{"role": "user", "user_id": "benjamin"}' \
        "$(sql "SELECT members_with_roles FROM \"LiteLLM_TeamTable\" WHERE team_id = 'team-empty'")"
    is "members" '{benjamin,gone-1,"gone, \"3\"",""}' \
        "$(sql "SELECT members FROM \"LiteLLM_TeamTable\" WHERE team_id = 'team-legacy'")"
    is "others of the roster" "alice,benjamin,default_user_id,emre,fay,litellm-proxy-budget,sso-ines" \
        "$(sql "SELECT string_agg(e ->> 'user_id', ',' ORDER BY e ->> 'user_id') FROM \"LiteLLM_TeamTable\", jsonb_array_elements(members_with_roles) e WHERE team_id = 'team-research'")"
    dba undo 1 --yes
    exits 0
    rows_are_kept
}

# --- logs -------------------------------------------------------------------------------------------

@test "logs in pieces: a budget leaves the rest for the next run" {
    local old all

    old=$(person)
    all=$(sql "SELECT count(*) FROM \"LiteLLM_SpendLogs\" WHERE \"user\" = '$old'")
    [ "$all" -gt 8 ]
    keep_rows
    dba user rename "$old" other --batch-rows 3 --log-rows 7 --yes
    exits 9
    tells "rows of the logs are left" "litellm-dba user rename '$old' 'other' --logs-only" "in operations 2 to 4"
    is "moved" 7 "$(sql "SELECT count(*) FROM \"LiteLLM_SpendLogs\" WHERE \"user\" = 'other' AND metadata ->> 'user_api_key_user_id' IS DISTINCT FROM '$old'")"
    dba user rename "$old" other --logs-only --json --yes
    exits 0
    shows .rows $((all - 7))
    shows .outcome completed
    renamed "$old" other
    dba user rename "$old" other --logs-only --yes
    exits 0
    tells "there is nothing to do"
    dba user rename other "$old" --yes
    exits 0
    rows_are_kept
}

@test "--skip-logs leaves them, --logs-only is for users who were renamed" {
    local old

    old=$(person)
    dba user rename "$old" other --logs-only --yes
    fails_as 7 "\"$old\" is still a user"
    dba user rename "nobody" other --logs-only --yes
    exits 2
    keep_rows
    dba user rename "$old" other --skip-logs --yes
    exits 0
    is "logs of the old id" 0 "$(sql "SELECT count(*) FROM \"LiteLLM_SpendLogs\" WHERE \"user\" = 'other'")"
    is "other places with the old id" 0 "$(sql "SELECT count(*) FROM \"LiteLLM_DailyUserSpend\" WHERE user_id = '$old'")"
}

@test "--max-time 0 has no limit, a short one ends with exit code 9" {
    dba user rename "$(person)" other --batch-rows 1 --max-time 1ms --yes
    exits 9
    tells "To continue"
}

# --- what is refused --------------------------------------------------------------------------------

# refuses CODE MESSAGE COMMAND... - and nothing was changed or journaled.
refuses() {
    local said told

    keep_rows
    dba "${@:3}"
    exits "$1"
    tells "$2"
    rows_are_kept
    said="$out" told="$err"
    journal_is_empty
    out="$said" err="$told"
}

@test "a user_id that is in use" {
    refuses 7 'the user_id "ben" is in use' user rename fay ben --yes
    tells "LiteLLM_UserTable.user_id names it in 1 row(s)" "user merge"
    refuses 7 'the user_id "gone-1" is in use' user rename fay gone-1 --yes
    tells "LiteLLM_"
    sql "INSERT INTO \"LiteLLM_VerificationToken\" (token, user_id) VALUES ('t1', 'only a key has it')"
    refuses 7 'the user_id "only a key has it" is in use' user rename fay 'only a key has it' --yes
    tells "LiteLLM_VerificationToken.user_id names it in 1 row(s)"
    sql "UPDATE \"LiteLLM_TeamTable\" SET members_with_roles = to_jsonb('[{\"user_id\": \"in a string\"}]'::text) WHERE team_id = 'team-empty'"
    refuses 7 'the user_id "in a string" is in use' user rename fay 'in a string' --yes
    tells "LiteLLM_TeamTable.members_with_roles"
}

@test "protected, empty, long and hostile ids" {
    refuses 7 '"default_user_id" is a user_id that LiteLLM writes by itself' user rename default_user_id x --yes
    refuses 7 '"litellm-proxy-budget" is a user_id that LiteLLM writes by itself' user rename fay litellm-proxy-budget --yes
    refuses 2 "the new user_id is empty" user rename fay '' --yes
    refuses 2 "the new user_id is too long" user rename fay "$(printf 'x%.0s' {1..10000})" --yes
    refuses 2 "control characters" user rename fay $'two\nlines' --yes
    refuses 2 'the user_id is "fay" already' user rename fay fay --yes
    refuses 2 "" user rename '' x --yes
    refuses 2 "" user rename "'; DROP TABLE \"LiteLLM_UserTable\"; --" x --yes
    refuses 2 "" user rename "$(printf 'x%.0s' {1..10000})" x --yes
    refuses 2 "" user rename twin@example.org x --yes
    tells "twin-1" "twin-2"
    refuses 2 "" user rename fay
    refuses 7 "" user rename fay x
}

@test "a table we do not know: its foreign key carries it, or stops us by name" {
    sql 'CREATE TABLE "LiteLLM_NewThing" (thing_id text PRIMARY KEY, owner text REFERENCES "LiteLLM_UserTable" ON UPDATE CASCADE)' \
        "INSERT INTO \"LiteLLM_NewThing\" VALUES ('a', 'fay'), ('b', 'ben')"
    keep_rows
    dba user rename fay faye --skip-logs --yes
    exits 0
    is "carried" "faye ben" "$(sql 'SELECT string_agg(owner, chr(32) ORDER BY thing_id) FROM "LiteLLM_NewThing"')"
    dba undo 1 --yes
    exits 0
    rows_are_kept
    sql 'CREATE TABLE "LiteLLM_Rigid" (id int PRIMARY KEY, of_user text REFERENCES "LiteLLM_UserTable")' \
        "INSERT INTO \"LiteLLM_Rigid\" VALUES (1, 'fay')"
    keep_rows
    dba user rename fay faye --skip-logs --yes
    fails_as 7 "a foreign key does not let the user_id change"
    tells "LiteLLM_Rigid.of_user"
    rows_are_kept
    dba user rename ben benjamin --skip-logs --yes
    exits 0
}

@test "a column we do not know stops it until it is accepted" {
    sql 'ALTER TABLE "LiteLLM_TagTable" ADD owner_user_id text'
    refuses 7 "a column that is not known may refer to rows" user rename fay faye --skip-logs --yes
    tells "LiteLLM_TagTable.owner_user_id"
    dba user rename fay faye --skip-logs --yes --accept-column LiteLLM_TagTable.owner_user_id
    exits 0
}

@test "a plan is only a plan, a rehearsal leaves nothing" {
    refuses 0 "" user rename sso-ines ines --dry-run
    prints "LiteLLM_InvitationLink" "carried by the foreign key" "sso-ines: now ines"
    refuses 0 "" user rename sso-ines ines --rehearse --yes
    prints "Rehearsed and rolled back"
    dba user rename sso-ines ines --dry-run --json
    shows '.plan.lines[0].action' rename
    refuses 7 "" user rename sso-ines ines --yes --expect-rows 1
}

# --- others at work ---------------------------------------------------------------------------------

@test "undo keeps what others changed meanwhile" {
    local roster='[{"role": "user", "user_id": "fay", "user_email": null}, {"role": "user", "user_id": "newcomer"}]'

    dba user rename fay faye --skip-logs --yes
    exits 0
    sql "UPDATE \"LiteLLM_UserTable\" SET spend = spend + 5, max_budget = 77 WHERE user_id = 'faye'" \
        "UPDATE \"LiteLLM_TeamTable\" SET members_with_roles = members_with_roles || '[{\"user_id\": \"newcomer\", \"role\": \"user\"}]' WHERE team_id = 'team-budget'"
    local spend
    spend=$(sql "SELECT spend FROM \"LiteLLM_UserTable\" WHERE user_id = 'faye'")
    dba undo 1 --yes
    exits 0
    is "the row" "$spend|77" "$(sql "SELECT spend, max_budget FROM \"LiteLLM_UserTable\" WHERE user_id = 'fay'")"
    is "the roster" "$roster" "$(sql "SELECT members_with_roles FROM \"LiteLLM_TeamTable\" WHERE team_id = 'team-budget'")"
    is "rows of the new id" 0 "$(sql "SELECT count(*) FROM \"LiteLLM_UserTable\" WHERE user_id = 'faye'")"
}

@test "an undo can be undone" {
    dba user rename dario dario-2 --skip-logs --yes
    exits 0
    keep_rows
    dba undo 1 --yes
    exits 0
    dba undo 2 --yes
    exits 0
    rows_are_kept
}

TEAM_LOCK="SELECT pg_advisory_xact_lock(hashtext('team-budget'))"
ADD_NEWCOMER="UPDATE \"LiteLLM_TeamTable\"
                 SET members_with_roles = members_with_roles || '[{\"user_id\": \"newcomer\", \"role\": \"user\"}]'
               WHERE team_id = 'team-budget'"

@test "a key added while we wait for the team's lock: nothing half done, nobody left behind" {
    meanwhile "$TEAM_LOCK" "INSERT INTO \"LiteLLM_VerificationToken\" (token, user_id) VALUES ('meanwhile', 'fay')" \
        user rename fay faye --skip-logs --yes
    exits 7
    tells "no longer those of the plan" "Nothing was changed"
    is "user" fay "$(sql "SELECT user_id FROM \"LiteLLM_UserTable\" WHERE user_id IN ('fay', 'faye')")"
    dba user rename fay faye --skip-logs --yes
    exits 0
    is "keys of the old id" 0 "$(sql "SELECT count(*) FROM \"LiteLLM_VerificationToken\" WHERE user_id = 'fay'")"
}

@test "somebody else's roster entry, added while we wait, is kept" {
    meanwhile "$TEAM_LOCK" "$ADD_NEWCOMER" user rename fay faye --skip-logs --yes
    exits 0
    is "the roster" "faye newcomer" "$(sql "SELECT string_agg(e ->> 'user_id', ' ' ORDER BY 1) FROM \"LiteLLM_TeamTable\", jsonb_array_elements(members_with_roles) e WHERE team_id = 'team-budget'")"
}

@test "the same without LiteLLM's lock: the row is waited for" {
    meanwhile "$ADD_NEWCOMER" "" user rename fay faye --skip-logs --yes
    exits 0
    is "the roster" "faye newcomer" "$(sql "SELECT string_agg(e ->> 'user_id', ' ' ORDER BY 1) FROM \"LiteLLM_TeamTable\", jsonb_array_elements(members_with_roles) e WHERE team_id = 'team-budget'")"
}

@test "the sums are compared: a trigger that changes one stops it" {
    sql "CREATE FUNCTION rob() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.spend := NEW.spend - 1; RETURN NEW; END'" \
        'CREATE TRIGGER rob BEFORE UPDATE OF user_id ON "LiteLLM_DailyUserSpend" FOR EACH ROW EXECUTE FUNCTION rob()'
    keep_rows
    dba user rename sso-ines ines --skip-logs --yes
    fails_as 7 'the sums of "LiteLLM_DailyUserSpend" would not be what they were'
    tells 'spend of ["' ' before, -' ' after'
    rows_are_kept
}
