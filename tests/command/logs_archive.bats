#!/usr/bin/env bats
# What retention has put aside: listed, proven, searched without a database, and put back.

load helper
load logs_helper

LOGS='LiteLLM_SpendLogs'

# prune INTERVAL - everything older goes, at full speed.
prune() {
    cutoff "$1"
    dba logs prune --before "$BEFORE" --full-speed --allow-uncovered --yes --json
    exits 0
}

# as_it_was - remembers all requests, for gone and tables that are compared.
remember() {
    sql 'SET client_min_messages = warning' 'DROP SCHEMA IF EXISTS expected CASCADE' 'CREATE SCHEMA expected' \
        "CREATE TABLE expected.logs AS TABLE \"$LOGS\""
}

# The requests that were remembered and are gone, by a condition.
gone() {
    sql "SELECT count(*) FROM expected.logs AS e
          WHERE NOT EXISTS (SELECT FROM \"$LOGS\" AS l WHERE l.request_id = e.request_id) AND ($1)"
}

ledger() {
    sqlite3 "$LITELLM_DBA_STATE/journal.db" \
        "SELECT coalesce(sum(requests), 0) || ' ' || CAST(coalesce(sum(spend), 0) * 65536 AS INTEGER) FROM standing_ledger"
}

# The files of an archive.
files() {
    find "$LITELLM_DBA_STATE/archives/${1:-$LOGS}" -name '*.zst' | sort
}

# Nothing can be asked: neither a server nor a database.
without_database() {
    env -u PGHOST -u PGPORT -u PGUSER PGHOST=/nowhere "$@"
}

archive() {
    run_program without_database "$PROGRAM" logs archive "$@"
}

# --- list ----------------------------------------------------------------------------------------------

@test "what there is, by run and by day" {
    archive list --json
    exits 0
    prints_exactly "[]"
    fresh 1.83.2
    remember
    prune "75 days"
    prune "60 days"
    old="\"startTime\" < '$BEFORE'"
    archive list --json
    exits 0
    tells_nothing
    shows 'length' 6
    shows '[.[].archive] | unique | join(" ")' \
        "LiteLLM_SpendLogGuardrailIndex LiteLLM_SpendLogToolIndex LiteLLM_SpendLogs"
    shows "[.[] | select(.archive == \"$LOGS\") | .rows] | add" "$(gone "$old")"
    shows "[.[] | select(.archive == \"$LOGS\")] | sort_by(.operation) | map(.operation) | join(\" \")" "1 2"
    shows "[.[] | select(.archive == \"$LOGS\") | .database] | unique[0]" "$DATABASE"
    shows "[.[] | select(.archive == \"$LOGS\") | .first] | min" \
        "$(sql "SELECT to_char(min(\"startTime\"), 'YYYY-MM-DD\"T\"HH24:MI:SS.FF3\"Z\"') FROM expected.logs" | sed 's/0*Z$/Z/')"
    shows "[.[] | select(.archive == \"$LOGS\") | .file_bytes] | add" \
        "$(files | xargs stat -c %s | awk '{ sum += $1 } END { print sum }')"
    shows '.[0].undone_by' null

    archive list $LOGS --by day --csv
    exits 0
    is "days" "$(sql "SELECT \"startTime\"::date || ',' || count(*) FROM expected.logs WHERE $old
        GROUP BY \"startTime\"::date ORDER BY 1")" "$(tail -n +2 "$BATS_TEST_TMPDIR/out" | cut -d, -f2,3)"

    archive list LiteLLM_SpendLog
    fails_as 2 'there is no archive "LiteLLM_SpendLog"'
    tells 'Did you mean "LiteLLM_SpendLogs"?'

    dba undo 1 --yes
    exits 0
    archive list $LOGS --json
    shows '.[0].undone_by' 3
}

# --- verify --------------------------------------------------------------------------------------------

# finds FILE ROW TEXT - verify's only finding.
finds() {
    archive verify --json
    exits 6
    tells "the archives are not as they were written"
    shows length 1
    shows '.[0].file' "$1"
    shows '.[0].row' "$2"
    shows ".[0].finding | contains(\"$3\")" true
}

# run_of FILE FILTER - changes what the run says of the file.
run_of() {
    local run="$LITELLM_DBA_STATE/archives/$LOGS/_runs/000001.json"

    jq "(.files[] | select(.file[0].name == \"$(basename "$1")\")) |= ($2)" "$run" >"$MEMORY/run"
    cp "$MEMORY/run" "$run"
}

# rewrite FILE SCRIPT - the file's CSV goes through sed, and its run knows the new digests.
rewrite() {
    zstd -dcq "$1" | sed "$2" >"$MEMORY/csv"
    zstd -qf "$MEMORY/csv" -o "$1"
    run_of "$1" ".csv_sha256 = \"$(sha256sum <"$MEMORY/csv" | cut -d' ' -f1)\" | .csv_bytes = $(stat -c %s "$MEMORY/csv")
        | .file[0].sha256 = \"$(sha256sum <"$1" | cut -d' ' -f1)\" | .file[0].bytes = $(stat -c %s "$1")"
}

@test "whatever is done to a file or a run is found, and named" {
    local file name archives

    fresh
    prune "60 days"
    archives="$LITELLM_DBA_STATE/archives/$LOGS"
    file=$(files | sed -n 3p)
    name=${file#"$archives/"}
    archive verify
    exits 0
    prints_nothing
    tells "$(sql "SELECT 0"; files | wc -l | sed 's/$/ files of/')" 2>/dev/null || tells " files of "
    cp -r "$LITELLM_DBA_STATE" "$MEMORY/whole"
    again() {
        rm -rf "$LITELLM_DBA_STATE"
        cp -r "$MEMORY/whole" "$LITELLM_DBA_STATE"
    }

    printf '\xff' | dd of="$file" bs=1 seek=200 conv=notrunc status=none
    finds "$name" null ""
    again
    truncate -s -1 "$file"
    finds "$name" null "it ends in the middle of a frame"
    again
    rm "$file"
    finds "$name" null "it is missing"
    again
    cp "$file" "${file%.csv.zst}-copy.csv.zst"
    finds "${name%.csv.zst}-copy.csv.zst" null "no run speaks of it"
    again
    : >"$archives/_runs/000001.json"
    archive verify --json
    exits 6
    shows '.[0].file' _runs/000001.json
    shows "[.[] | select(.finding == \"no run speaks of it\")] | length" "$(files | wc -l)"
    again
    # A whole file in place of another.
    cp "$(files | sed -n 4p)" "$file"
    finds "$name" 1 "it is of another day"
    again
    run_of "$file" '.file[0].rows += 1'
    finds "$name" null "rows instead of"
    again
    run_of "$file" '.csv_sha256 = "0"'
    finds "$name" null "its SHA-256 is"
    again
    # What nobody sees in digests.
    rewrite "$file" '1s/request_id/request_jd/'
    finds "$name" 1 "its columns are not those"
    again
    rewrite "$file" '$s/,/",/'
    archive verify --json
    exits 6
    [ "$(json '.[0].row')" -ge 1 ] || complain "a row" "$(json '.[0].row')"
    again
    rewrite "$file" '2,$s/2026-0[0-9]-\([0-9][0-9]\) /2031-01-\1 /'
    archive verify --json
    exits 6
    shows '.[0].finding | contains("it is of another day: 2031-")' true
    again
    archive verify $LOGS --run 1 --json
    exits 0
    archive verify $LOGS --run 2
    fails_as 2 "no archive has rows of run 2"
    archive verify --csv
    exits 0
    prints_exactly "archive,file,row,finding"
}

@test "what the journal knows of and the disk has not is found, and named" {
    archive verify --json
    exits 0
    prints_exactly "[]"
    tells "there are no archives"
    archive verify --run 99
    fails_as 2 "no archive has rows of run 99"
    fresh
    prune "75 days"
    prune "60 days"
    archives="$LITELLM_DBA_STATE/archives"
    lost=$(files | grep part-000001)
    rows=$(jq '[.files[].file[0].rows] | add' "$archives/$LOGS/_runs/000001.json")

    # The account of one run: what it wrote is still there.
    mv "$archives/$LOGS/_runs/000001.json" "$MEMORY"
    archive verify --run 1 --json
    exits 6
    shows length 1
    shows '.[0] | "\(.archive) \(.file)"' "$LOGS _runs/000001.json"
    shows '.[0].finding' "it is missing, and with it what is known of $(wc -l <<<"$lost") files"
    archive verify --run 2 --json
    exits 0
    # And a file as well, which only the journal can tell of now.
    file=$(head -n 1 <<<"$lost")
    mv "$file" "$MEMORY"
    archive verify --run 1 --json
    exits 6
    shows '[.[].file] | sort | join(" ")' "_runs/000001.json ${file#"$archives/$LOGS/"}"
    mv "$MEMORY/000001.json" "$archives/$LOGS/_runs"
    finds "${file#"$archives/$LOGS/"}" null "it is missing"
    mv "$MEMORY/$(basename "$file")" "$file"

    # All of it: a line for each run and for each file, under the archive's name.
    before=$(files | wc -l)
    rm -r "${archives:?}/$LOGS"
    archive verify --json
    exits 6
    shows 'map(.archive) | unique | join(" ")' "$LOGS"
    shows length $((before + 2))
    archive verify $LOGS --run 1 --json
    exits 6
    shows length $(($(wc -l <<<"$lost") + 1))
    shows '[.[].finding | capture("with it (?<n>[0-9]+) row").n | tonumber] | add' "$rows"
    # What was taken back is still an archive.
    rm -r "${archives:?}"
    archive verify --json
    exits 6
}

@test "what is still being written is not taken for a stray" {
    fresh
    prune "80 days"
    # A request of a late day is locked: the first files have their names by then, and wait for their run.
    hold "SELECT FROM \"$LOGS\" WHERE \"startTime\" < now() - interval '42 days' ORDER BY \"startTime\" DESC LIMIT 1 FOR UPDATE"
    "$PROGRAM" --dbname "$DATABASE" logs prune --older-than 40d --table $LOGS --allow-uncovered --full-speed \
        --yes >/dev/null 2>&1 3>&- &
    pid=$!
    wait_for_waiting
    archive verify
    kill -9 $pid
    wait $pid || true
    let_go
    exits 0
    tells "which has not ended"
    # Healed by the next command, it has its run.
    dba journal list
    archive verify
    exits 0
    tells_not "which has not ended"
}

# --- search --------------------------------------------------------------------------------------------

# The CSV that was printed, as rows of a table.
load_found() {
    local columns

    columns=$(head -n 1 "$BATS_TEST_TMPDIR/out" | sed 's/,/","/g')
    sql 'DROP TABLE IF EXISTS expected.found' "CREATE TABLE expected.found (LIKE \"$LOGS\")"
    PGCLIENTENCODING=UTF8 psql -qX -v ON_ERROR_STOP=1 -d "$DATABASE" \
        -c "\\copy expected.found (\"$columns\") FROM '$BATS_TEST_TMPDIR/out' CSV HEADER"
}

# found CONDITION - what was printed is exactly what was there.
found() {
    load_found
    is "rows that were printed and are not meant, or the other way round" "" "$(sql "
        SELECT left(coalesce(e.t, '-') || ' <> ' || coalesce(f.t, '-'), 300)
          FROM (SELECT t::text AS t FROM expected.logs AS t WHERE $1) AS e
          FULL JOIN (SELECT t::text AS t FROM expected.found AS t) AS f USING (t)
         WHERE e.t IS NULL OR f.t IS NULL LIMIT 3")"
}

@test "rows are found without a database, to the byte" {
    fresh 2026-09
    remember
    prune "50 days"
    old="\"startTime\" < '$BEFORE'"
    archive search --column all --csv
    exits 0
    tells_nothing
    found "$old"
    id=$(sql "SELECT request_id FROM expected.logs WHERE $old AND messages::text LIKE '%DROP TABLE%' LIMIT 1")
    archive search --request-id "$id" --column all --csv
    exits 0
    found "request_id = '$id'"
    archive search --request-id "$id" --column all --json
    exits 0
    is "messages" "$(sql "SELECT messages FROM expected.logs WHERE request_id = '$id'")" "$(json '.[0].messages')"
    shows '.[0].spend | type' number
    archive search --user ann --user ben --model 'a, "b"' --column all --csv
    found "$old AND \"user\" IN ('ann', 'ben') AND model = 'a, \"b\"'"
    archive search --team gone-team-1 --column all --csv
    found "$old AND team_id = 'gone-team-1'"
    key=$(sql "SELECT api_key FROM expected.logs WHERE $old AND api_key <> '' LIMIT 1")
    archive search --key "$key" --column all --csv
    found "$old AND api_key = '$key'"
    archive search --key "sk-clear" --csv
    fails_as 2 "a key in clear does not belong on a command line"
    archive search --request-id nobody --json
    exits 0
    prints_exactly "[]"
    archive search --team gone-team-1 --limit 1
    exits 0
    prints "gone-team-1" "start" "request_id"
    tells "there are more than 1 row"
}

@test "days and instants; only the days in range are opened" {
    fresh
    remember
    prune "50 days"
    day=$(sql "SELECT to_char(\"startTime\", 'YYYY-MM-DD') FROM expected.logs WHERE \"startTime\" < '$BEFORE'
                GROUP BY 1 HAVING count(*) > 2 ORDER BY 1 LIMIT 1")
    middle=$(sql "SELECT max(\"startTime\") FROM expected.logs WHERE \"startTime\"::date = '$day'")
    for file in $(files); do
        [[ $file == *"date=$day/"* ]] || rm "$file"
    done
    archive search --day "$day" --column all --csv
    exits 0
    found "\"startTime\"::date = '$day'"
    archive search --since "$day" --until "$middle" --column all --csv
    exits 0
    found "\"startTime\"::date = '$day' AND \"startTime\" < '$middle'"
    archive search --since "$middle" --until "${middle% *} 23:59:59" --column all --csv
    exits 0
    found "\"startTime\" = '$middle'"
    archive search --csv
    exits 5
    archive search --archive LiteLLM_SpendLogToolIndex --day "$day" --json
    exits 2
    for when in 2026-13-01 yesterday 2026-11-01T25:00:00Z; do
        archive search --since "$when"
        fails_as 2 "\"$when\" is neither a day nor an instant"
    done
    archive search --day 2026-11-01T01:00:00Z
    fails_as 2 '"2026-11-01T01:00:00Z" is not a day'
    archive search --day 2026-11-01 --since 2026-11-01
    fails_as 2 "--day says it all"
    archive search --column spent --day "$day"
    fails_as 2 'no file has a column "spent"'
    tells 'Did you mean "spend"?'
}

# --- restore -------------------------------------------------------------------------------------------

versions() {
    fresh "$1"
    keep_rows
    remember
    sql 'DROP SCHEMA expected CASCADE'
    prune "70 days"
    prune "50 days"
    was=$(ledger)
    cp -r "$LITELLM_DBA_STATE/archives" "$MEMORY/archives"

    # A run, twice: the second time there is nothing left to do.
    dba logs archive restore --run 2 --full-speed --yes --json
    exits 0
    rows=$(json .rows)
    shows '[.archives[] | .restored] | add' "$rows"
    shows '[.archives[] | .skipped] | add' 0
    dba logs archive restore --run 2 --full-speed --yes --json
    exits 0
    shows '[.archives[] | .restored] | add' 0
    shows '[.archives[] | .skipped] | add' "$rows"

    # And the rest, by time; then everything is as it was, and the ledger has nothing.
    archives=$(archive list --json; json '[.[].archive] | unique | join(" ")')
    dba logs archive restore $archives --since 2000-01-01 --compare --full-speed --yes --json
    exits 0
    shows '.differences | length' 0
    shows '[.archives[] | .different] | add' 0
    rows_are_kept
    is "the ledger" "0 0" "$(ledger)"
    diff -r "$MEMORY/archives" "$LITELLM_DBA_STATE/archives"

    # Undone, the last first.
    dba undo 5 --yes
    exits 0
    dba undo 3 --yes
    exits 0
    is "the ledger" "$was" "$(ledger)"
    rows_have_changed
    dba undo 2 --yes
    exits 0
    dba undo 1 --yes
    exits 0
    rows_are_kept
    archive verify
    exits 0
    dba journal verify
    exits 0
}

# balanced - the ledger has what is gone, and nothing else.
balanced() {
    is "the ledger, $1" "$(sql "SELECT count(*) || ' ' || (coalesce(sum(spend), 0) * 65536)::bigint FROM expected.logs AS e
          WHERE NOT EXISTS (SELECT FROM \"$LOGS\" AS l WHERE l.request_id = e.request_id)")" "$(ledger)"
}

@test "the ledger follows what really comes back, in whatever order" {
    fresh
    sql "UPDATE \"$LOGS\" SET spend = round(spend * 1024) / 1024"
    remember
    prune "60 days"
    balanced "pruned"
    day=$(sql "SELECT min(\"startTime\")::date FROM expected.logs")
    dba logs archive restore --day "$day" --full-speed --yes
    exits 0
    balanced "a day is back"
    dba undo 1 --yes
    exits 0
    is "gone" 0 "$(gone true)"
    balanced "and then the others"

    # What somebody changed since stays when the restore is undone.
    prune "60 days"
    run=$(dba journal list --json; json '[.[].operation] | max')
    dba logs archive restore --run "$run" --full-speed --yes
    exits 0
    sql "UPDATE \"$LOGS\" SET end_user = 'changed' WHERE request_id = (SELECT request_id FROM \"$LOGS\" ORDER BY \"startTime\", request_id LIMIT 1)"
    dba undo $((run + 1)) --yes
    exits 0
    [ "$(gone true)" -gt 10 ]
    is "requests older than 60 days" 1 "$(sql "SELECT count(*) FROM \"$LOGS\" WHERE \"startTime\" < now() AT TIME ZONE 'utc' - interval '60 days'")"
    balanced "all but one are gone again"
    dba undo $((run + 2)) --yes
    exits 0
    balanced "the undo is undone"
}

@test "a run and a range come back, to the byte, and go again (1.53.2)" { versions 1.53.2; }
@test "a run and a range come back, to the byte, and go again (1.81.15)" { versions 1.81.15; }
@test "a run and a range come back, to the byte, and go again (2026-09)" { versions 2026-09; }
@test "a run and a range come back, to the byte, and go again (partitioned)" { versions 2026-09-partitioned; }

@test "one request, the requests of a user, of a day" {
    fresh
    remember
    prune "50 days"
    id=$(sql "SELECT max(request_id) FROM expected.logs WHERE \"startTime\" < '$BEFORE'")
    all=$(gone true)
    dba logs archive restore --request-id "$id" --dry-run --json
    exits 0
    shows .plan.rows 1
    dba logs archive restore --request-id "$id" --yes --json
    exits 0
    shows .rows 1
    is "gone" $((all - 1)) "$(gone true)"
    is "that one" 0 "$(gone "request_id = '$id'")"
    spent=$(sql "SELECT (sum(spend) * 65536)::int8 FROM expected.logs WHERE \"startTime\" < '$BEFORE' AND request_id <> '$id'")
    is "the ledger" "$((all - 1)) $spent" "$(ledger)"
    dba logs archive restore --user ann --full-speed --yes
    exits 0
    is "ann's" 0 "$(gone "\"user\" = 'ann'")"
    is "others" true "$([ "$(gone "\"user\" = 'ben'")" -gt 0 ] && echo true)"
    day=$(sql "SELECT to_char(min(\"startTime\"), 'YYYY-MM-DD') FROM expected.logs")
    dba logs archive restore --day "$day" --yes
    exits 0
    is "of that day" 0 "$(gone "\"startTime\"::date = '$day'")"
    dba logs archive restore
    fails_as 2 "which rows are meant is not said"
    dba logs archive restore --run 99 --yes
    fails_as 2 "no archive has rows of run 99"
}

