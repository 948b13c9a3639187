# What the tests of restore share: empty databases, sets, and databases compared by content.

TARGET="${DATABASE}_target"

# The template of a version's tables without rows; made at the first call of a run.
empty_world() {
    local version="$1"

    if [ ! -e "$WORLDS/$version.empty" ]; then
        mkdir -p "$WORLDS"
        dropdb --if-exists "nothing of $version" 2>/dev/null
        "$HARNESS/load-world" "nothing of $version" "$version" --empty
        touch "$WORLDS/$version.empty"
    fi
}

# empty_target [VERSION] - $TARGET has the tables of that version, and no rows.
empty_target() {
    empty_world "${1:-1.81.15}"
    psql -qXd postgres -c "DROP DATABASE IF EXISTS $TARGET WITH (FORCE)" \
        -c "CREATE DATABASE $TARGET TEMPLATE \"nothing of ${1:-1.81.15}\"" 2>/dev/null
}

# copied_target - $TARGET is $DATABASE as it is now.
copied_target() {
    psql -qXd postgres -c "DROP DATABASE IF EXISTS $TARGET WITH (FORCE)" \
        -c "CREATE DATABASE $TARGET TEMPLATE $DATABASE" 2>/dev/null
}

drop_target() {
    psql -qXd postgres -c "DROP DATABASE IF EXISTS $TARGET WITH (FORCE)"
}

# make_set [OPTION...] - a set of $DATABASE; $SET is its folder.
make_set() {
    SET=$("$PROGRAM" --dbname "$DATABASE" backup create --all --quiet "$@")
}

# target SQL... - runs it in $TARGET.
target() {
    DATABASE=$TARGET sql "$@"
}

# Runs the program on $TARGET.
restores() {
    run_program "$PROGRAM" --dbname "$TARGET" restore "$@"
}

# undoes [OPTION...] - takes the last operation back.
undoes() {
    run_program "$PROGRAM" --dbname "$TARGET" undo "$(sqlite3 "$LITELLM_DBA_STATE/journal.db" \
        'SELECT max(operation) FROM event')" "$@" --yes
}

# content DATABASE [TABLE...] - every row of these tables (or of all) as COPY writes it, columns by
# name: databases that grew in different ways have other orders.
content() {
    local database="$1" only

    shift
    only=$(printf '%s\n' "$@" | jq -Rsc 'split("\n") | map(select(. != ""))')
    PGOPTIONS='-c TimeZone=UTC -c DateStyle=ISO -c extra_float_digits=1 -c bytea_output=hex' \
        PGCLIENTENCODING=UTF8 psql -qXAt -v ON_ERROR_STOP=1 -v only="$only" -d "$database" <<'SQL'
SELECT format('SELECT %L', '== ' || relname),
       format('COPY (SELECT %s FROM %s AS t ORDER BY (SELECT string_agg(v, E''\x01'' ORDER BY k COLLATE "C")
                                                        FROM jsonb_each_text(to_jsonb(t)) AS e (k, v)) COLLATE "C")
               TO STDOUT',
              (SELECT string_agg(quote_ident(attname), ', ' ORDER BY attname COLLATE "C") FROM pg_attribute
                WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped), oid::regclass)
  FROM pg_class AS c
 WHERE relnamespace = 'public'::regnamespace
   AND relkind IN ('r', 'p')
   AND NOT relispartition
   AND relname <> '_prisma_migrations'
   AND relname !~ '_legacy$'
   AND (:'only' = '[]' OR :'only'::jsonb ? relname)
 ORDER BY relname COLLATE "C" \gexec
SQL
}

keep_content() {
    content "$1" >"$BATS_TEST_TMPDIR/content"
    [ "$(grep -c '^== ' "$BATS_TEST_TMPDIR/content")" -gt 10 ]
}

# content_is_kept DATABASE - it holds what keep_content saw, to the byte.
content_is_kept() {
    content "$1" >"$BATS_TEST_TMPDIR/content_now"
    diff -U 0 "$BATS_TEST_TMPDIR/content" "$BATS_TEST_TMPDIR/content_now" >"$BATS_TEST_TMPDIR/diff" ||
        complain "the same rows in $1" "$(head -c 2000 "$BATS_TEST_TMPDIR/diff")"
}

is_empty() {
    is "rows in $1" 0 "$(content "$1" | grep -vc '^== ')"
}
