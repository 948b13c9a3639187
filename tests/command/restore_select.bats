#!/usr/bin/env bats
# restore --user, --team, --key, --since, --before: parts of a set.

load helper
load restore_helper

setup_file() {
    fresh
}

teardown_file() {
    drop_database
    drop_target
}

setup() {
    copied_target
}

# Tables whose rows differ between the two databases now.
differing() {
    diff <(content "$DATABASE" | awk '/^== / { table = $2; next } { print table "\t" $0 }') \
        <(content "$TARGET" | awk '/^== / { table = $2; next } { print table "\t" $0 }') |
        sed -n 's/^[<>] \([^\t]*\).*/\1/p' | LC_ALL=C sort -u
}

on_target() {
    run_program "$PROGRAM" --dbname "$TARGET" "$@"
}

# rosters DATABASE - the entries of all rosters and lists, without their order.
rosters() {
    DATABASE=$1 sql "SELECT team_id, (SELECT array_agg(e ORDER BY e::text) FROM jsonb_array_elements(
                         CASE jsonb_typeof(members_with_roles) WHEN 'array' THEN members_with_roles
                              WHEN 'string' THEN (members_with_roles #>> '{}')::jsonb ELSE '[]' END) AS e),
                         (SELECT array_agg(m ORDER BY m) FROM unnest(members) AS m),
                         (SELECT array_agg(a ORDER BY a) FROM unnest(admins) AS a)
                    FROM \"LiteLLM_TeamTable\" ORDER BY 1"
}

@test "a user who was deleted comes back with all that was theirs" {
    make_set
    on_target user delete ben --yes --in-use-within 0s
    exits 0
    keep_content "$TARGET"
    [ "$(differing | wc -l)" -gt 7 ]

    restores latest --user ben --yes --json
    exits 0
    # LiteLLM's copies of deleted keys stay, and entries come back at the end of their list.
    is "what differs still" "LiteLLM_DeletedVerificationToken
LiteLLM_TeamTable" "$(differing)"
    is "rosters" "$(rosters "$DATABASE")" "$(rosters "$TARGET")"
    shows '[.plan.lines[] | select(.what == "members") | .note] | unique | join("; ")' \
        "the user is put back into members; the user is put back into members_with_roles"
    tells "rows of the selection belong to 1 team that is gone: gone-team-1"

    undoes
    exits 0
    content_is_kept "$TARGET"
}

@test "what came since into a list stays there" {
    make_set
    on_target user delete ben --yes --in-use-within 0s
    target "UPDATE \"LiteLLM_TeamTable\" SET members = members || '{newcomer}' WHERE team_id = 'team-legacy'" \
        "UPDATE \"LiteLLM_TeamTable\" SET members_with_roles = members_with_roles || '[{\"user_id\": \"newcomer\", \"role\": \"user\"}]'
          WHERE team_id = 'team-mail'"
    restores latest --user ben --yes
    exits 0
    is "list" t "$(target "SELECT members @> '{newcomer,ben}' FROM \"LiteLLM_TeamTable\" WHERE team_id = 'team-legacy'")"
    is "roster" t "$(target "SELECT members_with_roles @> '[{\"user_id\": \"newcomer\"}]'
                               AND members_with_roles::text ILIKE '%ben.müller@%'
                               FROM \"LiteLLM_TeamTable\" WHERE team_id = 'team-mail'")"
    undoes
    exits 0
    is "list" "f|t" "$(target "SELECT 'ben' = ANY (members), 'newcomer' = ANY (members) FROM \"LiteLLM_TeamTable\" WHERE team_id = 'team-legacy'")"
}

@test "a user who is there: what is absent is inserted, what differs stays or is replaced" {
    make_set
    target "UPDATE \"LiteLLM_UserTable\" SET user_alias = 'changed' WHERE user_id = 'ben'" \
        "UPDATE \"LiteLLM_BudgetTable\" SET max_budget = 777" \
        "DELETE FROM \"LiteLLM_VerificationToken\" WHERE user_id = 'ben' AND key_alias = 'ben, \"own\"'"
    restores latest --user ben --yes --json
    exits 0
    shows '[.plan.lines[] | "\(.action) \(.table) \(.rows)"] | join("; ")' "insert LiteLLM_VerificationToken 1"
    is "alias" changed "$(target "SELECT user_alias FROM \"LiteLLM_UserTable\" WHERE user_id = 'ben'")"
    restores latest --user ben --on-conflict replace --yes --json
    exits 0
    shows '[.plan.lines[] | "\(.action) \(.table) \(.rows)"] | join("; ")' "edit LiteLLM_UserTable 1"
    is "budgets are others' as well" 777 "$(target 'SELECT DISTINCT max_budget FROM "LiteLLM_BudgetTable"')"
    restores latest --user ben --on-conflict replace --yes --json
    shows .outcome nothing_to_do
}

@test "a team with its keys; its users get it back into their lists" {
    local team=team-mail

    make_set
    target "DELETE FROM \"LiteLLM_VerificationToken\" WHERE team_id IN (SELECT team_id FROM \"LiteLLM_TeamTable\" WHERE team_id = '$team')" \
        "DELETE FROM \"LiteLLM_TeamMembership\" WHERE team_id = '$team'" \
        "DELETE FROM \"LiteLLM_TeamTable\" WHERE team_id = '$team'" \
        "UPDATE \"LiteLLM_UserTable\" SET teams = array_remove(teams, '$team')"
    keep_content "$TARGET"
    restores latest --team "$team" --yes
    exits 0
    is "what differs" "" "$(differing | grep -v UserTable)"
    is "lists of teams" "$(sql "SELECT user_id FROM \"LiteLLM_UserTable\" WHERE '$team' = ANY (teams) ORDER BY 1")" \
        "$(target "SELECT user_id FROM \"LiteLLM_UserTable\" WHERE '$team' = ANY (teams) ORDER BY 1")"
    undoes
    exits 0
    content_is_kept "$TARGET"
}

