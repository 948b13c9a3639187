# For tests of retention: what was there before, and what the archive has of it, read with zstd and psql.

ARCHIVES="$LITELLM_DBA_STATE/archives"
LOGS='LiteLLM_SpendLogs'

# remember [TABLE...] - what is there now, in a schema of the tests.
remember() {
    local table

    sql 'SET client_min_messages = warning' 'DROP SCHEMA IF EXISTS harness CASCADE' 'CREATE SCHEMA harness'
    for table in "${@:-$LOGS}"; do
        sql "CREATE TABLE harness.\"$table\" AS TABLE public.\"$table\"" \
            "CREATE TABLE harness.\"archived $table\" (LIKE public.\"$table\")"
    done
}

# The files of a table's archive, as psql and zstd read them; each has its own columns in its header.
load_archive() {
    local file columns

    find "$ARCHIVES/$1" -name '*.csv.zst' | sort >"$BATS_TEST_TMPDIR/files"
    while read -r file; do
        columns=$(zstd -dcq "$file" 2>/dev/null | head -n 1)
        # As in the header: names with capitals are quoted by themselves nowhere.
        columns=$(sed 's/,/","/g; s/^/"/; s/$/"/; s/""/"/g' <<<"$columns")
        echo "\\copy harness.\"archived $1\" ($columns) FROM PROGRAM 'zstd -dcq $file' CSV HEADER"
    done <"$BATS_TEST_TMPDIR/files" >"$BATS_TEST_TMPDIR/load.sql"
    sql "TRUNCATE harness.\"archived $1\""
    PGCLIENTENCODING=UTF8 psql -qX -v ON_ERROR_STOP=1 -d "$DATABASE" -f "$BATS_TEST_TMPDIR/load.sql"
}

# copied QUERY - as COPY writes it, in an order of its own.
copied() {
    PGCLIENTENCODING=UTF8 psql -qXAt -d "$DATABASE" -c "COPY ($1) TO STDOUT" | LC_ALL=C sort
}

# archived_exactly TABLE [CONDITION] - archive and table are disjoint and together what there was, and
# the archive has exactly the rows of the condition.
archived_exactly() {
    load_archive "$1"
    copied "TABLE harness.\"$1\"" >"$BATS_TEST_TMPDIR/before"
    copied "TABLE harness.\"archived $1\" UNION ALL TABLE public.\"$1\"" >"$BATS_TEST_TMPDIR/together"
    cmp "$BATS_TEST_TMPDIR/before" "$BATS_TEST_TMPDIR/together" ||
        complain "archive and table together are what there was" "another content"
    [ -z "${2:-}" ] || {
        copied "SELECT * FROM harness.\"$1\" WHERE $2" >"$BATS_TEST_TMPDIR/wanted"
        copied "TABLE harness.\"archived $1\"" >"$BATS_TEST_TMPDIR/archived"
        [ -s "$BATS_TEST_TMPDIR/wanted" ]
        cmp "$BATS_TEST_TMPDIR/wanted" "$BATS_TEST_TMPDIR/archived" ||
            complain "the archive has the rows where $2" "another content"
    }
}
