# What the command tests share: worlds, the program, and what is expected of it.
#
# Each file has a database of its own, $DATABASE, which "fresh" fills; each test has a state folder
# of its own. A failure prints the command, what was expected, what came, and how to run it alone.

VERSIONS="1.53.2 1.63.12 1.75.8 1.80.9 1.81.8 1.81.15 1.83.2 2026-09 2026-09-partitioned"
HARNESS="$BATS_TEST_DIRNAME/../harness"
PROGRAM="${LITELLM_DBA_BUILD:-$BATS_TEST_DIRNAME/../../build/release}/litellm-dba"
WORLDS="${PG_LOG:-${BATS_RUN_TMPDIR:-/tmp}/log}"
WORLDS="${WORLDS%/*}/worlds"
DATABASE="command_$(basename "${BATS_TEST_FILENAME:-x}" .bats)"

# Nothing of the caller's may take part.
unset DATABASE_URL DIRECT_URL LITELLM_DBA_DATABASE_URL LITELLM_DBA_SCHEMA LITELLM_MASTER_KEY \
    PGOPTIONS PGPASSWORD NO_COLOR
export LITELLM_DBA_STATE="${BATS_TEST_TMPDIR:-/tmp/none}/state"

# --- worlds ---------------------------------------------------------------------------------------

# The template of a version's small world; made at the first call on a server. What was planted in it is
# noted beside the server, and goes with it.
world() {
    local version="$1"

    if [ ! -e "$WORLDS/$version.csv" ]; then
        mkdir -p "$WORLDS"
        dropdb --if-exists "world of $version"
        "$HARNESS/load-world" "world of $version" "$version" small --planted "$WORLDS/$version.new"
        mv "$WORLDS/$version.new" "$WORLDS/$version.csv"
    fi
}

# fresh [VERSION] - $DATABASE is the world of that version again, 1.81.15 unless told.
fresh() {
    world "${1:-1.81.15}"
    psql -qXd postgres -c "DROP DATABASE IF EXISTS $DATABASE WITH (FORCE)" \
        -c "CREATE DATABASE $DATABASE TEMPLATE \"world of ${1:-1.81.15}\"" 2>/dev/null
}

# How many orphans of a class were planted; nothing when the version cannot have any.
planted() {
    sed -n "s/^$2,//p" "$WORLDS/$1.csv"
}

drop_database() {
    psql -qXd postgres -c "DROP DATABASE IF EXISTS $DATABASE WITH (FORCE)"
}

# Runs SQL in $DATABASE and prints what comes, one row a line.
sql() {
    local statement words=()

    for statement; do
        words+=(-c "$statement")
    done
    PGCLIENTENCODING=UTF8 psql -qXAt -v ON_ERROR_STOP=1 -d "$DATABASE" "${words[@]}"
}

# wait_until SQL [DATABASE] - until the query says t, in the server's own database unless told.
wait_until() {
    local patience=1000

    until [ "$(psql -qXAtd "${2:-postgres}" -c "$1")" = t ]; do
        patience=$((patience - 1))
        [ $patience -gt 0 ] || complain "$1" "not within a minute" || return
        sleep 0.05
    done
}

# hold SQL - another session runs it and keeps its locks, until let_go.
hold() {
    PGAPPNAME=holder psql -qXAt -v ON_ERROR_STOP=1 -d "$DATABASE" -c BEGIN -c "$1" \
        -c 'SELECT pg_sleep(60)' >/dev/null 2>&1 3>&- &
    wait_until "SELECT count(*) = 1 FROM pg_stat_activity
                 WHERE application_name = 'holder' AND query LIKE '%pg_sleep%'"
}

let_go() {
    psql -qXAtd postgres >/dev/null -c "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                                         WHERE application_name = 'holder'"
}

# Until a run of the program waits for a lock.
wait_for_waiting() {
    wait_until "SELECT count(*) = 1 FROM pg_stat_activity
                 WHERE application_name LIKE 'litellm-dba%' AND wait_event_type = 'Lock'"
}

