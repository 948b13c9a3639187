#!/usr/bin/env bats
# Partitions: what is listed, and how whole ones leave, wait, are dropped or come back.

load helper
load archive
load partitions

setup_file() {
    divided_world
}

setup() {
    fresh_divided
}

teardown_file() {
    drop_database
}

CUTOFF=$(date -u -d '45 days ago' +%Y-%m-%dT12:00:00Z)
OLD="\"startTime\" < '${CUTOFF%Z}'"
FIRST=LiteLLM_SpendLogs_p$(date -u -d '90 days ago' +%Y%m%d)
# The four that lie before the cutoff, bytewise by name.
WHOLE=$(printf '%s\n' 'A "name"; --' "$FIRST" LiteLLM_SpendLogs_y2026m01 p_3)

prune() {
    dba logs prune --before "$CUTOFF" --table "$LOGS" --yes --full-speed --no-vacuum "$@"
}

# --- listing ------------------------------------------------------------------------------------------

@test "partitions are listed by their bounds, with rows and sizes" {
    dba logs partitions --json
    exits 0
    is "names" "$(attached)" "$(json '.[].partition')"
    shows '[.[].kind] | join(" ")' "range range range range range range range range default"
    is "bounds" "$(sql "SELECT (now() AT TIME ZONE 'UTC')::date - 90 || ' 00:00:00 ' || (now() AT TIME ZONE 'UTC')::date - 80 || ' 00:00:00'")" \
        "$(json '.[0] | .from + " " + .to' | tr T ' ' | tr -d Z)"
    is "rows" "$(sql "SELECT count(*) FROM ONLY \"$FIRST\"")" "$(json '.[0].rows')"
    is "rows in the default" "$(sql 'SELECT count(*) FROM "LiteLLM_SpendLogs_pdefault"')" "$(json '.[-1].rows')"
    is "its oldest" "$(sql 'SELECT min("startTime") FROM "LiteLLM_SpendLogs_pdefault"')" \
        "$(json '.[-1].oldest' | tr T ' ' | tr -d Z)"
    is "size" "$(sql "SELECT pg_total_relation_size('\"$FIRST\"')")" "$(json '.[0].total_bytes')"
    tells "the default partition has about"
    dba logs partitions --csv
    prints "partition,kind,from,to,rows,total_bytes,index_bytes,oldest,newest,detached,operation"
    dba logs partitions
    prints "rows, about" "p_3"
}

@test "what cannot leave as a whole is told apart" {
    sql "CREATE TABLE divided PARTITION OF \"$LOGS\" FOR VALUES FROM ('2020-01-01') TO ('2020-02-01') PARTITION BY RANGE (request_id)" \
        "CREATE TABLE endless PARTITION OF \"$LOGS\" FOR VALUES FROM ('2100-01-01') TO ('infinity')" \
        "CREATE TABLE earliest PARTITION OF \"$LOGS\" FOR VALUES FROM (MINVALUE) TO ('2020-01-01')" \
        "CREATE TABLE latest PARTITION OF \"$LOGS\" FOR VALUES FROM ('infinity') TO (MAXVALUE)"
    dba logs partitions --json
    shows '.[] | select(.partition == "divided").kind' divided
    shows '.[] | select(.partition == "endless").kind' unknown
    shows '.[] | select(.partition == "earliest") | "\(.kind) \(.from)"' "range null"
    shows '.[] | select(.partition == "latest").kind' unknown
    shows '[.[].partition | select(test("legacy"))] | length' 0
}

@test "a log without partitions has none" {
    dba_alone --dbname "world of 2026-09-partitioned" logs partitions --json
    exits 0
    world 1.81.15
    dba_alone --dbname "world of 1.81.15" logs partitions --json
    exits 0
    prints_exactly "[]"
    tells "the log of requests is not partitioned"
}

# --- leaving ------------------------------------------------------------------------------------------

