#!/usr/bin/env bats
# logs prune: what is deleted is archived, to the byte, and nothing else is touched.

load helper
load archive

setup_file() {
    fresh
}

teardown_file() {
    drop_database
}

# An instant with something on both sides, to the millisecond.
CUTOFF=$(date -u -d '31 days ago' +%Y-%m-%dT%H:%M:%S.123Z)
OLD="\"startTime\" < '${CUTOFF%Z}'"

prune() {
    dba logs prune --before "$CUTOFF" --yes --full-speed "$@"
}

# --- exactness ----------------------------------------------------------------------------------------

exact_on() {
    fresh "$1"
    keep_rows
    remember
    prune --json
    exits 0
    shows .outcome completed
    shows '.tables[0].table' $LOGS
    shows '.tables[0].rows' "$(sql "SELECT count(*) FROM harness.\"$LOGS\" WHERE $OLD")"
    archived_exactly $LOGS "$OLD"
    dba journal verify
    exits 0

    prune
    exits 0
    tells "there is nothing to do"

    dba undo 1 --yes
    exits 0
    sql 'DROP SCHEMA harness CASCADE'
    rows_are_kept
    dba journal verify
    exits 0
}

@test "archive, table and undo on 1.53.2" { exact_on 1.53.2; }
# bats test_tags=between
@test "archive, table and undo on 1.63.12" { exact_on 1.63.12; }
# bats test_tags=between
@test "archive, table and undo on 1.75.8" { exact_on 1.75.8; }
# bats test_tags=between
@test "archive, table and undo on 1.80.9" { exact_on 1.80.9; }
# bats test_tags=between
@test "archive, table and undo on 1.81.8" { exact_on 1.81.8; }
@test "archive, table and undo on 1.81.15" { exact_on 1.81.15; }
# bats test_tags=between
@test "archive, table and undo on 1.83.2" { exact_on 1.83.2; }
@test "archive, table and undo on 2026-09" { exact_on 2026-09; }
@test "archive, table and undo on 2026-09, partitioned" { exact_on 2026-09-partitioned; }

@test "the time zone of server, database and shell play no part" {
    local zone

    for zone in America/Los_Angeles Asia/Tokyo; do
        fresh
        remember
        sql "ALTER DATABASE $DATABASE SET TimeZone = '$zone'" \
            "ALTER DATABASE $DATABASE SET DateStyle = 'German, DMY'"
        rm -rf "$LITELLM_DBA_STATE"
        TZ=$zone PGTZ=$zone prune
        exits 0
        sql "ALTER DATABASE $DATABASE RESET TimeZone" "ALTER DATABASE $DATABASE RESET DateStyle"
        archived_exactly $LOGS "$OLD"
    done
}

@test "a schema of another name" {
    sql 'DROP SCHEMA IF EXISTS "Lite LLM" CASCADE'
    psql -qXd postgres -c "DROP DATABASE IF EXISTS $DATABASE WITH (FORCE)" 2>/dev/null
    "$HARNESS/load-world" "$DATABASE" 1.81.15 small --schema 'Lite LLM'
    keep_rows 'Lite LLM'
    dba logs prune --schema 'Lite LLM' --before "$CUTOFF" --yes --full-speed
    exits 0
    dba undo --schema 'Lite LLM' 1 --yes
    exits 0
    rows_are_kept 'Lite LLM'
}

