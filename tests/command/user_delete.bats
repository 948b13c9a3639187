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

# goes_and_comes ID... - deleted in one operation, nothing is left of them, and undone to the byte.
goes_and_comes() {
    local id operation

    keep_rows
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
