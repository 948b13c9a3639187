#!/usr/bin/env bats
# backup prune, pin, unpin: what goes, what stays and why.

bats_require_minimum_version 1.5.0
load helper
load sets

setup_file() {
    fresh
    export LITELLM_DBA_STATE="$BATS_FILE_TMPDIR/state"
    "$PROGRAM" --dbname "$DATABASE" backup create --tables LiteLLM_TagTable --quiet >"$BATS_FILE_TMPDIR/folder" 2>/dev/null
}

teardown_file() {
    drop_database
}

setup() {
    mkdir -p "$SETS"
    chmod 700 "$LITELLM_DBA_STATE"
}

# made NAME CREATED [JQ] - a set of that name and time, with something else in its manifest.
made() {
    cp -r "$(cat "$BATS_FILE_TMPDIR/folder")" "$SETS/$1"
    jq -c --arg name "$1" --arg created "$2" --argjson more "${3:-{\}}" \
        'del(.sha256) | .set = $name | .created = $created | .absences = [] | . + $more' \
        "$(cat "$BATS_FILE_TMPDIR/folder")/manifest.json" >"$BATS_TEST_TMPDIR/manifest"
    jq --arg sha256 "$(jq -cj . "$BATS_TEST_TMPDIR/manifest" | sha256sum | cut -d' ' -f1)" '.sha256 = $sha256' \
        "$BATS_TEST_TMPDIR/manifest" >"$SETS/$1/manifest.json"
}

ago() {
    date -u -d "$1 ago" "+%Y-%m-%d %H:%M:%S"
}

# fate NAME - what the result says of it: "keep: reasons" or "remove: ".
fate() {
    json ".[] | select(.set | startswith(\"$1\")) | .action + \": \" + (.reasons // \"\")"
}

CHECK='"at": "2026-01-01 00:00:00", "tool_version": "0.1.0", "server_version": "15.1", "operation": 1'

@test "an empty policy is refused, and so is doing it unasked" {
    made 20260101T000000Z-0001 "$(ago '90 days')"
    made 20260102T000000Z-0002 "$(ago '89 days')"
    dba_alone backup prune
    fails_as 2 "there is no rule that says what to keep"
    dba_alone backup prune --keep-last 1
    fails_as 7 "there is no terminal to ask on"
    dba_alone backup prune --keep-last 0
    fails_as 2 ""
    is "sets" 2 "$(ls "$SETS" | wc -l)"
    dba_alone backup prune --keep-last 1 --dry-run --json
    exits 0
    is "the older one" "remove: " "$(fate 20260101)"
    is "sets" 2 "$(ls "$SETS" | wc -l)"
    dba_alone backup prune --keep-last 1 --yes
    exits 0
    is "sets" 20260102T000000Z-0002 "$(ls "$SETS")"
    dba_alone journal list --json
    shows '.[0] | [.command, .outcome, .rows] | map(tostring) | join(" ")' "backup prune completed 1"
    dba_alone journal show 1
    prints "20260101T000000Z-0001" "remove" "last 1, the newest"
    dba_alone backup prune --keep-last 1 --yes
    exits 0
    tells "there is nothing to do"
}

@test "a terminal is asked" {
    made 20260101T000000Z-0001 "$(ago '90 days')"
    made 20260102T000000Z-0002 "$(ago '89 days')"
    on_terminal $'n\n' "$PROGRAM" backup prune --keep-last 1
    exits 7
    prints "Remove 1 set"
    is "sets" 2 "$(ls "$SETS" | wc -l)"
    on_terminal $'y\n' "$PROGRAM" backup prune --keep-last 1
    exits 0
    is "sets" 1 "$(ls "$SETS" | wc -l)"
}

@test "days, weeks, months, years, and all that is younger" {
    made 20250101T000000Z-0001 "2023-12-31 23:00:00"
    made 20250102T000000Z-0002 "2024-12-29 10:00:00"
    made 20250103T000000Z-0003 "2024-12-30 10:00:00"
    made 20250104T000000Z-0004 "2025-01-01 10:00:00"
    made 20250105T000000Z-0005 "2025-01-01 12:00:00"
    made 20250106T000000Z-0006 "2025-01-02 12:00:00"
    dba_alone backup prune --keep-daily 2 --keep-weekly 2 --keep-monthly 2 --keep-yearly 3 --dry-run --json
    exits 0
    is "0006" "keep: daily 2025-01-02, weekly 2025-W01, monthly 2025-01, yearly 2025, the newest" "$(fate 20250106)"
    is "0005" "keep: daily 2025-01-01" "$(fate 20250105)"
    is "0004" "remove: " "$(fate 20250104)"
    # The Monday of that week was in the old year.
    is "0003" "keep: monthly 2024-12, yearly 2024" "$(fate 20250103)"
    is "0002" "keep: weekly 2024-W52" "$(fate 20250102)"
    is "0001" "keep: yearly 2023" "$(fate 20250101)"
    made 20260107T000000Z-0007 "$(ago '5 days')"
    made 20260108T000000Z-0008 "$(ago '8 days')"
    dba_alone backup prune --keep-within 7d --dry-run --json
    is "0007" "keep: within 7 d, the newest" "$(fate 20260107)"
    is "0008" "remove: " "$(fate 20260108)"
}

