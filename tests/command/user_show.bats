#!/usr/bin/env bats
# user show: everything about one user, and what stands in the way of deleting it.

load helper

teardown_file() {
    drop_database
}

shows() {
    fresh "$1"
    keep_rows
    dba user show INES@example.org --json
    exits 0 || return
    is "user" "sso-ines" "$(jq -r .user_id <<<"$out")" || return
    is "keys" '["sk-...-own","sk-...am-6"]' "$(jq -c '[.keys[].key_name]' <<<"$out")" || return
    is "teams" '[["team-research","admin",true,1]]' "$(jq -c '[.teams[] | [.team_id, .role, .is_rostered, .listed]]' <<<"$out")" || return
    is "invitations" 7 "$(jq '.invitations | length' <<<"$out")" || return
    is "what a deletion does" 'LiteLLM_TeamTable.members_with_roles edit 1
LiteLLM_VerificationToken.user_id delete 2
LiteLLM_InvitationLink.user_id delete 1
LiteLLM_InvitationLink.created_by edit 5
LiteLLM_InvitationLink.updated_by edit 3
LiteLLM_UserTable.user_id delete 1' "$(jq -r '.belongings[] | select(.if_deleted != "keep") | "\(.table).\(.column) \(.if_deleted) \(.rows)"' <<<"$out")" || return
    is "the request log" "$(sql "SELECT count(*) FROM \"LiteLLM_SpendLogs\" WHERE \"user\" = 'sso-ines'")" "$(jq '.belongings[] | select(.table == "LiteLLM_SpendLogs") | .rows' <<<"$out")" || return
    jq -e '.obstacles[] | select(.of == "LiteLLM" and (.text | test("made 5 invitations for others")))' <<<"$out" >/dev/null ||
        complain "the invitations as an obstacle" "other obstacles" || return
    dba user show dario
    exits 0 && prints "org-north" "org-south" "organisation-membership" "Obstacles" || return
    rows_are_kept
}

@test "1.53.2" { shows 1.53.2; }
@test "1.63.12" { shows 1.63.12; }
@test "1.75.8" { shows 1.75.8; }
@test "1.80.9" { shows 1.80.9; }
@test "1.81.8" { shows 1.81.8; }
@test "1.81.15" { shows 1.81.15; }
@test "1.83.2" { shows 1.83.2; }
@test "2026-09" { shows 2026-09; }
@test "2026-09, partitioned" { shows 2026-09-partitioned; }

@test "what would become unreferenced, and what makes the delete refuse" {
    fresh
    sql "INSERT INTO \"LiteLLM_SpendLogs\" (request_id, call_type, api_key, \"startTime\", \"endTime\")
         VALUES ('just-now', 'x', '$(token_of dario-own)', now() AT TIME ZONE 'utc', now() AT TIME ZONE 'utc')" \
        'ALTER TABLE "LiteLLM_TeamTable" ADD owner_user_id text' \
        'CREATE TABLE "LiteLLM_Loan" (id int PRIMARY KEY, debtor text REFERENCES "LiteLLM_UserTable")' \
        "INSERT INTO \"LiteLLM_Loan\" VALUES (1, 'dario')"
    dba user show dario --json
    exits 0
    is "budget" '"delete"' "$(jq '.belongings[] | select(.what == "budget") | .if_deleted' <<<"$out")"
    prints "1 of the keys is in use" "LiteLLM_TeamTable.owner_user_id" "LiteLLM_Loan.debtor (1 row)"
    dba user show default_user_id
    exits 0
    prints "is LiteLLM's own"
}

@test "no password, no secret" {
    fresh
    sql "UPDATE \"LiteLLM_UserTable\" SET password = 'scrypt:secret' WHERE user_id = 'dario'"
    for format in --json --csv --quiet; do
        dba user show dario "$format"
        exits 0
        [[ "$out" != *"scrypt"* && "$out" != *"invitation-old-1"* ]] || complain "no secret" "one"
    done
}

@test "as CSV, what belongs to the user" {
    fresh
    dba user show dario --csv
    exits 0
    is "heading" "what,if_deleted,table,column,rows,note" "$(head -n 1 <<<"$out")"
    prints "key,delete,LiteLLM_VerificationToken,user_id,1,"
}
