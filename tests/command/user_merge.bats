#!/usr/bin/env bats
# user merge and user duplicates: several users become one, and no money is lost.

load helper

setup_file() { fresh 1.81.15; }
setup() { fresh; }
teardown_file() { drop_database; }

operations() {
    dba journal list --json
    json '[.[].operation] | sort | reverse | .[]'
}

undo_all() {
    local operation

    for operation in $(operations); do
        dba undo "$operation" --yes
        exits 0
    done
}

# What must be the same before and after, by all that is not a user.
totals() {
    sql 'SELECT sum(spend::numeric) FROM "LiteLLM_UserTable"' \
        'SELECT token, team_id, spend FROM "LiteLLM_VerificationToken" ORDER BY 1' \
        'SELECT api_key, date, model, round(sum(spend)::numeric, 9), sum(prompt_tokens), sum(completion_tokens), sum(api_requests), sum(successful_requests), sum(failed_requests) FROM "LiteLLM_DailyUserSpend" GROUP BY 1, 2, 3 ORDER BY 1, 2, 3' \
        'SELECT team_id, round(sum(spend)::numeric, 9) FROM "LiteLLM_TeamMembership" GROUP BY 1 ORDER BY 1' \
        'SELECT organization_id, round(sum(spend)::numeric, 9) FROM "LiteLLM_OrganizationMembership" GROUP BY 1 ORDER BY 1' 2>/dev/null
}

# Versions before 1.75.8 have no daily spend.
old_totals() {
    sql 'SELECT sum(spend::numeric) FROM "LiteLLM_UserTable"' \
        'SELECT token, team_id, spend FROM "LiteLLM_VerificationToken" ORDER BY 1' \
        'SELECT team_id, round(sum(spend)::numeric, 9) FROM "LiteLLM_TeamMembership" GROUP BY 1 ORDER BY 1'
}

# Two memberships of one team, days of one key and model, with and without NULLs.
collide() {
    sql "UPDATE \"LiteLLM_UserTable\" SET spend = 0.1 WHERE user_id = 'ben'" \
        "UPDATE \"LiteLLM_UserTable\" SET spend = 0.2 WHERE user_id = 'fay'" \
        "UPDATE \"LiteLLM_UserTable\" SET spend = 7 WHERE user_id = 'dario'" \
        "INSERT INTO \"LiteLLM_TeamMembership\" (user_id, team_id, spend, budget_id) VALUES ('fay', 'team-research', 4.5, NULL), ('dario', 'team-research', 0.25, NULL)"
}

collide_days() {
    sql "INSERT INTO \"LiteLLM_DailyUserSpend\" (id, user_id, date, api_key, model, custom_llm_provider, mcp_namespaced_tool_name${2:-}, spend, prompt_tokens, completion_tokens, api_requests, successful_requests, failed_requests, updated_at)
         SELECT id, who, '2026-01-01', 'k', model, 'p', 't'${3:-}, spend, tokens, 1, 2, 2, 0, now()
           FROM (VALUES ('x1', 'ben', 'm', 0.1, 10), ('x2', 'fay', 'm', 0.2, 20), ('x3', 'dario', 'm', 0.4, 40),
                        ('x4', 'ben', 'only ben', 1, 1), ('x5', 'dario', 'not fay', 2, 2), ('x6', 'ben', 'not fay', 3, 3),
                        ('x7', 'ben', NULL, 5, 5), ('x8', 'fay', NULL, 6, 6)) AS v (id, who, model, spend, tokens)"
}

