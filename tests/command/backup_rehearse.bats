#!/usr/bin/env bats
# backup rehearse: what can be brought back is proven, and nothing of it stays.

bats_require_minimum_version 1.5.0
load helper
load sets

setup() {
    fresh
}

teardown_file() {
    drop_database
    psql -qXd postgres -c "DROP DATABASE IF EXISTS ${DATABASE}_scratch WITH (FORCE)"
}

@test "a set is loaded, read back and rolled back" {
    create --all
    keep_rows
    dba backup rehearse --json
    exits 0
    shows '[.outcome, .set, .rehearsed.server_version] | join(" ")' "completed $set $(sql 'SHOW server_version' | cut -d' ' -f1)"
    rows_are_kept
    dba backup rehearse
    exits 0
    prints "$set can be brought back on PostgreSQL"
    is "noted" "$(sql 'SHOW server_version' | cut -d' ' -f1) 3" "$(manifest '.rehearsed.server_version + " " + (.rehearsed.operation | tostring)')"
    dba journal list --json
    shows '.[0] | [.command, .outcome, .rows] | map(tostring) | join(" ")' "backup rehearse completed $(manifest '[.tables[].rows] | add')"
    is "temporary tables" "" "$(sql "SELECT relname FROM pg_class WHERE relname LIKE 'litellm_dba%'")"
    dba undo 2 --yes
    fails_as 7 "operation 2 (backup rehearse) changed nothing on the server"
}

@test "in another database, of a newer version and of an older one" {
    create
    psql -qXd postgres -c "DROP DATABASE IF EXISTS ${DATABASE}_scratch WITH (FORCE)"
    "$HARNESS/load-world" "${DATABASE}_scratch" 2026-09 --empty
    dba_alone backup rehearse --scratch "${DATABASE}_scratch"
    exits 0
    dba_alone journal list --json
    shows '.[0].database' "${DATABASE}_scratch"
    psql -qXd postgres -c "DROP DATABASE IF EXISTS ${DATABASE}_scratch WITH (FORCE)"
    "$HARNESS/load-world" "${DATABASE}_scratch" 1.53.2 --empty
    dba_alone backup rehearse --scratch "${DATABASE}_scratch"
    exits 6
    tells "the set $set cannot be brought back as it is" 'the database has no table "LiteLLM_AccessGroupTable"' "hint: "
    # What is noted is the rehearsal that went well.
    [ "$(manifest .rehearsed)" != null ]
    dba_alone backup rehearse --scratch "${DATABASE}_nowhere"
    fails_as 3 ""
}

@test "what the database does not take is found" {
    create
    sql 'ALTER TABLE "LiteLLM_TagTable" DROP COLUMN description'
    dba backup rehearse
    exits 6
    tells 'the database has no column "description" in "LiteLLM_TagTable"'
    sql 'ALTER TABLE "LiteLLM_TagTable" ADD COLUMN description text' \
        'ALTER TABLE "LiteLLM_TeamTable" ADD CONSTRAINT odd CHECK (length(team_id) < 3)' 2>/dev/null || true
    sql 'ALTER TABLE "LiteLLM_TeamTable" ADD CONSTRAINT odd CHECK (length(team_id) < 3) NOT VALID'
    dba backup rehearse
    exits 6
    tells "cannot be brought back as it is" odd
    sql 'ALTER TABLE "LiteLLM_TeamTable" DROP CONSTRAINT odd'
    csv LiteLLM_UserTable >"$BATS_TEST_TMPDIR/users"
    sed '2s/^[^,]*/x/' "$BATS_TEST_TMPDIR/users" >"$BATS_TEST_TMPDIR/users.new"
    pack LiteLLM_UserTable "$BATS_TEST_TMPDIR/users.new"
    dba backup rehearse
    exits 6
    tells 'is not the file that was written'
    is "noted" null "$(manifest .rehearsed)"
    dba journal list --json
    shows '[.[].outcome] | join(" ")' "found found found completed"
}

@test "an interrupted rehearsal is a failure, and leaves nothing" {
    create
    hold 'LOCK TABLE "LiteLLM_TagTable"'
    dba backup rehearse
    exits 3
    let_go
    is "noted" null "$(manifest .rehearsed)"
    dba backup rehearse
    exits 0
}