@test "whole partitions are archived, detached and put aside, the rest goes row by row" {
    keep_rows
    remember
    dba logs prune --before "$CUTOFF" --table "$LOGS" --dry-run --json
    shows '.plan.lines[0] | .action + " " + .note' "detach 4 partitions, archived, kept for 3 d in litellm_dba_quarantine"
    shows '[.plan.lines[].rows] | add' "$(sql "SELECT count(*) FROM harness.\"$LOGS\" WHERE $OLD")"
    before=$(attached)

    prune --json
    exits 0
    shows '.tables[0] | "\(.rows) \(.partitions)"' "$(sql "SELECT count(*) FROM harness.\"$LOGS\" WHERE $OLD") 4"
    shows '.rows' "$(sql "SELECT count(*) FROM harness.\"$LOGS\" WHERE $OLD")"
    shows '[.partitions[].state] | join(" ")' "detached detached detached detached"
    is "put aside" "$WHOLE" "$(put_aside)"
    is "attached" "$(tail -n 5 <<<"$before")" "$(attached)"
    archived_exactly "$LOGS" "$OLD"
    # One file a day, as row by row.
    is "files" "$(sql "SELECT count(DISTINCT \"startTime\"::date) FROM harness.\"$LOGS\" WHERE $OLD")" \
        "$(find "$ARCHIVES" -name '*.csv.zst' | wc -l)"
    is "in the run" "$(find "$ARCHIVES" -name '*.csv.zst' | wc -l)" \
        "$(jq '.files | length' "$ARCHIVES/$LOGS/_runs/000001.json")"
    is "costs" "$(sql "SELECT count(*) || ' ' || sum(spend)::float8 FROM harness.\"$LOGS\" WHERE $OLD")" \
        "$(dba logs ledger --json; json '([.[].requests] | add | tostring) + " " + ([.[].spend] | add | tostring)')"
    dba journal verify
    exits 0
    dba logs partitions --json
    shows '[.[] | select(.kind == "quarantine") | .operation] | join(" ")' "1 1 1 1"

    dba undo 1 --dry-run --json
    shows '[.plan.lines[] | select(.action == "attach")] | length' 4
    dba undo 1 --yes
    exits 0
    is "attached again" "$before" "$(attached)"
    is "put aside" "" "$(put_aside)"
    is "nothing of ours is left on them" "" "$(sql "SELECT conname FROM pg_constraint WHERE conname ~ 'litellm_dba'" \
        "SELECT obj_description(oid) FROM pg_class WHERE obj_description(oid) ~ 'litellm-dba'")"
    sql 'DROP SCHEMA harness CASCADE'
    rows_are_kept
}

@test "another time zone, and a schema of another name" {
    sql "ALTER DATABASE $DATABASE SET TimeZone = 'Asia/Tokyo'" "ALTER DATABASE $DATABASE SET DateStyle = 'German, DMY'" \
        'ALTER SCHEMA public RENAME TO "Lite LLM"' 'CREATE SCHEMA public'
    PGTZ=America/Los_Angeles prune --schema 'Lite LLM'
    exits 0
    is "put aside" "$WHOLE" "$(put_aside)"
    is "rows left" 0 "$(psql -qXAtd "$DATABASE" -c "SET TimeZone = 'UTC'; SELECT count(*) FROM \"Lite LLM\".\"$LOGS\" WHERE $OLD")"
    dba undo 1 --schema 'Lite LLM' --yes
    exits 0
    is "put aside" "" "$(put_aside)"
}

