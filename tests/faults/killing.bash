# The loop that kills, and judges what is left.

# Whatever command comes next heals.
healer() {
    local healers=("orphans --quiet" "journal list" "orphans key-expired" "journal verify" "status"
        "orphans --json")
    echo "${healers[$(($1 % ${#healers[@]}))]}"
}

# undo_again MOMENT - what was done can be taken back, to the byte.
undo_again() {
    dba undo $OPERATION --yes || fail "$1: undo: $(cat "$SAID")" || return 1
    [ "$(contents "$DATABASE")" = "$BEFORE" ] || fail "$1: undo left something"
}

# killed FAULT STEP - $COMMAND is killed at each STEP-th call.
killed() {
    local n all times=0 done_count=0 undone=0 every=4
    [ -z "${FAULTS_ALL:-}" ] || every=1
    all=$(moments "$2" DO="$1") || return 1
    for n in $all; do
        start_over
        faulty DO="$1" AT=$n -- $COMMAND
        struck || break
        times=$((times + 1))
        judge "$BEFORE" "$AFTER" $(healer $n) || fail "$1 at $n, $(moment)" || return 1
        [ $FOUND = after ] || continue
        if [ $((done_count % every)) = 0 ]; then
            undo_again "$1 at $n, $(moment)" || return 1
            undone=$((undone + 1))
        fi
        done_count=$((done_count + 1))
        restore
    done
    echo "# $COMMAND, $1: $times times, the last at call $n, $done_count times done, $undone undone" >&3
    [ $done_count -gt 0 ] && [ $done_count -lt $times ]
}

# start DATABASE COMMAND - the tables before and after.
start() {
    use_world "$1"
    COMMAND=$2
    restore
    BEFORE=$(contents "$DATABASE")
    dba $COMMAND
    AFTER=$(contents "$DATABASE")
    [ "$BEFORE" != "$AFTER" ]
    start_over
    restore
}