@test "pinned, checked and newest ones never go; the future counts for nothing" {
    made 20250101T000000Z-0001 "2025-01-01 00:00:00" "{\"rehearsed\": {$CHECK}}"
    made 20250102T000000Z-0002 "2025-01-02 00:00:00" "{\"verified\": {$CHECK}, \"rehearsed\": {$CHECK}}"
    made 20250103T000000Z-0003 "2025-01-03 00:00:00" "{\"verified\": {$CHECK}}"
    made 20250104T000000Z-0004 "2025-01-04 00:00:00"
    made 20250105T000000Z-0005 "2025-01-05 00:00:00"
    made 20990101T000000Z-0006 "2099-01-01 00:00:00" "{\"verified\": {$CHECK}, \"rehearsed\": {$CHECK}}"
    made 20250106T000000Z-0007 "2025-01-01 00:00:00"
    echo '{}' >"$SETS/20250106T000000Z-0007/manifest.json"
    dba_alone backup pin 20250104 --why "before the upgrade" --json
    exits 0
    shows 'map([.set, .pinned, .why] | join(" ")) | join(", ")' "20250104T000000Z-0004 true before the upgrade"
    dba_alone backup prune --keep-last 1 --dry-run --json
    is "0001" "remove: " "$(fate 20250101)"
    is "0002" "keep: the newest rehearsed" "$(fate 20250102)"
    is "0003" "keep: the newest verified" "$(fate 20250103)"
    is "0004" "keep: pinned: before the upgrade" "$(fate 20250104)"
    is "0005" "keep: last 1, the newest" "$(fate 20250105)"
    is "0006" "keep: dated in the future" "$(fate 20990101)"
    is "0007" "keep: damaged: it cannot be judged" "$(fate 20250106)"
    dba_alone backup unpin 20250104 --json
    exits 0
    shows '.[0].pinned' false
    dba_alone backup prune --keep-within 1d --yes
    exits 0
    is "sets" "20250102T000000Z-0002 20250103T000000Z-0003 20250105T000000Z-0005 20250106T000000Z-0007 20990101T000000Z-0006" \
        "$(ls "$SETS" | paste -sd' ')"
    dba_alone backup pin nothing
    fails_as 2 'there is no set "nothing"'
}

@test "sets of another kind or database push nothing out" {
    made 20250101T000000Z-0001 "2025-01-01 00:00:00"
    made 20250102T000000Z-0002 "2025-01-02 00:00:00" '{"masked": true}'
    made 20250103T000000Z-0003 "2025-01-03 00:00:00" '{"absences": [{"table": "LiteLLM_X", "why": "not chosen"}]}'
    made 20250104T000000Z-0004 "2025-01-04 00:00:00"
    jq -c '.source | .database = "another"' "$SETS/20250104T000000Z-0004/manifest.json" >"$BATS_TEST_TMPDIR/source"
    rm -r "$SETS/20250104T000000Z-0004"
    made 20250104T000000Z-0004 "2025-01-04 00:00:00" "{\"source\": $(cat "$BATS_TEST_TMPDIR/source")}"
    dba_alone backup prune --keep-last 1 --dry-run --json
    for number in 1 2 3 4; do
        is "$number" "keep: last 1, the newest" "$(fate "2025010$number")"
    done
}

@test "unfinished sets go when no run owns them" {
    made 20250101T000000Z-0001 "2025-01-01 00:00:00"
    mkdir "$SETS/20250102T000000Z-0002.unfinished" "$SETS/20250103T000000Z-0003.unfinished" "$SETS/mine"
    touch "$SETS/20250102T000000Z-0002.unfinished/X.csv.part" "$SETS/20250102T000000Z-0002.lock"
    exec 7>"$SETS/20250103T000000Z-0003.lock"
    flock 7
    dba_alone backup list --json
    shows '[.[] | .state] | sort | join(" ")' "being written unfinished whole"
    dba_alone backup prune --keep-last 1 --dry-run --json
    is "unowned" "remove: unfinished, and no run owns it" "$(fate 20250102)"
    is "owned" "" "$(fate 20250103)"
    dba_alone backup prune --keep-last 1 --yes
    exits 0
    is "what is there" "20250101T000000Z-0001 20250103T000000Z-0003.lock 20250103T000000Z-0003.unfinished mine" \
        "$(ls "$SETS" | paste -sd' ')"
    exec 7>&-
}