# another_begins SQL - another session does that in a transaction, which stays open.
another_begins() {
    local fifo="$BATS_TEST_TMPDIR/another"

    [ -p "$fifo" ] || mkfifo "$fifo"
    psql -qXAt -v ON_ERROR_STOP=1 -d "$DATABASE" <"$fifo" >/dev/null 2>&1 3>&- &
    another=$!
    exec 7>"$fifo"
    echo "BEGIN; $1; SET application_name = 'another';" >&7
    wait_until "SELECT count(*) = 1 FROM pg_stat_activity
                 WHERE application_name = 'another' AND state = 'idle in transaction'"
}

# another_commits [SQL] - and did that before.
another_commits() {
    echo "${1:-SELECT}; COMMIT;" >&7
    exec 7>&-
    wait "$another"
}

# meanwhile BEFORE AFTER COMMAND... - runs the program while another session has done BEFORE, for which it
# has to wait; once it does, that session does AFTER as well and commits. The rest is as with dba.
meanwhile() {
    local ours

    another_begins "$1"
    command=$(printf '%q ' "$PROGRAM" --dbname "$DATABASE" "${@:3}")
    "$PROGRAM" --dbname "$DATABASE" "${@:3}" >"$BATS_TEST_TMPDIR/out" 2>"$BATS_TEST_TMPDIR/err" </dev/null 3>&- 7>&- &
    ours=$!
    wait_for_waiting
    another_commits "$2"
    status=0
    wait "$ours" || status=$?
    read_streams
}

# The hash under which LiteLLM keeps the key "sk-NAME".
token_of() {
    printf 'sk-%s' "$1" | sha256sum | cut -d ' ' -f 1
}

# --- every byte of every table ----------------------------------------------------------------------

# Prints all tables and sequences of a schema, rows in an order of their own.
table_digest() {
    PGOPTIONS='-c TimeZone=UTC -c DateStyle=ISO -c extra_float_digits=1 -c bytea_output=hex' \
        PGCLIENTENCODING=UTF8 psql -qXAt -v ON_ERROR_STOP=1 -v schema="${1:-public}" -d "$DATABASE" <<'SQL'
SELECT format('SELECT %L', '== ' || oid::regclass),
       CASE relkind WHEN 'S' THEN format('COPY (SELECT last_value, is_called FROM %s) TO STDOUT', oid::regclass)
       ELSE format('COPY (SELECT t.* FROM %s AS t ORDER BY t::text COLLATE "C") TO STDOUT', oid::regclass) END
  FROM pg_class
 WHERE relnamespace = quote_ident(:'schema')::regnamespace
   AND relkind IN ('r', 'p', 'S')
   AND NOT relispartition
 ORDER BY relname \gexec
SQL
}

# keep_rows [SCHEMA] - remembers every row, for rows_are_kept.
keep_rows() {
    table_digest "$@" >"$BATS_TEST_TMPDIR/kept"
    [ "$(grep -c '^== ' "$BATS_TEST_TMPDIR/kept")" -gt 10 ]
}

# rows_are_kept [SCHEMA] - every table is byte for byte what it was.
rows_are_kept() {
    table_digest "$@" >"$BATS_TEST_TMPDIR/found"
    diff -U 0 "$BATS_TEST_TMPDIR/kept" "$BATS_TEST_TMPDIR/found" >"$BATS_TEST_TMPDIR/diff" ||
        complain "every table as it was before" "$(head -c 2000 "$BATS_TEST_TMPDIR/diff")"
}

rows_have_changed() {
    table_digest "$@" >"$BATS_TEST_TMPDIR/found"
    ! cmp -s "$BATS_TEST_TMPDIR/kept" "$BATS_TEST_TMPDIR/found" ||
        complain "tables that have changed" "every row as it was"
}

# --- the program ------------------------------------------------------------------------------------

# Runs the program on $DATABASE; $status, $out and $err say what came. Never fails.
dba() {
    run_program "$PROGRAM" --dbname "$DATABASE" "$@"
}

# The same without naming a database.
dba_alone() {
    run_program "$PROGRAM" "$@"
}

run_program() {
    command=$(printf '%q ' "${@:1}")
    status=0
    "$@" >"$BATS_TEST_TMPDIR/out" 2>"$BATS_TEST_TMPDIR/err" </dev/null || status=$?
    read_streams
}