merges() {
    local before

    fresh "$1"
    collide
    [ "$1" = 1.53.2 ] || collide_days "$1" "${2:-}" "${3:-}"
    keep_rows
    before=$("${4:-totals}")
    dba user merge ben dario fay --yes
    exits 0
    is "totals" "$before" "$("${4:-totals}")"
    is "users" fay "$(sql "SELECT user_id FROM \"LiteLLM_UserTable\" WHERE user_id IN ('ben', 'dario', 'fay')")"
    is "logs of who is gone" 0 "$(sql "SELECT count(*) FROM \"LiteLLM_SpendLogs\" WHERE \"user\" IN ('ben', 'dario')")"
    is "spend" t "$(sql "SELECT abs(spend - 7.3) < 1e-9 FROM \"LiteLLM_UserTable\" WHERE user_id = 'fay'")"
    is "spend in the team" "6|" "$(sql "SELECT spend, budget_id FROM \"LiteLLM_TeamMembership\" WHERE user_id = 'fay' AND team_id = 'team-research'")"
    is "keys" 0 "$(sql "SELECT count(*) FROM \"LiteLLM_VerificationToken\" WHERE user_id IN ('ben', 'dario')")"
    undo_all
    rows_are_kept
}

@test "three become one, and back, on 1.53.2" { merges 1.53.2 '' '' old_totals; }
# bats test_tags=between
@test "three become one, and back, on 1.63.12" {
    fresh 1.63.12
    keep_rows
    dba user merge ben dario fay --yes
    exits 0
    undo_all
    rows_are_kept
}
# bats test_tags=between
@test "three become one, and back, on 1.75.8" { merges 1.75.8; }
# bats test_tags=between
@test "three become one, and back, on 1.80.9" { merges 1.80.9; }
# bats test_tags=between
@test "three become one, and back, on 1.81.8" { merges 1.81.8 ', endpoint' ", 'e'"; }
@test "three become one, and back, on 1.81.15" { merges 1.81.15 ', endpoint' ", 'e'"; }
# bats test_tags=between
@test "three become one, and back, on 1.83.2" { merges 1.83.2 ', endpoint' ", 'e'"; }
@test "three become one, and back, on 2026-09" { merges 2026-09 ', endpoint' ", 'e'"; }
@test "three become one, and back, on 2026-09-partitioned" { merges 2026-09-partitioned ', endpoint' ", 'e'"; }

@test "days that collide are added up, NULLs never collide" {
    collide
    collide_days 1.81.15 ', endpoint' ", 'e'"
    dba user merge ben dario fay --skip-logs --yes
    exits 0
    is "days" "x2|m|0.7|70|6
x4|only ben|1|1|2
x5|not fay|5|5|4
x7||5|5|2
x8||6|6|2" "$(sql "SELECT id, model, round(spend::numeric, 9)::float8, prompt_tokens, api_requests FROM \"LiteLLM_DailyUserSpend\" WHERE api_key = 'k' AND user_id = 'fay' ORDER BY id")"
    is "days of the others" 0 "$(sql "SELECT count(*) FROM \"LiteLLM_DailyUserSpend\" WHERE user_id IN ('ben', 'dario')")"
}

@test "the plan says what collides; JSON has it too" {
    collide
    dba user merge ben fay --dry-run
    exits 0
    prints "counted into the rows that stay" "ben: now fay" "merge" "0.1 is added"
    dba user merge ben fay --dry-run --json
    shows '.plan.lines[] | select(.action == "merge") | [.table, .rows | tostring] | join(" ")' "LiteLLM_TeamMembership 1"
    shows '.plan.lines[] | select(.action == "delete") | .table' LiteLLM_UserTable
}

@test "the better role, sso_user_id and e-mail where there is none" {
    dba user merge dario fay --skip-logs --yes
    exits 0
    is "role" "org_admin|fay@example.org" "$(sql "SELECT user_role, user_email FROM \"LiteLLM_UserTable\" WHERE user_id = 'fay'")"
    is "organisations" 2 "$(sql "SELECT count(*) FROM \"LiteLLM_OrganizationMembership\" WHERE user_id = 'fay'")"
    keep_rows
    dba user merge 0f8e2a90-joao leo --skip-logs --yes
    exits 0
    is "leo" "idp|joao|joao@example.org|internal_user" "$(sql "SELECT sso_user_id, user_email, user_role FROM \"LiteLLM_UserTable\" WHERE user_id = 'leo'")"
    dba undo 2 --yes
    exits 0
    rows_are_kept
    dba user merge twin-2 sso-ines leo --skip-logs --yes
    exits 0
    tells 'the sso_user_id "sso-ines" is given up'
    is "leo" "proxy_admin|idp|twin" "$(sql "SELECT user_role, sso_user_id FROM \"LiteLLM_UserTable\" WHERE user_id = 'leo'")"
}

