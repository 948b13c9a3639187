#!/usr/bin/env bats
# restore --merge and --replace: beside rows that are there already.

load helper
load restore_helper

setup_file() {
    fresh
    copied_target
}

teardown_file() {
    drop_database
    drop_target
}

# The target has lost some rows, has others, and some have changed.
change_target() {
    copied_target
    target 'DELETE FROM "LiteLLM_InvitationLink"' \
        "DELETE FROM \"LiteLLM_VerificationToken\" WHERE user_id = 'ben'" \
        "UPDATE \"LiteLLM_UserTable\" SET spend = spend + 5, user_alias = 'changed' WHERE user_id = 'alice'" \
        "UPDATE \"LiteLLM_TeamTable\" SET metadata = '{\"x\": 1}' WHERE team_id IN ('team-mail', 'team-text')" \
        "INSERT INTO \"LiteLLM_BudgetTable\" (budget_id, created_by, updated_by) VALUES ('new budget', 'x', 'x')" \
        "UPDATE \"LiteLLM_VerificationToken\" SET budget_id = 'new budget' WHERE user_id = 'alice'" \
        "INSERT INTO \"LiteLLM_UserTable\" (user_id) VALUES ('new user')" \
        "INSERT INTO \"LiteLLM_VerificationToken\" (token, user_id, budget_id) VALUES ('new key', 'new user', 'new budget')"
}

# lines - the plan as "action table rows".
lines() {
    json '.plan.lines[] | "\(.action) \(.table) \(.rows)"'
}

ben_keys() {
    sql "SELECT count(*) FROM \"LiteLLM_VerificationToken\" WHERE user_id = 'ben'"
}

alice_keys() {
    sql "SELECT count(*) FROM \"LiteLLM_VerificationToken\" WHERE user_id = 'alice'"
}

@test "--merge inserts what is absent and keeps what differs" {
    make_set
    change_target
    keep_content "$TARGET"
    restores latest --merge --yes --json
    exits 0
    is "plan" "insert LiteLLM_InvitationLink 13
insert LiteLLM_VerificationToken $(ben_keys)" "$(lines)"
    shows '.plan.lines[1].note' \
        "$((92 - $(ben_keys) - $(alice_keys))) equal, $(alice_keys) differ and stay"
    shows '.plan.details.tables[] | select(.table == "LiteLLM_TeamTable") | [.equal, .conflicting] | join(" ")' "11 2"
    shows '.plan.details.tables[] | select(.table == "LiteLLM_UserTable") | .conflicts[0] | "\(.key): \(.columns)"' \
        "alice: spend, user_alias"
    tells "LiteLLM_UserTable alice differs in spend, user_alias" "LiteLLM_TeamTable team-mail differs in metadata" \
        "the server needs room for about" "the set $(basename "$SET") is of database \"$DATABASE\"" \
        "the set is of another database, \"$DATABASE\"" \
        "of the rows in the set $((13 + $(ben_keys))) are absent, " " equal, $((3 + $(alice_keys))) differ"
    is "user" "changed" "$(target "SELECT user_alias FROM \"LiteLLM_UserTable\" WHERE user_id = 'alice'")"
    is "invitations" "$(content "$DATABASE" LiteLLM_InvitationLink)" "$(content "$TARGET" LiteLLM_InvitationLink)"
    undoes
    exits 0
    content_is_kept "$TARGET"
}

@test "once more there is nothing to do" {
    make_set
    copied_target
    restores latest --merge --yes --json
    exits 0
    shows .outcome nothing_to_do
    tells "of the rows in the set 0 are absent, $("$PROGRAM" backup show "$SET" --json | jq .rows |
        sed -E ':a;s/([0-9])([0-9]{3})(,|$)/\1,\2\3/;ta') equal, 0 differ"
    run_program "$PROGRAM" --dbname "$DATABASE" restore latest --merge --dry-run
    tells_not "of another database"
    restores latest --replace --yes --json
    exits 0
    shows .outcome nothing_to_do
}

@test "--on-conflict replace gives back the set's values, and an undo no more than that" {
    make_set
    change_target
    keep_content "$TARGET"
    restores latest --merge --on-conflict replace --yes --json
    exits 0
    is "plan" "edit LiteLLM_TeamTable 2
edit LiteLLM_UserTable 1
insert LiteLLM_InvitationLink 13
insert LiteLLM_VerificationToken $(ben_keys)
edit LiteLLM_VerificationToken $(alice_keys)" "$(lines)"
    is "teams" "$(content "$DATABASE" LiteLLM_TeamTable)" "$(content "$TARGET" LiteLLM_TeamTable)"
    is "what differs from the set" "new budget
new key
new user" "$(diff <(content "$DATABASE") <(content "$TARGET") | grep '^[<>]' | grep -o 'new budget\|new key\|new user' | LC_ALL=C sort -u)"

    # Money that was spent since is not what the restore wrote.
    target "UPDATE \"LiteLLM_TeamTable\" SET spend = spend + 1 WHERE team_id = 'team-mail'"
    undoes
    exits 0
    target "UPDATE \"LiteLLM_TeamTable\" SET spend = spend - 1 WHERE team_id = 'team-mail'"
    content_is_kept "$TARGET"
}