# A proxy that writes, and LiteLLM's own job that deletes with its own SQL, both meanwhile.
@test "while others insert and delete" {
    fresh 1.83.2
    sql "INSERT INTO \"$LOGS\" (request_id, call_type, \"startTime\", \"endTime\", metadata)
         SELECT 'more-' || n, 'x', timestamp '2026-01-01' + n * interval '20 s', now(), '{\"a\": \"x, \\\"y\\\"\"}'
           FROM generate_series(1, 20000) n"
    remember
    sql "CREATE TABLE harness.theirs (LIKE public.\"$LOGS\")"
    (
        while [ ! -e "$BATS_TEST_TMPDIR/done" ]; do
            sql "INSERT INTO \"$LOGS\" (request_id, call_type, \"startTime\", \"endTime\")
                 SELECT 'new-' || gen_random_uuid(), 'x', now(), now() FROM generate_series(1, 20)" || true
            sql "WITH gone AS (DELETE FROM \"$LOGS\" WHERE (request_id, \"startTime\") IN
                     (SELECT request_id, \"startTime\" FROM \"$LOGS\"
                       WHERE \"startTime\" < timestamp '2026-02-01' ORDER BY random() LIMIT 100) RETURNING *)
                 INSERT INTO harness.theirs SELECT * FROM gone" 2>/dev/null || true
        done
    ) 3>&- &
    until [ "$(sql 'SELECT count(*) FROM harness.theirs')" -gt 0 ]; do
        sleep 0.05
    done
    dba logs prune --before "$CUTOFF" --yes --allow-uncovered --sleep-ratio 1
    touch "$BATS_TEST_TMPDIR/done"
    wait
    exits 0
    load_archive $LOGS
    is "rows that two have" 0 "$(sql "SELECT count(*) FROM harness.theirs JOIN harness.\"archived $LOGS\" USING (request_id)")"
    [ "$(sql 'SELECT count(*) FROM harness.theirs')" -gt 0 ]
    copied "TABLE harness.\"$LOGS\"" >"$BATS_TEST_TMPDIR/before"
    copied "TABLE harness.\"archived $LOGS\" UNION ALL TABLE harness.theirs
            UNION ALL SELECT * FROM public.\"$LOGS\" WHERE request_id NOT LIKE 'new-%'" >"$BATS_TEST_TMPDIR/together"
    cmp "$BATS_TEST_TMPDIR/before" "$BATS_TEST_TMPDIR/together"
}

# --- which rows ---------------------------------------------------------------------------------------

@test "only the requests of a team, a user, a key, a model, a status" {
    fresh
    remember
    prune --team 'team-research' --allow-uncovered
    exits 0
    archived_exactly $LOGS "$OLD AND team_id = 'team-research'"

    local user
    user=$(sql "SELECT \"user\" FROM \"$LOGS\" WHERE $OLD AND \"user\" <> '' GROUP BY 1 ORDER BY count(*) DESC LIMIT 1")
    rm -rf "$LITELLM_DBA_STATE"
    fresh
    remember
    prune --user "$user" --model gpt-4o --allow-uncovered --status success
    exits 0
    archived_exactly $LOGS "$OLD AND \"user\" = '$user' AND model = 'gpt-4o' AND coalesce(status, 'success') = 'success'"

    prune --status failure --allow-uncovered
    exits 0
    is "failures that are left" 0 "$(sql "SELECT count(*) FROM \"$LOGS\" WHERE $OLD AND status = 'failure'")"

    prune --key "$(token_of alice-own)" --key nobody --allow-uncovered
    exits 0
    is "requests of the key that are left" 0 "$(sql "SELECT count(*) FROM \"$LOGS\" WHERE $OLD AND api_key = '$(token_of alice-own)'")"
}

@test "a team by its alias, a user by e-mail" {
    fresh
    remember
    prune --team "$(sql "SELECT team_alias FROM \"LiteLLM_TeamTable\" WHERE team_id = 'team-research'")" --allow-uncovered
    archived_exactly $LOGS "$OLD AND team_id = 'team-research'"
}

@test "other tables, each by its own time" {
    fresh 2026-09
    remember LiteLLM_AuditLog LiteLLM_ErrorLogs LiteLLM_DailyUserSpend LiteLLM_HealthCheckTable \
        LiteLLM_VerificationToken LiteLLM_AutoRouterBaselineObservation
    sql "UPDATE \"LiteLLM_AutoRouterBaselineObservation\" SET started_at = 1700000000.5"
    sql 'DROP TABLE harness."LiteLLM_AutoRouterBaselineObservation"' \
        'CREATE TABLE harness."LiteLLM_AutoRouterBaselineObservation" AS TABLE public."LiteLLM_AutoRouterBaselineObservation"'
    prune --table LiteLLM_AuditLog --table LiteLLM_ErrorLogs --table LiteLLM_DailyUserSpend \
        --table LiteLLM_HealthCheckTable --table LiteLLM_VerificationToken \
        --table LiteLLM_AutoRouterBaselineObservation
    exits 0
    archived_exactly LiteLLM_AuditLog "updated_at < '${CUTOFF%Z}'"
    archived_exactly LiteLLM_ErrorLogs "\"startTime\" < '${CUTOFF%Z}'"
    # the day of the cutoff is not over then
    archived_exactly LiteLLM_DailyUserSpend "date < '${CUTOFF%%T*}'"
    archived_exactly LiteLLM_VerificationToken "expires < '${CUTOFF%Z}' AND team_id = 'litellm-dashboard'"
    archived_exactly LiteLLM_AutoRouterBaselineObservation "true"
    archived_exactly LiteLLM_HealthCheckTable "checked_at < '${CUTOFF%Z}'
        AND EXISTS (SELECT FROM harness.\"LiteLLM_HealthCheckTable\" n
                     WHERE n.model_name = \"LiteLLM_HealthCheckTable\".model_name
                       AND n.model_id IS NOT DISTINCT FROM \"LiteLLM_HealthCheckTable\".model_id
                       AND n.checked_at > \"LiteLLM_HealthCheckTable\".checked_at)"
    is "requests" "$(sql "SELECT count(*) FROM \"$LOGS\"")" "$(planted_requests)"
}

