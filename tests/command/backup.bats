#!/usr/bin/env bats
# backup create, list, show: what is in a set, and what is said of it.

bats_require_minimum_version 1.5.0
load helper
load sets

setup() {
    fresh
}

teardown_file() {
    drop_database
}

@test "a set has every table but the logs, byte for byte" {
    create
    every_table_is_right 30
    only_whole_sets
    is "mode of the folder" 700 "$(stat -c %a "$folder")"
    is "other modes than 600" "" "$(find "$folder" -type f ! -perm 600)"
    is "tables" "$(sql "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace
        AND relkind = 'r' AND relname <> '_prisma_migrations'")" \
        "$(manifest '(.tables | length) + ([.absences[] | select(.why == "logs")] | length)')"
    is "absent as logs" "LiteLLM_AuditLog LiteLLM_ErrorLogs LiteLLM_HealthCheckTable LiteLLM_SpendLogGuardrailIndex LiteLLM_SpendLogs" \
        "$(manifest '[.absences[] | select(.why == "logs") | .table] | join(" ")')"
    is "rows in the manifest" "$(sql 'SELECT count(*) FROM "LiteLLM_UserTable"')" \
        "$(manifest '.tables[] | select(.name == "LiteLLM_UserTable") | .rows')"
    is "first and last key" "$(live LiteLLM_TeamTable | cut -d, -f1 | sed -n '2p;$p' | paste -sd' ')" \
        "$(manifest '.tables[] | select(.name == "LiteLLM_TeamTable") | .files[0] | .first_key[0] + " " + .last_key[0]')"
    is "digest of the manifest" "$(manifest .sha256)" "$(jq -cj 'del(.sha256)' "$folder/manifest.json" | sha256sum | cut -d' ' -f1)"
    is "digests of the files" "" "$(manifest '.tables[].files[] | .file_sha256 + "  " + .name' |
        (cd "$folder" && sha256sum -c --quiet - 2>&1))"
}

@test "the manifest says where and when" {
    sql "CREATE TABLE \"LiteLLM_SpendLogs_legacy\" (a int)"
    LITELLM_SALT_KEY=sk-salt create
    is "version" "1.81.15 0 $(sql 'SHOW server_version' | cut -d' ' -f1) $DATABASE public" \
        "$(manifest '[.schema.nearest_version, .schema.differences, .source.version, .source.database, .source.schema] | join(" ")')"
    is "cluster" "$(sql 'SELECT system_identifier FROM pg_control_system()')" "$(manifest .source.system_identifier)"
    is "migrations" "$(sql 'SELECT count(*) FROM _prisma_migrations')" "$(manifest '.migrations | length')"
    is "absent" "_prisma_migrations LiteLLM_SpendLogs_legacy" \
        "$(manifest '[.absences[] | select(.why != "logs") | .table] | sort | reverse | join(" ")')"
    is "sequence" "LiteLLM_ModelTable.id $(sql 'SELECT last_value FROM "LiteLLM_ModelTable_id_seq"')" \
        "$(manifest '.sequences[] | .table + "." + .column + " " + (.last_value | tostring)')"
    is "foreign keys" "$(sql "SELECT count(*) FROM pg_constraint WHERE contype = 'f'")" "$(manifest '.foreign_keys | length')"
    # The fingerprint of another key is another one, and no key is in the set.
    salted=$(manifest .salt_fingerprint)
    [[ "$salted" =~ ^[0-9a-f]{64}$ ]]
    is "where the key was" LITELLM_SALT_KEY "$(manifest .salt_source)"
    is "the key in the set" "" "$(grep -rl sk-salt "$folder" || true)"
    LITELLM_MASTER_KEY=sk-salt create
    is "the fingerprint of the same key" "$salted LITELLM_MASTER_KEY" "$(manifest '.salt_fingerprint + " " + .salt_source')"
    LITELLM_SALT_KEY=sk-other LITELLM_MASTER_KEY=sk-salt create
    [ "$(manifest .salt_fingerprint)" != "$salted" ]
    create
    is "without a key" null "$(manifest .salt_fingerprint)"
}