@test "--replace makes the tables those of the set, and saves what they held" {
    local saved

    make_set
    change_target
    keep_content "$TARGET"
    restores latest --replace --yes --json
    exits 0
    is "plan" "delete LiteLLM_BudgetTable 1
edit LiteLLM_TeamTable 2
delete LiteLLM_UserTable 1
edit LiteLLM_UserTable 1
insert LiteLLM_InvitationLink 13
delete LiteLLM_VerificationToken 1
insert LiteLLM_VerificationToken $(ben_keys)
edit LiteLLM_VerificationToken $(alice_keys)" "$(lines)"
    is "all tables" "$(content "$DATABASE")" "$(content "$TARGET")"
    tells "what these tables held is in the set 20"
    saved=$(ls "$LITELLM_DBA_STATE/sets" | tail -n 1)

    undoes
    exits 0
    content_is_kept "$TARGET"

    # The set of the present is a set like any other.
    run_program "$PROGRAM" backup verify "$saved"
    exits 0
    empty_target
    restores "$saved" --yes
    exits 0
    is "tables of the present" "$(sed -n '/== LiteLLM_TeamTable/,/^== LiteLLM_To/p' "$BATS_TEST_TMPDIR/content")" \
        "$(content "$TARGET" | sed -n '/== LiteLLM_TeamTable/,/^== LiteLLM_To/p')"
}

@test "--replace of one table on which others still hang is refused" {
    make_set
    copied_target
    target "INSERT INTO \"LiteLLM_BudgetTable\" (budget_id, created_by, updated_by) VALUES ('new budget', 'x', 'x')" \
        "UPDATE \"LiteLLM_VerificationToken\" SET budget_id = 'new budget' WHERE user_id = 'alice'"
    keep_content "$TARGET"
    restores latest --replace --yes --table LiteLLM_BudgetTable
    fails_as 7 'rows of "LiteLLM_BudgetTable" that the set has not are still needed'
    tells "$(alice_keys) rows of \"LiteLLM_VerificationToken\" refer to them"
    is "sets" 1 "$(ls "$LITELLM_DBA_STATE/sets" | wc -l)"
    content_is_kept "$TARGET"
    # The keys come along: then they are let go first.
    restores latest --replace --yes --table LiteLLM_BudgetTable --table LiteLLM_VerificationToken
    exits 0
    is "all tables" "$(content "$DATABASE")" "$(content "$TARGET")"
    undoes
    exits 0
    content_is_kept "$TARGET"
}

@test "a row that has another's place is refused, and nothing is done" {
    make_set
    copied_target
    target "UPDATE \"LiteLLM_UserTable\" SET user_id = 'twin of ines' WHERE user_id = 'sso-ines'" 2>/dev/null ||
        target "DELETE FROM \"LiteLLM_InvitationLink\"" "DELETE FROM \"LiteLLM_OrganizationMembership\"" \
            "UPDATE \"LiteLLM_UserTable\" SET user_id = 'twin of ines' WHERE user_id = 'sso-ines'"
    is "SSO ids" 1 "$(target "SELECT count(*) FROM \"LiteLLM_UserTable\" WHERE user_id = 'twin of ines' AND sso_user_id IS NOT NULL")"
    keep_content "$TARGET"
    restores latest --merge --yes
    exits 7
    tells "LiteLLM_UserTable_sso_user_id_key" "another row has its place"
    content_is_kept "$TARGET"
    [ -z "$(find "$LITELLM_DBA_STATE/operations" -mindepth 1)" ]
}

@test "rows that change between plan and work are noticed" {
    make_set
    change_target
    restores latest --merge --dry-run --json
    local id
    id=$(json .plan.id)
    target "DELETE FROM \"LiteLLM_TeamMembership\" WHERE user_id = 'ben'"
    restores latest --merge --confirm "$id"
    fails_as 7 "the plan is no longer the one that was confirmed"
}

@test "a newer schema: what the set has not is no difference" {
    fresh 1.80.9
    empty_target 1.83.2
    make_set
    restores latest --yes
    exits 0
    restores latest --merge --yes --json
    exits 0
    shows .outcome nothing_to_do
    target "UPDATE \"LiteLLM_TeamTable\" SET spend = spend + 1, soft_budget = 7"
    restores latest --replace --yes --json
    exits 0
    is "teams" "7" "$(target 'SELECT DISTINCT soft_budget FROM "LiteLLM_TeamTable"')"
    is "plan" "edit LiteLLM_TeamTable 13" "$(lines)"
    fresh
}

@test "a table with a trigger on UPDATE is rewritten" {
    fresh 2026-09
    make_set
    copied_target
    keep_content "$DATABASE"
    target 'ALTER TABLE "LiteLLM_AutoRouterBaselineObservation" DISABLE TRIGGER ALL' \
        "UPDATE \"LiteLLM_AutoRouterBaselineObservation\" SET publication = 'changed'" \
        'ALTER TABLE "LiteLLM_AutoRouterBaselineObservation" ENABLE TRIGGER ALL'
    restores latest --merge --on-conflict replace --yes
    exits 0
    tells_not trigger
    content_is_kept "$TARGET"
    undoes
    exits 0
    is "rows as they were" 2 "$(target "SELECT count(*) FROM \"LiteLLM_AutoRouterBaselineObservation\" WHERE publication = 'changed'")"
    fresh
}
