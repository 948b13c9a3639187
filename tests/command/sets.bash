# What the tests of sets share.

SETS="$LITELLM_DBA_STATE/sets"

# create [OPTION...] - makes a set; $folder is where it is, $set its name.
create() {
    dba backup create "$@"
    exits 0
    folder="$out"
    set=$(basename "$folder")
}

# manifest FILTER - of the set at hand.
manifest() {
    jq -r "$1" "$folder/manifest.json"
}

# csv TABLE - all rows of a table of the set at hand, with one line of headings.
csv() {
    local file first=true

    manifest ".tables[] | select(.name == \"$1\") | .files[].name" | while read -r file; do
        case $file in
        *.zst) zstd -dcq "$folder/$file" ;;
        *) cat "$folder/$file" ;;
        esac | if $first; then cat; else sed 1d; fi
        first=false
    done
}

# pack TABLE FILE - the table's only file in the set becomes that CSV.
pack() {
    zstd -qf "$2" -o "$folder/$1.csv.zst"
}

# columns_of TABLE - as they stand in the set, quoted.
columns_of() {
    manifest ".tables[] | select(.name == \"$1\") | [.columns[].name | \"\\\"\" + . + \"\\\"\"] | join(\", \")"
}

# live TABLE [ORDER] - what the server says of the table: the columns of the set, in its order.
live() {
    local columns key
    columns=$(columns_of "$1")
    key=$(manifest ".tables[] | select(.name == \"$1\") | [.key[] | \"\\\"\" + . + \"\\\"::text COLLATE \\\"C\\\"\"] | join(\", \")")
    PGOPTIONS='-c TimeZone=UTC -c DateStyle=ISO -c extra_float_digits=1 -c bytea_output=hex' \
        PGCLIENTENCODING=UTF8 psql -qXAt -v ON_ERROR_STOP=1 -d "$DATABASE" \
        -c "COPY (SELECT $columns FROM \"$1\" ORDER BY ${2:-$key}) TO STDOUT (FORMAT csv, HEADER)"
}

# every_table_is_right [COUNT] - each sorted file of the set is, byte for byte, what the server says.
every_table_is_right() {
    manifest '.tables[] | select(.sorted) |
        "\\qecho == \(.files[0].name)\nCOPY (SELECT "
        + ([.columns[].name | "\"" + gsub("\""; "\"\"") + "\""] | join(", "))
        + " FROM \"" + (.name | gsub("\""; "\"\"")) + "\" ORDER BY "
        + ([.key[] | "\"" + gsub("\""; "\"\"") + "\"::text COLLATE \"C\""] | join(", "))
        + ") TO STDOUT (FORMAT csv, HEADER);"' |
        PGOPTIONS='-c TimeZone=UTC -c DateStyle=ISO -c extra_float_digits=1 -c bytea_output=hex' \
            PGCLIENTENCODING=UTF8 psql -qXAt -v ON_ERROR_STOP=1 -d "$DATABASE" >"$BATS_TEST_TMPDIR/live"
    manifest '.tables[] | select(.sorted) | .files[0].name' | while read -r file; do
        echo "== $file"
        case $file in
        *.zst) zstd -dcq "$folder/$file" ;;
        *) cat "$folder/$file" ;;
        esac
    done >"$BATS_TEST_TMPDIR/packed"
    [ "$(grep -c '^== ' "$BATS_TEST_TMPDIR/live")" -ge "${1:-10}" ] ||
        complain "${1:-10} tables or more" "$(grep -c '^== ' "$BATS_TEST_TMPDIR/live")"
    cmp -s "$BATS_TEST_TMPDIR/live" "$BATS_TEST_TMPDIR/packed" ||
        complain "every table as it is on the server" \
            "$(diff -a "$BATS_TEST_TMPDIR/live" "$BATS_TEST_TMPDIR/packed" | head -c 2000)"
}

# Only whole sets are there, and no lock.
only_whole_sets() {
    is "what is in the folder of sets" "" \
        "$(ls -A "$SETS" 2>/dev/null | grep -vE '^[0-9]{8}T[0-9]{6}Z-[0-9a-f]{4}$')"
}
