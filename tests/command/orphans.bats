#!/usr/bin/env bats
# What has lost its owner: counted and listed on every known schema, and nothing legitimate among it.

load helper

CLASSES="key-expired-session key-without-user key-without-team key-expired key-unattributed
    membership-without-owner roster-without-user team-list-without-team budget-unreferenced
    permission-unreferenced invitation-spent index-without-log alias-unreferenced
    model-of-gone-team secret-of-gone-user token-deprecated"

setup_file() {
    for version in $VERSIONS; do
        world "$version"
    done
}

teardown_file() {
    drop_database
}

# on VERSION ARGUMENT... - reads that version's world itself.
on() {
    dba_alone --dbname "world of $1" "${@:2}"
}

# The secrets of keys as the tokens that LiteLLM keeps, in order.
tokens_of() {
    for secret; do
        token_of "$secret"
    done | LC_ALL=C sort
}

@test "the overview counts what was planted, on every schema" {
    for version in $VERSIONS; do
        on "$version" orphans --json
        exits 0
        tells_nothing
        is "orphans of $version" "$(sed 1d "$WORLDS/$version.csv")" \
            "$(json '.[] | "\(.class),\(.count)"' | LC_ALL=C sort)"
    done
}

@test "a class has as many rows as the overview says" {
    for version in 1.53.2 1.81.8 2026-09-partitioned; do
        for class in $CLASSES; do
            [ -n "$(planted "$version" "$class")" ] || continue
            on "$version" orphans "$class" --json
            exits 0
            is "$class of $version" "$(planted "$version" "$class")" "$(json length)"
        done
    done
}

@test "a class that a version cannot have is refused by name, and says what is missing" {
    for version in $VERSIONS; do
        for class in $CLASSES; do
            [ -z "$(planted "$version" "$class")" ] || continue
            on "$version" orphans "$class"
            fails_as 7 "this database cannot have \"$class\""
            tells "Its schema lacks LiteLLM_"
        done
    done
    on 1.53.2 orphans permission-unreferenced
    tells "Its schema lacks LiteLLM_ObjectPermissionTable."
    on 1.53.2 orphans clean permission-unreferenced --yes
    fails_as 7 'this database cannot have "permission-unreferenced"'
    prints_nothing
    [ ! -e "$LITELLM_DBA_STATE/operations/000001" ]
}

@test "three classes are only cleaned when they are named" {
    on 2026-09 orphans --json
    shows '[.[] | select(.safe | not) | .class] | join(" ")' \
        "key-unattributed budget-unreferenced permission-unreferenced"
    shows length 16
}

@test "the keys that are listed are exactly those, and no legitimate one" {
    for version in 1.53.2 1.81.15 2026-09; do
        on "$version" orphans key-without-user --json
        is "keys without a user" "$(tokens_of lost-user-{1..8} lost-both-{1..3})" \
            "$(json '.[].token' | LC_ALL=C sort)"
        on "$version" orphans key-without-team --json
        is "keys without a team" "$(tokens_of lost-team-{1..7})" "$(json '.[].token' | LC_ALL=C sort)"
        on "$version" orphans key-expired-session --json
        is "expired sessions" "$(tokens_of session-old-{1..3})" "$(json '.[].token' | LC_ALL=C sort)"
        on "$version" orphans key-unattributed --json
        is "unattributed keys" "$(tokens_of plain-{1..4})" \
            "$(json '.[].token' | LC_ALL=C sort | grep -vxF "$(token_of made-by-alice)")"
    done
    on 1.53.2 orphans key-expired --json
    is "expired keys" "$(tokens_of expired-{1..17})" "$(json '.[].token' | LC_ALL=C sort)"
    on 2026-09 orphans key-expired --json
    is "expired keys" "$(tokens_of expired-{1..17} expired-org-{1,2})" \
        "$(json '.[].token' | LC_ALL=C sort)"
}

@test "what only looks lost is never listed" {
    for class in key-without-user key-without-team key-expired key-expired-session key-unattributed; do
        on 2026-09 orphans "$class" --json
        json '.[].token'
    done >"$BATS_TEST_TMPDIR/tokens"
    [ "$(wc -l <"$BATS_TEST_TMPDIR/tokens")" -eq 44 ]
    # Service keys, live sessions, protected users and teams, other owners, keys that stand for others.
    for secret in service-{1,2} nobody-{1,2} session-{1,2,3} of-{nobody,admin,jobs,budget,system} \
        of-{health,no-team,cli} expires-{soon,later} org-{1,2} project-{1,2} agent-{1,2} jwt-{1,2,3,4} \
        rotated-{1,2,3,4} padded hard twin made-by-alice alice-own ben-team; do
        [ "$(psql -qXAtd "world of 2026-09" -c "SELECT count(*) FROM \"LiteLLM_VerificationToken\"
            WHERE token = '$(token_of "$secret")'")" = 1 ] || complain "a key sk-$secret" "none"
        ! grep -qxF "$(token_of "$secret")" "$BATS_TEST_TMPDIR/tokens" ||
            complain "sk-$secret in no class" "it is listed"
    done
    ! grep -vqx '[0-9a-f]\{64\}' "$BATS_TEST_TMPDIR/tokens" ||
        complain "hashes only" "$(grep -vx '[0-9a-f]\{64\}' "$BATS_TEST_TMPDIR/tokens")"
}

