# status: one page, and the same as JSON.

load helper

setup() {
    fresh
}

teardown_file() {
    drop_database
}

@test "an untouched database: its version, numbers and orphans" {
    dba status --json
    exits 0
    shows '.schema | [.version, .exact] | join(" ")' "1.81.15 true"
    shows '.server.database' "$DATABASE"
    shows '.counts.users' "$(sql 'SELECT count(*) FROM "LiteLLM_UserTable"')"
    shows '.counts.keys' "$(sql 'SELECT count(*) FROM "LiteLLM_VerificationToken"')"
    shows '.log.about_rows' "$(sql 'SELECT count(*) FROM "LiteLLM_SpendLogs"')"
    shows '.orphans[] | select(.class == "key-without-user") | .count' \
        "$(planted 1.81.15 key-without-user)"
    shows '.journal.operations' 0
}

@test "drift is named, both ways" {
    sql 'ALTER TABLE "LiteLLM_UserTable" ADD COLUMN shoe_size int' \
        'ALTER TABLE "LiteLLM_TagTable" DROP COLUMN description'
    dba status
    exits 0
    [[ "$out" =~ "nearest to LiteLLM 1.81.15" ]] || complain "the nearest version" "$out"
    [[ "$out" =~ "missing column LiteLLM_TagTable.description" ]] || complain "what is missing" "$out"
    [[ "$out" =~ "additional column LiteLLM_UserTable.shoe_size" ]] || complain "what is new" "$out"
}

@test "the last run of retention is told" {
    dba status --json
    shows .journal.last_retention null
    dba logs prune --older-than 60d --yes --full-speed --no-vacuum
    dba orphans clean key-expired --yes
    dba status --json
    exits 0
    shows '.journal.last.command' "orphans clean"
    shows '.journal.last_retention | "\(.operation) \(.command) \(.outcome)"' "1 logs prune completed"
    [ "$(json .journal.last_retention.rows)" -gt 10 ]
    dba status
    prints "Retention operation 1 (logs prune, completed) at "
    # That of another database is not this one's.
    psql -qXd postgres -c "ALTER DATABASE $DATABASE RENAME TO ${DATABASE}_2"
    dba_alone --dbname "${DATABASE}_2" status --json
    shows .journal.last_retention null
    psql -qXd postgres -c "ALTER DATABASE ${DATABASE}_2 RENAME TO $DATABASE"
}