# The small world has so many.
planted_requests() {
    sed -n "s/^small) default='[0-9]* [0-9]* [0-9]* \([0-9]*\)'.*/\1/p" "$HARNESS/make-world"
}

@test "the newest health check of each model stays, however old" {
    fresh
    sql "UPDATE \"LiteLLM_HealthCheckTable\" SET checked_at = checked_at - interval '100 days'"
    prune --table LiteLLM_HealthCheckTable
    exits 0
    is "health checks" 2 "$(sql 'SELECT count(*) FROM "LiteLLM_HealthCheckTable"')"
}

@test "all is what may go by policy: never sums of money, never people's files" {
    fresh 2026-09
    remember LiteLLM_DailyUserSpend LiteLLM_ManagedFileTable LiteLLM_AuditLog
    prune --table all --json
    exits 0
    archived_exactly LiteLLM_AuditLog "updated_at < '${CUTOFF%Z}'"
    [ ! -e "$ARCHIVES/LiteLLM_DailyUserSpend" ]
    [ ! -e "$ARCHIVES/LiteLLM_ManagedFileTable" ]
    shows '[.tables[].table | select(startswith("LiteLLM_Daily"))] | length' 0
}

@test "without the index it goes page by page, and the same rows" {
    fresh
    remember
    sql 'DROP INDEX "LiteLLM_SpendLogs_startTime_idx"'
    prune
    exits 0
    tells "no index on its time: read page by page"
    archived_exactly $LOGS "$OLD"
}

@test "one instant with more rows than a batch, and one at the cutoff itself" {
    fresh
    sql "INSERT INTO \"$LOGS\" (request_id, call_type, \"startTime\", \"endTime\")
         SELECT 'same-' || n, 'x', timestamp '2026-01-01', now() FROM generate_series(1, 3000) n
          UNION ALL SELECT 'at the cutoff', 'x', '${CUTOFF%Z}', now()"
    remember
    dba logs prune --before "$CUTOFF" --yes --sleep-ratio 0 --allow-uncovered --json
    exits 0
    [ "$(json .batches)" -gt 6 ]
    archived_exactly $LOGS "$OLD"
    is "the row at the cutoff" 1 "$(sql "SELECT count(*) FROM \"$LOGS\" WHERE request_id = 'at the cutoff'")"
}

