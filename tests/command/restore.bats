#!/usr/bin/env bats
# restore: what went into a set comes out of it, byte for byte, or not at all.

load helper
load restore_helper

setup_file() {
    fresh
}

teardown_file() {
    drop_database
    drop_target
}

# --- there and back ---------------------------------------------------------------------------------

round_trip() {
    fresh "$1"
    empty_target "$1"
    make_set
    keep_content "$DATABASE"

    restores latest --yes --json
    exits 0
    shows .outcome completed
    shows .rows "$(grep -vc '^== ' "$BATS_TEST_TMPDIR/content")"
    content_is_kept "$TARGET"

    undoes
    exits 0
    is_empty "$TARGET"
    dba journal verify
    exits 0
}

@test "there and back on 1.53.2" { round_trip 1.53.2; }
# bats test_tags=between
@test "there and back on 1.63.12" { round_trip 1.63.12; }
# bats test_tags=between
@test "there and back on 1.75.8" { round_trip 1.75.8; }
# bats test_tags=between
@test "there and back on 1.80.9" { round_trip 1.80.9; }
# bats test_tags=between
@test "there and back on 1.81.8" { round_trip 1.81.8; }
@test "there and back on 1.81.15" { round_trip 1.81.15; }
# bats test_tags=between
@test "there and back on 1.83.2" { round_trip 1.83.2; }
@test "there and back on 2026-09" { round_trip 2026-09; }
@test "there and back on 2026-09, partitioned" { round_trip 2026-09-partitioned; }

# Every column of every table gets what is hard for its type.
fill_with_hard_values() {
    sql "$(
        cat <<'SQL'
DO $$
DECLARE
    hard text[] := ARRAY['', ' x ', E'a\tb\nc\rd\\e"f''g,h', E'\\.', 'NULL', '\N', '{}', 'é😀', E'\x01\x7f'];
    made record;
BEGIN
    FOR made IN
        SELECT c.oid::regclass AS name,
               string_agg(quote_ident(a.attname), ', ' ORDER BY attnum) AS columns,
               string_agg(CASE
                   WHEN a.attname = ANY (ARRAY(SELECT k.attname FROM pg_index i, pg_attribute k
                                                WHERE i.indrelid = c.oid AND i.indisunique
                                                  AND k.attrelid = c.oid AND k.attnum = ANY (i.indkey)))
                        AND a.atttypid = 'text'::regtype THEN '($1)[n] || '' key '' || n'
                   WHEN a.atttypid = 'text'::regtype THEN '($1)[n]'
                   WHEN a.atttypid = 'text[]'::regtype
                        THEN '(ARRAY[''{}'', ''{NULL}'', ''[0:1]={a,"b c"}'', ''{{a,b},{"",NULL}}'',
                                     array_to_string(ARRAY[$1]::text[], ''''), ''{x}'', ''{}'', ''{1}'', ''{}'']'
                          || '::text[])[n]::text[]'
                   WHEN a.atttypid = 'jsonb'::regtype
                        THEN 'jsonb_build_object(($1)[n], jsonb_build_array(($1)[n], n, null, 1e-7, true))'
                   WHEN a.atttypid = 'float8'::regtype
                        THEN '(''{0.1,-0,NaN,Infinity,-Infinity,5e-324,1.7976931348623157e308,1e22,'
                          || '0.30000000000000004}''::float8[])[n]'
                   WHEN a.atttypid = 'timestamp'::regtype
                        THEN '(''{2026-01-01,infinity,-infinity,0044-03-15 BC,10000-01-01 00:00:00.5,'
                          || '2026-02-28 23:59:59.999,1970-01-01,2024-02-29 12:00,0001-01-01}''::timestamp[])[n]'
                   WHEN a.atttypid = 'bool'::regtype THEN 'n % 2 = 0'
                   WHEN a.atttypid = 'bytea'::regtype THEN 'decode(repeat(''00ff5c'', n), ''hex'')'
                   WHEN a.atttypid IN ('int4'::regtype, 'int8'::regtype) THEN '(n - 5) * 100000007'
                   ELSE '(enum_range(NULL::' || format_type(a.atttypid, NULL) || '))[1]'
               END, ', ' ORDER BY attnum) AS vals
          FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND attnum > 0 AND NOT attisdropped
         WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
           AND c.relname LIKE 'LiteLLM%'
           AND NOT EXISTS (SELECT FROM pg_constraint WHERE contype = 'f' AND conrelid = c.oid)
         GROUP BY c.oid
    LOOP
        EXECUTE format('INSERT INTO %s (%s) SELECT %s FROM generate_series(1, 9) AS n', made.name,
                       made.columns, replace(made.vals, 'array_to_string(ARRAY[$1]::text[], '''')', '''{"\\\""}'''))
            USING hard;
    END LOOP;
END
$$
SQL
    )"
}