@test "equal data gives equal files, whatever the order of the columns" {
    create --tables LiteLLM_TagTable
    cp "$folder/LiteLLM_TagTable.csv.zst" "$BATS_TEST_TMPDIR/before"
    [ "$(csv LiteLLM_TagTable | wc -l)" -ge 2 ]
    sql 'CREATE TABLE turned AS SELECT updated_at, spend, models, model_info, description, created_by, created_at,
             budget_id, tag_name FROM "LiteLLM_TagTable" ORDER BY tag_name DESC' \
        'DROP TABLE "LiteLLM_TagTable"' 'ALTER TABLE turned RENAME TO "LiteLLM_TagTable"' \
        'ALTER TABLE "LiteLLM_TagTable" ADD PRIMARY KEY (tag_name)'
    create --tables LiteLLM_TagTable
    cmp "$folder/LiteLLM_TagTable.csv.zst" "$BATS_TEST_TMPDIR/before"
}

@test "which tables: with logs, since, some, all but some" {
    sql "UPDATE \"LiteLLM_SpendLogs\" SET \"startTime\" = now() - interval '40 days' WHERE request_id IN
             (SELECT request_id FROM \"LiteLLM_SpendLogs\" LIMIT 10)"
    create --with-logs --since 30d
    is "rows of the log" "$(sql "SELECT count(*) FROM \"LiteLLM_SpendLogs\" WHERE \"startTime\" >= now() AT TIME ZONE 'UTC' - interval '30 days'")" \
        "$(manifest '.tables[] | select(.name == "LiteLLM_SpendLogs") | .rows')"
    is "since" startTime "$(manifest '.tables[] | select(.since) | select(.name == "LiteLLM_SpendLogs") | .time_column')"
    is "users are all there" "$(sql 'SELECT count(*) FROM "LiteLLM_UserTable"')" \
        "$(manifest '.tables[] | select(.name == "LiteLLM_UserTable") | .rows')"
    create --all
    is "rows of the log" "$(sql 'SELECT count(*) FROM "LiteLLM_SpendLogs"')" \
        "$(manifest '.tables[] | select(.name == "LiteLLM_SpendLogs") | .rows')"
    every_table_is_right 40
    create --tables 'LiteLLM_User*' --tables LiteLLM_ErrorLogs --exclude LiteLLM_UserNotifications
    is "tables" "LiteLLM_ErrorLogs LiteLLM_UserTable" "$(manifest '[.tables[].name] | sort | join(" ")')"
    dba backup create --tables LiteLLM_UserTabel
    fails_as 2 'there is no table "LiteLLM_UserTabel"'
    tells 'Did you mean "LiteLLM_UserTable"?'
    dba backup create --since 30d
    fails_as 2 "--since is for logs"
    dba backup create --all --since 30d
    fails_as 2 "--since is for logs"
    dba backup create --with-logs --since lately
    fails_as 2 '"lately" is neither a time nor how long ago'
    dba backup create --with-logs --since 2299-01-01
    fails_as 2 "--since is in the future"
    dba backup create --exclude '*'
    fails_as 2 "no table is left to back up"
    only_whole_sets
}

@test "parents stand before what refers to them" {
    create
    manifest '.tables[].name' >"$BATS_TEST_TMPDIR/order"
    while read -r child parent; do
        [ "$(grep -nxF "$child" "$BATS_TEST_TMPDIR/order" | cut -d: -f1)" -gt \
            "$(grep -nxF "$parent" "$BATS_TEST_TMPDIR/order" | cut -d: -f1)" ] ||
            complain "$parent before $child" "the other way round"
    done < <(manifest '.foreign_keys[] | .table + " " + .parent_table')
}

@test "compression: none, levels, and what is none" {
    create --compress none
    is "compressed files" "" "$(ls "$folder" | grep zst || true)"
    every_table_is_right 30
    create --compress zstd:9
    every_table_is_right 30
    dba backup create --compress zstd:20
    fails_as 2 '"zstd:20" is no way to compress'
    dba backup create --compress gzip
    fails_as 2 '"gzip" is no way to compress'
}

