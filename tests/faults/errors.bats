#!/usr/bin/env bats
# The disk is full or broken at any moment: nothing changed and said so, or done and said so.
bats_require_minimum_version 1.5.0
load helper

setup_file() {
    make_world errors 2026-09
}

# What each test starts from; the tables before and after.
start() {
    use_world errors
    COMMAND=$CLEAN
    restore
    BEFORE=$(contents errors)
    dba $CLEAN
    AFTER=$(contents errors)
    restore
    rm -rf "$STATE"
}

# What was wrong and what can be done was said.
told() {
    grep -q '^litellm-dba: error: ' "$SAID" && grep -q '^litellm-dba: hint: ' "$SAID"
}

# said_truly FILE - what it said of the change agrees with what became of it.
said_truly() {
    if [ $FOUND = after ]; then
        [ "$STATUS" -eq 0 ] ||
            { grep -q 'hint: The change is committed' "$1" && ! grep -qi 'nothing was changed' "$1"; }
    else
        [ "$STATUS" -ne 0 ] && ! grep -q 'The change is committed' "$1"
    fi
}

# failing FIRST BY STEP SETTING... - at every STEP-th call that takes room or changes a file, from
# the FIRST on and by BY.
failing() {
    local n by=$2 step=$(($3 * EVERY)) failed=0 done_count=0
    [ -z "${FAULTS_ALL:-}" ] || step=1
    n=$((1 + ($1 - 1) * step))
    shift 3
    for ((; ; n += by * step)); do
        rm -rf "$STATE"
        [ -z "${START:-}" ] || cp -r "$START" "$STATE"
        faulty AT=$n "$@" -- $COMMAND
        struck || break
        case $STATUS in
        # It could do without.
        0) ;;
        4 | 5)
            failed=$((failed + 1))
            told || fail "$* at $n, $(moment): $(cat "$SAID")" || return 1
            ;;
        *) fail "$* at $n, $(moment): exit $STATUS, $(cat "$SAID")" || return 1 ;;
        esac
        cp "$SAID" "$SAID.first"
        judge "$BEFORE" "$AFTER" || fail "$* at $n, $(moment), exit $STATUS" || return 1
        said_truly "$SAID.first" ||
            fail "$* at $n, $(moment), exit $STATUS, $FOUND: $(cat "$SAID.first")" || return 1
        [ $FOUND = after ] || continue
        done_count=$((done_count + 1))
        restore
    done
    echo "# $*: $(((n - 1) / step / by)) of $((n - 1)) moments, $failed times failed, $done_count times done" >&3
    [ $n -gt 60 ] && [ $((failed * step * by)) -gt 30 ] && [ $((done_count * step * by)) -gt 5 ]
}

@test "no room for one call" {
    start
    two_at_once failing 3 DO=ENOSPC
}

@test "no room from some call on, until the next run" {
    start
    two_at_once failing 3 DO=ENOSPC STAYS=1
}

# failing_undo FIRST BY STEP SETTING...
failing_undo() {
    dba $CLEAN
    ask "$DATABASE" "SELECT harness.keep()" >/dev/null
    COMMAND="undo 1 --yes" OPERATION=2 START=$PLACE/start
    cp -r "$STATE" "$START"
    failing "$@"
}

@test "no room from some call of an undo on, until the next run" {
    start
    local before=$BEFORE
    BEFORE=$AFTER AFTER=$before
    two_at_once failing_undo 7 DO=ENOSPC STAYS=1
}

@test "the quota is used up" {
    start
    two_at_once failing 7 DO=EDQUOT STAYS=1
}

@test "the disk fails once" {
    start
    two_at_once failing 5 DO=EIO
}

@test "the disk fails and stays so" {
    start
    two_at_once failing 5 DO=EIO STAYS=1
}

@test "a write that writes only half is continued" {
    start
    local n
    for ((n = 1; ; n += 9 * EVERY)); do
        rm -rf "$STATE"
        faulty DO=short AT=$n -- $CLEAN
        struck || break
        [ "$STATUS" -eq 0 ] || fail "$n, $(moment): $(cat "$SAID")"
        judge "$BEFORE" "$AFTER" && [ $FOUND = after ] || fail "$n, $(moment)"
        restore
    done
    [ $n -gt 60 ]
}

# small_disk KILOBYTES - the state folder lies on a disk of that size.
small_disk() {
    start
    mkdir "$PLACE/disk"
    mount -t tmpfs -o size="$1k",mode=0700 tmpfs "$PLACE/disk" || skip "cannot mount here"
    STATE=$PLACE/disk/state
}

teardown() {
    umount "$PLACE/disk" 2>/dev/null || true
    rm -rf "$PLACE"
}

@test "a real disk that has no room for the pre-images" {
    small_disk 1000
    ask errors "UPDATE \"LiteLLM_VerificationToken\"
                   SET metadata = jsonb_build_object('x', repeat('0123456789', 200000))
                 WHERE user_id = 'gone-1'"
    BEFORE=$(contents errors)
    run dba $CLEAN
    [ "$status" -eq 5 ]
    told
    grep -q "hint: The disk with the folder \"$STATE/operations/000001\" is full" "$SAID"
    [ "$(contents errors)" = "$BEFORE" ]
    [ "$(peek)" = file_error ]
    [ ! -e "$STATE/operations/000001" ]
    judge "$BEFORE" none

    mount -o remount,size=20000k "$PLACE/disk"
    dba $CLEAN
    OPERATION=2
    [ "$(peek)" = completed ]
    dba undo 2 --yes
    [ "$(contents errors)" = "$BEFORE" ]
}

@test "a real disk that has no room for the journal" {
    small_disk 2000
    dba orphans clean --all-safe --dry-run
    dd if=/dev/zero of="$PLACE/disk/filler" bs=1k 2>/dev/null || true
    run dba $CLEAN
    [ "$status" -eq 4 ]
    told
    grep -q "hint: The disk .*of the journal is" "$SAID" || fail "$(cat "$SAID")"
    [ "$(contents errors)" = "$BEFORE" ]
    [ "$(peek)" = none ]

    rm "$PLACE/disk/filler"
    judge "$BEFORE" none
    dba $CLEAN
    [ "$(contents errors)" = "$AFTER" ]
}

@test "a real disk that fills up at any size" {
    small_disk 4
    local size room=0 full=0
    for ((size = 4; size < 260; size += 8 * EVERY)); do
        rm -rf "$STATE"
        mount -o remount,size="${size}k" "$PLACE/disk"
        run dba $CLEAN
        [ "$status" -eq 0 ] || told || fail "$size kB, exit $status: $(cat "$SAID")"
        mount -o remount,size=20000k "$PLACE/disk"
        judge "$BEFORE" "$AFTER" || fail "$size kB, exit $status"
        if [ $FOUND = after ]; then
            room=$((room + 1))
            restore
        else
            [ "$status" -eq 4 ] || [ "$status" -eq 5 ] || fail "$size kB, exit $status"
            full=$((full + 1))
        fi
    done
    echo "# $full times no room, $room times enough" >&3
    [ $((full * EVERY)) -gt 10 ] && [ $((room * EVERY)) -gt 5 ]
}
