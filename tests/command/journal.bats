#!/usr/bin/env bats
# journal list, show, verify, export: what was done, and the proof that nobody rewrote it.

load helper

setup_file() {
    fresh
}

teardown_file() {
    drop_database
}

JOURNAL="$LITELLM_DBA_STATE/journal.db"

# Four operations; the database is as before in the end.
write_journal() {
    dba orphans clean alias-unreferenced --yes
    dba undo 1 --yes
    dba orphans clean key-without-user --yes
    dba undo 3 --yes
    exits 0
}

# tamper SQL - past the triggers, which are there again afterwards.
tamper() {
    local triggers

    triggers=$(sqlite3 "$JOURNAL" "SELECT sql || ';' FROM sqlite_schema WHERE type = 'trigger'")
    {
        sqlite3 "$JOURNAL" "SELECT 'DROP TRIGGER ' || name || ';' FROM sqlite_schema WHERE type = 'trigger'"
        echo "$1;"
        echo "$triggers"
    } | sqlite3 -bail "$JOURNAL"
}

# --- list ---------------------------------------------------------------------------------------------

@test "list: an array, newest first, with what undo needs" {
    write_journal
    dba_alone journal list --json
    exits 0
    tells_nothing
    shows 'map(.operation) | join(" ")' "4 3 2 1"
    shows 'map(.command) | join(", ")' "undo, orphans clean, undo, orphans clean"
    shows 'map(.outcome) | unique | join(" ")' completed
    shows 'map(.database) | unique | join(" ")' "$DATABASE"
    shows 'map(.rows) | map(tostring) | join(" ")' "22 11 1 1"
    shows 'map(.undoes) | map(tostring) | join(" ")' "3 null 1 null"
    shows 'map(.undone_by) | map(tostring) | join(" ")' "null 4 null 2"
    shows 'map(.os_user) | unique | join(" ")' "$(id -un)"
    shows 'map(.started | test("^20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9:]{8}")) | all' true
    shows '(map(.started) | sort | reverse) == map(.started)' true
    shows 'map(.duration_ms | type) | unique | join(" ")' number
}

@test "list: as a table and as CSV, some of it" {
    write_journal
    dba_alone journal list
    exits 0
    [[ "${out%%$'\n'*}" =~ ^operation\ +command\ +outcome\ +started\ +database\ +rows\ +duration\ ms\ +os\ user\ +undoes\ +undone\ by$ ]] ||
        complain "the columns' titles" "${out%%$'\n'*}"
    is "lines" 5 "$(wc -l <"$BATS_TEST_TMPDIR/out")"
    dba_alone journal list --csv
    is "headings" "operation,command,outcome,started,database,rows,duration_ms,os_user,undoes,undone_by" \
        "$(head -n 1 "$BATS_TEST_TMPDIR/out")"
    is "rows" "4,undo,completed" "$(sed -n 2p "$BATS_TEST_TMPDIR/out" | cut -d , -f 1-3)"
    dba_alone journal list --limit 2 --json
    shows 'map(.operation) | join(" ")' "4 3"
    dba_alone journal list --database nowhere --json
    prints_exactly "[]"
    dba_alone journal list --database "$DATABASE" --json
    shows length 4
}

@test "without a journal there is nothing, and none is made" {
    dba_alone journal list --json
    exits 0
    prints_exactly "[]"
    dba_alone journal export --json
    exits 0
    shows length 0
    dba_alone journal verify
    exits 0
    dba_alone journal show 1
    fails_as 2 "the journal has no operation 1"
    dba orphans
    exits 0
    [ ! -e "$LITELLM_DBA_STATE" ] || complain "no state folder" "$(ls -A "$LITELLM_DBA_STATE")"
}

# --- show ---------------------------------------------------------------------------------------------