@test "what lets somebody in is told of, left out, or locked" {
    sql "UPDATE \"LiteLLM_UserTable\" SET password = 'scrypt:x' WHERE user_id IN (SELECT user_id FROM \"LiteLLM_UserTable\" LIMIT 3)" \
        "UPDATE \"LiteLLM_InvitationLink\" SET expires_at = now() - interval '2 days'" \
        "UPDATE \"LiteLLM_InvitationLink\" SET expires_at = now() + interval '2 days' WHERE id IN (SELECT id FROM \"LiteLLM_InvitationLink\" LIMIT 1)"
    invitations=$(sql 'SELECT count(*) FROM "LiteLLM_InvitationLink"')
    create
    tells "warning: whoever reads the set can get in: $(sql 'SELECT count(password) FROM "LiteLLM_UserTable"') hashes of passwords, 1 open invitations"
    create --tables LiteLLM_TeamTable
    tells_not "warning"

    create --without-credentials
    tells_not "warning"
    is "passwords" "" "$(csv LiteLLM_UserTable | grep scrypt || true)"
    is "invitations" "$((invitations - 1))" "$(manifest '.tables[] | select(.name == "LiteLLM_InvitationLink") | .rows')"
    is "left out" "LiteLLM_InvitationLink null LiteLLM_UserTable password" \
        "$(manifest '[.omissions[] | .table + " " + (.column | tostring)] | sort | join(" ")')"
    dba backup show --json
    shows '[.omitted[].what] | unique | .[0]' "left out"

    age-keygen -o "$BATS_TEST_TMPDIR/key" 2>/dev/null
    create --encrypt-to "$(age-keygen -y "$BATS_TEST_TMPDIR/key")"
    tells_not "warning"
    is "files that are not encrypted" "README load.sql manifest.json" \
        "$(cd "$folder" && ls | LC_ALL=C sort | grep -v 'csv.zst.age$' | paste -sd' ')"
    cmp <(age -d -i "$BATS_TEST_TMPDIR/key" "$folder/LiteLLM_UserTable.csv.zst.age" | zstd -dcq) <(live LiteLLM_UserTable)
    dba backup verify
    fails_as 7 "\"$folder/"
    dba backup verify --identity "$BATS_TEST_TMPDIR/key"
    exits 0
    LITELLM_DBA_IDENTITY=$BATS_TEST_TMPDIR/key dba backup rehearse
    exits 0
    dba backup create --encrypt-to age1nonsense
    exits 5
    tells "age"
    only_whole_sets
}

