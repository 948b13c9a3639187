#!/usr/bin/env bats
# The CSV that brings everybody back.

load helper

HEADINGS=user_id,email,role,team,key_alias

setup_file() {
    for version in $VERSIONS; do
        world "$version"
    done
}

teardown_file() {
    drop_database
}

# A small company instead of the world: two teams of one alias, one of another.
company() {
    fresh "${1:-1.81.15}"
    sql 'TRUNCATE "LiteLLM_UserTable", "LiteLLM_TeamTable", "LiteLLM_VerificationToken" CASCADE' \
        "INSERT INTO \"LiteLLM_TeamTable\" (team_id, team_alias, members_with_roles) VALUES
             ('t-red', 'Red', '[{\"user_id\": \"ann\", \"user_email\": null, \"role\": \"admin\"}, {\"user_id\": null, \"user_email\": \"BOB@x.org\", \"role\": \"user\"}]'),
             ('t-same-1', 'Same', '[]'), ('t-same-2', 'Same', '[]'), ('t-bare', NULL, '{}')" \
        "INSERT INTO \"LiteLLM_UserTable\" (user_id, user_email, user_role, teams) VALUES
             ('ann', 'ann@x.org', 'internal_user', '{t-same-1,t-same-1}'),
             ('bob', 'bob@x.org', NULL, '{}'), ('cy', NULL, 'proxy_admin', NULL),
             ('dan', '', 'internal_user', '{t-bare,gone}'),
             ('default_user_id', NULL, 'proxy_admin', '{t-red}')" \
        "INSERT INTO \"LiteLLM_VerificationToken\" (token, key_alias, user_id, team_id, expires, blocked) VALUES
             ('1', 'ann two', 'ann', 't-red', NULL, NULL), ('2', 'ann one', 'ann', 't-red', NULL, false),
             ('3', NULL, 'ann', 't-red', NULL, NULL), ('4', 'ann''s, \"own\"', 'ann', NULL, NULL, NULL),
             ('5', 'expired', 'ann', 't-red', '2020-01-01', NULL), ('6', 'blocked', 'ann', 't-red', NULL, true),
             ('7', 'of a gone team', 'ann', 'gone', NULL, NULL), ('8', '', 'bob', NULL, NULL, NULL),
             ('9', 'session', 'bob', 'litellm-dashboard', NULL, NULL),
             ('10', E'two\\nlines', 'cy', 't-bare', '2999-01-01', NULL),
             ('11', 'nobody''s', NULL, 't-red', NULL, NULL), ('12', 'dan', 'dan', '', NULL, NULL)"
}

COMPANY='user_id,email,role,team,key_alias
ann,ann@x.org,internal_user,,"ann'"'"'s, ""own"""
ann,ann@x.org,internal_user,t-red,ann one
ann,ann@x.org,internal_user,t-red,ann two
ann,ann@x.org,internal_user,t-same-1,
bob,bob@x.org,,t-red,
cy,,proxy_admin,t-bare,"two
lines"
dan,"",internal_user,,dan
dan,"",internal_user,t-bare,'

@test "a line for each user, team and key there that works" {
    for version in 1.53.2 1.81.15 2026-09; do
        company "$version"
        dba user export
        exits 0
        tells_nothing
        prints_exactly "$COMPANY"
    done
}

@test "teams by alias where that means one team" {
    company
    dba user export --team-aliases
    exits 0
    prints_exactly "${COMPANY//t-red/Red}"
}

@test "JSON has the same rows" {
    company
    dba user export --json
    exits 0
    shows length 8
    shows '.[5] | [.user_id, .email, .role, .team, .key_alias] | tojson' \
        '["cy",null,"proxy_admin","t-bare","two\nlines"]'
}

@test "everybody but LiteLLM's own is in it, on every schema" {
    for version in $VERSIONS; do
        dba_alone --dbname "world of $version" user export
        exits 0
        is "users of $version" \
            "$(psql -qXAt -d "world of $version" -c "SELECT to_json(user_id) FROM \"LiteLLM_UserTable\" WHERE user_id <> 'default_user_id' ORDER BY user_id COLLATE \"C\"" | jq -r .)" \
            "$(python3 - "$BATS_TEST_TMPDIR/out" <<'PY'
import csv, sys
rows = list(csv.DictReader(open(sys.argv[1], newline="", encoding="utf-8"), strict=True))
assert list(rows[0]) == "user_id,email,role,team,key_alias".split(",")
assert all(None not in row and None not in row.values() for row in rows)
print("\n".join(dict.fromkeys(row["user_id"] for row in rows)))
PY
)"
    done
}

@test "two runs give the same bytes" {
    dba_alone --dbname "world of 1.81.15" user export
    cp "$BATS_TEST_TMPDIR/out" "$BATS_TEST_TMPDIR/first"
    dba_alone --dbname "world of 1.81.15" user export
    cmp "$BATS_TEST_TMPDIR/first" "$BATS_TEST_TMPDIR/out"
}

@test "no secret is in it" {
    dba_alone --dbname "world of 2026-09" user export
    exits 0
    ! grep -E '[0-9a-f]{64}' "$BATS_TEST_TMPDIR/out"
}

@test "a file is whole, and for nobody else" {
    company
    echo old >"$BATS_TEST_TMPDIR/users.csv"
    chmod 644 "$BATS_TEST_TMPDIR/users.csv"
    dba user export --output "$BATS_TEST_TMPDIR/users.csv"
    exits 0
    prints_nothing
    tells "8 lines in $BATS_TEST_TMPDIR/users.csv"
    is "the file" "$COMPANY" "$(cat "$BATS_TEST_TMPDIR/users.csv")"
    is "its mode" 600 "$(stat -c %a "$BATS_TEST_TMPDIR/users.csv")"
    is "what else is there" "" "$(ls "$BATS_TEST_TMPDIR" | grep 'users.csv.')"
    dba user export --quiet --output "$BATS_TEST_TMPDIR/users.csv"
    tells_nothing
}

@test "a file that cannot be written is not there, and an older one stays" {
    company
    dba user export --output "$BATS_TEST_TMPDIR/no/such/folder/users.csv"
    exits 5
    prints_nothing
    echo old >"$BATS_TEST_TMPDIR/users.csv"
    sql 'ALTER TABLE "LiteLLM_TeamTable" RENAME TO "LiteLLM_Other"'
    dba user export --output "$BATS_TEST_TMPDIR/users.csv"
    [ "$status" -ne 0 ]
    is "the old file" old "$(cat "$BATS_TEST_TMPDIR/users.csv")"
    is "what else is there" "" "$(ls "$BATS_TEST_TMPDIR" | grep 'users.csv.')"
    dba user export --output "$BATS_TEST_TMPDIR/users.csv" --json
    fails_as 2 "--output is for CSV"
}

@test "nobody at all" {
    fresh
    sql 'TRUNCATE "LiteLLM_UserTable" CASCADE'
    dba user export
    exits 0
    prints_exactly "$HEADINGS"
    dba user export --json
    prints_exactly "[]"
}
