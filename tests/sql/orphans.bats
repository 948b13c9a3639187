#!/usr/bin/env bats
# The classes' SQL where it is hard: rosters that are no rosters, names within text, two at once.

load ../command/helper

DATABASE=sql_orphans

setup() {
    psql -qXd postgres -c "DROP DATABASE IF EXISTS $DATABASE WITH (FORCE)" 2>/dev/null
}

teardown_file() {
    drop_database
    psql -qXd postgres -c "DROP DATABASE IF EXISTS sql_orphans_latin WITH (FORCE)" 2>/dev/null
}

hostile() {
    "$HARNESS/load-world" "$DATABASE" "${1:-1.81.15}" --empty
    sql "\\i $BATS_TEST_DIRNAME/hostile_rosters.sql"
}

# The teams whose roster, members or admins differ from those remembered by keep_rows.
changed_teams() {
    table_digest | diff "$BATS_TEST_TMPDIR/kept" - | sed -n 's/^< \([^	]*\)	.*/\1/p'
}

@test "the elements of hostile rosters that are listed are exactly those" {
    hostile
    dba orphans roster-without-user --json
    exits 0
    tells_nothing
    is "elements" 'good blanks members_with_roles 1 ghost
good escapes members_with_roles 1 ghöst"\/\b\f\n\r\t
good letters members_with_roles 1 ghöst 😀 \u007f {}[]:, 
good mixture members_with_roles 1 ghost
good mixture members_with_roles 14 ghost two
good mixture members_with_roles 3 nobody@example.org
good plain admins 1 ghost
good plain members 2 ghost
good plain members 5 ghost
good plain members_with_roles 2 ghost
good text members_with_roles 1 ghost' "$(json '.[] | [.team_id, .column_name, .position,
        (.user_id // .user_email | tojson | .[1:-1] | gsub("\\\\\""; "\"") | gsub("\\\\\\\\"; "\\"))]
        | join(" ")' | LC_ALL=C sort)"
    dba orphans team-list-without-team --json
    is "lists" "alive 2|odd list 1|odd list 5" \
        "$(json '[.[] | "\(.user_id) \(.position)"] | sort | join("|")')"
}

@test "exactly those go, the others stay to the last byte, and undo brings them back" {
    hostile
    keep_rows
    dba orphans clean roster-without-user team-list-without-team --yes --json
    exits 0
    shows .rows 14
    is "changed rows" "alive|good blanks|good escapes|good letters|good mixture|good plain|good text|odd list" \
        "$(changed_teams | LC_ALL=C sort | paste -sd '|')"
    is "what is left" 'good blanks|"[{}]"||
good escapes|"[]"||
good letters|"[]"||
good plain|[{"role": "user", "user_id": "alive"}]|{alive,NULL,""}|{default_user_id}
good text|"[{\"b\": true, \"n\": -1, \"user_id\": \"alive\"}]"||' "$(sql "SELECT team_id,
        members_with_roles, members, admins FROM \"LiteLLM_TeamTable\"
        WHERE team_id LIKE 'good%' AND team_id <> 'good mixture' ORDER BY 1")"
    is "a mixture" '[{"user_id": null, "user_email": "ALIVE@example.ORG"}, {"user_email": ""}, {"user_email": null}, {"user_id": "default_user_id"}, {"user_id": ""}, {"user_id": 5}, {"user_id": {"a": 1}}, {"role": "user"}, "ghost", ["ghost"], null]' \
        "$(sql "SELECT members_with_roles FROM \"LiteLLM_TeamTable\" WHERE team_id = 'good mixture'")"
    is "a list" '{NULL,"",litellm-dashboard}' \
        "$(sql "SELECT teams FROM \"LiteLLM_UserTable\" WHERE user_id = 'odd list'")"
    dba orphans clean roster-without-user team-list-without-team --yes --json
    exits 0
    shows .outcome nothing_to_do
    dba undo 1 --yes
    exits 0
    rows_are_kept
}

@test "an escape that the database's encoding cannot hold is left alone" {
    psql -qXd postgres -c "CREATE DATABASE sql_orphans_latin TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'"
    DATABASE=sql_orphans_latin
    "$HARNESS/make-schema" 1.81.15 | psql -qX -v ON_ERROR_STOP=1 -d "$DATABASE"
    sql "INSERT INTO \"LiteLLM_TeamTable\" (team_id, members_with_roles)
         VALUES ('latin', to_jsonb('[{\"user_id\": \"gh\\u4e2dst\"}]'::text)),
                ('plain', to_jsonb('[{\"user_id\": \"ghost\"}]'::text))"
    dba orphans roster-without-user --json
    exits 0
    is "teams" plain "$(json '.[].team_id')"
}