# on_terminal ANSWER COMMAND... - runs it on a terminal where somebody types the answer; all that
# is shown there is in $out.
on_terminal() {
    terminal_start "${@:2}"
    terminal_type "$1"
    terminal_end
}

terminal_start() {
    local keyboard="$BATS_TEST_TMPDIR/keyboard"

    command=$(printf '%q ' "$@")
    [ -p "$keyboard" ] || mkfifo "$keyboard"
    # Opened both ways, so that the terminal does not close when the answer was given.
    exec 8<>"$keyboard"
    # A shell lets its background jobs ignore interrupts.
    env --default-signal=INT script -qec "stty cols 250; $command" /dev/null <&8 8<&- 3>&- \
        >"$BATS_TEST_TMPDIR/out" 2>/dev/null &
    terminal=$!
}

# terminal_shows TEXT - waits until it does.
terminal_shows() {
    local patience=1000

    until grep -qF -e "$1" "$BATS_TEST_TMPDIR/out"; do
        patience=$((patience - 1))
        if [ $patience -eq 0 ]; then
            read_streams
            complain "on the terminal: $1" "not within a minute" || return
        fi
        sleep 0.05
    done
}

terminal_type() {
    printf '%s' "$1" >&8
}

terminal_end() {
    status=0
    wait "$terminal" || status=$?
    exec 8<&-
    : >"$BATS_TEST_TMPDIR/err"
    read_streams
}

read_streams() {
    out=$(cat "$BATS_TEST_TMPDIR/out")
    err=$(cat "$BATS_TEST_TMPDIR/err")
}

# --- what is expected -------------------------------------------------------------------------------

complain() {
    {
        echo "command:  ${command:-none}"
        echo "expected: $1"
        echo "got:      $2"
        [ -z "${out:-}" ] || printf 'stdout:\n%s\n' "$out" | head -c 3000
        [ -z "${err:-}" ] || printf 'stderr:\n%s\n' "$err" | head -c 3000
        echo "alone:    ${SANITIZE:+SANITIZE=1 }SKIP_DEPS=1 scripts/test -f" \
            "'^${BATS_TEST_DESCRIPTION//[^A-Za-z0-9 ,:_-]/.}\$' tests/${BATS_TEST_FILENAME##*/tests/}"
    } >&2
    return 1
}

exits() {
    [ "$status" -eq "$1" ] || complain "exit code $1" "exit code $status"
}

# prints TEXT... - each of them is in the result, on stdout.
prints() {
    local text

    for text; do
        [[ "$out" == *"$text"* ]] || complain "on stdout: $text" "no such text" || return
    done
}

prints_exactly() {
    [ "$out" = "$1" ] || complain "on stdout exactly:
$1" "another text"
}

prints_nothing() {
    [ -z "$out" ] || complain "nothing on stdout" "what follows"
}

# tells TEXT... - each of them is in the talk, on stderr.
tells() {
    local text

    for text; do
        [[ "$err" == *"$text"* ]] || complain "on stderr: $text" "no such text" || return
    done
}

tells_not() {
    local text

    for text; do
        [[ "$err" != *"$text"* ]] || complain "nowhere on stderr: $text" "it is there" || return
    done
}

tells_nothing() {
    [ -z "$err" ] || complain "nothing on stderr" "what follows"
}

# is WHAT EXPECTED GOT
is() {
    [ "$2" = "$3" ] || complain "$1 is
$2" "
$3"
}

# fails_as EXIT_CODE MESSAGE - an error in one line, then a hint; nothing on stdout.
fails_as() {
    exits "$1"
    prints_nothing
    tells "litellm-dba: error: $2" "litellm-dba: hint: "
}

# json FILTER - of the result.
json() {
    jq -r "$1" "$BATS_TEST_TMPDIR/out" || complain "JSON with $1" "what follows"
}

# shows FILTER EXPECTED - a value of the JSON result.
shows() {
    local got

    got=$(json "$1") || return
    is "$1" "$2" "$got"
}

# Plans of nothing, for tests in which nothing must have happened.
journal_is_empty() {
    local saved="$command"

    dba journal list --json
    command="$saved; then $command"
    prints_exactly "[]"
}
