#!/usr/bin/env bats
# Prompts of old requests are emptied, and nothing else changes.

load helper
load logs_helper

# The columns for prompts that this version has, as "a = '{}', b = '{}'".
emptied() {
    sql "SELECT string_agg(format('%I = ''{}''', attname), ', ') FROM pg_attribute
          WHERE attrelid = '\"LiteLLM_SpendLogs\"'::regclass AND NOT attisdropped
            AND attname IN ('messages', 'response', 'proxy_server_request')"
}

# How many requests before $BEFORE hold a prompt.
prompts() {
    sql "SELECT count(*) FROM \"LiteLLM_SpendLogs\"
          WHERE \"startTime\" < '$BEFORE' AND (messages <> '{}' OR response <> '{}')"
}

# Prompts where the world has none, requests of which nothing is known, and an odd time.
plant() {
    sql "UPDATE \"LiteLLM_SpendLogs\" SET metadata = metadata || jsonb_build_object(
             'error_information', jsonb_build_object('error_message', 'you asked: ' || request_id,
                 'error_code', 429, 'traceback', ARRAY['line 1', E'\"line\" 2\\n']),
             'guard', jsonb_build_array(jsonb_build_object('seen', 'a secret'), 7),
             'dotted.key', 'secret', 'empty', '')
          WHERE right(request_id, 1) IN ('0', '7', 'c')" \
        "UPDATE \"LiteLLM_SpendLogs\" SET metadata = NULL WHERE right(request_id, 2) = 'aa'" \
        "UPDATE \"LiteLLM_SpendLogs\" SET metadata = '[1, \"error_information\"]' WHERE right(request_id, 2) = 'bb'"
}

# redact OPTION... - at full speed, as JSON.
redact() {
    dba logs redact --before "$BEFORE" --full-speed --yes --json "$@"
}

versions() {
    fresh "$1"
    plant
    cutoff "50 days"
    expect "$(emptied) WHERE true"
    sql "UPDATE expected.logs AS e SET messages = NULL FROM \"LiteLLM_SpendLogs\" AS l
          WHERE l.request_id = e.request_id AND l.messages IS NULL"
    keep_rows
    before=$(grep -v LiteLLM_SpendLogs "$BATS_TEST_TMPDIR/kept" | grep -c .)
    count=$(prompts)
    [ "$count" -gt 10 ]
    size=$(sql "SELECT sum(pg_column_size(messages) + pg_column_size(response)) FROM \"LiteLLM_SpendLogs\"")

    dba logs redact --before "$BEFORE" --dry-run --json
    exits 0
    shows .plan.rows "$count"
    shows '.plan.lines[0].note | contains("not archived")' true
    planned=$(json '.plan.lines[0].bytes')
    rows_are_kept

    redact --archive
    exits 0
    as_expected
    shows .rows "$count"
    freed=$((size - $(sql "SELECT sum(pg_column_size(messages) + pg_column_size(response)) FROM \"LiteLLM_SpendLogs\"")))
    is "freed bytes" "$freed" "$(json .freed_bytes)"
    shows .freed_is_exact true
    is "bytes of the plan" "$freed" "$planned"
    redact
    exits 0
    shows .outcome nothing_to_do

    # And back again: every table, to the byte.
    dba undo 1 --yes
    exits 0
    rows_are_kept
    dba undo 2 --yes
    exits 0
    as_expected
    dba journal verify
    exits 0
}

@test "nothing but prompts changes, and undo brings them back (1.63.12)" { versions 1.63.12; }
@test "nothing but prompts changes, and undo brings them back (1.81.15)" { versions 1.81.15; }
@test "nothing but prompts changes, and undo brings them back (2026-09)" { versions 2026-09; }
@test "nothing but prompts changes, and undo brings them back (partitioned)" { versions 2026-09-partitioned; }

@test "the oldest version keeps prompts in metadata alone" {
    fresh 1.53.2
    plant
    cutoff "50 days"
    redact
    exits 0
    shows .outcome nothing_to_do
    tells "has no columns for prompts"
    expect "metadata = jsonb_set(metadata, '{error_information,error_message}', '\"\"')
            WHERE metadata -> 'error_information' ? 'error_message'"
    keep_rows
    redact --archive --metadata-path error_information.error_message
    exits 0
    as_expected
    dba undo 1 --yes
    exits 0
    rows_are_kept
}