@test "hostile content in every column of every type" {
    empty_target 2026-09
    DATABASE=$TARGET fill_with_hard_values
    is "rows of hard values" t "$(target 'SELECT count(*) = 9 FROM "LiteLLM_SpendLogs"')"
    psql -qXd postgres -c "DROP DATABASE IF EXISTS $DATABASE WITH (FORCE)" \
        -c "CREATE DATABASE $DATABASE TEMPLATE $TARGET"
    empty_target 2026-09
    keep_content "$DATABASE"
    [ "$(grep -vc '^== ' "$BATS_TEST_TMPDIR/content")" -gt 400 ]

    make_set
    restores latest --yes
    exits 0
    content_is_kept "$TARGET"

    # And once more through the staging table.
    target 'DELETE FROM "LiteLLM_SpendLogs" WHERE total_tokens > 0'
    restores latest --yes --merge
    exits 0
    content_is_kept "$TARGET"
}

@test "a type that we do not know goes as text" {
    fresh 1.81.15
    sql 'ALTER TABLE "LiteLLM_BudgetTable" ADD COLUMN "window" interval, ADD COLUMN exact numeric(20, 5)' \
        "UPDATE \"LiteLLM_BudgetTable\" SET \"window\" = '1 mon -2 days 03:04:05.678', exact = 1.5"
    copied_target
    make_set --tables LiteLLM_BudgetTable
    target 'TRUNCATE "LiteLLM_BudgetTable" CASCADE'
    restores latest --yes
    exits 0
    is "budgets" "$(content "$DATABASE" LiteLLM_BudgetTable)" "$(content "$TARGET" LiteLLM_BudgetTable)"
}

# --- the plan is not the deed ------------------------------------------------------------------------

@test "--dry-run shows the plan and does nothing" {
    fresh
    empty_target
    make_set
    restores latest --dry-run
    exits 0
    prints "Plan " "fill  insert  LiteLLM_UserTable" "fill  insert  LiteLLM_SpendLogs"
    restores latest --dry-run --json
    exits 0
    shows .operation null
    shows .plan.details.set "$(basename "$SET")"
    shows '.plan.details.tables[] | select(.table == "LiteLLM_UserTable") | [.in_set, .in_target, .insert] | join(" ")' \
        "21 0 21"
    is_empty "$TARGET"
    restores latest --rehearse --json
    exits 0
    shows .rehearsed true
    shows .rows "$(content "$DATABASE" | grep -vc '^== ')"
    is_empty "$TARGET"
}

@test "without a yes it refuses" {
    fresh
    empty_target
    make_set
    restores latest
    exits 7
    tells "Give --yes, or --confirm"
    restores latest --yes --expect-rows 7
    exits 7
    restores latest --yes --max-rows 7
    exits 7
    is_empty "$TARGET"
    restores latest --dry-run --json
    restores latest --confirm "$(json .plan.id)"
    exits 0
}

@test "tables that are not empty are named" {
    fresh
    copied_target
    keep_content "$TARGET"
    make_set
    restores latest --yes
    fails_as 7 "there are rows already in the tables"
    tells "LiteLLM_UserTable (21 rows)" "--merge" "--replace"
    content_is_kept "$TARGET"
}

@test "only some tables, by name or pattern" {
    fresh
    empty_target
    make_set
    restores latest --yes --table LiteLLM_BudgetTable --table 'LiteLLM_Daily*'
    exits 0
    is "budgets" "$(content "$DATABASE" LiteLLM_BudgetTable)" "$(content "$TARGET" LiteLLM_BudgetTable)"
    content "$TARGET" >"$BATS_TEST_TMPDIR/now"
    is "tables with rows" "== LiteLLM_BudgetTable
== LiteLLM_Daily" "$(awk '/^== / { table = $0; next } { print table }' "$BATS_TEST_TMPDIR/now" |
        sed 's/\(Daily\).*/\1/' | LC_ALL=C sort -u)"
    restores latest --yes --table LiteLLM_UserTabel
    fails_as 2 'the set has no table "LiteLLM_UserTabel"'
    tells 'Did you mean "LiteLLM_UserTable"?'
}