@test "rows that are there with other values are named and left alone" {
    fresh
    remember
    prune "60 days"
    sql "INSERT INTO \"$LOGS\" SELECT * FROM expected.logs WHERE \"startTime\" < '$BEFORE' ORDER BY \"startTime\" LIMIT 5" \
        "UPDATE \"$LOGS\" SET spend = spend + 1, metadata = '{\"other\": 1}' WHERE request_id =
             (SELECT request_id FROM \"$LOGS\" ORDER BY \"startTime\" LIMIT 1)"
    changed=$(sql "SELECT request_id FROM \"$LOGS\" ORDER BY \"startTime\" LIMIT 1")
    all=$(gone true)
    dba logs archive restore --since 2000-01-01 --compare --dry-run --json
    exits 6
    tells "1 row is there with other values than the archive has" "$changed" "metadata, spend"
    shows .outcome found
    shows '.differences | length' 1
    shows '.differences[0].key | fromjson | .[0]' "$changed"
    shows '.differences[0].columns' "metadata, spend"
    shows .plan.rows "$all"
    is "gone" "$all" "$(gone true)"
    dba logs archive restore --since 2000-01-01 --compare --full-speed --yes --json
    exits 6
    shows .outcome found
    shows .rows "$all"
    shows '.archives[0].skipped' 5
    shows '.archives[0].different' 1
    shows '.differences[0].key | fromjson | .[0]' "$changed"
    shows '.differences[0].columns' "metadata, spend"
    is "gone" 0 "$(gone true)"
    # There is nothing left to do, and still one that differs.
    dba logs archive restore --since 2000-01-01 --compare --yes --json
    exits 6
    shows .outcome found
    shows '.differences[0].columns' "metadata, spend"
    is "what is there" '{"other": 1}' "$(sql "SELECT metadata FROM \"$LOGS\" WHERE request_id = '$changed'")"
    dba journal list --json
    shows '.[0].outcome' completed
    # Only what was put back goes again.
    dba undo 2 --yes
    exits 0
    is "gone" "$all" "$(gone true)"
}

