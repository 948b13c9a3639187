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

# failing STEP SETTING... - at every STEP-th call that takes room or changes a file.
failing() {
    local n all times=0 failed=0 done_count=0
    all=$(moments "$@") || return 1
    shift
    for n in $all; do
        start_over
        faulty AT=$n "$@" -- $COMMAND
        struck || break
        times=$((times + 1))
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
    echo "# $*: $times times, the last at call $n, $failed times failed, $done_count times done" >&3
    [ $failed -gt 0 ] && [ $done_count -gt 0 ]
}

@test "no room for one call" {
    start
    quickly failing 3 DO=ENOSPC
}

@test "no room from some call on, until the next run" {
    start
    quickly failing 3 DO=ENOSPC STAYS=1
}

@test "no room from some call of an undo on, until the next run" {
    start
    start_undone
    quickly failing 7 DO=ENOSPC STAYS=1
}

@test "the quota is used up" {
    start
    quickly failing 7 DO=EDQUOT STAYS=1
}

@test "the disk fails once" {
    start
    quickly failing 5 DO=EIO
}

@test "the disk fails and stays so" {
    start
    quickly failing 5 DO=EIO STAYS=1
}

@test "a write that writes only half is continued" {
    start
    quickly shortened 9
}

# shortened STEP
shortened() {
    local n all times=0
    all=$(moments "$1" DO=short) || return 1
    for n in $all; do
        start_over
        faulty DO=short AT=$n -- $COMMAND
        struck || break
        times=$((times + 1))
        [ "$STATUS" -eq 0 ] || fail "$n, $(moment): $(cat "$SAID")" || return 1
        judge "$BEFORE" "$AFTER" && [ $FOUND = after ] || fail "$n, $(moment)" || return 1
        restore
    done
    [ $times -gt 1 ]
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
    # The last has room enough.
    for size in $(seq 4 $((8 * EVERY)) 260) 400; do
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
    [ $full -gt 0 ] && [ $room -gt 0 ]
}