@test "a role is never lowered" {
    dba user merge carla sso-ines --skip-logs --yes
    exits 0
    is "role" proxy_admin "$(sql "SELECT user_role FROM \"LiteLLM_UserTable\" WHERE user_id = 'sso-ines'")"
    is "invitations" 2 "$(sql "SELECT count(*) FROM \"LiteLLM_InvitationLink\" WHERE user_id = 'sso-ines'")"
}

@test "rosters: one entry with the better role, e-mails that meant only who goes, nobody else's" {
    keep_rows
    dba user merge ben emre --skip-logs --yes
    exits 0
    is "both were in it" "alice admin,emre user,fay user,sso-ines admin,default_user_id admin,litellm-proxy-budget user" \
        "$(sql "SELECT string_agg(concat(e ->> 'user_id', ' ', e ->> 'role'), ',' ORDER BY p) FROM \"LiteLLM_TeamTable\", jsonb_array_elements(members_with_roles) WITH ORDINALITY AS x (e, p) WHERE team_id = 'team-research'")"
    is "by e-mail" "emre,-,-,-" \
        "$(sql "SELECT string_agg(coalesce(e ->> 'user_id', '-'), ',' ORDER BY p) FROM \"LiteLLM_TeamTable\", jsonb_array_elements(members_with_roles) WITH ORDINALITY AS x (e, p) WHERE team_id = 'team-mail'")"
    is "members" '{emre,gone-1,"gone, \"3\"",""}' "$(sql "SELECT members FROM \"LiteLLM_TeamTable\" WHERE team_id = 'team-legacy'")"
    is "teams" "team-legacy team-mail team-research team-text" \
        "$(sql "SELECT string_agg(t, ' ' ORDER BY t) FROM \"LiteLLM_UserTable\", unnest(teams) t WHERE user_id = 'emre'")"
    dba undo 1 --yes
    exits 0
    rows_are_kept
    dba user merge sso-ines emre --skip-logs --yes
    exits 0
    is "the better role" "admin" \
        "$(sql "SELECT e ->> 'role' FROM \"LiteLLM_TeamTable\", jsonb_array_elements(members_with_roles) e WHERE team_id = 'team-research' AND e ->> 'user_id' = 'emre'")"
}

@test "secrets: those of who stays are kept" {
    fresh 1.83.2
    sql "INSERT INTO \"LiteLLM_MCPUserCredentials\" (id, user_id, server_id, credential_b64) VALUES ('c1', 'ben', 's', 'bens'), ('c2', 'fay', 's', 'fays'), ('c3', 'ben', 's2', 'bens other')"
    keep_rows
    dba user merge ben fay --skip-logs --yes
    exits 0
    is "secrets" "c2|fays
c3|bens other" "$(sql "SELECT id, credential_b64 FROM \"LiteLLM_MCPUserCredentials\" WHERE user_id = 'fay' AND id LIKE 'c%' ORDER BY id")"
    dba undo 1 --yes
    exits 0
    rows_are_kept
}