# The plan has counted when the lock is waited for; positions shift only then.
@test "an edit waits for LiteLLM's lock and sees what came in" {
    hostile
    meanwhile "SELECT pg_advisory_xact_lock(hashtext('good plain'))" \
        "UPDATE \"LiteLLM_TeamTable\" SET members = '{newcomer,alive,ghost}' WHERE team_id = 'good plain';
         INSERT INTO \"LiteLLM_UserTable\" (user_id) VALUES ('newcomer')" \
        orphans clean roster-without-user --yes --json
    case $(sql "SELECT members FROM \"LiteLLM_TeamTable\" WHERE team_id = 'good plain'") in
    '{newcomer,alive}' | '{newcomer,alive,ghost}') ;;
    *) complain "newcomer and alive among the members" "others" ;;
    esac
}

@test "a budget is used when anything names it" {
    "$HARNESS/load-world" "$DATABASE" 2026-09 --empty
    sql "INSERT INTO \"LiteLLM_BudgetTable\" (budget_id, created_by, updated_by)
         SELECT id, 'x', 'x' FROM unnest(ARRAY['free', 'of a key', 'of a deleted key', 'of a team''s members',
             'in a setting', 'in \"nested\" text', 'of a tag', 'of a group', '\"']) AS t (id)" \
        "INSERT INTO \"LiteLLM_VerificationToken\" (token, budget_id) VALUES ('t', 'of a key')" \
        "INSERT INTO \"LiteLLM_DeletedVerificationToken\" (id, token, budget_id) VALUES ('d', 'd', 'of a deleted key')" \
        "INSERT INTO \"LiteLLM_TagTable\" (tag_name, budget_id, updated_at) VALUES ('tag', 'of a tag', now())" \
        "INSERT INTO \"LiteLLM_ModelAccessGroupBudgetTable\" (access_group_name, budget_id, created_by, updated_by)
             VALUES ('group', 'of a group', 'x', 'x')" \
        "INSERT INTO \"LiteLLM_TeamTable\" (team_id, metadata)
             VALUES ('team', '{\"team_member_budget_id\": \"of a team''s members\"}')" \
        "INSERT INTO \"LiteLLM_Config\" (param_name, param_value)
             VALUES ('litellm_settings', '{\"max_end_user_budget_id\": \"in a setting\"}'),
                    ('other', to_jsonb('{\"x\": \"in \\\"nested\\\" text\"}'::text))"
    dba orphans budget-unreferenced --json
    exits 0
    is "budgets" free "$(json '.[].budget_id')"
}

@test "no key is in two classes, on any schema" {
    for version in $VERSIONS; do
        world "$version"
        for class in key-{without-user,without-team,unattributed,expired-session,expired}; do
            dba_alone --dbname "world of $version" orphans "$class" --json
            exits 0
            json '.[].token'
        done >"$BATS_TEST_TMPDIR/tokens"
        [ "$(wc -l <"$BATS_TEST_TMPDIR/tokens")" -gt 40 ]
        is "keys that are in two classes of $version" "" "$(sort "$BATS_TEST_TMPDIR/tokens" | uniq -d)"
    done
}

@test "a mapped session is not deleted: its mapping would go with it" {
    "$HARNESS/load-world" "$DATABASE" 2026-09 --empty
    sql "INSERT INTO \"LiteLLM_VerificationToken\" (token, team_id, expires)
         VALUES ('mapped', 'litellm-dashboard', '2020-01-01'), ('not', 'litellm-dashboard', '2020-01-01')" \
        "INSERT INTO \"LiteLLM_JWTKeyMapping\" (id, jwt_claim_name, jwt_claim_value, token, updated_at)
         VALUES ('j', 'sub', 'x', 'mapped', now())"
    dba orphans key-expired-session --json
    is "keys" not "$(json '.[].token')"
}

@test "the age of the log is not searched for without an index" {
    "$HARNESS/load-world" "$DATABASE" 1.81.15 small
    sql 'DROP INDEX "LiteLLM_SpendLogs_startTime_idx"'
    dba status --json
    exits 0
    prints '"oldest": null'
}