@test "columns in another order, and a partition without a lower bound" {
    sql "CREATE TABLE turned AS SELECT model, \"startTime\", request_id FROM \"$LOGS\" WHERE false" \
        "DO \$\$ DECLARE c record; BEGIN FOR c IN SELECT attname, format_type(atttypid, atttypmod) AS type, attnotnull FROM pg_attribute
             WHERE attrelid = '\"$LOGS\"'::regclass AND attnum > 0 ORDER BY attnum DESC LOOP
             EXECUTE format('ALTER TABLE turned ADD COLUMN IF NOT EXISTS %I %s', c.attname, c.type);
             IF c.attnotnull THEN EXECUTE format('ALTER TABLE turned ALTER COLUMN %I SET NOT NULL', c.attname); END IF;
             END LOOP; END \$\$" \
        "ALTER TABLE turned ADD PRIMARY KEY (request_id, \"startTime\")" \
        "ALTER TABLE \"$LOGS\" ATTACH PARTITION turned FOR VALUES FROM (MINVALUE) TO ('2020-01-01')" \
        "INSERT INTO \"$LOGS\" (request_id, call_type, api_key, spend, model, messages, \"startTime\", \"endTime\")
         VALUES ('a, \"b\"', 'x', 'k', 0.25, E'line\\nend', '{\"a\": [1, null]}', '2019-12-31 23:59:59.999', '2020-01-01'),
                ('c', 'x', 'k', 0.5, '', '{}', '2001-02-03', '2020-01-01')"
    remember
    prune --allow-uncovered
    exits 0
    is "put aside" "$WHOLE
turned" "$(put_aside)"
    archived_exactly "$LOGS" "$OLD"
    dba undo 1 --yes
    exits 0
    is "attached" turned "$(attached | grep turned)"
}

@test "what cannot leave as a whole goes row by row" {
    local before
    before=$(attached)
    for how in "--row-by-row" "--max-rows 4" "--model gpt-4o"; do
        fresh_divided
        rm -rf "$LITELLM_DBA_STATE"
        # Ten more in each, so that none is smaller than the budget.
        sql "INSERT INTO \"$LOGS\" SELECT (jsonb_populate_record(one, jsonb_build_object('request_id', 'more-' || n,
                 'startTime', (now() AT TIME ZONE 'UTC')::date - 90 + n))).*
               FROM (SELECT l AS one FROM \"$LOGS\" AS l LIMIT 1) AS l, generate_series(0, 39) AS n"
        remember
        prune $how --allow-uncovered
        [ "$status" -eq 0 ] || exits 9
        is "attached after $how" "$before" "$(attached)"
        [ "$(sql "SELECT count(*) FROM \"$LOGS\"")" -lt "$(sql "SELECT count(*) FROM harness.\"$LOGS\"")" ]
        archived_exactly "$LOGS"
    done
    fresh_divided
    rm -rf "$LITELLM_DBA_STATE"
    remember
    sql "ALTER TABLE \"$LOGS\" DETACH PARTITION p_3" "DROP TABLE p_3" \
        "DO \$\$ BEGIN EXECUTE format('CREATE TABLE parted PARTITION OF \"$LOGS\" FOR VALUES FROM (%L) TO (%L) PARTITION BY RANGE (request_id)',
             (now() AT TIME ZONE 'UTC')::date - 60, (now() AT TIME ZONE 'UTC')::date - 50); END \$\$" \
        "CREATE TABLE parts PARTITION OF parted DEFAULT" \
        "INSERT INTO \"$LOGS\" SELECT * FROM harness.\"$LOGS\" WHERE \"startTime\" >= (now() AT TIME ZONE 'UTC')::date - 60 AND \"startTime\" < (now() AT TIME ZONE 'UTC')::date - 50"
    prune --allow-uncovered
    exits 0
    is "rows in the divided one" 0 "$(sql 'SELECT count(*) FROM parted')"
    attached | grep -qx parted
    archived_exactly "$LOGS" "$OLD"
}

@test "a day whose totals lack something keeps its day, and the partition its place" {
    day=$(sql "SELECT min(\"startTime\")::date FROM p_3")
    sql "DELETE FROM \"LiteLLM_DailyUserSpend\" WHERE date = '$day'" "DELETE FROM \"LiteLLM_DailyGlobalSpend\" WHERE date = '$day'" \
        "DELETE FROM \"LiteLLM_DailyTeamSpend\" WHERE date = '$day'"
    remember
    prune --json
    exits 0
    tells "$day is kept"
    shows '.partitions[] | select(.partition == "p_3").state' "row by row"
    is "put aside" "$(grep -v p_3 <<<"$WHOLE")" "$(put_aside)"
    is "rows left" "$(sql "SELECT count(*) FROM harness.\"$LOGS\" WHERE \"startTime\"::date = '$day'")" "$(sql 'SELECT count(*) FROM p_3')"
    archived_exactly "$LOGS"
}

