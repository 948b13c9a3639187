#!/usr/bin/env bats
# Killed at any moment, an operation is done or not done, and the next run says which.
#
# FAULTS_ALL=1 takes every moment where a sample is taken otherwise.
bats_require_minimum_version 1.5.0
load helper

setup_file() {
    for version in 1.81.15 2026-09; do
        make_world "kill_$version" "$version"
    done
}

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

# killed FIRST BY FAULT STEP COMMAND - at each STEP-th call until there is none left, from the
# FIRST on and by BY. It starts from the tables that the database keeps, and from the state
# folder $START (none: no folder).
killed() {
    local n fault=$3 step=$(($4 * EVERY)) done_count=0 undone=0 every=4
    [ -z "${FAULTS_ALL:-}" ] || every=1 step=1
    for ((n = 1 + ($1 - 1) * step; ; n += $2 * step)); do
        rm -rf "$STATE"
        [ -z "$START" ] || cp -r "$START" "$STATE"
        faulty DO="$fault" AT=$n -- $5
        struck || break
        judge "$BEFORE" "$AFTER" $(healer $n) || fail "$fault at $n, $(moment)" || return 1
        [ $FOUND = after ] || continue
        done_count=$((done_count + 1))
        if [ $((done_count % every)) = 0 ]; then
            undo_again "$fault at $n, $(moment)" || return 1
            undone=$((undone + 1))
        fi
        restore
    done
    echo "# $5, $fault: $(((n - 1) / step / $2)) of $((n - 1)) moments, $done_count times done, $undone undone" >&3
    [ $n -gt 60 ] && [ $((done_count * step * $2)) -gt 10 ]
}

# clean VERSION FAULT STEP
clean() {
    use_world "kill_$1"
    START=
    restore
    BEFORE=$(contents "$DATABASE")
    dba $CLEAN
    AFTER=$(contents "$DATABASE")
    [ "$BEFORE" != "$AFTER" ]
    restore
    two_at_once killed "$2" "$3" "$CLEAN"
}

# undo VERSION FAULT STEP - from the world that a clean left.
undo() {
    copy_world "kill_$1" "undo_$1"
    use_world "undo_$1"
    restore
    AFTER=$(contents "$DATABASE")
    dba $CLEAN
    BEFORE=$(contents "$DATABASE")
    restore
    two_at_once killed_undo "$2" "$3"
}

# killed_undo FIRST BY FAULT STEP
killed_undo() {
    dba $CLEAN
    ask "$DATABASE" 'SELECT harness.keep()' >/dev/null
    START=$PLACE/start
    OPERATION=2
    cp -r "$STATE" "$START"
    killed "$@" "undo 1 --yes"
}

@test "clean, killed before each call (1.81.15)" {
    clean 1.81.15 kill 1
}

@test "clean, killed in the middle of writes (2026-09)" {
    clean 2026-09 tear 2
}

@test "undo, killed before calls (2026-09)" {
    undo 2026-09 kill 2
}

@test "undo, killed in the middle of writes (1.81.15)" {
    undo 1.81.15 tear 5
}

# users FAULT STEP COMMAND - keys that change, numbers that are added up.
users() {
    copy_world kill_2026-09 users_2026-09
    use_world users_2026-09
    ask "$DATABASE" "INSERT INTO \"LiteLLM_TeamMembership\" (user_id, team_id, spend) VALUES ('ben', 'team-a', 0.2)" \
        "UPDATE \"LiteLLM_UserTable\" SET spend = 0.7 WHERE user_id = 'ann'" \
        'SELECT harness.keep()' >/dev/null
    CLEAN=$3
    START=
    BEFORE=$(contents "$DATABASE")
    dba $CLEAN
    AFTER=$(contents "$DATABASE")
    [ "$BEFORE" != "$AFTER" ]
    restore
    two_at_once killed "$1" "$2" "$CLEAN"
}

@test "a user renamed, killed before calls (2026-09)" {
    users kill 5 "user rename ann anna --skip-logs --yes"
}

@test "users merged, killed before calls (2026-09)" {
    users kill 5 "user merge ann ben --skip-logs --yes"
}
