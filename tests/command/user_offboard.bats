#!/usr/bin/env bats
# user offboard: no access any more, and the user stays on record.

load helper

teardown_file() {
    drop_database
}

offboards() {
    local operation

    fresh "$1"
    sql "UPDATE \"LiteLLM_UserTable\" SET password = 'secret' WHERE user_id = 'ben'"
    keep_rows
    dba user offboard ben dario emre sso-ines --yes
    exits 0 || return
    is "roles and lists" "ben|internal_user_viewer|{}|
dario|internal_user_viewer|{}|
emre|internal_user_viewer|{}|
sso-ines|internal_user_viewer|{}|" "$(sql "SELECT user_id, user_role, teams, password FROM \"LiteLLM_UserTable\"
        WHERE user_id IN ('ben', 'dario', 'emre', 'sso-ines') ORDER BY 1")" || return
    is "keys that work" 0 "$(sql "SELECT count(*) FROM \"LiteLLM_VerificationToken\"
        WHERE user_id IN ('ben', 'dario', 'emre', 'sso-ines') AND blocked IS NOT TRUE")" || return
    is "memberships, invitations, rosters" 0 "$(sql "SELECT (SELECT count(*) FROM \"LiteLLM_TeamMembership\" WHERE user_id IN ('ben', 'dario', 'emre', 'sso-ines'))
        + (SELECT count(*) FROM \"LiteLLM_OrganizationMembership\" WHERE user_id IN ('ben', 'dario', 'emre', 'sso-ines'))
        + (SELECT count(*) FROM \"LiteLLM_InvitationLink\" WHERE user_id IN ('ben', 'dario', 'emre', 'sso-ines'))
        + (SELECT count(*) FROM \"LiteLLM_TeamTable\" WHERE members_with_roles::text ~ '\"(ben|dario|emre|sso-ines)\\\\?\"' OR 'ben' = ANY (members))")" || return
    is "invitations made for others" 3 "$(sql "SELECT count(*) FROM \"LiteLLM_InvitationLink\" WHERE created_by = 'sso-ines' OR updated_by = 'sso-ines'")" || return
    dba user offboard ben dario emre sso-ines --yes
    exits 0 && tells "there is nothing to do" || return
    operation=$(dba journal list --json; jq '.[0].operation' <<<"$out")
    dba undo "$operation" --yes
    exits 0 || return
    rows_are_kept
}

@test "offboard and undo, 1.53.2" { offboards 1.53.2; }
@test "offboard and undo, 1.80.9" { offboards 1.80.9; }
@test "offboard and undo, 1.81.15" { offboards 1.81.15; }
@test "offboard and undo, 2026-09" { offboards 2026-09; }

@test "--delete-keys deletes them, and hears the guard" {
    fresh
    sql "INSERT INTO \"LiteLLM_SpendLogs\" (request_id, call_type, api_key, \"startTime\", \"endTime\")
         VALUES ('just-now', 'x', '$(token_of dario-own)', now() AT TIME ZONE 'utc', now() AT TIME ZONE 'utc')"
    keep_rows
    dba user offboard dario --yes --delete-keys
    fails_as 7 "1 of the keys is in use"
    rows_are_kept
    dba user offboard dario --yes --delete-keys --force
    exits 0
    is "keys" 0 "$(sql "SELECT count(*) FROM \"LiteLLM_VerificationToken\" WHERE user_id = 'dario'")"
    is "the user" dario "$(sql "SELECT user_id FROM \"LiteLLM_UserTable\" WHERE user_id = 'dario'")"
    dba undo 1 --yes
    rows_are_kept
}

@test "the last proxy admin and LiteLLM's own stay" {
    fresh
    keep_rows
    dba user offboard alice sso-ines --yes
    fails_as 7 "no proxy_admin would be left"
    dba user offboard default_user_id --yes
    fails_as 7 '"default_user_id" is LiteLLM'
    rows_are_kept
}

@test "who signs in by SSO is told of" {
    fresh
    dba user offboard sso-ines --yes
    exits 0
    tells "tell the identity provider"
}