@test "an empty partition leaves as well" {
    sql "DELETE FROM \"$LOGS\" WHERE $OLD"
    prune
    exits 0
    is "put aside" "$WHOLE" "$(put_aside)"
    [ ! -e "$ARCHIVES/$LOGS" ] || [ -z "$(find "$ARCHIVES/$LOGS" -name '*.zst')" ]
    prune
    exits 0
    tells "there is nothing to do"
}

@test "a rehearsal, a dry run and a no detach nothing" {
    keep_rows
    dba logs prune --before "$CUTOFF" --table "$LOGS" --rehearse
    exits 0
    dba logs prune --before "$CUTOFF" --table "$LOGS" --dry-run
    exits 0
    dba logs prune --before "$CUTOFF" --table "$LOGS"
    exits 7
    rows_are_kept
    is "put aside" "" "$(put_aside)"
    is "schema" 0 "$(sql "SELECT count(*) FROM pg_namespace WHERE nspname = 'litellm_dba_quarantine'")"
}

# --- locks and rights ---------------------------------------------------------------------------------

@test "who reads the log is not kept waiting: its lock is waited for again and again" {
    hold "LOCK TABLE \"$LOGS\" IN ACCESS SHARE MODE"
    "$PROGRAM" --dbname "$DATABASE" logs prune --before "$CUTOFF" --table "$LOGS" --yes --full-speed --no-vacuum \
        --verbose >"$BATS_TEST_TMPDIR/out" 2>"$BATS_TEST_TMPDIR/err" </dev/null 3>&- &
    until grep -q 'attempt 3 of' "$BATS_TEST_TMPDIR/err"; do
        kill -0 $!
        sleep 0.05
    done
    # Others come through in between.
    PGOPTIONS='-c statement_timeout=5s' sql "SELECT count(*) FROM \"$LOGS\"" >/dev/null
    let_go
    status=0
    wait $! || status=$?
    read_streams
    exits 0
    is "put aside" "$WHOLE" "$(put_aside)"
}

@test "a signal while the lock is waited for leaves it as it is" {
    keep_rows
    hold "LOCK TABLE \"$LOGS\" IN ACCESS SHARE MODE"
    "$PROGRAM" --dbname "$DATABASE" logs prune --before "$CUTOFF" --table "$LOGS" --yes --full-speed --no-vacuum \
        --verbose >"$BATS_TEST_TMPDIR/out" 2>"$BATS_TEST_TMPDIR/err" </dev/null 3>&- &
    until grep -q 'attempt 2 of' "$BATS_TEST_TMPDIR/err"; do
        kill -0 $!
        sleep 0.05
    done
    kill -TERM $!
    status=0
    wait $! || status=$?
    let_go
    read_streams
    exits 9
    tells "a signal asked for it" "its locks could not be had"
    rows_are_kept
    is "drafts" "" "$(find "$LITELLM_DBA_STATE" -name '*.part' -o -name '*.zst')"
    dba journal list --json
    shows '.[0].outcome' backlog_left
}

