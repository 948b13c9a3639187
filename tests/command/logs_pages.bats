#!/usr/bin/env bats
# Requests are found page by page where no index leads with their time.

load helper

setup_file() {
    fresh 1.83.2
    sql 'DROP INDEX "LiteLLM_SpendLogs_startTime_idx"' \
        'DROP INDEX "LiteLLM_SpendLogs_startTime_request_id_idx"'
}

teardown_file() {
    drop_database
}

# How many requests are older than 31 days, of a team or of all others.
old_requests() {
    sql "SELECT count(*) FROM \"LiteLLM_SpendLogs\"
          WHERE \"startTime\" < now() AT TIME ZONE 'UTC' - interval '31 days'
            AND $1"
}

@test "only the requests of the chosen team go" {
    team=$(old_requests "team_id = 'gone-team-1'")
    others=$(old_requests "team_id IS DISTINCT FROM 'gone-team-1'")
    [ "$team" -gt 0 ]
    [ "$others" -gt "$team" ]
    dba logs prune --older-than 31d --team gone-team-1 --allow-uncovered --full-speed --yes --json
    exits 0
    tells "read page by page"
    shows .rows "$team"
    is "the team's requests" 0 "$(old_requests "team_id = 'gone-team-1'")"
    is "the others' requests" "$others" "$(old_requests "team_id IS DISTINCT FROM 'gone-team-1'")"
}

@test "without an archive they are counted in the ledger" {
    others=$(old_requests true)
    [ "$others" -gt 0 ]
    dba logs prune --older-than 31d --table LiteLLM_SpendLogs --no-archive --allow-uncovered \
        --full-speed --yes --json
    exits 0
    shows .rows "$others"
    is "requests in the ledger" "$others" \
        "$(sqlite3 "$LITELLM_DBA_STATE/journal.db" "SELECT sum(requests) FROM ledger")"
    is "old requests" 0 "$(old_requests true)"
}
