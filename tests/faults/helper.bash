# What the fault tests share: a small world, the program with a fault in it, and the judgement.

BUILD=${LITELLM_DBA_BUILD:-$BATS_TEST_DIRNAME/../../build/release}
PROGRAM=$BUILD/litellm-dba
SHIM=$BUILD/tests/faults/fault.so
HARNESS=$BATS_TEST_DIRNAME/../harness
export ASAN_OPTIONS="${ASAN_OPTIONS:-}:verify_asan_link_order=0"
CLEAN="orphans clean --all-safe --yes"

# Loops take every so many of their moments: there are thousands, and sanitizers are slow.
EVERY=2
[[ $BUILD != *sanitized* ]] || EVERY=5
[ -z "${FAULTS_ALL:-}" ] || EVERY=1

fail() {
    echo "$*" >&2
    return 1
}

# ask DATABASE SQL... - what it commits outlives a crash of the server.
ask() {
    local database=$1
    shift
    PGOPTIONS="-c synchronous_commit=on" psql -qXAt -v ON_ERROR_STOP=1 -d "$database" "${@/#/-c}"
}

contents() {
    ask "$1" 'SELECT harness.contents()'
}

restore() {
    ask "$DATABASE" 'SELECT harness.restore()' >/dev/null
}

# make_world DATABASE VERSION
make_world() {
    createdb "$1"
    {
        "$HARNESS/make-schema" "$2"
        cat "$BATS_TEST_DIRNAME/world.sql"
        echo "ANALYZE;"
    } | psql -qX -v ON_ERROR_STOP=1 -d "$1" -f -
}

# copy_world FROM TO - TO becomes a new copy.
copy_world() {
    ask postgres 'SET client_min_messages = warning' \
        "DROP DATABASE IF EXISTS \"$2\" WITH (FORCE)" "CREATE DATABASE \"$2\" TEMPLATE \"$1\""
}

# The place of one test: a database, and a state folder of its own. Thousands of fsyncs are
# quicker in memory.
use_world() {
    DATABASE=$1
    PLACE=$(mktemp -d -p "$([ -w /dev/shm ] && echo /dev/shm || echo "$BATS_TEST_TMPDIR")" faults.XXXXXX)
    STATE=$PLACE/state
    LOG=$PLACE/log
    SAID=$PLACE/said
    OPERATION=1
    START=
    WHERE=
}

teardown() {
    stop_pooler
    [ -z "${PLACE:-}" ] || rm -rf "$PLACE"
}

# quickly LOOP ARGUMENT... - runs it without the tracing of bats, which costs more than all else that a
# loop does in bash. It must say itself where it failed.
quickly() (
    trap - DEBUG
    set +T
    "$@"
)

# start_over - the state folder is what $START has, or not there.
start_over() {
    rm -rf "$STATE"
    [ -z "$START" ] || cp -r "$START" "$STATE"
}

# start_undone - from now on it starts from what $COMMAND did, on a copy of the database, and $COMMAND
# takes that back.
start_undone() {
    local before=$BEFORE
    copy_world "$DATABASE" "${DATABASE}_undone"
    DATABASE=${DATABASE}_undone
    dba $COMMAND
    ask "$DATABASE" 'SELECT harness.keep()' >/dev/null
    BEFORE=$AFTER AFTER=$before COMMAND="undo 1 --yes" OPERATION=2 START=$PLACE/start
    cp -r "$STATE" "$START"
}

# moments STEP SETTING... - at which of the calls of $COMMAND a loop strikes: at every STEP-th, and
# always at the first and at one of the last. So there is a run that changed nothing and one that was
# done in any sample. The number of calls differs a little from run to run: the last but a few is there,
# and what is beyond them may not be.
moments() {
    local step=$(($1 * EVERY)) count
    [ -z "${FAULTS_ALL:-}" ] || step=1
    shift
    start_over
    faulty "$@" -- $COMMAND
    count=$(wc -l <"$LOG")
    restore
    [ "$count" -gt 40 ] || fail "$*: only $count calls" || return 1
    { seq 1 "$step" $((count + 4)); echo $((count - 4)); } | sort -nu
}

# start_pooler [MODE] - from now on the program goes through PgBouncer.
start_pooler() {
    rm -f "$PLACE/pooler"
    "$BATS_TEST_DIRNAME/../../scripts/with-pgbouncer" --pool-mode "${1:-transaction}" -- sh -c \
        'echo "host=$PGHOST port=$PGPORT" >"$1.new"; mv "$1.new" "$1"; exec sleep 600' \
        sh "$PLACE/pooler" >"$PLACE/pooler.log" 2>&1 3>&- &
    POOLER=$!
    until [ -s "$PLACE/pooler" ]; do
        kill -0 $POOLER || fail "no pooler: $(cat "$PLACE/pooler.log")" || return 1
        sleep 0.05
    done
    WHERE=$(cat "$PLACE/pooler")
}