@test "columns that came since have their defaults, one that is gone is a reason to refuse" {
    fresh
    remember
    prune "60 days"
    all=$(gone true)
    sql "ALTER TABLE \"$LOGS\" ADD COLUMN born timestamp NOT NULL DEFAULT clock_timestamp(), ADD COLUMN note text DEFAULT 'new'" \
        "ALTER TABLE \"$LOGS\" DROP COLUMN cache_key"
    dba logs archive restore --run 1 --yes
    fails_as 7 "column \"cache_key\" of table \"$LOGS\" is no longer there"
    tells "--drop-columns"
    dba logs archive restore $LOGS --run 1 --drop-columns --full-speed --yes --json
    exits 0
    shows .rows "$all"
    is "new columns" "$all" "$(sql "SELECT count(*) FROM \"$LOGS\" WHERE note = 'new' AND \"startTime\" < '$BEFORE' AND born IS NOT NULL")"
    is "rows with other values" 0 "$(sql "SELECT count(*) FROM \"$LOGS\" AS l JOIN expected.logs AS e USING (request_id)
        WHERE to_jsonb(l) - 'born' - 'note' <> to_jsonb(e) - 'cache_key'")"
    dba undo 2 --yes --json
    exits 0
    shows .rows "$all"
    is "gone" "$all" "$(gone true)"
}