@test "undo keeps what was counted meanwhile" {
    collide
    collide_days 1.81.15 ', endpoint' ", 'e'"
    dba user merge ben fay --skip-logs --yes
    exits 0
    sql "UPDATE \"LiteLLM_UserTable\" SET spend = spend + 5 WHERE user_id = 'fay'" \
        "UPDATE \"LiteLLM_TeamMembership\" SET spend = spend + 2 WHERE user_id = 'fay' AND team_id = 'team-research'" \
        "UPDATE \"LiteLLM_DailyUserSpend\" SET spend = spend + 1, api_requests = api_requests + 1 WHERE id = 'x2'"
    dba undo 1 --yes
    exits 0
    is "users" "ben|0.1
fay|5.2" "$(sql "SELECT user_id, round(spend::numeric, 9)::float8 FROM \"LiteLLM_UserTable\" WHERE user_id IN ('ben', 'fay') ORDER BY 1")"
    is "memberships" "ben|1.25
dario|0.25
fay|6.5" "$(sql "SELECT user_id, spend FROM \"LiteLLM_TeamMembership\" WHERE team_id = 'team-research' AND user_id IN ('ben', 'dario', 'fay') ORDER BY 1")"
    is "days" "x1|ben|0.1|2
x2|fay|1.2|3" "$(sql "SELECT id, user_id, round(spend::numeric, 9)::float8, api_requests FROM \"LiteLLM_DailyUserSpend\" WHERE id IN ('x1', 'x2') ORDER BY id")"
}

@test "an undo can be undone" {
    collide
    dba user merge ben dario fay --skip-logs --yes
    exits 0
    keep_rows
    dba undo 1 --yes
    exits 0
    dba undo 2 --yes
    exits 0
    rows_are_kept
}

@test "undo.sql alone brings it back as well" {
    collide
    collide_days 1.81.15 ', endpoint' ", 'e'"
    keep_rows
    dba user merge ben fay --skip-logs --yes
    exits 0
    cd "$LITELLM_DBA_STATE/operations/000001"
    psql -qX -v ON_ERROR_STOP=1 -d "$DATABASE" -f undo.sql >/dev/null
    rows_are_kept
}

@test "the request log follows, and what is left is continued" {
    local left

    left=$(sql "SELECT count(*) FROM \"LiteLLM_SpendLogs\" WHERE \"user\" = 'sso-ines'")
    [ "$left" -gt 3 ]
    dba user merge sso-ines emre --log-rows 2 --yes
    exits 9
    tells "litellm-dba user rename 'sso-ines' 'emre' --logs-only"
    dba user rename sso-ines emre --logs-only --yes
    exits 0
    is "logs" 0 "$(sql "SELECT count(*) FROM \"LiteLLM_SpendLogs\" WHERE \"user\" = 'sso-ines'")"
}

@test "the sums are compared: a trigger that changes one stops it" {
    collide
    sql "CREATE FUNCTION rob() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.spend := NEW.spend - 0.001; RETURN NEW; END'" \
        'CREATE TRIGGER rob BEFORE UPDATE OF spend ON "LiteLLM_TeamMembership" FOR EACH ROW EXECUTE FUNCTION rob()'
    keep_rows
    dba user merge ben fay --skip-logs --yes
    fails_as 7 'the sums of "LiteLLM_TeamMembership" would not be what they were'
    rows_are_kept
}

@test "on a terminal the user_id of who stays is typed" {
    keep_rows
    on_terminal $'y\n' "$PROGRAM" --dbname "$DATABASE" user merge ben fay --skip-logs
    exits 7
    prints "Type the user_id of who stays to merge, fay" "not confirmed"
    rows_are_kept
    on_terminal $'fay\n' "$PROGRAM" --dbname "$DATABASE" user merge ben fay --skip-logs
    exits 0
    is "users" fay "$(sql "SELECT user_id FROM \"LiteLLM_UserTable\" WHERE user_id IN ('ben', 'fay')")"
}