stop_pooler() {
    [ -n "${POOLER:-}" ] || return 0
    kill "$POOLER" 2>/dev/null || true
    wait "$POOLER" 2>/dev/null || true
    POOLER=
}

# dba ARGUMENT... - the program as it is; what it says goes to $SAID as well.
dba() {
    local status=0
    "$PROGRAM" "$@" --dbname "${ADDRESS:-dbname=$DATABASE} $WHERE" --state "$STATE" </dev/null >"$SAID.out" \
        2>"$SAID" || status=$?
    return $status
}

# faulty NAME=VALUE... -- ARGUMENT... - the program with a fault in it; sets STATUS.
faulty() {
    local settings=()
    while [ "$1" != -- ]; do
        settings+=("FAULT_$1")
        shift
    done
    shift
    rm -f "$LOG"
    STATUS=0
    # In a subshell, whose complaint about a process that was killed goes with the rest.
    (
        env "${settings[@]}" FAULT_FOLDER="$STATE" FAULT_LOG="$LOG" LD_PRELOAD="$SHIM" "$PROGRAM" \
            "$@" --dbname "${ADDRESS:-dbname=$DATABASE} $WHERE" --state "$STATE" </dev/null >"$SAID.out" || exit $?
    ) 2>"$SAID" || STATUS=$?
}

# faulty_in_background NAME=VALUE... -- ARGUMENT... - sets TOOL, its process.
faulty_in_background() {
    local settings=()
    while [ "$1" != -- ]; do
        settings+=("FAULT_$1")
        shift
    done
    shift
    # In the background the shell has SIGINT ignored.
    env --default-signal=INT "${settings[@]}" FAULT_FOLDER="$STATE" FAULT_LOG="$LOG" \
        LD_PRELOAD="$SHIM" "$PROGRAM" "$@" --dbname "${ADDRESS:-dbname=$DATABASE} $WHERE" \
        --state "$STATE" </dev/null >"$SAID.out" 2>"$SAID" 3>&- &
    TOOL=$!
    echo $TOOL >"$PLACE/tool"
}

# ended - waits for the run in the background; sets STATUS.
ended() {
    STATUS=0
    wait $TOOL || STATUS=$?
}

# wait_for_state LETTER - until the run in the background is stopped (T) or has ended (Z).
wait_for_state() {
    local patience=3000
    until grep -q "^State:[[:space:]]$1" "/proc/$TOOL/status"; do
        patience=$((patience - 1))
        [ $patience -gt 0 ] || fail "the run is not in state $1: $(cat "$SAID")" || return 1
        sleep 0.02
    done
}

# wait_for_receipt SIGNAL - until none is on its way to the run in the background.
wait_for_receipt() {
    local pending mask=$((1 << ($(kill -l "$1") - 1))) patience=3000
    while pending=$(sed -n 's/^ShdPnd:[[:space:]]*/0x/p' "/proc/$TOOL/status") &&
        [ $((pending & mask)) != 0 ]; do
        patience=$((patience - 1))
        [ $patience -gt 0 ] || fail "SIG$1 is not received" || return 1
        sleep 0.02
    done
}

# wait_for_words TEXT - until the run in the background has said so.
wait_for_words() {
    local patience=1000
    until grep -qsF -e "$1" "$SAID"; do
        patience=$((patience - 1))
        [ $patience -gt 0 ] || fail "nobody says \"$1\": $(cat "$SAID")" || return 1
        sleep 0.05
    done
}

# ours DATABASE CONDITION - how many of our sessions are like that.
ours() {
    ask postgres "SELECT count(*) FROM pg_stat_activity
                   WHERE datname = '$1' AND application_name LIKE 'litellm-dba%' AND $2"
}

wait_for_ours() {
    local patience=1000
    until [ "$(ours "$1" "$2")" -gt 0 ]; do
        patience=$((patience - 1))
        [ $patience -gt 0 ] || fail "no session of ours with $2: $(cat "$SAID")" || return 1
        sleep 0.05
    done
}

# hold SQL SECONDS - another session runs SQL in a transaction and keeps it open that long. Sets
# HOLDER.
hold() {
    psql -qXAt -d "$DATABASE" -c BEGIN -c "$1" -c "SELECT pg_sleep($2)" -c COMMIT >/dev/null \
        2>&1 3>&- &
    HOLDER=$!
    until [ "$(ask postgres "SELECT count(*) FROM pg_stat_activity WHERE datname = '$DATABASE'
                              AND query LIKE '%pg_sleep%' AND application_name = 'psql'
                              AND pid <> pg_backend_pid()")" -gt 0 ]; do
        sleep 0.02
    done
}

