#!/usr/bin/env bats
# Fat keys of metadata are dropped from old requests, and nothing else changes.

load helper
load logs_helper

# The key that most bytes are in, in text that cannot be compressed away; and metadata of every shape.
plant() {
    sql "UPDATE \"LiteLLM_SpendLogs\" SET metadata = metadata || jsonb_build_object(
             'model_map_information', jsonb_build_object('model', model, 'prices',
                 (SELECT jsonb_object_agg(md5(request_id || n), n / 7.0) FROM generate_series(1, 12) AS n)),
             'usage_object', '{\"model_map_information\": \"deeper\"}'::jsonb,
             'odd \"key\", {x}', 1)" \
        "UPDATE \"LiteLLM_SpendLogs\" SET metadata = NULL WHERE right(request_id, 1) = '1'" \
        "UPDATE \"LiteLLM_SpendLogs\" SET metadata = '\"model_map_information\"' WHERE right(request_id, 1) = '2'" \
        "UPDATE \"LiteLLM_SpendLogs\" SET metadata = '[\"model_map_information\", 1]' WHERE right(request_id, 1) = '3'" \
        "UPDATE \"LiteLLM_SpendLogs\" SET metadata = 'null' WHERE right(request_id, 1) = '4'" \
        "UPDATE \"LiteLLM_SpendLogs\" SET metadata = metadata - 'model_map_information' WHERE right(request_id, 1) = '5'"
}

# without KEYS - remembers what the requests before $BEFORE should be like; $COUNT of them change.
without() {
    local found="jsonb_typeof(metadata) = 'object' AND metadata ?| '$1'"

    expect "metadata = metadata - '$1'::text[] WHERE $found"
    COUNT=$(sql "SELECT count(*) FROM \"LiteLLM_SpendLogs\" WHERE $found AND \"startTime\" < '$BEFORE'")
}

bytes() {
    sql 'SELECT sum(pg_column_size(metadata)) FROM "LiteLLM_SpendLogs"'
}

slim() {
    dba logs slim --before "$BEFORE" --full-speed --yes --json "$@"
}

versions() {
    fresh "$1"
    cutoff "60 days"
    plant
    keep_rows
    size=$(bytes)
    without '{model_map_information}'
    [ "$COUNT" -gt 20 ]
    dba logs slim --before "$BEFORE" --dry-run --json
    exits 0
    shows .plan.rows "$COUNT"
    planned=$(json '.plan.lines[0].bytes')
    rows_are_kept

    slim --archive
    exits 0
    shows .rows "$COUNT"
    as_expected
    freed=$((size - $(bytes)))
    # Not every batch is measured, and lengths differ by a few bytes.
    for said in "$planned" "$(json .freed_bytes)"; do
        [ $((said * 100)) -gt $((freed * 95)) ] && [ $((said * 100)) -lt $((freed * 105)) ] ||
            complain "about $freed bytes" "$said"
    done
    slim --archive
    exits 0
    shows .outcome nothing_to_do

    dba undo 1 --yes
    exits 0
    rows_are_kept
    dba undo 2 --yes
    exits 0
    as_expected
}

@test "one key goes and all else stays, and undo brings it back (1.53.2)" { versions 1.53.2; }
@test "one key goes and all else stays, and undo brings it back (1.81.15)" { versions 1.81.15; }
@test "one key goes and all else stays, and undo brings it back (2026-09)" { versions 2026-09; }
@test "one key goes and all else stays, and undo brings it back (partitioned)" { versions 2026-09-partitioned; }

@test "several keys, of one team, with odd names" {
    fresh
    cutoff "60 days"
    plant
    without '{usage_object,"odd \"key\", {x}"}'
    slim --drop usage_object --drop 'odd "key", {x}' --drop nothing
    exits 0
    shows .rows "$COUNT"
    as_expected
    dba undo 1 --yes
    fails_as 7 "operation 1 kept nothing to bring back"
}

@test "every batch is measured when there are few" {
    fresh
    sql "UPDATE \"LiteLLM_SpendLogs\" SET \"startTime\" = '2026-01-02'"
    BEFORE=2026-01-03T00:00:00Z
    plant
    size=$(bytes)
    slim
    exits 0
    shows .freed_is_exact true
    shows .freed_bytes $((size - $(bytes)))
    fresh
    plant
    dba logs slim --older-than 60d --full-speed --yes
    prints "Freed " "VACUUM makes it free"
}

@test "keys that others wrote meanwhile stay" {
    fresh
    cutoff "60 days"
    plant
    slim --archive
    exits 0
    changed=$(sql "UPDATE \"LiteLLM_SpendLogs\" SET metadata = metadata || '{\"note\": 1}' WHERE request_id =
                     (SELECT min(request_id) FROM \"LiteLLM_SpendLogs\" WHERE \"startTime\" < '$BEFORE'
                         AND jsonb_typeof(metadata) = 'object')
                   RETURNING request_id")
    rows=$(json .rows)
    dba undo 1 --yes --json
    exits 0
    shows .rows $((rows - 1))
    is "the key of a request that was changed since" f \
        "$(sql "SELECT metadata ? 'model_map_information' FROM \"LiteLLM_SpendLogs\" WHERE request_id = '$changed'")"
}