@test "into another database, one that has partitions by now" {
    fresh 2026-09
    remember
    prune "60 days"
    all=$(gone true)
    sql "CREATE TABLE public.kept AS SELECT * FROM expected.logs WHERE \"startTime\" < '$BEFORE'"
    PGCLIENTENCODING=UTF8 psql -qXAtd "$DATABASE" -c "COPY (SELECT t FROM public.kept t ORDER BY request_id) TO STDOUT" >"$MEMORY/was"
    world 2026-09-partitioned
    psql -qXd postgres -c "DROP DATABASE IF EXISTS ${DATABASE}_parts WITH (FORCE)" 2>/dev/null \
        -c "CREATE DATABASE ${DATABASE}_parts TEMPLATE \"world of 2026-09-partitioned\""
    DATABASE=${DATABASE}_parts
    sql "DELETE FROM \"$LOGS\""
    dba logs archive restore --run 1 --yes
    fails_as 7 "run 1 is of another database"
    tells "--any-database"
    dba logs archive restore --since 2000-01-01 --yes --json
    exits 0
    shows .outcome nothing_to_do
    tells "of other databases are passed over"
    dba logs archive restore $LOGS --run 1 --any-database --full-speed --yes --json
    exits 0
    shows .rows "$all"
    PGCLIENTENCODING=UTF8 psql -qXAtd "$DATABASE" -c "COPY (SELECT t FROM \"$LOGS\" t ORDER BY request_id) TO STDOUT" >"$MEMORY/is"
    cmp "$MEMORY/was" "$MEMORY/is"
    # Again: the key has two columns here.
    dba logs archive restore $LOGS --run 1 --any-database --full-speed --yes --json
    shows '.archives[0].skipped' "$all"
    drop_database
}