@test "what is named in metadata is emptied and keeps its type" {
    fresh 2026-09
    plant
    cutoff "50 days"
    expect "$(emptied) WHERE true" \
        "metadata = jsonb_set(metadata, '{error_information,error_message}', '\"\"') WHERE metadata ? 'guard'" \
        "metadata = jsonb_set(metadata, '{error_information,traceback}', '[]') WHERE metadata ? 'guard'" \
        "metadata = jsonb_set(metadata, '{guard,0,seen}', '\"\"') WHERE metadata ? 'guard'" \
        "metadata = jsonb_set(metadata, '{dotted.key}', '\"\"') WHERE metadata ? 'guard'"
    keep_rows
    redact --archive --metadata-path error_information.error_message --metadata-path nothing.at.all \
        --metadata-path error_information.traceback \
        --metadata-path guard.0.seen --metadata-path guard.1 --metadata-path 'dotted\.key' \
        --metadata-path empty
    exits 0
    as_expected
    redact --metadata-path error_information.error_message --metadata-path guard.0.seen
    shows .outcome nothing_to_do
    dba undo 1 --yes
    exits 0
    rows_are_kept
    # A whole object, and what lies in it.
    expect "$(emptied) WHERE true" \
        "metadata = metadata || '{\"error_information\": {}}' WHERE jsonb_typeof(metadata -> 'error_information') = 'object'"
    redact --metadata-path error_information --metadata-path error_information.error_message
    exits 0
    as_expected
}

@test "a path that is none is refused" {
    fresh
    for path in '' . a. .a a..b 'a\b' 'a\'; do
        dba logs redact --older-than 1d --metadata-path "$path" --yes
        fails_as 2 "\"${path//\\/\\\\}\" is no path in metadata"
    done
    journal_is_empty
}

@test "without an archive nothing is kept, and undo says so" {
    fresh
    cutoff "50 days"
    sql "UPDATE \"LiteLLM_SpendLogs\" SET messages = '\"do not keep me\"' WHERE messages <> '{}'"
    count=$(prompts)
    redact
    exits 0
    shows .rows "$count"
    shows .archived_bytes 0
    is "prompts" 0 "$(prompts)"
    [ ! -e "$LITELLM_DBA_STATE/archives" ]
    is "folders of operations" "" "$(ls "$LITELLM_DBA_STATE/operations")"
    ! grep -rq "do not keep me" "$LITELLM_DBA_STATE" || complain "no prompt in the state folder" "one"
    keep_rows
    dba undo 1 --yes
    fails_as 7 "operation 1 kept nothing to bring back"
    tells "without an archive"
    rows_are_kept
    dba journal list --json
    shows '.[0].rows' "$count"
}

@test "sentences say what is free now, and for whom" {
    fresh
    dba logs redact --older-than 50d --full-speed --yes
    exits 0
    prints "Operation 1 completed: " "Freed " "inside the table: VACUUM makes it free" "nothing brings it back"
    fresh
    dba logs redact --older-than 50d --full-speed --yes --archive
    prints "To take it back: litellm-dba undo 2"
}