@test "a day that is text, and an instant of health checks, with more rows than a batch" {
    fresh 2026-09
    sql "INSERT INTO \"LiteLLM_DailyUserSpend\" (id, user_id, date, api_key, updated_at)
         SELECT 'many-' || n, 'user-' || n, '2026-01-15', 'x', now() FROM generate_series(1, 3000) n" \
        "INSERT INTO \"LiteLLM_HealthCheckTable\" (health_check_id, model_name, status, checked_at, updated_at)
         SELECT 'many-' || n, 'of one instant', 'healthy', '2026-01-15 12:00', now() FROM generate_series(1, 350) n"
    remember LiteLLM_DailyUserSpend LiteLLM_HealthCheckTable
    dba logs prune --before "$CUTOFF" --yes --sleep-ratio 0 --table LiteLLM_DailyUserSpend
    exits 0
    archived_exactly LiteLLM_DailyUserSpend "date < '${CUTOFF%%T*}'"
    dba logs prune --before "$CUTOFF" --yes --sleep-ratio 0 --table LiteLLM_HealthCheckTable
    exits 0
    archived_exactly LiteLLM_HealthCheckTable "checked_at < '${CUTOFF%Z}'
        AND EXISTS (SELECT FROM harness.\"LiteLLM_HealthCheckTable\" n
                     WHERE n.model_name = \"LiteLLM_HealthCheckTable\".model_name
                       AND n.model_id IS NOT DISTINCT FROM \"LiteLLM_HealthCheckTable\".model_id
                       AND (n.checked_at, n.health_check_id) >
                           (\"LiteLLM_HealthCheckTable\".checked_at, \"LiteLLM_HealthCheckTable\".health_check_id))"
}

# --- the archive --------------------------------------------------------------------------------------

@test "the archive is laid out by day, whole, for its owner only, and has a run beside it" {
    local file run

    fresh
    remember
    prune
    for file in "$ARCHIVES/$LOGS"/date=*/*; do
        [[ "$file" =~ /date=[0-9]{4}-[0-9]{2}-[0-9]{2}/part-000001-[0-9]{4}\.csv\.zst$ ]] ||
            complain "a file of an archive" "$file"
        [ "$(stat -c %a "$file")" = 600 ]
    done
    run="$ARCHIVES/$LOGS/_runs/000001.json"
    is "files of the run" "$(find "$ARCHIVES/$LOGS" -name '*.zst' | wc -l)" "$(jq '.files | length' "$run")"
    is "rows of the run" "$(sql "SELECT count(*) FROM harness.\"$LOGS\" WHERE $OLD")" "$(jq '[.files[].file[0].rows] | add' "$run")"
    jq -r '.files[] | "\(.file[0].sha256)  \(.file[0].place)/\(.file[0].name)"' "$run" |
        (cd "$LITELLM_DBA_STATE" && sha256sum --quiet -c)
    jq -r '.files[] | "\(.csv_sha256) \(.file[0].place)/\(.file[0].name)"' "$run" | while read -r sum name; do
        [ "$(zstd -dcq "$LITELLM_DBA_STATE/$name" | sha256sum | cut -d ' ' -f 1)" = "$sum" ]
    done
    # Each file has the rows of its day, and of no other.
    load_archive $LOGS
    is "days" "$(sql "SELECT string_agg(d, ',' ORDER BY d) FROM (SELECT DISTINCT \"startTime\"::date::text AS d FROM harness.\"$LOGS\" WHERE $OLD) x")" \
        "$(cd "$ARCHIVES/$LOGS" && ls -d date=* | sed 's/date=//' | paste -sd,)"
}

@test "values of every kind come back from the archive" {
    fresh
    sql "INSERT INTO \"$LOGS\" (request_id, call_type, \"startTime\", \"endTime\", model, spend, metadata, messages, \"user\", api_base)
         VALUES (E'a,\"b\"\\n\\r\\n', E'\\\\.', '2026-01-01 00:00:00.001', '2026-01-01', '', 5e-324, jsonb_build_object(E'a\\n\"', E'é \"x\" \\\\n'), 'null', NULL, ' blank '),
                ('é', '\\N', '2026-01-01 23:59:59.999', '-infinity', 'x', 'NaN', '[]', '\"text\"', '', E'\\t'),
                ('', '', '2026-01-02', 'infinity', 'x', '-infinity', '{}', '{}', 'NULL', '')"
    remember
    prune --allow-uncovered
    exits 0
    archived_exactly $LOGS "$OLD"
    dba undo 1 --yes
    exits 0
    copied "TABLE harness.\"$LOGS\"" >"$BATS_TEST_TMPDIR/before"
    copied "TABLE public.\"$LOGS\"" >"$BATS_TEST_TMPDIR/after"
    cmp "$BATS_TEST_TMPDIR/before" "$BATS_TEST_TMPDIR/after"
}

@test "a second run adds files and changes none" {
    fresh
    remember
    prune --max-rows 100
    exits 9
    find "$ARCHIVES" -name '*.zst' -exec sha256sum {} + | sort >"$BATS_TEST_TMPDIR/first"
    prune
    exits 0
    find "$ARCHIVES" -name '*.zst' -exec sha256sum {} + | sort >"$BATS_TEST_TMPDIR/second"
    is "files that changed" "" "$(comm -23 "$BATS_TEST_TMPDIR/first" "$BATS_TEST_TMPDIR/second")"
    archived_exactly $LOGS "$OLD"
}

@test "without an archive nothing is kept but what it cost, and there is no undo" {
    fresh
    remember
    prune --no-archive
    exits 0
    [ ! -e "$ARCHIVES" ]
    is "old requests" 0 "$(sql "SELECT count(*) FROM \"$LOGS\" WHERE $OLD")"
    dba undo 1 --yes
    exits 7
    tells "operation 1 kept nothing to bring back"
    is "what it cost" "$(sql "SELECT (sum(spend) * 65536)::int8 FROM harness.\"$LOGS\" WHERE $OLD")" \
        "$(ledger 'CAST(sum(spend) * 65536 AS INTEGER)')"
}

# ledger COLUMNS - of what stands.
ledger() {
    sqlite3 "$LITELLM_DBA_STATE/journal.db" "SELECT $1 FROM standing_ledger"
}

# --- money --------------------------------------------------------------------------------------------

# The sums of the world are exact in any order.
@test "the ledger has what the requests cost, with the names of that time" {
    fresh
    remember
    prune
    is "requests, tokens and spend" \
        "$(sql "SELECT concat_ws('|', count(*), sum(prompt_tokens), sum(completion_tokens), sum(total_tokens), (sum(spend) * 65536)::int8) FROM harness.\"$LOGS\" WHERE $OLD")" \
        "$(ledger 'sum(requests), sum(prompt_tokens), sum(completion_tokens), sum(total_tokens), CAST(sum(spend) * 65536 AS INTEGER)')"
    is "by day, team, user, key and model" \
        "$(sql "SELECT \"startTime\"::date, coalesce(team_id, ''), coalesce(\"user\", ''), api_key, model, count(*)
                  FROM harness.\"$LOGS\" WHERE $OLD GROUP BY 1, 2, 3, 4, 5" | LC_ALL=C sort)" \
        "$(ledger 'day, team_id, user_id, api_key, model, requests' | LC_ALL=C sort)"
    is "aliases of keys, also of deleted ones" \
        "$(sql "SELECT DISTINCT k.key_alias FROM harness.\"$LOGS\" l
                  JOIN (SELECT token, key_alias FROM \"LiteLLM_VerificationToken\"
                        UNION SELECT token, key_alias FROM \"LiteLLM_DeletedVerificationToken\") k ON k.token = l.api_key
                 WHERE $OLD AND k.key_alias IS NOT NULL" | LC_ALL=C sort)" \
        "$(ledger 'DISTINCT key_alias' | grep . | LC_ALL=C sort)"
    is "aliases of teams" \
        "$(sql "SELECT DISTINCT t.team_alias FROM harness.\"$LOGS\" l
                  JOIN (SELECT team_id, team_alias FROM \"LiteLLM_TeamTable\"
                        UNION SELECT team_id, team_alias FROM \"LiteLLM_DeletedTeamTable\") t USING (team_id) WHERE $OLD" | LC_ALL=C sort)" \
        "$(ledger 'DISTINCT team_alias' | grep . | LC_ALL=C sort)"
    dba undo 1 --yes
    is "requests, tokens and spend after undo" "0|0|0" \
        "$(ledger 'sum(requests), sum(total_tokens), CAST(sum(spend) * 65536 AS INTEGER)')"
}

@test "no ledger when it is not wanted" {
    fresh
    prune --no-ledger --allow-uncovered
    exits 0
    is "lines" 0 "$(ledger 'count(*)')"
}

@test "a day whose daily totals lack something is kept and named" {
    local day

    fresh
    remember
    day=$(sql "SELECT \"startTime\"::date FROM \"$LOGS\" WHERE $OLD AND spend > 0 AND \"user\" <> '' LIMIT 1")
    sql "UPDATE \"LiteLLM_DailyUserSpend\" SET spend = spend / 2 WHERE date = '$day'"
    prune --json
    exits 0
    tells "warning: $day is kept: its daily totals lack 0 requests and \$"
    shows '.tables[] | select(.table == "LiteLLM_SpendLogs") | .days_kept' 1
    archived_exactly $LOGS "$OLD AND \"startTime\"::date <> '$day'"

    prune --allow-uncovered
    exits 0
    archived_exactly $LOGS "$OLD"
}

@test "what leads to the requests of a kept day stays with them" {
    local day table

    fresh 2026-09
    sql "INSERT INTO \"LiteLLM_SpendLogToolIndex\" (request_id, tool_name, start_time)
         SELECT request_id, 'a tool', \"startTime\" FROM \"$LOGS\" ON CONFLICT DO NOTHING"
    remember LiteLLM_SpendLogToolIndex LiteLLM_SpendLogGuardrailIndex
    day=$(sql "SELECT i.start_time::date FROM \"LiteLLM_SpendLogGuardrailIndex\" i JOIN \"$LOGS\" l USING (request_id)
                WHERE $OLD AND l.spend > 0 AND l.\"user\" <> '' LIMIT 1")
    sql "UPDATE \"LiteLLM_DailyUserSpend\" SET spend = spend / 2 WHERE date = '$day'"
    prune --json
    exits 0
    for table in LiteLLM_SpendLogToolIndex LiteLLM_SpendLogGuardrailIndex; do
        shows ".tables[] | select(.table == \"$table\") | .days_kept" 1
        archived_exactly $table "start_time < '${CUTOFF%Z}' AND start_time::date <> '$day'"
    done

    # Named alone it knows of no day that the log keeps.
    prune --table LiteLLM_SpendLogToolIndex
    exits 0
    is "old rows" 0 "$(sql "SELECT count(*) FROM \"LiteLLM_SpendLogToolIndex\" WHERE start_time < '${CUTOFF%Z}'")"
}

@test "a request that no daily table counts is missed as well" {
    local day

    fresh
    day=$(sql "SELECT \"startTime\"::date FROM \"$LOGS\" WHERE $OLD AND \"user\" <> '' LIMIT 1")
    sql "UPDATE \"LiteLLM_DailyUserSpend\" SET api_requests = 0 WHERE date = '$day'"
    prune --require-rollup
    exits 0
    tells "warning: $day is kept: its daily totals lack "
    dba logs prune --before "$CUTOFF" --require-rollup --allow-uncovered
    exits 2
}

@test "requests younger than a budget's window stay" {
    fresh
    keep_rows
    sql "UPDATE \"LiteLLM_VerificationToken\" SET budget_duration = '90d' WHERE token = '$(token_of alice-own)'"
    prune
    fails_as 7 "the longest window of a budget, 90d, is longer than what is kept"
    sql "UPDATE \"LiteLLM_VerificationToken\" SET budget_duration = NULL WHERE token = '$(token_of alice-own)'"
    rows_are_kept
    sql "UPDATE \"LiteLLM_VerificationToken\" SET budget_duration = '90d' WHERE token = '$(token_of alice-own)'"
    prune --allow-short
    exits 0

    # A month ends on the first of the next one, and may have begun 31 days ago; so have 30 days.
    local length table
    for table in LiteLLM_BudgetTable LiteLLM_TeamTable LiteLLM_UserTable LiteLLM_VerificationToken; do
        sql "UPDATE \"$table\" SET budget_duration = NULL"
    done
    for length in 30d 1mo; do
        sql "UPDATE \"LiteLLM_VerificationToken\" SET budget_duration = '$length' WHERE token = '$(token_of alice-own)'"
        dba logs prune --older-than 30d --dry-run
        fails_as 7 "the longest window of a budget, $length, is longer than what is kept"
        dba logs prune --older-than 31d --dry-run
        exits 0
    done
}

@test "no spend and no other table changes" {
    fresh
    table_digest | awk '/^== / { skip = /LiteLLM_SpendLog/ } !skip' >"$BATS_TEST_TMPDIR/others"
    grep -q '^== "LiteLLM_DailyUserSpend"' "$BATS_TEST_TMPDIR/others"
    prune
    exits 0
    table_digest | awk '/^== / { skip = /LiteLLM_SpendLog/ } !skip' >"$BATS_TEST_TMPDIR/others.after"
    cmp "$BATS_TEST_TMPDIR/others" "$BATS_TEST_TMPDIR/others.after"
}

@test "a trigger that changes something else stops it before anything is lost" {
    fresh
    sql 'CREATE FUNCTION spill() RETURNS trigger LANGUAGE plpgsql AS $$
         BEGIN UPDATE "LiteLLM_TeamTable" SET spend = spend - OLD.spend WHERE team_id = OLD.team_id; RETURN OLD; END $$' \
        "CREATE TRIGGER spill AFTER DELETE ON \"$LOGS\" FOR EACH ROW EXECUTE FUNCTION spill()"
    keep_rows
    prune --team team-research --allow-uncovered
    exits 7
    tells 'other tables than "LiteLLM_SpendLogs" would change' '"LiteLLM_TeamTable"'
    rows_are_kept
    [ -z "$(find "$ARCHIVES" -type f 2>/dev/null)" ]
}

# --- how far, how fast --------------------------------------------------------------------------------

@test "a budget of rows ends it, and the next run goes on" {
    fresh
    remember
    dba logs prune --before "$CUTOFF" --yes --max-rows 70 --json
    exits 9
    shows .outcome backlog_left
    shows .stopped "the number of rows is reached"
    shows .rows 70
    is "rows that went" 70 "$(sql "SELECT (SELECT count(*) FROM harness.\"$LOGS\") - (SELECT count(*) FROM \"$LOGS\")")"
    tells "stopped before the end: the number of rows is reached" "hint: Run it again to go on."
    dba journal list --json
    shows '.[0].outcome' backlog_left
    shows '.[0].rows' 70
    prune
    exits 0
    archived_exactly $LOGS "$OLD"
    # Each run can be taken back, in any order.
    dba undo 1 --yes
    exits 0
    dba undo 2 --yes
    exits 0
    copied "TABLE harness.\"$LOGS\"" >"$BATS_TEST_TMPDIR/before"
    copied "TABLE public.\"$LOGS\"" >"$BATS_TEST_TMPDIR/after"
    cmp "$BATS_TEST_TMPDIR/before" "$BATS_TEST_TMPDIR/after"
}

@test "a stop file and a budget of time end it" {
    fresh
    touch "$BATS_TEST_TMPDIR/stop"
    prune --stop-file "$BATS_TEST_TMPDIR/stop"
    exits 9
    tells "the stop file is there"
    prune --max-time 1ms
    exits 9
    tells "the time is up"
}

@test "SIGTERM ends it after the batch in hand" {
    fresh
    remember
    "$PROGRAM" --dbname "$DATABASE" logs prune --before "$CUTOFF" --yes --sleep-ratio 20000 \
        >"$BATS_TEST_TMPDIR/out" 2>"$BATS_TEST_TMPDIR/err" </dev/null 3>&- &
    # The first batch is done; a long pause has begun, or is about to.
    until [ "$(sql "SELECT count(*) FROM \"$LOGS\" WHERE $OLD")" -lt "$(sql "SELECT count(*) FROM harness.\"$LOGS\" WHERE $OLD")" ]; do
        kill -0 $!
        sleep 0.05
    done
    kill -TERM $!
    status=0
    wait $! || status=$?
    read_streams
    exits 9
    tells "a signal asked for it"
    prune
    exits 0
    archived_exactly $LOGS "$OLD"
}

# Between the batches of two days it looks at daily totals, which somebody locks.
@test "what was done before a signal between two batches is told" {
    local old ours

    fresh
    remember
    old=$(sql "SELECT min(\"startTime\")::date FROM \"$LOGS\"")
    another_begins "SELECT FROM \"$LOGS\" WHERE \"startTime\"::date = '$old' FOR UPDATE"
    "$PROGRAM" --dbname "$DATABASE" logs prune --before "$CUTOFF" --yes --full-speed --json \
        >"$BATS_TEST_TMPDIR/out" 2>"$BATS_TEST_TMPDIR/err" </dev/null 3>&- 7>&- &
    ours=$!
    wait_for_waiting
    hold 'LOCK TABLE "LiteLLM_DailyTeamSpend"' 7>&-
    another_commits
    wait_until "SELECT count(*) = 1 FROM pg_stat_activity
                 WHERE application_name LIKE 'litellm-dba%' AND wait_event = 'relation'"
    kill -TERM "$ours"
    status=0
    wait "$ours" || status=$?
    let_go
    read_streams
    exits 9
    shows .stopped "a signal asked for it"
    shows '.tables[0].table' $LOGS
    shows '.tables[0].rows' "$(sql "SELECT count(*) FROM harness.\"$LOGS\" WHERE \"startTime\"::date = '$old'")"
    shows '.tables[0].note' "not vacuumed, since the run was told to stop: autovacuum makes the room free"
    archived_exactly $LOGS "\"startTime\"::date = '$old'"
}

@test "it waits while more sessions are active than it may see" {
    fresh
    hold 'SELECT'
    PGAPPNAME=holder psql -qXd "$DATABASE" -c 'SELECT pg_sleep(60)' >/dev/null 2>&1 3>&- &
    wait_until "SELECT count(*) = 2 FROM pg_stat_activity WHERE application_name = 'holder' AND state = 'active'"
    dba logs prune --before "$CUTOFF" --yes --max-active 1 --max-time 4s
    let_go
    exits 9
    tells "sessions are active; waiting" "the time is up"
}

@test "rows that somebody keeps locked are waited for no longer than the lock timeout" {
    fresh
    keep_rows
    hold "SELECT FROM \"$LOGS\" WHERE $OLD ORDER BY \"startTime\" LIMIT 1 FOR UPDATE"
    SECONDS=0
    dba logs prune --before "$CUTOFF" --yes --max-time 1s
    let_go
    [ "$SECONDS" -lt 60 ]
    exits 3
    tells "hint: "
    rows_are_kept
}

@test "a rehearsal changes nothing and tells what it would take" {
    fresh
    keep_rows
    dba logs prune --before "$CUTOFF" --rehearse
    exits 0
    prints "Rehearsed and rolled back: " "All of it: about "
    # A few rows do not say how long many would take.
    [[ "$out" != *"without pauses"* ]] || complain "no time" "$out"
    rows_are_kept
    [ ! -e "$ARCHIVES" ]
    journal_is_empty
}

@test "a rehearsal with many rows in a batch tells how long all of it takes" {
    fresh
    sql "INSERT INTO \"$LOGS\" (request_id, call_type, \"startTime\", \"endTime\")
         SELECT 'more-' || n, 'x', timestamp '2026-01-01', now() FROM generate_series(1, 3000) n"
    dba logs prune --before "$CUTOFF" --rehearse --full-speed --allow-uncovered --table $LOGS
    exits 0
    prints "All of it: about " " without pauses."
}

@test "the rate is that of the whole run, also of a short one" {
    local rate

    fresh
    prune --max-rows 70
    exits 9
    rate=$(sed -n 's/^Operation 1 stopped: 70 rows .*), \([0-9,]*\) a second;.*/\1/p' <<<"$out" | tr -d ,)
    dba journal list --json
    exits 0
    is "rows a second" $((70 * 1000 / $(json '.[0].duration_ms'))) "$rate"
}

# --- what is asked and refused ------------------------------------------------------------------------

@test "a plan is shown first, and nothing is done without a yes" {
    fresh
    keep_rows
    dba logs prune --before "$CUTOFF" --dry-run
    exits 0
    prints "Plan " "as of ${CUTOFF%T*} " "LiteLLM_SpendLogToolIndex" || true
    prints "rows before the cutoff  delete  LiteLLM_SpendLogs"
    dba logs prune --before "$CUTOFF"
    exits 7
    tells "Give --yes, or --confirm"
    dba logs prune --before "$CUTOFF" --yes --expect-rows 1
    exits 7
    rows_are_kept
    journal_is_empty
}

@test "on a terminal it asks" {
    fresh
    keep_rows
    on_terminal $'n\n' "$PROGRAM" --dbname "$DATABASE" logs prune --before "$CUTOFF"
    exits 7
    prints "Prune these rows?"
    rows_are_kept
}

@test "bad input is told, and nothing happens" {
    keep_rows
    dba logs prune --yes
    fails_as 2 "how old a row must be is not said"
    dba logs prune --older-than 30d --before "$CUTOFF" --yes
    fails_as 2 "how old a row must be is said twice"
    dba logs prune --before 2999-01-01T00:00:00Z --yes
    fails_as 2 "the cutoff lies in the future"
    dba logs prune --before yesterday --yes
    fails_as 2 '"yesterday" is not a time'
    dba logs prune --older-than 30 --yes
    fails_as 2 '--older-than: "30" is not a duration'
    dba logs prune --older-than 30d --table LiteLLM_SpendLog --yes
    fails_as 2 '"LiteLLM_SpendLog" is not a table that grows'
    tells 'Did you mean "LiteLLM_SpendLogs"?'
    dba logs prune --older-than 30d --table LiteLLM_UserNotifications --yes
    fails_as 2 '"LiteLLM_UserNotifications" cannot be pruned by age'
    dba logs prune --older-than 30d --table LiteLLM_DailyToolSpend --yes
    fails_as 7 'this database has no table "LiteLLM_DailyToolSpend"'
    dba logs prune --older-than 30d --table LiteLLM_AuditLog --team x --yes
    fails_as 2 'rows of "LiteLLM_AuditLog" cannot be chosen'
    dba logs prune --older-than 30d --key sk-1234 --yes
    fails_as 2 "a key in clear does not belong on a command line"
    dba logs prune --older-than 30d --max-wal-rate 20 --yes
    fails_as 2 '--max-wal-rate: "20" is not a size'
    dba logs prune --older-than 30d --sleep-ratio fast --yes
    fails_as 2 '--sleep-ratio: "fast" is not a number'
    rows_are_kept
    journal_is_empty
}

@test "a role that may not delete is told so" {
    fresh
    sql 'GRANT SELECT ON ALL TABLES IN SCHEMA public TO litellm'
    keep_rows
    PGUSER=litellm dba logs prune --before "$CUTOFF" --yes
    exits 3
    tells "permission denied for table LiteLLM_SpendLogs"
    rows_are_kept
    dba journal verify
    exits 0
}

@test "an unknown column that refers to requests stops it" {
    fresh
    sql "CREATE TABLE \"LiteLLM_FutureTable\" (id text PRIMARY KEY, request text REFERENCES \"$LOGS\" (request_id))"
    prune
    exits 7
    tells "LiteLLM_FutureTable.request"
    prune --accept-column LiteLLM_FutureTable.request
    exits 0
}
