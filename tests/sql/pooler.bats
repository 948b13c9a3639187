#!/usr/bin/env bats
# All that is tested on a plain connection holds behind PgBouncer in transaction mode.

behind_pooler() {
    build=${LITELLM_DBA_BUILD:-$BATS_TEST_DIRNAME/../../build/release}
    run "$BATS_TEST_DIRNAME/../../scripts/with-pgbouncer" -- "$build/tests/unit/server/$1"
    echo "$output"
    [ "$status" -eq 0 ]
    [[ "$output" == *"[  PASSED  ]"* ]]
}

@test "connecting" { behind_pooler server_test; }
@test "transactions" { behind_pooler transaction_test; }
@test "queries" { behind_pooler query_test; }
@test "copies" { behind_pooler copy_test; }
@test "the catalog" { behind_pooler catalog_test; }
@test "maintenance" { behind_pooler maintain_test; }