@test "a key, by its hash or its alias, with its budget and permission where they are gone" {
    local token

    make_set
    token=$(token_of ben-own)
    target "DELETE FROM \"LiteLLM_VerificationToken\" WHERE token = '$token'" \
        "UPDATE \"LiteLLM_VerificationToken\" SET budget_id = NULL, object_permission_id = NULL" \
        "DELETE FROM \"LiteLLM_BudgetTable\" WHERE budget_id = 'budget-key'" \
        "DELETE FROM \"LiteLLM_ObjectPermissionTable\" WHERE object_permission_id = 'permission-key'"
    restores latest --key "$token" --yes --json
    exits 0
    shows '[.plan.lines[] | "\(.action) \(.table) \(.rows)"] | join("; ")' \
        "insert LiteLLM_BudgetTable 1; insert LiteLLM_ObjectPermissionTable 1; insert LiteLLM_VerificationToken 1"
    is "the key" "budget-key|permission-key" \
        "$(target "SELECT budget_id, object_permission_id FROM \"LiteLLM_VerificationToken\" WHERE token = '$token'")"
    undoes
    restores latest --key 'ben, "own"' --yes
    exits 0
    is "the key" 1 "$(target "SELECT count(*) FROM \"LiteLLM_VerificationToken\" WHERE token = '$token'")"
}

@test "rows that somebody made who is gone stay out" {
    make_set
    # The inviter goes for good; the invited one comes back.
    on_target user delete sso-ines --yes --in-use-within 0s --reassign-to alice
    exits 0
    on_target user delete carla --yes --in-use-within 0s
    exits 0
    restores latest --user carla --yes
    exits 0
    tells "of LiteLLM_InvitationLink stay out: who made them is no longer there"
    is "users" "1|0" "$(target "SELECT count(*) FILTER (WHERE user_id = 'carla'), count(*) FILTER (WHERE user_id = 'sso-ines') FROM \"LiteLLM_UserTable\"")"
    # Both together: then it fits.
    restores latest --user carla --user sso-ines --yes
    exits 0
    is "invitations of carla" "$(sql "SELECT count(*) FROM \"LiteLLM_InvitationLink\" WHERE user_id = 'carla'")" \
        "$(target "SELECT count(*) FROM \"LiteLLM_InvitationLink\" WHERE user_id = 'carla'")"
}

@test "who is meant must be clear" {
    make_set
    restores latest --user nobody --yes
    fails_as 2 "the set $(basename "$SET") has no user \"nobody\""
    sql "UPDATE \"LiteLLM_UserTable\" SET user_email = 'Twin@example.org' WHERE user_id IN ('emre', 'fay')"
    make_set
    restores latest --user twin@example.org --yes
    fails_as 2 '"twin@example.org" names several'
    tells "emre, fay"
    restores latest --user emre --dry-run
    exits 0
    restores latest --key sk-1234 --yes
    fails_as 2 "a key in clear is no name"
    tells_not "sk-1234"
    restores latest --user ben --table LiteLLM_UserTable
    fails_as 2 "--table does not go with --user"
    restores latest --user ben --replace
    fails_as 2 "--replace does not go with --user"
    fresh
}

@test "logs of a time" {
    local middle

    make_set
    middle=$(sql "SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY \"startTime\") FROM \"LiteLLM_SpendLogs\"")
    target 'TRUNCATE "LiteLLM_SpendLogs"'
    restores latest --table LiteLLM_SpendLogs --since "$middle" --yes
    exits 0
    is "newer logs" "$(sql "SELECT count(*), min(\"startTime\") FROM \"LiteLLM_SpendLogs\" WHERE \"startTime\" >= '$middle'")" \
        "$(target 'SELECT count(*), min("startTime") FROM "LiteLLM_SpendLogs"')"
    restores latest --table LiteLLM_SpendLogs --before "$middle" --merge --yes
    exits 0
    is "logs" "$(content "$DATABASE" LiteLLM_SpendLogs)" "$(content "$TARGET" LiteLLM_SpendLogs)"
    undoes
    exits 0
    is "older logs" 0 "$(target "SELECT count(*) FROM \"LiteLLM_SpendLogs\" WHERE \"startTime\" < '$middle'")"
    restores latest --replace --since "$middle"
    fails_as 2 "--replace does not go with --since and --before"
    restores latest --since 10d --before 30d --merge
    fails_as 2 "--since is not before --before"
    restores latest --since yesterdayish
    exits 2
}

@test "a set that has not all rows or columns never takes a table's place" {
    make_set --without-credentials
    keep_content "$TARGET"
    restores latest --replace --yes
    fails_as 7 'the set has not all rows of "LiteLLM_InvitationLink"'
    content_is_kept "$TARGET"
    restores latest --replace --yes --table LiteLLM_UserTable --json
    exits 0
    shows .outcome nothing_to_do
    content_is_kept "$TARGET"

    SET=$("$PROGRAM" --dbname "$DATABASE" backup create --with-logs --since 7d --quiet)
    restores latest --replace --yes --table LiteLLM_SpendLogs
    fails_as 7 'the set has not all rows of "LiteLLM_SpendLogs"'
    content_is_kept "$TARGET"
}