@test "who may not put partitions aside is told what to do" {
    sql "DO \$\$ DECLARE t record; BEGIN FOR t IN SELECT oid::regclass AS name FROM pg_class
             WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') LOOP
             EXECUTE format('ALTER TABLE %s OWNER TO litellm', t.name); END LOOP; END \$\$" \
        'GRANT ALL ON SCHEMA public TO litellm'
    as_litellm() {
        dba_alone --dbname "dbname=$DATABASE user=litellm" logs prune --before "$CUTOFF" --table "$LOGS" --yes \
            --full-speed "$@"
    }
    keep_rows
    as_litellm
    fails_as 7 'role "litellm" may not put partitions into schema "litellm_dba_quarantine"'
    tells 'CREATE SCHEMA litellm_dba_quarantine AUTHORIZATION "litellm"' "--quarantine 0s" "--row-by-row"
    rows_are_kept
    sql 'CREATE SCHEMA litellm_dba_quarantine'
    as_litellm
    fails_as 7 'role "litellm" may not put partitions into schema'
    sql 'ALTER SCHEMA litellm_dba_quarantine OWNER TO litellm'
    as_litellm
    exits 0
    is "put aside" "$WHOLE" "$(put_aside)"
    # Dropped without a schema for it.
    fresh_divided
    rm -rf "$LITELLM_DBA_STATE"
    sql "DO \$\$ DECLARE t record; BEGIN FOR t IN SELECT oid::regclass AS name FROM pg_class
             WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') LOOP
             EXECUTE format('ALTER TABLE %s OWNER TO litellm', t.name); END LOOP; END \$\$"
    as_litellm --quarantine 0s
    exits 0
    is "tables" 0 "$(sql "SELECT count(*) FROM pg_class WHERE relname = 'p_3'")"
}

@test "partitions of another role go row by row" {
    sql 'GRANT ALL ON ALL TABLES IN SCHEMA public TO litellm'
    remember
    dba_alone --dbname "dbname=$DATABASE user=litellm" logs prune --before "$CUTOFF" --table "$LOGS" --yes \
        --full-speed --no-vacuum
    exits 0
    tells "warning: 4 expired partitions are not this role's: pruned row by row instead of detached"
    is "put aside" "" "$(put_aside)"
    archived_exactly "$LOGS" "$OLD"
}

# --- dropping -----------------------------------------------------------------------------------------

@test "what was put aside is dropped after the quarantine, and not before" {
    remember
    prune
    exits 0
    prune --quarantine 1h
    exits 0
    tells "there is nothing to do"
    is "put aside" "$WHOLE" "$(put_aside)"
    dba logs prune --before "$CUTOFF" --table "$LOGS" --quarantine 0s --dry-run --json
    shows '.plan.lines[0] | "\(.action) \(.rows)"' "drop 0"
    prune --quarantine 0s --json
    exits 0
    shows '[.partitions[].state] | join(" ")' "dropped dropped dropped dropped"
    is "given back" true "$(json '.tables[0].returned_bytes > 100000')"
    is "put aside" "" "$(put_aside)"
    archived_exactly "$LOGS" "$OLD"
    # By now the rows come from the archive.
    dba undo 1 --yes
    exits 0
    is "rows" "$(sql "SELECT count(*) FROM harness.\"$LOGS\"")" "$(sql "SELECT count(*) FROM \"$LOGS\"")"
    is "differences" 0 "$(sql "SELECT count(*) FROM (TABLE \"$LOGS\" EXCEPT ALL TABLE harness.\"$LOGS\") AS x")"
    dba journal verify
    exits 0
}

@test "at once, when no quarantine is wanted" {
    remember
    prune --quarantine 0s --json
    exits 0
    is "states" "detached dropped" "$(json '[.partitions[].state] | unique | join(" ")')"
    is "schema" 0 "$(sql "SELECT count(*) FROM pg_namespace WHERE nspname = 'litellm_dba_quarantine'")"
    is "tables" 0 "$(sql "SELECT count(*) FROM pg_class WHERE relname IN ('p_3', '$FIRST')")"
    archived_exactly "$LOGS" "$OLD"

    dba undo 1 --yes
    exits 0
    tells "of partitions that are not put aside any more: from the archive, into whatever partition takes them"
    is "in the default" "$(sql "SELECT count(*) FROM harness.\"$LOGS\" WHERE \"startTime\" < (now() AT TIME ZONE 'UTC')::date - 50")" \
        "$(sql "SELECT count(*) FROM \"LiteLLM_SpendLogs_pdefault\" WHERE $OLD")"
    is "differences" 0 "$(sql "SELECT count(*) FROM (TABLE harness.\"$LOGS\" EXCEPT ALL TABLE \"$LOGS\") AS x")"
}