@test "a masked set hides people and secrets, and fits together" {
    sql "UPDATE \"LiteLLM_UserTable\" SET user_email = 'Anna.Secret@Example.org', password = 'pw-hash', user_alias = 'Anna Secret'
          WHERE user_id = 'gus'" \
        "ALTER TABLE \"LiteLLM_TeamTable\" ADD COLUMN new_thing text DEFAULT 'Anna Secret'"
    create --all --mask
    zstd -dcq "$folder"/*.zst >"$BATS_TEST_TMPDIR/all"
    sql 'SELECT token FROM "LiteLLM_VerificationToken" WHERE length(token) = 64' >"$BATS_TEST_TMPDIR/secrets"
    printf '%s\n' Anna Secret pw-hash sso-ines gus@ 10.0. >>"$BATS_TEST_TMPDIR/secrets"
    is "secrets in the set" "" "$(grep -oFf "$BATS_TEST_TMPDIR/secrets" "$BATS_TEST_TMPDIR/all" | sort | uniq -c || true)"
    is "tokens that look like one" "$(sql "SELECT count(*) FROM \"LiteLLM_VerificationToken\" WHERE token ~ '^[0-9a-f]{64}\$'")" \
        "$(csv LiteLLM_VerificationToken | grep -c '^[0-9a-f]\{64\},')"
    is "masked and sorted" "true 0" "$(manifest '(.masked | tostring) + " " + ([.tables[] | select(.sorted)] | length | tostring)')"
    csv LiteLLM_UserTable | grep -q '@masked.example'
    is "why" "not known" "$(manifest '.omissions[] | select(.column == "new_thing") | .why')"
    is "ids of LiteLLM's own" "$(sql "SELECT count(*) FROM \"LiteLLM_UserTable\" WHERE user_id = 'default_user_id'")" \
        "$(csv LiteLLM_UserTable | grep -c '^default_user_id,' || true)"
    # Joins still work: that is what the checks of references are for.
    dba backup verify
    exits 0
    dba backup rehearse
    exits 0
    # Equal values have equal placeholders, and another set has others.
    one=$(csv LiteLLM_UserTable | sed -n 2p | cut -d, -f1)
    create --all --mask
    ! csv LiteLLM_UserTable | grep -qF "$one"
}

@test "several connections read one snapshot, large tables in shares" {
    # 75 MB: what is sorted on the server is smaller.
    sql "INSERT INTO \"LiteLLM_SpendLogs\" (request_id, call_type, \"startTime\", \"endTime\", metadata)
         SELECT 'large-' || n, 'x', now(), now(), jsonb_build_object('a', repeat(md5(n::text), 55))
           FROM generate_series(1, 40000) AS n"
    create --all --jobs 3
    is "tables that are not sorted" LiteLLM_SpendLogs "$(manifest '[.tables[] | select(.sorted | not) | .name] | join(" ")')"
    every_table_is_right 40
    cmp <(csv LiteLLM_SpendLogs | sed 1d | LC_ALL=C sort) <(live LiteLLM_SpendLogs | sed 1d | LC_ALL=C sort)
    dba backup verify
    exits 0
    # The same with one connection, and as a whole where only a part is wanted.
    create --tables LiteLLM_SpendLogs
    cmp <(csv LiteLLM_SpendLogs | sed 1d | LC_ALL=C sort) <(live LiteLLM_SpendLogs | sed 1d | LC_ALL=C sort)
    create --tables LiteLLM_SpendLogs --since 1h
    is "files" 1 "$(manifest '.tables[0].files | length')"
    is "rows" "$(sql "SELECT count(*) FROM \"LiteLLM_SpendLogs\" WHERE \"startTime\" >= now() AT TIME ZONE 'UTC' - interval '1h'")" \
        "$(manifest '.tables[0].rows')"
}

@test "list, show and status tell of the sets" {
    dba backup list --json
    exits 0
    prints_exactly "[]"
    dba backup show
    fails_as 2 'there is no set "latest"'
    create
    first=$set
    create --all
    dba backup list --json
    exits 0
    shows 'length' 2
    shows '[.[].set] | join(" ")' "$set $first"
    shows '.[0] | keys_unsorted | join(" ")' "set age_ms created database tables rows bytes verified rehearsed pinned encrypted masked state"
    shows '.[0].rows' "$(manifest '[.tables[].rows] | add')"
    shows '.[0].bytes' "$(manifest '[.tables[].files[].file_bytes] | add')"
    shows '.[1] | [.verified, .rehearsed, .pinned, .state] | map(tostring) | join(" ")' "null null false whole"
    dba backup show "$first"
    exits 0
    prints "$first" "LiteLLM_UserTable" "not in the set" "LiteLLM_SpendLogs"
    dba backup show --json
    shows .set "$set"
    shows '.content | length' "$(manifest '.tables | length')"
    # The beginning of a name is enough, where no other set begins so.
    length=1
    while [ "${set:0:length}" = "${first:0:length}" ]; do
        length=$((length + 1))
    done
    dba backup show "${first:0:length}" --csv
    exits 0
    is "lines" "$(($(jq '.tables | length' "$SETS/$first/manifest.json") + 1))" "$(wc -l <"$BATS_TEST_TMPDIR/out")"
    dba backup show "$SETS/$first" --json
    shows .set "$first"
    dba backup show 2
    fails_as 2 '"2" begins the names of 2 sets'
    dba status --json
    shows .last_backup.set "$set"
    dba status
    prints "Backup    $set"
    # A damaged one is told of, and is nobody's latest.
    sed -i 's/"rows": /"rows": 1/' "$folder/manifest.json"
    dba backup list --json
    shows '.[-1] | .set + " " + .state' "$set damaged"
    dba backup show
    prints "$first"
    dba backup show "$set"
    fails_as 5 "the manifest is not the one that was written"
}

@test "the journal knows, and there is nothing to undo" {
    create
    dba journal list --json
    shows '.[0] | [.command, .outcome, .rows] | map(tostring) | join(" ")' "backup create completed $(manifest '[.tables[].rows] | add')"
    dba journal show 1
    exits 0
    prints "LiteLLM_UserTable" "action: save"
    dba undo 1 --yes
    fails_as 7 "operation 1 (backup create) changed nothing on the server"
    dba journal verify
    exits 0
    # The head of the journal in the manifest is an anchor.
    is "the head" "$(dba journal show 1 --json && json '.events[0].hash')" "$(manifest .journal_head)"
}

@test "a role that may only read can make a set, and so can a standby's kind of session" {
    psql -qXd "$DATABASE" <<SQL
DO \$\$ BEGIN CREATE ROLE backup_reader LOGIN; EXCEPTION WHEN duplicate_object THEN END \$\$;
ALTER ROLE backup_reader SET default_transaction_read_only = on;
GRANT USAGE ON SCHEMA public TO backup_reader;
GRANT SELECT ON ALL TABLES IN SCHEMA public TO backup_reader;
SQL
    PGUSER=backup_reader run_program "$PROGRAM" --dbname "$DATABASE" backup create --jobs 2
    exits 0
    tells 'may not read the sequence "LiteLLM_ModelTable_id_seq"'
    folder="$out"
    every_table_is_right 30
    is "sequences" 0 "$(manifest '.sequences | length')"
    sql 'REVOKE SELECT ON "LiteLLM_TagTable" FROM backup_reader'
    PGUSER=backup_reader run_program "$PROGRAM" --dbname "$DATABASE" backup create
    fails_as 3 ""
    tells LiteLLM_TagTable
    only_whole_sets
    # The server is used again by others.
    sql 'DROP OWNED BY backup_reader' 'DROP ROLE backup_reader'
}

@test "a table that somebody has locked is not waited for without end" {
    hold 'LOCK TABLE "LiteLLM_TagTable"'
    dba backup create
    fails_as 3 ""
    tells "lock"
    let_go
    only_whole_sets
}

@test "a schema of another name, and names that are not plain" {
    psql -qXd "$DATABASE" <<'SQL'
ALTER SCHEMA public RENAME TO "Lite'LLM \x";
CREATE TABLE "Lite'LLM \x"."odd/../""name'
$(x)" ("a ""b" text PRIMARY KEY, "c,d" text, "e
f" text);
INSERT INTO "Lite'LLM \x"."odd/../""name'
$(x)" VALUES ('1', NULL, ''), ('2', '', NULL), ('3', E'a\n\\.\nb', ' " , ');
CREATE TABLE "Lite'LLM \x"."odd_____name____x_" (only_one text);
INSERT INTO "Lite'LLM \x"."odd_____name____x_" VALUES (NULL), (''), ('x'), (E'\\.');
SQL
    run_program "$PROGRAM" --dbname "$DATABASE" --schema "Lite'LLM \\x" backup create
    exits 0
    folder="$out"
    is "names of files" "odd_____name____x_-2.csv.zst odd_____name____x_.csv.zst" \
        "$(cd "$folder" && ls odd* | LC_ALL=C sort | paste -sd' ')"
    is "the odd table" '"a ""b","c,d","e
f"
1,,""
2,"",
3,"a
\.
b"," "" , "' "$(zstd -dcq "$folder/$(manifest '.tables[] | select(.columns | length == 3) | select(.name | startswith("odd/")) | .files[0].name')")"
    is "rows of the only column" 4 "$(manifest '.tables[] | select(.name == "odd_____name____x_") | .rows')"
    dba_alone backup verify
    exits 0
}