@test "a missing parent is refused, and nothing is done" {
    fresh
    empty_target
    make_set
    restores latest --yes --table LiteLLM_OrganizationTable
    exits 7
    tells "LiteLLM_OrganizationTable" "its parent is missing"
    is_empty "$TARGET"
}

# --- other schemas ---------------------------------------------------------------------------------

# What both have, from the older one's columns.
common_rows() {
    local database="$1"

    PGOPTIONS='-c extra_float_digits=1' psql -qXAt -v ON_ERROR_STOP=1 -d "$database" <"$BATS_TEST_TMPDIR/common.sql"
}

# write_common OLD NEW - the queries for common_rows.
write_common() {
    awk -F, 'FNR == 1 { file++; next }
             file == 1 { old[$1 "," $3] }
             file == 2 && ($1 "," $3) in old { columns[$1] = columns[$1] (columns[$1] == "" ? "" : ", ") "\"" $3 "\"" }
             END { for (table in columns)
                 printf "SELECT '"'== %s'"'; COPY (SELECT %s FROM \"%s\" AS t ORDER BY 1, 2) TO STDOUT;\n", table, columns[table], table }' \
        "$BATS_TEST_DIRNAME/../schema/$1/columns.csv" "$BATS_TEST_DIRNAME/../schema/$2/columns.csv" |
        LC_ALL=C sort >"$BATS_TEST_TMPDIR/common.sql"
    [ -s "$BATS_TEST_TMPDIR/common.sql" ]
}

into_other_schema() {
    local before after

    fresh "$1"
    empty_target "$2"
    make_set
    write_common "$3" "$4"
    restores latest --yes "${@:5}"
    exits 0
    is "what both have" "$(common_rows "$DATABASE")" "$(common_rows "$TARGET")"
    undoes
    exits 0
    is_empty "$TARGET"
}

@test "an older set into a newer schema" {
    into_other_schema 1.80.9 1.83.2 1.80.9 1.83.2
    into_other_schema 1.53.2 2026-09 1.53.2 2026-09
}

@test "a set of unpartitioned logs into partitioned ones, and back" {
    into_other_schema 2026-09 2026-09-partitioned 2026-09 2026-09-partitioned
    into_other_schema 2026-09-partitioned 2026-09 2026-09 2026-09-partitioned
}

@test "a newer set into an older schema only without what that cannot hold" {
    fresh 1.83.2
    empty_target 1.75.8
    make_set
    restores latest --yes
    fails_as 7 "the database cannot hold all that is in the set"
    tells "LiteLLM_TagTable (" "LiteLLM_TeamTable.soft_budget" "--drop-columns"
    is_empty "$TARGET"
    into_other_schema 1.83.2 1.75.8 1.75.8 1.83.2 --drop-columns
    restores latest --dry-run --drop-columns --json
    exits 0
    tells "left out, because the database lacks it" "the set is of a schema near LiteLLM 1.83.2"
    shows '.plan.details.tables[] | select(.table == "LiteLLM_TeamTable") | .left_out | contains(["soft_budget"])' true
}

@test "a column that wants a value which the set has not" {
    fresh
    empty_target
    target 'ALTER TABLE "LiteLLM_BudgetTable" ADD COLUMN owner text NOT NULL'
    make_set
    restores latest --yes
    fails_as 7 'the set cannot be restored into "LiteLLM_BudgetTable"'
    tells 'Column "owner" wants a value'
    is_empty "$TARGET"
}

@test "defaults that are another value each time are pre-images like the rest" {
    fresh
    empty_target
    target 'ALTER TABLE "LiteLLM_BudgetTable" ADD COLUMN made timestamp NOT NULL DEFAULT clock_timestamp()'
    make_set
    restores latest --yes
    exits 0
    tells "columns that the set has not get their default: LiteLLM_BudgetTable.made"
    undoes
    exits 0
    is_empty "$TARGET"
}

# --- the set ----------------------------------------------------------------------------------------

# damage FILE - changes one byte in the middle.
damage() {
    local middle=$(($(stat -c %s "$1") / 2))

    printf '%b' "\\x$(printf %02x $((($(od -An -tu1 -j $middle -N 1 "$1") + 1) % 256)))" |
        dd of="$1" bs=1 seek=$middle conv=notrunc status=none
}

