#!/usr/bin/env bats
# The same for an undo.
bats_require_minimum_version 1.5.0
load helper
load killing

setup_file() {
    make_world kill_old 1.81.15
    make_world kill_new 2026-09
}

@test "undo, killed before calls (2026-09)" {
    start kill_new "$CLEAN"
    start_undone
    quickly killed kill 2
}

@test "undo, killed in the middle of writes (1.81.15)" {
    start kill_old "$CLEAN"
    start_undone
    quickly killed tear 5
}