@test "the proxy counts a day while we wait: all or nothing, and the next run takes it" {
    collide_days 1.81.15 ', endpoint' ", 'e'"
    meanwhile "UPDATE \"LiteLLM_DailyUserSpend\" SET spend = spend + 1 WHERE id = 'x2'" \
        "INSERT INTO \"LiteLLM_DailyUserSpend\" (id, user_id, date, api_key, model, spend, updated_at) VALUES ('late', 'ben', '2026-01-02', 'k', 'm', 4, now())" \
        user merge ben fay --skip-logs --yes
    if [ "$status" -ne 0 ]; then
        exits 7
        is "nothing half done" 2 "$(sql "SELECT count(*) FROM \"LiteLLM_UserTable\" WHERE user_id IN ('ben', 'fay')")"
        dba user merge ben fay --skip-logs --yes
        exits 0
    fi
    is "days" "late|4
x2|1.3" "$(sql "SELECT id, round(spend::numeric, 9)::float8 FROM \"LiteLLM_DailyUserSpend\" WHERE user_id = 'fay' AND id IN ('late', 'x1', 'x2') ORDER BY id")"
}

@test "what is refused" {
    keep_rows
    dba user merge fay fay --yes
    fails_as 2 '"fay" cannot be merged into itself'
    dba user merge fay --yes
    exits 2
    dba user merge nobody fay --yes
    exits 2
    tells "nobody"
    dba user merge fay "'; DROP TABLE \"LiteLLM_UserTable\"" --yes
    exits 2
    dba user merge twin@example.org fay --yes
    exits 2
    tells twin-1 twin-2
    dba user merge default_user_id fay --yes
    fails_as 7 '"default_user_id" is a user_id that LiteLLM writes by itself'
    dba user merge fay default_user_id --yes
    fails_as 7 '"default_user_id" is a user_id that LiteLLM writes by itself'
    dba user merge fay ben
    fails_as 7 ""
    rows_are_kept
    journal_is_empty
}

@test "a table we do not know, with a foreign key, goes along" {
    sql 'CREATE TABLE "LiteLLM_NewThing" (thing_id text PRIMARY KEY, owner text REFERENCES "LiteLLM_UserTable" ON DELETE CASCADE)' \
        "INSERT INTO \"LiteLLM_NewThing\" VALUES ('a', 'fay'), ('b', 'ben')"
    keep_rows
    dba user merge ben fay --skip-logs --yes
    exits 0
    is "owners" "fay fay" "$(sql 'SELECT string_agg(owner, chr(32) ORDER BY thing_id) FROM "LiteLLM_NewThing"')"
    dba undo 1 --yes
    exits 0
    rows_are_kept
}

@test "a statement timeout in the middle changes nothing" {
    sql "CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE query_canceled; END'" \
        'CREATE TRIGGER wait BEFORE DELETE ON "LiteLLM_UserTable" FOR EACH ROW EXECUTE FUNCTION wait()'
    keep_rows
    dba user merge ben fay --skip-logs --yes
    exits 3
    rows_are_kept
}

# --- duplicates -------------------------------------------------------------------------------------

@test "duplicates: by e-mail in any case, by an id that is another's sso_user_id or e-mail" {
    dba user duplicates --json
    exits 0
    shows '[.[] | select(.value == "twin@example.org") | .user_id] | join(" ")' "twin-1 twin-2"
    shows '[.[] | .reason] | unique | join(";")' "same email"
    sql "INSERT INTO \"LiteLLM_UserTable\" (user_id, user_email) VALUES ('idp|joao', 'other@example.org'), ('Ben.Müller@example.org', NULL)"
    dba user duplicates --json
    shows '[.[] | select(.value == "idp|joao") | .user_id] | sort | join(" ")' "0f8e2a90-joao idp|joao"
    shows '[.[] | select(.value == "idp|joao") | .reason] | unique | join(" ")' "same sso_user_id, user_id"
    shows '[.[] | select(.value == "ben.müller@example.org") | .user_id] | sort | join(" ")' "Ben.Müller@example.org ben"
    dba user duplicates --csv
    exits 0
    prints "reason,value,user_id"
    fresh 1.53.2
    dba user duplicates --json
    shows '[.[] | .user_id] | join(" ")' "twin-1 twin-2"
}