@test "show: who, where, the plan, the statements, the files and the end" {
    dba orphans clean key-without-user alias-unreferenced --yes --max-rows 50
    dba_alone journal show 1 --json
    exits 0
    shows .operation 1
    shows '[.events[].kind] | join(" ")' "planned prepared committed ended"
    shows '[.events[].sequence] | map(tostring) | join(" ")' "1 2 3 4"
    shows '.events[0].body | [.command, .who.os_user, .who.db_user, .where.database, .where.schema] | join(" ")' \
        "orphans clean $(id -un) dba $DATABASE public"
    shows '.events[0].body.where.system_identifier' "$(sql 'SELECT system_identifier FROM pg_control_system()')"
    shows '.events[0].body.arguments | .[1:] | join(" ")' \
        "--dbname $DATABASE orphans clean key-without-user alias-unreferenced --yes --max-rows 50"
    shows '.events[0].body.plan.rows' 12
    shows '.events[1].body.steps | map([.what, .sql, .rows] | map(tostring) | join(" ")) | join("; ")' \
        "alias-unreferenced server/orphans/alias_unreferenced/delete 1; key-without-user server/orphans/key_without_user/keep 11; key-without-user server/orphans/key_without_user/delete 11"
    is "digests" "$(cd "$LITELLM_DBA_STATE/operations/000001" && sha256sum ./*.csv | cut -d ' ' -f 1)" \
        "$(json '.events[1].body.files | sort_by(.name)[].sha256')"
    shows '.events[1].body.xid | test("^[0-9]+$")' true
    shows '.events[3].body | [.outcome, .rows] | map(tostring) | join(" ")' "completed 12"

    dba_alone journal show 1
    exits 0
    prints "planned" "prepared" "committed" "ended" "outcome: completed" \
        "sql: server/orphans/key_without_user/delete" "database: $DATABASE"
    dba_alone journal show 1 --csv
    exits 0
    is "headings" "sequence,operation,kind,at,body,previous,hash" "$(head -n 1 "$BATS_TEST_TMPDIR/out")"
    dba_alone journal show 2
    fails_as 2 "the journal has no operation 2"
    dba undo 1 --yes
}

# --- export -------------------------------------------------------------------------------------------

