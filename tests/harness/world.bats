#!/usr/bin/env bats
# The world of make-world: it fits every version, and what it says it planted is there.

NOW='2026-09-24 12:34:56.789'

setup_file() {
    export HARNESS="$BATS_TEST_DIRNAME"
    export VERSIONS="1.53.2 1.63.12 1.75.8 1.80.9 1.81.8 1.81.15 1.83.2 2026-09 2026-09-partitioned"
    for version in $VERSIONS; do
        "$HARNESS/load-world" "world_$version" "$version" small --now '2026-09-24 12:34:56.789' \
            --planted "$BATS_FILE_TMPDIR/$version.csv"
    done
}

# ask VERSION SQL
ask() {
    psql -qXAt -v ON_ERROR_STOP=1 -d "world_$1" -c "$2"
}

# The orphans of a database, counted apart from the script that plants them.
count_orphans() {
    psql -qXAt -v ON_ERROR_STOP=1 -v now="$NOW" -d "$1" -f "$HARNESS/count-orphans.sql"
}

@test "every orphan that was planted is there, and no other" {
    for version in $VERSIONS; do
        diff "$BATS_FILE_TMPDIR/$version.csv" <(count_orphans "world_$version")
    done
}

@test "no two classes have the same count" {
    for version in $VERSIONS; do
        [ -z "$(sed 1d "$BATS_FILE_TMPDIR/$version.csv" | cut -d, -f2 | sort | uniq -d)" ]
    done
}

@test "the classes are those that the version can have" {
    [ "$(cut -d, -f1 "$BATS_FILE_TMPDIR/1.53.2.csv" | wc -l)" -eq 13 ]
    [ "$(cut -d, -f1 "$BATS_FILE_TMPDIR/2026-09.csv" | wc -l)" -eq 17 ]
    [ -z "$(grep permission "$BATS_FILE_TMPDIR/1.63.12.csv")" ]
    grep -q permission "$BATS_FILE_TMPDIR/1.75.8.csv"
    grep -qx index-without-log,14 "$BATS_FILE_TMPDIR/1.81.15.csv"
    grep -qx index-without-log,31 "$BATS_FILE_TMPDIR/1.83.2.csv"
}

@test "the same instant gives the same world" {
    "$HARNESS/load-world" again 2026-09 small --now "$NOW"
    for database in world_2026-09 again; do
        psql -qXAtd "$database" -c "
            SELECT md5(string_agg(relname || query_to_xml(
                       format('SELECT t::text AS row FROM %s t ORDER BY 1', oid::regclass),
                       false, true, '')::text, '' ORDER BY relname))
              FROM pg_class
             WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
    done >"$BATS_TEST_TMPDIR/sums"
    [ "$(wc -l <"$BATS_TEST_TMPDIR/sums")" -eq 2 ]
    [ "$(uniq "$BATS_TEST_TMPDIR/sums" | wc -l)" -eq 1 ]
}

@test "no table is empty" {
    for version in $VERSIONS; do
        empty=$(ask "$version" "
            SELECT relname FROM pg_class
             WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
               AND (xpath('/row/n/text()', query_to_xml(format('SELECT count(*) AS n FROM %s',
                                                               oid::regclass), false, true, '')))[1]::text = '0'
               AND relname NOT LIKE 'LiteLLM\\_SpendLogs\\_p%'")
        [ -z "$empty" ] || { echo "$version: $empty"; false; }
    done
}

@test "the daily tables agree with the logs to the last bit" {
    for version in 1.75.8 2026-09 2026-09-partitioned; do
        run ask "$version" '
            SELECT (SELECT sum(spend) FROM "LiteLLM_SpendLogs" WHERE "user" IS NOT NULL)
                   = (SELECT sum(spend) FROM "LiteLLM_DailyUserSpend" WHERE date > $$2026$$),
                   (SELECT sum(spend) FROM "LiteLLM_SpendLogs" WHERE team_id IS NOT NULL)
                   = (SELECT sum(spend) FROM "LiteLLM_DailyTeamSpend"),
                   (SELECT sum(spend * jsonb_array_length(request_tags)) FROM "LiteLLM_SpendLogs")
                   = (SELECT sum(spend) FROM "LiteLLM_DailyTagSpend"),
                   (SELECT sum(spend) > 0 FROM "LiteLLM_DailyTeamSpend")'
        [ "$output" = 't|t|t|t' ] || { echo "$version: $output"; false; }
    done
}

@test "requests lie in the partitions of their day" {
    run ask 2026-09-partitioned 'SELECT count(DISTINCT tableoid) FROM "LiteLLM_SpendLogs"'
    [ "$output" = 3 ]
}

@test "the people whom the API cannot delete are there" {
    run ask 1.80.9 "
        SELECT (SELECT count(*) FROM \"LiteLLM_InvitationLink\"
                 WHERE created_by = 'sso-ines' AND user_id <> 'sso-ines'),
               (SELECT count(*) FROM \"LiteLLM_OrganizationMembership\" WHERE user_id = 'dario'),
               (SELECT count(*) FROM \"LiteLLM_TeamTable\" t
                 WHERE members_with_roles::text LIKE '%\"emre\"%'
                   AND team_id <> ALL (SELECT unnest(teams) FROM \"LiteLLM_UserTable\"
                                        WHERE user_id = 'emre')),
               (SELECT teams FROM \"LiteLLM_UserTable\" WHERE user_id = 'fay')"
    [ "$output" = '5|2|2|{team-research,team-research,team-budget}' ] || { echo "$output"; false; }
}

@test "hard text survives" {
    run ask 1.53.2 "SELECT encode(convert_to(team_id, 'UTF8'), 'hex') FROM \"LiteLLM_TeamTable\"
                     WHERE team_id LIKE 'team, %'"
    [ "$output" = "$(printf "team, \"hard\"\n 100%% \\\\ it's" | od -An -tx1 | tr -d ' \n')" ]
}

@test "a world fits another schema" {
    "$HARNESS/load-world" elsewhere 2026-09 small --schema 'Lite LLM' --now "$NOW" \
        --planted "$BATS_TEST_TMPDIR/planted.csv"
    diff "$BATS_FILE_TMPDIR/2026-09.csv" "$BATS_TEST_TMPDIR/planted.csv"
    [ "$(psql -qXAtd elsewhere -c "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace")" = 0 ]
    [ "$(psql -qXAtd elsewhere -c 'SELECT count(*) FROM "Lite LLM"."LiteLLM_SpendLogs"')" = 500 ]
}

@test "the knobs count" {
    "$HARNESS/load-world" knobs 1.83.2 small --keys 300 --logs 77 --people 30 --teams 7
    run psql -XAtd knobs -c 'SELECT count(*) FROM "LiteLLM_SpendLogs"' \
        -c "SELECT count(*) FROM \"LiteLLM_VerificationToken\" WHERE key_name IS NOT NULL AND created_by = 'alice' AND max_budget = 10"
    [ "$output" = '77
100' ] || { echo "$output"; false; }
}