@test "a damaged set is refused before the first row, and the place is named" {
    fresh
    empty_target
    make_set --compress none
    sed -i '5s/^\([^,]*\),/\1,"/' "$SET/LiteLLM_VerificationToken.csv"
    restores latest --yes
    fails_as 5 "the set $(basename "$SET") is damaged"
    tells '"LiteLLM_VerificationToken.csv" is damaged at row'
    is_empty "$TARGET"

    make_set --compress none
    sed -i '3s/t,/x,/;3s/f,/x,/' "$SET/LiteLLM_PromptTable.csv"
    sed -i '3s/,2[0-9]*-[0-9]*-[0-9]* [0-9:.]*,/,yesterday,/' "$SET/LiteLLM_PromptTable.csv"
    restores latest --yes
    exits 5
    tells '"LiteLLM_PromptTable.csv" is damaged at row 2, column "'
    is_empty "$TARGET"

    make_set
    damage "$SET/LiteLLM_SpendLogs.csv.zst"
    restores latest --yes
    exits 5
    is_empty "$TARGET"

    # Every row is in order, but it is another file.
    make_set --compress none
    sed -i 's/alice/alicf/' "$SET/LiteLLM_UserTable.csv"
    restores latest --yes
    exits 5
    tells "LiteLLM_UserTable.csv" "SHA-256"
    is_empty "$TARGET"

    # What is not restored may be damaged.
    restores latest --yes --table LiteLLM_BudgetTable
    exits 0

    rm "$SET/LiteLLM_BudgetTable.csv"
    restores latest --yes --merge
    exits 5
}

@test "a masked set is refused" {
    fresh
    empty_target
    make_set --mask
    restores latest --yes
    fails_as 7 "the set $(basename "$SET") is masked"
}

@test "an encrypted set needs its identity" {
    fresh
    empty_target
    age-keygen -o "$BATS_TEST_TMPDIR/identity" 2>/dev/null
    make_set --encrypt-to "$(age-keygen -y "$BATS_TEST_TMPDIR/identity")"
    keep_content "$DATABASE"
    restores latest --yes
    fails_as 7 "the set $(basename "$SET") is encrypted"
    age-keygen -o "$BATS_TEST_TMPDIR/another" 2>/dev/null
    restores latest --dry-run --identity "$BATS_TEST_TMPDIR/another"
    fails_as 5 '"age" failed with exit code 1'
    restores latest --yes --identity "$BATS_TEST_TMPDIR/identity"
    exits 0
    content_is_kept "$TARGET"
    undoes
    exits 7
    tells "is encrypted" "--identity FILE"
    undoes --identity "$BATS_TEST_TMPDIR/identity" --dry-run
    exits 0
    LITELLM_DBA_IDENTITY="$BATS_TEST_TMPDIR/identity" undoes
    exits 0
    is_empty "$TARGET"
}

@test "a set that lies elsewhere is copied into the operation, so that undo needs it no longer" {
    fresh
    empty_target
    make_set
    mv "$SET" "$BATS_TEST_TMPDIR/elsewhere"
    keep_content "$DATABASE"
    restores "$BATS_TEST_TMPDIR/elsewhere" --yes
    exits 0
    content_is_kept "$TARGET"
    rm -r "$BATS_TEST_TMPDIR/elsewhere"
    undoes
    exits 0
    is_empty "$TARGET"
}

@test "undo says when the set it needs is gone" {
    fresh
    empty_target
    make_set
    restores latest --yes
    exits 0
    keep_content "$TARGET"
    rm -r "$SET"
    undoes
    exits 5
    tells "$SET"
    content_is_kept "$TARGET"
}

@test "a set that an undo needs stays until that is done" {
    local needed

    fresh
    empty_target
    make_set
    needed=$SET
    restores latest --yes
    exits 0
    make_set
    dba backup prune --keep-last 1 --dry-run --json
    is "why it stays" "undo of operation 2 needs it" \
        "$(json ".[] | select(.set == \"${needed##*/}\") | .reasons")"
    dba backup prune --keep-last 1 --yes
    exits 0
    run_program "$PROGRAM" --dbname "$TARGET" undo 2 --yes
    exits 0
    is_empty "$TARGET"
    dba backup prune --keep-last 1 --yes
    exits 0
    [ ! -e "$needed" ]
}

# --- what is to be known ------------------------------------------------------------------------------

@test "a proxy that is connected is noticed" {
    fresh
    empty_target
    make_set
    PGAPPNAME=' ' psql -qXAt -d "$TARGET" -c "SET application_name = ''" -c 'SELECT pg_sleep(60)' >/dev/null 2>&1 3>&- &
    wait_until "SELECT count(*) = 1 FROM pg_stat_activity WHERE datname = '$TARGET' AND application_name = ''"
    restores latest --yes
    fails_as 7 "a proxy seems to be connected"
    tells '1 of role "dba" (without a name, as LiteLLM'"'"'s are)' "--while-running"
    is_empty "$TARGET"
    restores latest --yes --while-running
    exits 0
    psql -qXAtd postgres -c "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                              WHERE datname = '$TARGET' AND application_name = ''" >/dev/null
}