@test "a run that was undone, and a file that is damaged" {
    fresh
    prune "75 days"
    prune "60 days"
    dba undo 1 --yes
    exits 0
    dba logs archive restore --run 1 --yes
    fails_as 7 "run 1 was undone by operation 3"
    archive search --json
    exits 0
    tells "1 run is passed over"
    file=$(files | grep part-000002 | head -n 1)
    printf x | dd of="$file" bs=1 seek=100 conv=notrunc status=none
    keep_rows
    dba logs archive restore --run 2 --yes
    exits 5
    tells "is not the file that was written"
    rows_are_kept
}

@test "a run whose account is missing is not put back in part" {
    fresh
    prune "75 days"
    prune "60 days"
    runs="$LITELLM_DBA_STATE/archives/$LOGS/_runs"
    day=$(basename "$(dirname "$(files | grep part-000001 | head -n 1)")")
    cp -r "$LITELLM_DBA_STATE/archives" "$MEMORY"
    rm "$runs/000001.json"
    keep_rows
    for what in "--run 1" "--day ${day#date=}" "--user ann"; do
        dba logs archive restore $what --yes
        fails_as 5 'the run "'
        tells "archives/$LOGS/_runs/000001.json\" is missing" "litellm-dba undo 1"
    done
    rows_are_kept
    dba logs archive restore --run 2 --dry-run
    exits 0
    rm -r "${runs%/_runs}"
    dba logs archive restore --day "${day#date=}" --yes
    fails_as 5 'the run "'
    tells "archives/$LOGS/_runs/000001.json\" is missing"
    # Put back the other way, nobody misses it any more.
    rm -r "$LITELLM_DBA_STATE/archives"
    cp -r "$MEMORY/archives" "$LITELLM_DBA_STATE"
    rm "$runs/000001.json"
    dba undo 1 --yes
    exits 0
    dba logs archive restore --user ann --yes
    exits 0
}