@test "what somebody changed or deleted since stays so" {
    fresh
    cutoff "50 days"
    redact --archive
    exits 0
    changed=$(sql "UPDATE \"LiteLLM_SpendLogs\" SET response = '{\"new\": 1}' WHERE request_id =
                     (SELECT min(request_id) FROM \"LiteLLM_SpendLogs\" WHERE \"startTime\" < '$BEFORE'
                         AND request_id IN (SELECT request_id FROM \"LiteLLM_SpendLogs\" WHERE messages = '{}'))
                   RETURNING request_id")
    dba undo 1 --yes --json
    exits 0
    is "what somebody wrote" '{"new": 1}' \
        "$(sql "SELECT response FROM \"LiteLLM_SpendLogs\" WHERE request_id = '$changed'")"
}

@test "the requests of a team, a user, a key" {
    fresh
    cutoff "50 days"
    expect "$(emptied) WHERE team_id = 'gone-team-1'"
    redact --team gone-team-1
    exits 0
    as_expected
    user=$(sql "SELECT \"user\" FROM \"LiteLLM_SpendLogs\" WHERE \"startTime\" < '$BEFORE'
                 AND messages <> '{}' AND \"user\" <> '' ORDER BY 1 LIMIT 1")
    expect "$(emptied) WHERE \"user\" = '$user'"
    redact --user "$user"
    exits 0
    as_expected
    key=$(sql "SELECT api_key FROM \"LiteLLM_SpendLogs\" WHERE \"startTime\" < '$BEFORE'
                AND messages <> '{}' AND api_key <> '' ORDER BY 1 LIMIT 1")
    expect "$(emptied) WHERE api_key = '$key'"
    redact --key "$key"
    exits 0
    as_expected
    redact --key sk-in-clear
    fails_as 2 "a key in clear does not belong on a command line"
    is "prompts of others" true "$([ "$(prompts)" -gt 0 ] && echo true)"
}

@test "more requests of one instant than a batch may have" {
    fresh 1.83.2
    sql "INSERT INTO \"LiteLLM_SpendLogs\" (request_id, call_type, \"startTime\", \"endTime\", messages)
         SELECT 'same-' || n, 'x', '2026-01-02 03:04:05.678', now(), '[\"prompt\"]'
           FROM generate_series(1, 1800) AS n"
    BEFORE=2026-01-03T00:00:00Z
    keep_rows
    dba logs redact --before $BEFORE --yes --json --archive --sleep-ratio 0
    exits 0
    shows .rows 1800
    [ "$(json .batches)" -ge 3 ] || complain "3 batches or more" "$(json .batches)"
    is "prompts" 0 "$(prompts)"
    dba undo 1 --yes
    exits 0
    rows_are_kept
}

@test "only what is older than one instant and newer than another" {
    fresh
    cutoff "20 days"
    from=$(sql "SELECT now() AT TIME ZONE 'UTC' - interval '40 days'")
    expect "$(emptied) WHERE \"startTime\" >= '$from'"
    dba logs redact --before "$BEFORE" --newer-than 40d --full-speed --yes
    exits 0
    # Between the two questions a moment has passed; no request lies in it.
    as_expected
    dba logs redact --older-than 10d --newer-than 3d --yes
    fails_as 2 "nothing is older than the cutoff and newer than --newer-than"
}

@test "stopped by a budget, it goes on where it was" {
    fresh
    cutoff "50 days"
    expect "$(emptied) WHERE true"
    count=$(prompts)
    redact --max-rows 7 --archive
    exits 9
    shows .outcome backlog_left
    shows .rows 7
    is "prompts" $((count - 7)) "$(prompts)"
    redact --archive
    exits 0
    shows .rows $((count - 7))
    as_expected
    dba undo 2 --yes
    exits 0
    dba undo 1 --yes
    exits 0
    is "prompts" "$count" "$(prompts)"
}

@test "rehearsed, it changes nothing and keeps nothing" {
    fresh
    keep_rows
    dba logs redact --older-than 50d --archive --rehearse
    exits 0
    prints "Rehearsed and rolled back"
    rows_are_kept
    journal_is_empty
    [ ! -e "$LITELLM_DBA_STATE/archives" ]
}

@test "page by page, where no index leads with the time" {
    fresh 1.83.2
    sql 'DROP INDEX "LiteLLM_SpendLogs_startTime_idx"' \
        'DROP INDEX "LiteLLM_SpendLogs_startTime_request_id_idx"'
    cutoff "50 days"
    keep_rows
    expect "$(emptied) WHERE team_id = 'gone-team-1'"
    redact --team gone-team-1 --archive
    exits 0
    as_expected
    expect "$(emptied) WHERE true"
    redact --archive
    exits 0
    as_expected
    redact
    shows .outcome nothing_to_do
    dba undo 2 --yes
    dba undo 1 --yes
    exits 0
    rows_are_kept
}

@test "the cutoff is the same whatever the time zone" {
    local zone

    for zone in America/Los_Angeles Asia/Tokyo; do
        fresh
        sql "ALTER DATABASE $DATABASE SET TimeZone = '$zone'"
        BEFORE=$(sql "SELECT to_char(now() AT TIME ZONE 'UTC' - interval '50 days', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')")
        expect "$(emptied) WHERE true"
        TZ=$zone PGTZ=$zone redact
        exits 0
        as_expected
    done
}

@test "a trigger that changes another table stops it" {
    fresh
    sql "CREATE FUNCTION public.meddle() RETURNS trigger LANGUAGE plpgsql AS
             'BEGIN UPDATE \"LiteLLM_UserTable\" SET spend = spend + 1; RETURN NEW; END'" \
        'CREATE TRIGGER meddle AFTER UPDATE ON "LiteLLM_SpendLogs" FOR EACH ROW EXECUTE FUNCTION meddle()'
    keep_rows
    dba logs redact --older-than 50d --yes
    exits 7
    tells "has triggers" 'other tables than "LiteLLM_SpendLogs" would change'
    rows_are_kept
}