@test "export: every row, as JSON and as CSV that can be read back" {
    write_journal
    dba_alone journal export
    exits 0
    tells_nothing
    shows 'map(.sequence) == [range(1; 17)]' true
    shows '.[0].previous' "$(printf '0%.0s' {1..64})"
    shows '[range(1; 16) as $i | .[$i].previous == .[$i - 1].hash] | all' true
    shows 'map(.body | type) | unique | join(" ")' object
    shows 'map(select(.kind == "ended") | .body.outcome) | join(" ")' "completed completed completed completed"
    cp "$BATS_TEST_TMPDIR/out" "$BATS_TEST_TMPDIR/export.json"

    dba_alone journal export --csv
    exits 0
    cp "$BATS_TEST_TMPDIR/out" "$BATS_TEST_TMPDIR/export.csv"
    psql -qXAt -v ON_ERROR_STOP=1 -d "$DATABASE" >"$BATS_TEST_TMPDIR/read" <<SQL
CREATE TEMP TABLE event (sequence int8, operation int8, kind text, at timestamptz, body jsonb, previous text, hash text);
\copy event FROM '$BATS_TEST_TMPDIR/export.csv' (FORMAT csv, HEADER)
SELECT hash, body ->> 'outcome' FROM event ORDER BY sequence;
SQL
    is "rows of the CSV" "$(jq -r '.[] | "\(.hash)|\(.body.outcome // "")"' "$BATS_TEST_TMPDIR/export.json")" \
        "$(cat "$BATS_TEST_TMPDIR/read")"
}

# --- verify -------------------------------------------------------------------------------------------

# finds "WHAT ROW; ..." - the findings of verify.
finds() {
    dba_alone journal verify --json
    exits 6
    tells "the journal is not as it was written"
    shows 'map([.what, .row] | map(tostring) | join(" ")) | join("; ")' "$1"
}

@test "verify: an untouched journal" {
    write_journal
    dba_alone journal verify
    exits 0
    prints_nothing
    tells "16 rows, every one as it was written; the last is 16, $(sqlite3 "$JOURNAL" 'SELECT hash FROM event WHERE sequence = 16')"
    dba_alone journal verify --json
    exits 0
    prints_exactly "[]"
}

@test "verify: a changed row" {
    write_journal
    tamper "UPDATE event SET body = replace(body, 'key-without-user', 'key-without-team') WHERE sequence = 9"
    finds "changed 9"
    dba_alone journal verify
    exits 6
    prints "changed"
}

@test "verify: a changed time, a changed hash, a changed outcome at the end" {
    write_journal
    cp "$JOURNAL" "$BATS_TEST_TMPDIR/whole.db"
    tamper "UPDATE event SET at = '2020-01-01T00:00:00Z' WHERE sequence = 3"
    finds "changed 3"
    cp "$BATS_TEST_TMPDIR/whole.db" "$JOURNAL"
    tamper "UPDATE event SET hash = replace(hash, substr(hash, 1, 1), CASE substr(hash, 1, 1) WHEN 'a' THEN 'b' ELSE 'a' END) WHERE sequence = 5"
    finds "changed 5"
    cp "$BATS_TEST_TMPDIR/whole.db" "$JOURNAL"
    tamper "UPDATE event SET body = replace(body, 'completed', 'refused') WHERE sequence = 16"
    finds "changed 16"
}

@test "verify: a removed row, and removed rows at the end" {
    write_journal
    cp "$JOURNAL" "$BATS_TEST_TMPDIR/whole.db"
    tamper "DELETE FROM event WHERE sequence = 7"
    finds "removed 7"
    cp "$BATS_TEST_TMPDIR/whole.db" "$JOURNAL"
    tamper "DELETE FROM event WHERE sequence > 14"
    finds "removed 15"
    shows '.[0].finding' "events 15 to 16 are missing at the end"
}

@test "verify: an inserted row" {
    write_journal
    tamper "INSERT INTO event (sequence, operation, kind, at, body, previous, hash)
            SELECT 17, 5, 'planned', at, body, hash, replace(hash, 'a', 'b') FROM event WHERE sequence = 16"
    finds "inserted 17"
}

@test "verify: a missing trigger" {
    write_journal
    sqlite3 "$JOURNAL" 'DROP TRIGGER event_is_never_changed'
    finds "unprotected null"
    prints "event_is_never_changed"
}

@test "verify: a journal that was rewritten as a whole is betrayed by the folders of operations" {
    write_journal
    rm "$JOURNAL"
    cp -a "$LITELLM_DBA_STATE" "$BATS_TEST_TMPDIR/kept"
    mv "$LITELLM_DBA_STATE/operations" "$BATS_TEST_TMPDIR/aside"
    dba orphans clean alias-unreferenced --yes
    dba undo 1 --yes
    exits 0
    rm -r "$LITELLM_DBA_STATE/operations"
    mv "$BATS_TEST_TMPDIR/aside" "$LITELLM_DBA_STATE/operations"
    dba_alone journal verify
    exits 6
}

@test "the journal cannot be changed by accident" {
    write_journal
    for statement in "UPDATE event SET at = ''" "DELETE FROM event" "DELETE FROM seal" \
        "INSERT OR REPLACE INTO event SELECT * FROM event WHERE sequence = 3"; do
        run sqlite3 "$JOURNAL" "$statement"
        [ "$status" -ne 0 ]
        [[ "$output" == *"append-only"* ]] || { echo "$statement: $output"; false; }
    done
    dba_alone journal verify
    exits 0
}

@test "a damaged journal stops what changes, and says so; reading goes on" {
    write_journal
    keep_rows
    dd if=/dev/urandom of="$JOURNAL" bs=4096 seek=1 count=4 conv=notrunc 2>/dev/null
    dba orphans clean alias-unreferenced --yes
    fails_as 4 ""
    echo "this is no journal" >"$JOURNAL"
    dba orphans clean alias-unreferenced --yes
    fails_as 4 ""
    dba_alone journal list
    fails_as 4 ""
    rows_are_kept
    dba orphans
    exits 0
    tells "going on without the journal"
}

# --- several at once --------------------------------------------------------------------------------------

# Waits for background runs; $codes has their exit codes, in order.
wait_for() {
    local pid all=()

    for pid; do
        status=0
        wait "$pid" || status=$?
        all+=($status)
    done
    codes=$(printf '%s\n' "${all[@]}" | sort -n | paste -sd ' ')
}

@test "two runs at once on one database: one after the other, or one is told to wait" {
    local round first done_by

    keep_rows
    for round in 1 2 3; do
        "$PROGRAM" --dbname "$DATABASE" orphans clean key-without-user --yes >/dev/null 2>"$BATS_TEST_TMPDIR/err1" 3>&- &
        first=$!
        "$PROGRAM" --dbname "$DATABASE" orphans clean key-without-user --yes >/dev/null 2>"$BATS_TEST_TMPDIR/err2" 3>&- &
        wait_for $first $!
        # 7: the plan was stale when its turn came.
        [[ "$codes" =~ ^0\ [078]$ ]] || complain "0 and 0, 7 or 8" "$codes: $(cat "$BATS_TEST_TMPDIR"/err?)"
        done_by=$("$PROGRAM" journal list --json |
            jq '[.[] | select(.command == "orphans clean" and .outcome == "completed" and .rows > 0)][0].operation')
        dba undo "$done_by" --yes
        exits 0
        rows_are_kept
    done
    dba_alone journal verify
    exits 0
    dba_alone journal list --json
    shows 'map(select(.outcome == "completed" and .command == "orphans clean")) | length' 3
}

@test "a run while another one is at work is told so" {
    hold 'SELECT 1 FROM "LiteLLM_ModelTable" FOR UPDATE'
    "$PROGRAM" --dbname "$DATABASE" orphans clean alias-unreferenced --yes >/dev/null 2>"$BATS_TEST_TMPDIR/err1" 3>&- &
    first=$!
    wait_for_waiting
    dba orphans clean key-without-user --yes
    fails_as 8 "another run of litellm-dba is changing this database"
    dba_alone journal list --json
    shows 'map([.operation, .outcome] | map(tostring) | join(" ")) | join("; ")' "2 locked; 1 running"
    let_go
    wait_for $first
    is "exit code of the first" 0 "$codes"
    dba undo 1 --yes
    exits 0
}

@test "two databases at once on one journal" {
    local pids=()

    psql -qXd postgres -c "DROP DATABASE IF EXISTS ${DATABASE}_2" \
        -c "CREATE DATABASE ${DATABASE}_2 TEMPLATE \"world of 1.81.15\"" 2>/dev/null
    for database in $DATABASE ${DATABASE}_2; do
        "$PROGRAM" --dbname $database orphans clean --all-safe --yes >/dev/null 2>&1 3>&- &
        pids+=($!)
    done
    wait_for "${pids[@]}"
    is "exit codes" "0 0" "$codes"
    dba_alone journal list --json
    shows 'map([.database, .rows] | map(tostring) | join(" ")) | sort | join("; ")' \
        "$DATABASE 120; ${DATABASE}_2 120"
    dba_alone journal verify
    exits 0
    dba_alone journal list --database $DATABASE --json
    dba undo "$(json '.[0].operation')" --yes
    exits 0
    psql -qXd postgres -c "DROP DATABASE ${DATABASE}_2"
}

@test "many writers: no row is lost and the chain holds" {
    local pids=() n

    for n in {1..8}; do
        "$PROGRAM" --dbname "$DATABASE" orphans clean invitation-spent --rehearse >/dev/null 2>&1 3>&- &
        "$PROGRAM" --dbname "$DATABASE" orphans clean invitation-spent --yes --limit 1 >/dev/null 2>&1 3>&- &
        pids+=($!)
    done
    wait_for "${pids[@]}"
    [[ "$codes" =~ ^[789\ ]*$ ]] || complain "7, 8 or 9 each" "$codes"
    wait
    dba_alone journal verify
    exits 0
    dba_alone journal list --json
    shows 'map(.operation) | sort == [range(1; length + 1)]' true
    shows 'map(.outcome) | unique - ["completed", "locked", "refused"] | length' 0
}
