#!/usr/bin/env bats
# Every statement for the server means what its header says, on every known schema.

setup_file() {
    export CHECK="${LITELLM_DBA_BUILD:-$BATS_TEST_DIRNAME/../../build/release}/tests/sql/check_sql"
    export HARNESS="$BATS_TEST_DIRNAME/../harness"
    export SCHEMAS="$BATS_TEST_DIRNAME/../schema"
    cd "$SCHEMAS"
    for version in */; do
        version=${version%/}
        createdb "prepare_$version"
        "$HARNESS/make-schema" "$version" | psql -qX -v ON_ERROR_STOP=1 -d "prepare_$version"
    done
}

teardown_file() {
    cd "$SCHEMAS"
    for version in */; do
        dropdb --if-exists "prepare_${version%/}"
    done
}

# prepare VERSION - nothing is wrong, and something was prepared.
prepare() {
    run env PGDATABASE="prepare_$1" "$CHECK"
    echo "$output"
    [ "$status" -eq 0 ]
    [[ "${lines[-1]}" =~ ^[1-9][0-9]*\ statements\ prepared,\ [0-9]+\ skipped,\ 0\ wrong$ ]]
}

@test "1.53.2" { prepare 1.53.2; }
@test "1.63.12" { prepare 1.63.12; }
@test "1.75.8" { prepare 1.75.8; }
@test "1.80.9" { prepare 1.80.9; }
@test "1.81.8" { prepare 1.81.8; }
@test "1.81.15" { prepare 1.81.15; }
@test "1.83.2" { prepare 1.83.2; }
@test "2026-09" { prepare 2026-09; }
@test "2026-09, partitioned" { prepare 2026-09-partitioned; }

@test "each statement is prepared on one schema at least" {
    cd "$SCHEMAS"
    for version in */; do
        PGDATABASE="prepare_${version%/}" "$CHECK" --list
    done >"$BATS_TEST_TMPDIR/list"
    # Prepared in one schema, and skipped in all others, is as it should be.
    awk '$1 == "prepared" { prepared[$2] = 1 }
         $1 == "skipped" { skipped[$2] = 1 }
         END { for (name in skipped) if (!(name in prepared)) { print name; found = 1 }
               exit found }' "$BATS_TEST_TMPDIR/list"
    grep -q '^skipped ' "$BATS_TEST_TMPDIR/list"
}

@test "a schema of another name" {
    createdb prepare_aside
    {
        echo 'CREATE SCHEMA "Lite LLM"; SET search_path = "Lite LLM";'
        "$HARNESS/make-schema" 1.81.15
    } | psql -qX -v ON_ERROR_STOP=1 -d prepare_aside
    run env DATABASE_URL="postgresql:///prepare_aside?schema=Lite+LLM" "$CHECK"
    echo "$output"
    dropdb prepare_aside
    [ "$status" -eq 0 ]
    [[ "${lines[-1]}" =~ ,\ 0\ wrong$ ]]
}
