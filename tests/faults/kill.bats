#!/usr/bin/env bats
# Killed at any moment, an operation is done or not done, and the next run says which.
#
# FAULTS_ALL=1 takes every moment where a sample is taken otherwise.
bats_require_minimum_version 1.5.0
load helper
load killing

# Twice as many moments here as elsewhere.
EVERY=$(((EVERY + 1) / 2))

setup_file() {
    make_world kill_old 1.81.15
    make_world kill_new 2026-09
}

@test "clean, killed before each call (1.81.15)" {
    start kill_old "$CLEAN"
    quickly killed kill 1
}

@test "clean, killed in the middle of writes (2026-09)" {
    start kill_new "$CLEAN"
    quickly killed tear 2
}