@test "the key of encryption is compared by its fingerprint" {
    fresh
    empty_target
    export LITELLM_SALT_KEY=sk-salt-of-the-set
    make_set
    restores latest --dry-run --quiet
    exits 0
    tells_nothing
    LITELLM_SALT_KEY=sk-another restores latest --dry-run
    exits 0
    tells "LiteLLM will not be able to read what is encrypted"
    unset LITELLM_SALT_KEY
    restores latest --dry-run
    tells "LITELLM_SALT_KEY is not in the environment"
    LITELLM_SALT_KEY=sk-another restores latest --dry-run --table LiteLLM_BudgetTable --quiet
    tells_nothing
    restores latest --yes
    exits 0
    tells "LiteLLM must have the LITELLM_SALT_KEY with which the set was encrypted" "restart every proxy"
    tells_not sk-salt-of-the-set
}

@test "migrations are compared and never restored" {
    fresh
    sql 'TRUNCATE _prisma_migrations'
    copied_target
    sql "INSERT INTO _prisma_migrations (id, checksum, migration_name) VALUES ('1', 'a', 'one'), ('2', 'b', 'two')"
    target "INSERT INTO _prisma_migrations (id, checksum, migration_name) VALUES ('1', 'a', 'one'), ('3', 'c', 'three')" \
        'TRUNCATE "LiteLLM_BudgetTable" CASCADE'
    make_set
    restores latest --yes --table LiteLLM_BudgetTable
    exits 0
    tells "Prisma's migrations differ (they are never restored): 1 of the set the database has not, 1 of the database the set had not"
    is migrations "one,three" "$(target "SELECT string_agg(migration_name, ',' ORDER BY id) FROM _prisma_migrations")"
}

@test "sequences go on behind the rows, and never back" {
    fresh
    empty_target
    sql "SELECT setval('\"LiteLLM_ModelTable_id_seq\"', 40)" >/dev/null
    make_set
    restores latest --yes
    exits 0
    is "the next number" 41 "$(target "SELECT nextval('\"LiteLLM_ModelTable_id_seq\"')")"
    empty_target
    target "SELECT setval('\"LiteLLM_ModelTable_id_seq\"', 90)" >/dev/null
    restores latest --yes
    is "the next number" 91 "$(target "SELECT nextval('\"LiteLLM_ModelTable_id_seq\"')")"
}

@test "somebody's triggers are told of; LiteLLM's own does not fire" {
    fresh 2026-09
    empty_target 2026-09
    make_set
    restores latest --dry-run
    tells_not trigger
    target 'CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$' \
        'CREATE TRIGGER noting BEFORE INSERT ON "LiteLLM_UserTable" FOR EACH ROW EXECUTE FUNCTION note()'
    restores latest --dry-run
    tells 'LiteLLM_UserTable has triggers' noting
    restores latest --yes
    exits 0
    undoes --dry-run
    exits 0
    tells 'LiteLLM_UserTable has triggers'
    tells_not AutoRouter
}

@test "LiteLLM's views: made once, or told of" {
    fresh
    empty_target
    make_set
    restores latest --dry-run
    tells_not views
    target 'DROP VIEW "MonthlyGlobalSpend"'
    restores latest --yes
    exits 0
    tells "LiteLLM's views are not all there" "Start LiteLLM once so that it makes its views"
    is "LiteLLM takes the logs for untouched" t "$(target "SELECT reltuples IN (0, -1) FROM pg_class WHERE relname = 'LiteLLM_SpendLogs'")"
    is "rows that the planner believes in" 21 "$(target "SELECT reltuples FROM pg_class WHERE relname = 'LiteLLM_UserTable'")"
    target "DELETE FROM \"LiteLLM_VerificationToken\" WHERE user_id = 'ben'"
    restores latest --user ben --yes
    exits 0
    tells_not views

    # The oldest ones name a view in small letters.
    fresh 1.53.2
    empty_target 1.53.2
    make_set
    restores latest --dry-run
    exits 0
    tells_not views
}

@test "options that exclude each other" {
    restores latest --merge --replace
    fails_as 2 "--merge and --replace exclude each other"
    restores latest --on-conflict keep
    fails_as 2 "--on-conflict goes with --merge"
}
