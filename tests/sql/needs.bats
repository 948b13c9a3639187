#!/usr/bin/env bats
# The classes of orphans say every column without which they cannot be counted. The server knows
# which those are: it notes what a view depends on.

setup_file() {
    createdb needs
    "$BATS_TEST_DIRNAME/../harness/make-schema" 2026-09 | psql -qX -v ON_ERROR_STOP=1 -d needs
}

teardown_file() {
    dropdb --if-exists needs
}

# The columns that a part reads whatever the version, one a line.
columns_read() {
    {
        echo 'BEGIN; CREATE TEMP VIEW part AS'
        grep -v -e '^--' -e '-- when ' -e '-- each ' "$1" | sed "s/:'[a-z_]*'::/NULL::/g"
        cat <<'SQL'
;
SELECT DISTINCT t.relname || '.' || a.attname
  FROM pg_rewrite r
  JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid
  JOIN pg_class t ON d.refclassid = 'pg_class'::regclass AND t.oid = d.refobjid
  JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid
 WHERE r.ev_class = 'pg_temp.part'::regclass AND t.relname LIKE 'LiteLLM%';
SQL
    } | psql -qXAt -v ON_ERROR_STOP=1 -d needs | LC_ALL=C sort
}

# The columns that its header names.
columns_named() {
    sed -n 's/^-- needs *//p' "$1" | tr -s ', ' '\n\n' | grep -F . | LC_ALL=C sort
}

@test "every class names every column that it reads" {
    for part in "$BATS_TEST_DIRNAME"/../../sql/server/orphans/part/*.sql; do
        columns_read "$part" >"$BATS_TEST_TMPDIR/read"
        [ -s "$BATS_TEST_TMPDIR/read" ]
        missing=$(columns_named "$part" | LC_ALL=C comm -23 "$BATS_TEST_TMPDIR/read" -)
        [ -z "$missing" ] || { echo "$(basename "$part") does not name: $missing"; false; }
    done
}
