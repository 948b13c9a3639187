#!/usr/bin/env bats
# backup verify: whatever somebody does to a set is found, and named.

bats_require_minimum_version 1.5.0
load helper
load sets

setup_file() {
    fresh
    export LITELLM_DBA_STATE="$BATS_FILE_TMPDIR/state"
    "$PROGRAM" --dbname "$DATABASE" backup create --with-logs --quiet >"$BATS_FILE_TMPDIR/folder" 2>/dev/null
}

teardown_file() {
    drop_database
}

setup() {
    # A copy for each test.
    mkdir -p "$SETS"
    chmod 700 "$LITELLM_DBA_STATE"
    cp -r "$(cat "$BATS_FILE_TMPDIR/folder")" "$SETS/"
    folder=$(ls -d "$SETS"/*)
    set=$(basename "$folder")
    users="$BATS_TEST_TMPDIR/users.csv"
    csv LiteLLM_UserTable >"$users"
    [ "$(sed 1d "$users" | wc -l)" -ge 5 ]
}

# finds FINDING... - verify fails with 6, its findings have these texts and none is noted as verified.
finds() {
    local text

    dba_alone backup verify --json
    exits 6
    tells "the set $set is not as it was written" "hint: "
    for text; do
        [[ "$(json '.[] | [.file, .row, .finding] | map(tostring) | join(" ")')" == *"$text"* ]] ||
            complain "a finding: $text" "$out" || return
    done
    is "verified" null "$(manifest .verified)"
}

@test "an untouched set is as it was written, wherever it lies" {
    dba_alone backup verify
    exits 0
    tells_nothing
    prints "$set is as it was written and can be read"
    [[ "$(manifest .verified.at)" =~ ^20 ]]
    is "the operation" 1 "$(manifest .verified.operation)"
    dba_alone journal list --json
    shows '.[0] | [.command, .outcome] | join(" ")' "backup verify completed"
    mv "$folder" "$BATS_TEST_TMPDIR/elsewhere"
    dba_alone backup verify "$BATS_TEST_TMPDIR/elsewhere"
    exits 0
    dba_alone backup verify
    fails_as 2 'there is no set "latest"'
}

@test "a changed byte is found, in the file and in what it holds" {
    # Of the compressed file.
    printf '\xff' | dd of="$folder/LiteLLM_TeamTable.csv.zst" bs=1 seek=40 conv=notrunc status=none
    finds "LiteLLM_TeamTable.csv.zst" "damaged"
    # A value that is as good as the other one.
    sed 's/gus/gos/' "$users" >"$users.new"
    ! cmp -s "$users" "$users.new"
    pack LiteLLM_UserTable "$users.new"
    finds 'LiteLLM_UserTable.csv.zst null "LiteLLM_UserTable.csv.zst" is not the file that was written'
}

@test "files that are missing, cut, or longer" {
    rm "$folder/LiteLLM_TagTable.csv.zst"
    truncate -s -5 "$folder/LiteLLM_UserTable.csv.zst"
    csv LiteLLM_BudgetTable >"$BATS_TEST_TMPDIR/budgets"
    head -3 "$BATS_TEST_TMPDIR/budgets" >"$BATS_TEST_TMPDIR/budgets.new"
    pack LiteLLM_BudgetTable "$BATS_TEST_TMPDIR/budgets.new"
    cp "$folder/LiteLLM_OrganizationTable.csv.zst" "$BATS_TEST_TMPDIR/organisations"
    cat "$BATS_TEST_TMPDIR/organisations" >>"$folder/LiteLLM_OrganizationTable.csv.zst"
    finds 'LiteLLM_TagTable.csv.zst null could not read' 'it ends in the middle of a frame of zstd' \
        'LiteLLM_BudgetTable.csv.zst null "LiteLLM_BudgetTable.csv.zst" is not the file that was written: it has 2 rows instead of' \
        'LiteLLM_OrganizationTable.csv.zst'
}

# damaged FROM TO LINE TEXT... - the users' file with one line changed is found, with the row.
damaged() {
    sed "$3s/$1/$2/" "$users" >"$users.new"
    ! cmp -s "$users" "$users.new" || complain "a changed line $3" "$(sed -n "$3p" "$users")" || return
    pack LiteLLM_UserTable "$users.new"
    finds "LiteLLM_UserTable.csv.zst $(($3 - 1)) " "${@:4}"
}

@test "what is no value of its column is named with file, row and column" {
    spend=$(head -1 "$users" | tr , '\n' | grep -nx spend | cut -d: -f1)
    awk -F, -v OFS=, -v at="$spend" 'NR == 3 { $at = "1,5E+10" } { print }' "$users" >"$users.new"
    pack LiteLLM_UserTable "$users.new"
    finds 'LiteLLM_UserTable.csv.zst 2 "LiteLLM_UserTable.csv.zst" is damaged at row 2: it has'
    awk -F, -v OFS=, -v at="$spend" 'NR == 3 { $at = "\"1,5E+10\"" } { print }' "$users" >"$users.new"
    pack LiteLLM_UserTable "$users.new"
    finds 'is damaged at row 2, column "spend": what stands there is no float8'
    damaged '\(20[0-9-]*\) \([0-9]*\):' '\1T\2:' 2 'is damaged at row 1, column'
    damaged '^' '"' 4 'a quote is missing or misplaced'
    damaged '$' ',' 5 'fields, the header has'
    printf 'zz\n' >>"$users"
    pack LiteLLM_UserTable "$users"
    finds "LiteLLM_UserTable.csv.zst $(($(manifest '.tables[] | select(.name == "LiteLLM_UserTable") | .rows') + 1)) " "it has 1 fields"
}

@test "JSON, arrays and text are looked into" {
    local teams="$BATS_TEST_TMPDIR/teams"

    csv LiteLLM_TeamTable >"$teams"
    sed '0,/""role"": /s//""role"" /' "$teams" >"$teams.new"
    ! cmp -s "$teams" "$teams.new"
    pack LiteLLM_TeamTable "$teams.new"
    finds 'column "members_with_roles": what stands there is no jsonb'
    sed '2s/{}/{/' "$teams" >"$teams.new"
    pack LiteLLM_TeamTable "$teams.new"
    finds 'LiteLLM_TeamTable.csv.zst 1 ' 'column "'
    sed "2s/^[^,]*,/$(printf 'a\xff'),/" "$teams" >"$teams.new"
    pack LiteLLM_TeamTable "$teams.new"
    finds 'LiteLLM_TeamTable.csv.zst 1 ' 'column "team_id": what stands there is no text'
}

@test "what a spreadsheet does is recognised" {
    sed 's/$/\r/' "$users" >"$users.new"
    pack LiteLLM_UserTable "$users.new"
    finds 'its lines end with a carriage return: a spreadsheet or an editor has saved it'
    { printf '\xef\xbb\xbf'; cat "$users"; } >"$users.new"
    pack LiteLLM_UserTable "$users.new"
    finds 'damaged in its header' 'it begins with a byte order mark: a spreadsheet or an editor'
    tr ',' ';' <"$users" >"$users.new"
    pack LiteLLM_UserTable "$users.new"
    finds 'its fields are parted by semicolons: a spreadsheet or an editor'
    tr ',' '\t' <"$users" >"$users.new"
    pack LiteLLM_UserTable "$users.new"
    finds 'its fields are parted by tabulators: a spreadsheet or an editor'
}

@test "a table that is no longer sorted, or has a row twice" {
    local budgets="$BATS_TEST_TMPDIR/budgets"

    csv LiteLLM_BudgetTable >"$budgets"
    { sed -n 1p "$budgets"; sed 1d "$budgets" | tac; } >"$budgets.new"
    pack LiteLLM_BudgetTable "$budgets.new"
    finds 'LiteLLM_BudgetTable.csv.zst 2 ' 'its key does not come after that of the row before'
    { cat "$budgets"; tail -1 "$budgets"; } >"$budgets.new"
    pack LiteLLM_BudgetTable "$budgets.new"
    finds "LiteLLM_BudgetTable.csv.zst $(wc -l <"$budgets") " 'its key does not come after that of the row before'
}

# resealed TABLE - the manifest says what the files of the table now are, as if it had been so.
resealed() {
    local file="$folder/$1.csv.zst"

    zstd -dcq "$file" >"$BATS_TEST_TMPDIR/csv"
    jq -c --arg table "$1" --arg csv "$(sha256sum <"$BATS_TEST_TMPDIR/csv" | cut -d' ' -f1)" \
        --arg file "$(sha256sum <"$file" | cut -d' ' -f1)" --argjson rows "$(($(wc -l <"$BATS_TEST_TMPDIR/csv") - 1))" \
        --argjson csv_bytes "$(stat -c %s "$BATS_TEST_TMPDIR/csv")" --argjson bytes "$(stat -c %s "$file")" \
        'del(.sha256) | (.tables[] | select(.name == $table)) |= (.rows = $rows | .files[0] |=
            (.rows = $rows | .csv_sha256 = $csv | .file_sha256 = $file | .csv_bytes = $csv_bytes | .file_bytes = $bytes))' \
        "$folder/manifest.json" >"$BATS_TEST_TMPDIR/manifest"
    jq --arg sha256 "$(jq -cj . "$BATS_TEST_TMPDIR/manifest" | sha256sum | cut -d' ' -f1)" '.sha256 = $sha256' \
        "$BATS_TEST_TMPDIR/manifest" >"$folder/manifest.json"
}

@test "what refers to a row that is not there is named" {
    local memberships="$BATS_TEST_TMPDIR/memberships"

    csv LiteLLM_OrganizationMembership >"$memberships"
    column=$(head -1 "$memberships" | tr , '\n' | grep -nx organization_id | cut -d: -f1)
    awk -F, -v OFS=, -v at="$column" 'NR == 2 { $at = "nowhere" } { print }' "$memberships" >"$memberships.new"
    pack LiteLLM_OrganizationMembership "$memberships.new"
    resealed LiteLLM_OrganizationMembership
    finds 'LiteLLM_OrganizationMembership.csv.zst 1 ' 'column "organization_id": "LiteLLM_OrganizationTable" has no such row'
    # A rehearsal says so too, and nothing of it stays.
    dba backup rehearse
    exits 6
    tells '1 row of "LiteLLM_OrganizationMembership" refer'
    # Nothing is not a reference.
    awk -F, -v OFS=, -v at="$(head -1 "$users" | tr , '\n' | grep -nx organization_id | cut -d: -f1)" \
        'NR > 1 { $at = "" } { print }' "$users" >"$users.new"
}

@test "several sets, one of them damaged" {
    cp -r "$folder" "$SETS/20200101T000000Z-0000"
    rm "$SETS/20200101T000000Z-0000/LiteLLM_TagTable.csv.zst"
    dba_alone backup verify 2020 "$set" --csv
    exits 6
    prints "set,table,file,row,finding" "20200101T000000Z-0000,LiteLLM_TagTable,LiteLLM_TagTable.csv.zst,,"
    dba_alone backup verify 2020 "$set"
    exits 6
    prints "$set is as it was written" "20200101T000000Z-0000"
    dba_alone backup verify 2019 "$set"
    fails_as 2 'there is no set "2019"'
}

@test "what is found takes back what was noted" {
    dba_alone backup verify
    exits 0
    [ "$(manifest .verified)" != null ]
    rm "$folder/LiteLLM_TagTable.csv.zst"
    finds LiteLLM_TagTable
    is "rehearsed" null "$(manifest .rehearsed)"
    dba_alone journal list --json
    shows '[.[].outcome] | join(" ")' "found completed"
}
