# What the fault tests of retention share: what is where, and whether archive, journal and ledger agree.

# Every request there is, in the table or in a file with its final name, each as often as it is there.
requests() {
    {
        ask "$DATABASE" "SELECT request_id FROM $LOGS"
        find "$STATE" -path '*/archives/*.zst' -exec zstd -dcq {} + 2>/dev/null | grep -o '^r-[a-z0-9-]*'
    } | LC_ALL=C sort
}

# complete MOMENT - nothing is lost and nothing is there twice; what lies in the archive is whole.
complete() {
    local run
    [ "$(requests)" = "$ALL" ] || fail "$1: not each request once: $(diff <(echo "$ALL") <(requests) | head -5)" || return 1
    [ -z "$(find "$STATE" -name '*.part' -o -name '*.new' -o -name '.running*' 2>/dev/null)" ] ||
        fail "$1: left lying: $(find "$STATE" -name '*.part' -o -name '*.new')" || return 1
    for run in "$STATE"/archives/*/_runs/*.json; do
        [ -e "$run" ] || continue
        jq -r '.files[] | "\(.file[0].sha256)  \(.file[0].place)/\(.file[0].name)"' "$run" |
            (cd "$STATE" && sha256sum --quiet -c >&2) || fail "$1: $run" || return 1
    done
    dba journal verify || fail "$1: journal verify: $(cat "$SAID" "$SAID.out")"
}

# The costs of what is archived are in the ledger, to the last bit.
ledger_agrees() {
    local archived ledger
    archived=$(find "$STATE" -path '*/archives/*.zst' -exec zstd -dcq {} + 2>/dev/null | grep -o '^r-[0-9]*' | sed 's/r-//' |
        awk '{ sum += $1 } END { print sum + 0 }')
    # Whoever dies early leaves no journal.
    ledger=$(sqlite3 "$STATE/journal.db" 'SELECT CAST(coalesce(sum(spend), 0) * 65536 AS INTEGER) FROM standing_ledger' 2>/dev/null || echo 0)
    [ "$archived" = "$ledger" ] || fail "$1: the ledger has $ledger of $archived"
}