release() {
    ask postgres "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                   WHERE datname = '$DATABASE' AND query LIKE '%pg_sleep%'" >/dev/null
    wait $HOLDER || true
}

struck() {
    [ -e "$LOG" ] && [[ $'\n'$(<"$LOG")$'\n' == *$'\nstruck\n'* ]]
}

# Where it struck.
moment() {
    grep -B1 -x struck "$LOG" | head -n 1
}

# The operation of this test without asking the program: none, running, prepared, committed, or its
# outcome. peek_left asks a copy of the journal, so that the program finds what the dead one left.
peek() {
    local found= journal=${1:-$STATE}/journal.db
    # sqlite3 would make the file.
    [ ! -e "$journal" ] || found=$(sqlite3 "$journal" \
        "SELECT outcome FROM operation WHERE operation = $OPERATION" 2>/dev/null) || true
    echo "${found:-none}"
}

peek_left() {
    local copy=$PLACE/left
    rm -rf "$copy"
    mkdir "$copy"
    cp "$STATE"/journal.db* "$copy" 2>/dev/null || true
    peek "$copy"
}

# What no run leaves behind: lock files, and files without their final name.
unfinished() {
    find "$STATE/operations" -name '.*' -o -name '*.part' -o -name '*.prepared' -o -name '*.new' \
        2>/dev/null || true
}

# The folder of this test's operation.
folder() {
    printf '%s/operations/%06d' "$STATE" $OPERATION
}

# Its files are all there under their final names, as the journal has them: in its folder, or where
# they lay before.
check_files() {
    local folder
    folder=$(folder)
    sqlite3 -separator '  ' "$STATE/journal.db" "
        SELECT file.value ->> '\$.sha256',
               coalesce(file.value ->> '\$.place', '${folder#"$STATE"/}') || '/' || (file.value ->> '\$.name')
          FROM event, json_each(event.body, '\$.files') AS file
         WHERE operation = $OPERATION AND kind = 'prepared'" >"$PLACE/sums"
    [ -s "$PLACE/sums" ] || fail "no file was prepared" || return 1
    (cd "$STATE" && sha256sum --check --quiet "$PLACE/sums") ||
        fail "the files are not what was prepared" || return 1
    [ -f "$folder/manifest.json" ] && [ -f "$folder/undo.sql" ] && [ -f "$folder/README" ] ||
        fail "the folder is not complete"
}

# judge BEFORE AFTER [COMMAND...] - what the fault left is all or nothing; the next run says which,
# and heals; then journal, files and tables agree. Sets FOUND (before or after), and HEALED to what
# the next run said.
judge() {
    local before=$1 after=$2 left now outcome
    shift 2
    [ $# -gt 0 ] || set -- orphans --quiet
    left=$(peek_left)
    # A name is final when the outcome is known.
    case $left in
    running | prepared)
        ! compgen -G "$(folder)/*.csv" >/dev/null || fail "a final name while $left" || return 1
        ;;
    esac
    dba "$@" || fail "the next run failed: $(cat "$SAID")" || return 1
    HEALED=$(cat "$SAID")
    now=$(contents "$DATABASE")
    case $now in
    "$before") FOUND=before ;;
    "$after") FOUND=after ;;
    *) fail "the tables are neither as before nor as after" || return 1 ;;
    esac
    case $left-$FOUND in
    running-before | prepared-before)
        [[ $HEALED == *"had ended before its commit; nothing was changed"* ]] ||
            fail "healed $left without a word: $HEALED" || return 1
        ;;
    prepared-after | committed-after)
        [[ $HEALED == *"had been committed"* ]] ||
            fail "healed $left without a word: $HEALED" || return 1
        ;;
    none-before | completed-after) ;;
    running-after | committed-before | none-after | completed-before)
        fail "the journal said $left, the tables are as $FOUND" || return 1
        ;;
    # It failed, and could say so itself.
    *-before) ;;
    *) fail "the journal said $left, the tables are as $FOUND" || return 1 ;;
    esac
    outcome=$(peek)
    case $outcome-$FOUND in
    completed-after) ;;
    completed-before | running-* | prepared-* | committed-* | *-after)
        fail "left $left; healed to $outcome, the tables are as $FOUND" || return 1
        ;;
    esac
    [ "$*" = "journal verify" ] || dba journal verify ||
        fail "journal verify: $(cat "$SAID" "$SAID.out")" || return 1
    [ -z "$(unfinished)" ] || fail "left lying: $(unfinished)" || return 1
    if [ $FOUND = after ]; then
        check_files
    else
        [ ! -e "$(folder)" ] || fail "the folder is still there"
    fi
}