@test "nothing is dropped whose archive is not whole, that was changed, that is needed, or that is not known" {
    prune
    exits 0
    # One byte of a file, a row of another table, a view on the third.
    file=$(find "$ARCHIVES" -name '*.zst' -path "*date=$(sql "SELECT min(\"startTime\")::date FROM litellm_dba_quarantine.p_3")*")
    printf 'x' | dd of="$file" bs=1 seek=20 conv=notrunc status=none
    sql "UPDATE litellm_dba_quarantine.\"LiteLLM_SpendLogs_y2026m01\" SET spend = spend + 1 WHERE request_id = (SELECT min(request_id) FROM litellm_dba_quarantine.\"LiteLLM_SpendLogs_y2026m01\")" \
        "CREATE VIEW needed AS SELECT request_id FROM litellm_dba_quarantine.\"A \"\"name\"\"; --\"" \
        "CREATE TABLE litellm_dba_quarantine.foreign_one (n int)"
    LITELLM_DBA_STATE="$BATS_TEST_TMPDIR/other" prune --quarantine 0s
    exits 0
    is "put aside, for a journal that knows none of them" "$(printf '%s\nforeign_one\n' "$WHOLE" | LC_ALL=C sort)" "$(put_aside)"
    tells "the journal at hand does not know how it was detached"
    prune --quarantine 0s --json
    exits 0
    tells "\"p_3\" is not dropped: its archive is not whole" \
        "\"LiteLLM_SpendLogs_y2026m01\" is not dropped: it is not what it was when it was put aside" \
        "is not dropped: other objects depend on it"
    shows '[.partitions[] | select(.state == "kept")] | length' 3
    is "put aside" "$(printf '%s\n' 'A "name"; --' LiteLLM_SpendLogs_y2026m01 foreign_one p_3)" "$(put_aside)"
}

# --- coming back --------------------------------------------------------------------------------------

@test "without an archive a partition comes back as long as it waits" {
    keep_rows
    prune --no-archive
    exits 0
    is "files" "" "$(find "$LITELLM_DBA_STATE" -name '*.zst*')"
    [ "$(dba logs ledger --json; json '[.[].requests] | add')" -gt 20 ]
    # What went row by row is gone for good.
    sql "DELETE FROM \"$LOGS\" WHERE $OLD"
    dba undo 1 --yes
    fails_as 7 "operation 1 kept nothing to bring back"
    fresh_divided
    rm -rf "$LITELLM_DBA_STATE"
    sql "DELETE FROM p_4"
    keep_rows
    prune --no-archive --allow-uncovered
    exits 0
    dba undo 1 --yes
    exits 0
    rows_are_kept
    prune --no-archive --quarantine 0s
    exits 0
    is "put aside" "" "$(put_aside)"
    dba undo 3 --yes
    fails_as 7 "operation 3 kept nothing to bring back"
}

@test "rows of its time in the default keep it out: then they come from the archive" {
    remember
    prune
    exits 0
    sql "INSERT INTO \"$LOGS\" (request_id, call_type, api_key, \"startTime\", \"endTime\")
         SELECT 'late', 'x', 'x', min(\"startTime\"), now() FROM litellm_dba_quarantine.p_3"
    dba undo 1 --yes
    exits 0
    tells 'partition "p_3" cannot be attached: the default partition has rows of its time by now; its rows come from the archive'
    is "put aside" p_3 "$(put_aside)"
    is "differences" 0 "$(sql "SELECT count(*) FROM (SELECT * FROM \"$LOGS\" WHERE request_id <> 'late' EXCEPT ALL TABLE harness.\"$LOGS\") AS x")"
    is "rows" "$(sql "SELECT count(*) + 1 FROM harness.\"$LOGS\"")" "$(sql "SELECT count(*) FROM \"$LOGS\"")"
}

@test "an undo that is undone says what stays" {
    prune
    dba undo 1 --yes
    exits 0
    dba undo 2 --dry-run
    tells "4 partitions stay that operation 2 attached: prune again to take them out" || tells "partitions stay"
}