@test "who is protected needs no row" {
    local before

    fresh 2026-09
    dba orphans --json
    before="$out"
    sql "DELETE FROM \"LiteLLM_InvitationLink\" WHERE user_id = 'default_user_id'" \
        "UPDATE \"LiteLLM_InvitationLink\" SET created_by = 'alice', updated_by = 'alice'
          WHERE 'default_user_id' IN (created_by, updated_by)" \
        "DELETE FROM \"LiteLLM_UserTable\" WHERE user_id = 'default_user_id'"
    dba orphans --json
    exits 0
    prints_exactly "$before"
    # The same for each of them, wherever a user or a team can be named.
    for user in '' default_user_id litellm-proxy-budget litellm_internal_jobs system litellm-internal-health-check; do
        sql "INSERT INTO \"LiteLLM_VerificationToken\" (token, key_alias, user_id) VALUES ('u-$user', 'a', '$user')" \
            "INSERT INTO \"LiteLLM_TeamMembership\" (user_id, team_id) VALUES ('$user', 'team-blocked')" \
            "UPDATE \"LiteLLM_TeamTable\" SET members = array_append(members, '$user'), admins = array_append(admins, '$user'),
                    members_with_roles = members_with_roles || jsonb_build_array(jsonb_build_object('user_id', '$user', 'role', 'user'))
              WHERE team_id = 'team-blocked'" \
            "INSERT INTO \"LiteLLM_SSOIdentityAssertion\" (user_id, assertion_b64, updated_at) VALUES ('$user', 'eA==', now())
                 ON CONFLICT DO NOTHING"
    done
    for team in '' litellm-dashboard litellm-internal-health-check litellm-cli system; do
        sql "INSERT INTO \"LiteLLM_VerificationToken\" (token, key_alias, team_id) VALUES ('t-$team', 'a', '$team')" \
            "UPDATE \"LiteLLM_UserTable\" SET teams = array_append(teams, '$team') WHERE user_id = 'alice'"
    done
    dba orphans --json
    exits 0
    is "counts" "$(jq -c 'map([.class, .count])' <<<"$before")" "$(json 'map([.class, .count]) | tojson')"
}

@test "other rows that are listed are exactly those" {
    on 2026-09 orphans membership-without-owner --json
    is "memberships" "ben|gone-team-1|team
carla|gone-team-2|team
default_user_id|gone-team-2|team
gone, \"3\"|team-gone|user
gone-1|team-research|user
gone-2|gone-team-1|user and team" "$(json '.[] | [.user_id, .team_id, .gone] | join("|")' | LC_ALL=C sort)"
    on 2026-09 orphans roster-without-user --json
    is "entries of rosters" "team, \"hard\"\\n 100% \\\\ it's|members_with_roles|2|gone, \"3\"
team, \"hard\"\\n 100% \\\\ it's|members|1|gone\\\\6
team-gone|members_with_roles|2|gone-1
team-gone|members_with_roles|3|gone-4
team-gone|members_with_roles|4|gone-4
team-gone|members_with_roles|5|gone-5
team-legacy|admins|2|gone-2
team-legacy|members|2|gone-1
team-legacy|members|3|gone, \"3\"
team-mail|members_with_roles|3|nobody@example.org
team-mail|members_with_roles|4|left, \"long\" ago@example.org
team-text|members_with_roles|2|gone-1
team-text|members_with_roles|3|gone-2" "$(json '.[] | [.team_id, .column_name, (.position | tostring),
        .user_id // .user_email] | join("|") | gsub("\\\\"; "\\\\") | gsub("\n"; "\\n")' | LC_ALL=C sort)"
    on 2026-09 orphans team-list-without-team --json
    is "entries of team lists" "gus|1 gus|3 hana|1 kim|1 kim|2 kim|3" \
        "$(json '[.[] | select(.user_id | startswith("user,") | not) | "\(.user_id)|\(.position)"]
            | sort | join(" ")')"
    on 2026-09 orphans alias-unreferenced --json
    is "aliases" 2 "$(json '.[].id')"
    on 2026-09 orphans model-of-gone-team --json
    is "models" "$(printf 'model-lost-%s\n' {1..12} | LC_ALL=C sort)" "$(json '.[].model_id' | LC_ALL=C sort)"
    on 2026-09 orphans budget-unreferenced --json
    is "budgets" "$(printf 'budget-spare%s\n' ', "nine"' -{1..8} | LC_ALL=C sort)" \
        "$(json '.[].budget_id' | LC_ALL=C sort)"
    on 2026-09 orphans invitation-spent --json
    is "open invitations" "" "$(json '.[].id' | grep open)"
    on 2026-09 orphans index-without-log --json
    is "requests" "$(printf 'pruned-%s\n' {1..17} | LC_ALL=C sort)" \
        "$(json '.[].request_id' | LC_ALL=C sort -u)"
}

@test "the proxy's own key is no orphan when it is known" {
    LITELLM_MASTER_KEY=sk-lost-user-1 on 1.81.15 orphans key-without-user --json
    exits 0
    shows length 10
    shows "[.[].token] | index(\"$(token_of lost-user-1)\")" null
}

@test "spend of the last 30 days is that of the daily sums, or of the log where there are none" {
    on 1.81.15 orphans --json
    spent=$(json '.[] | select(.class == "key-without-user") | .spend_30d')
    is "spend" "t" "$(psql -qXAtd "world of 1.81.15" -c "SELECT abs(sum(spend) - $spent) < 1e-9 AND sum(spend) > 0
        FROM \"LiteLLM_DailyUserSpend\" WHERE api_key = ANY ('{$(tokens_of lost-user-{1..8} lost-both-{1..3} | paste -sd ,)}')
         AND date >= to_char(now() AT TIME ZONE 'UTC' - interval '30 days', 'YYYY-MM-DD')")"
    shows '.[] | select(.class == "alias-unreferenced") | .spend_30d' null
    on 1.53.2 orphans --json
    spent=$(json '.[] | select(.class == "key-without-user") | .spend_30d')
    is "spend" "t" "$(psql -qXAtd "world of 1.53.2" -c "SELECT abs(sum(spend) - $spent) < 0.05 AND sum(spend) > 0
        FROM \"LiteLLM_SpendLogs\" WHERE api_key = ANY ('{$(tokens_of lost-user-{1..8} lost-both-{1..3} | paste -sd ,)}')
         AND \"startTime\" >= now() AT TIME ZONE 'UTC' - interval '30 days'")"
}