@test "what redact kept is listed, verified and put back as well" {
    fresh
    keep_rows
    dba logs redact --older-than 60d --archive --full-speed --yes
    exits 0
    archive list --json
    shows '.[0].archive' "$LOGS.redacted"
    archive verify
    exits 0
    archive search --archive "$LOGS.redacted" --limit 1 --json
    exits 0
    shows '.[0].messages_after' '{}'
    dba logs archive restore --run 1 --full-speed --yes
    exits 0
    rows_are_kept
    dba undo 2 --yes
    exits 0
    rows_have_changed
}

@test "stopped in the middle, it goes on" {
    fresh
    remember
    prune "50 days"
    all=$(gone true)
    dba logs archive restore --run 1 --max-rows 11 --yes --json
    exits 9
    shows .rows 11
    dba logs archive restore --run 1 --full-speed --yes
    exits 0
    is "gone" 0 "$(gone true)"
    is "the ledger" "0 0" "$(ledger)"
}

# --- other readers -------------------------------------------------------------------------------------

@test "DuckDB reads the archive where it lies, and finds the same sum" {
    run "$BATS_TEST_DIRNAME/../../scripts/duckdb" 'SELECT 1 AS one'
    [ "$status" -ne 3 ] || skip "$output"
    fresh 2026-09
    remember
    prune "60 days"
    prune "50 days"
    sums=$("$BATS_TEST_DIRNAME/../../scripts/duckdb" "SELECT count(*)::INT AS requests, (sum(spend::DOUBLE) * 65536)::BIGINT::INT AS spend,
            count(DISTINCT date)::INT AS days, count(*) FILTER (WHERE team_id IS NULL)::INT AS teamless,
            count(*) FILTER (WHERE end_user = '')::INT AS empty
        FROM read_csv('$LITELLM_DBA_STATE/archives/$LOGS/date=*/part-*.csv.zst', hive_partitioning=true,
            all_varchar=true, nullstr='', allow_quoted_nulls=false, union_by_name=true)")
    is "sums" "$(sql "SELECT json_build_array(json_build_object('requests', count(*), 'spend', (sum(spend) * 65536)::int8,
            'days', count(DISTINCT \"startTime\"::date), 'teamless', count(*) FILTER (WHERE team_id IS NULL),
            'empty', count(*) FILTER (WHERE end_user = ''))) FROM expected.logs WHERE \"startTime\" < '$BEFORE'" | jq -c .)" \
        "$(jq -c . <<<"$sums")"
    is "the ledger" "$(jq -r '"\(.[0].requests) \(.[0].spend)"' <<<"$sums")" "$(ledger)"
}
