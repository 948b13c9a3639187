#!/usr/bin/env bats
# What requests cost whose rows are gone, compared with the rows before they went.

load helper

setup() {
    fresh
}

teardown_file() {
    drop_database
}

# The money of a world is a multiple of 1/65536, so sums are exact in any order.
before() {
    sql "SELECT $1, count(*), sum(prompt_tokens), sum(completion_tokens), sum(total_tokens),
                sum(spend)::float8, min(\"startTime\")::date, max(\"startTime\")::date
           FROM \"LiteLLM_SpendLogs\"
          WHERE \"startTime\" < (now() AT TIME ZONE 'UTC')::date - 60
          GROUP BY 1"
}

prune() {
    dba logs prune --before "$(sql "SELECT (now() AT TIME ZONE 'UTC')::date - 60")T00:00:00Z" \
        --full-speed --yes --quiet "$@"
    exits 0
}

# ledger BY OPTION... - as "before" prints it.
ledger() {
    dba logs ledger --json --by "$@"
    exits 0
    json ".[] | [.$1, .requests, .prompt_tokens, .completion_tokens, .total_tokens, .spend,
                 .first_day, .last_day] | map(tostring) | join(\"|\")" | LC_ALL=C sort
}

@test "the ledger has what the rows had, by day, team, user, key and model" {
    local by column of
    declare -A of=([day]='"startTime"::date::text' [team]="coalesce(team_id, '')"
        [user]="coalesce(\"user\", '')" [key]=api_key [model]=model)

    for by in "${!of[@]}"; do
        before "${of[$by]}" | LC_ALL=C sort >"$BATS_TEST_TMPDIR/$by"
        [ "$(wc -l <"$BATS_TEST_TMPDIR/$by")" -gt 2 ]
    done
    prune
    for by in "${!of[@]}"; do
        is "by $by" "$(cat "$BATS_TEST_TMPDIR/$by")" "$(ledger "$by")"
    done
}

@test "names are those of the time when the rows went" {
    prune
    sql "UPDATE \"LiteLLM_TeamTable\" SET team_alias = 'renamed since'" \
        "UPDATE \"LiteLLM_UserTable\" SET user_email = 'new@example.org'"
    dba logs ledger --json --by team
    shows '.[] | select(.team == "team-research").name' "Research & Development"
    dba logs ledger --json --by user
    shows '[.[] | select(.name == "new@example.org")] | length' 0
    shows '.[] | select(.user == "carla").name' "carla@example.org"
    dba logs ledger --json --by model
    shows '[.[] | select(.name != null)] | length' 0
}

@test "days are bounds, and both count" {
    local days
    prune
    days=($(ledger day | cut -d '|' -f 1))
    [ "${#days[@]}" -gt 5 ]
    is "the days" "${days[*]:1:3}" \
        "$(ledger day --since "${days[1]}" --until "${days[3]}" | cut -d '|' -f 1 | xargs)"
    dba logs ledger --by day --since "${days[1]}" --until "${days[3]}"
    prints "In all: " "${days[1]}"
    for wrong in 2026-13-01 yesterday 2026-11-01T00:00:00Z; do
        dba logs ledger --since "$wrong"
        fails_as 2 "\"$wrong\" is not a day"
    done
}

@test "what was undone, kept out or done elsewhere is not counted" {
    dba logs ledger --csv
    prints_exactly "model,name,requests,prompt_tokens,completion_tokens,total_tokens,spend,first_day,last_day"
    prune
    [ -n "$(ledger day)" ]
    is "another database" "" "$(ledger day --database elsewhere)"
    is "this database" "$(ledger day)" "$(ledger day --database "$DATABASE")"
    dba undo 1 --yes --quiet
    exits 0
    is "after undo" "" "$(ledger day)"
    prune --no-ledger
    is "without a ledger" "" "$(ledger day)"
}

@test "no server is asked" {
    prune
    dba_alone logs ledger --by day --json --dbname "host=/nowhere"
    exits 0
    [ "$(json length)" -gt 5 ]
}

@test "a signal in the middle of a day loses no cost" {
    # More rows of one day than the first batch takes.
    sql "INSERT INTO \"LiteLLM_SpendLogs\" (request_id, call_type, api_key, model, spend, total_tokens,
                prompt_tokens, completion_tokens, \"startTime\", \"endTime\")
         SELECT 'many ' || n, 'x', 'x', 'x', 0.5, 3, 2, 1, s.day, s.day
           FROM generate_series(1, 2000) AS n,
                (SELECT (now() AT TIME ZONE 'UTC')::date - 100 AS day) AS s"
    "$PROGRAM" --dbname "$DATABASE" logs prune --older-than 60d --yes --allow-uncovered --quiet \
        --sleep-ratio 20000 >"$BATS_TEST_TMPDIR/out" 2>"$BATS_TEST_TMPDIR/err" </dev/null 3>&- &
    wait_until "SELECT count(*) < 2000 FROM \"LiteLLM_SpendLogs\" WHERE request_id LIKE 'many %'" "$DATABASE"
    kill -TERM $!
    status=0
    wait $! || status=$?
    read_streams
    exits 9
    tells "a signal asked for it"
    left=$(sql "SELECT count(*) FROM \"LiteLLM_SpendLogs\" WHERE request_id LIKE 'many %'")
    [ "$left" -gt 0 ] && [ "$left" -lt 2000 ]
    is "cost" "$((2000 - left))|$(((2000 - left) / 2))" \
        "$(ledger day | awk -F '|' '{ print $2 "|" $6 }' | sed 's/\.5$//')"
    dba journal list --json
    shows '.[0].outcome' backlog_left
}