@test "the same columns come as a table, as JSON and as CSV" {
    on 1.81.15 orphans --csv
    exits 0
    is "headings" "class,count,spend_30d,safe,what" "$(head -n 1 "$BATS_TEST_TMPDIR/out")"
    is "rows" 15 "$(sed 1d "$BATS_TEST_TMPDIR/out" | wc -l)"
    on 1.81.15 orphans --json
    shows '.[0] | keys_unsorted | join(",")' "class,count,spend_30d,safe,what"
    on 1.81.15 orphans
    exits 0
    [[ "${out%%$'\n'*}" =~ ^class\ +count\ +spend\ 30d\ +safe\ +what$ ]] ||
        complain "the columns' titles" "${out%%$'\n'*}"
    is "rows" 16 "$(wc -l <"$BATS_TEST_TMPDIR/out")"
    on 1.81.15 orphans roster-without-user --csv
    is "hard names" 'team-mail,E-mail,members_with_roles,4,,"left, ""long"" ago@example.org",admin' \
        "$(grep ago "$BATS_TEST_TMPDIR/out")"
}

@test "--limit counts over all parts of a class" {
    for limit in 1 9 10 12 13 99; do
        on 2026-09 orphans roster-without-user --limit $limit --json
        exits 0
        is "rows with --limit $limit" $((limit < 13 ? limit : 13)) "$(json length)"
    done
    on 2026-09 orphans key-expired -n 2 --csv
    is "lines" 3 "$(wc -l <"$BATS_TEST_TMPDIR/out")"
    on 2026-09 orphans --limit 0 key-expired
    fails_as 2 "--limit: 0 is out of range"
}

@test "a class without rows is an empty list" {
    fresh
    sql 'DELETE FROM "LiteLLM_InvitationLink"'
    dba orphans invitation-spent --json
    exits 0
    is "rows" 0 "$(json length)"
    dba orphans invitation-spent --csv
    is "lines" 1 "$(wc -l <"$BATS_TEST_TMPDIR/out")"
    dba orphans --json
    shows '.[] | select(.class == "invitation-spent") | .count' 0
}

@test "names cannot command the terminal" {
    fresh
    sql "UPDATE \"LiteLLM_VerificationToken\" SET key_alias = E'x\\x1b]0;owned\\x07\\x1b[2J\\u202e\\u009b31m\\ny'
          WHERE key_alias = 'lost 1'"
    for option in "" --json --csv; do
        on_terminal "" "$PROGRAM" --dbname "$DATABASE" orphans key-without-user $option
        exits 0
        ! grep -qP '\x1b\]|\x1b\[2J|\xe2\x80\xae|\xc2\x9b|\x07' "$BATS_TEST_TMPDIR/out" ||
            complain "no control characters of a name" "$(cat -v "$BATS_TEST_TMPDIR/out")"
        grep -q 'owned' "$BATS_TEST_TMPDIR/out"
    done
    dba orphans key-without-user --json
    shows '[.[] | select(.key_alias != null) | select(.key_alias | contains("owned")) | .key_alias
        | explode | .[1]] | .[0]' 27
}
