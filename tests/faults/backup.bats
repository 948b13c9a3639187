#!/usr/bin/env bats
# Whatever happens to a backup, what has the name of a set is one, and the next run clears the rest.
#
# FAULTS_ALL=1 takes every moment where a sample is taken otherwise.
bats_require_minimum_version 1.5.0
load helper

SOME="--tables LiteLLM_UserTable --tables LiteLLM_TeamTable --tables LiteLLM_BudgetTable"

setup_file() {
    make_world backup_faults 1.81.15
}

setup() {
    use_world backup_faults
    BEFORE=$(contents "$DATABASE")
}

# What is in the folder of sets, a line each.
in_sets() {
    ls -A "$STATE/sets" 2>/dev/null || true
}

# whole_sets - every one that has a set's name has all its files, as its manifest says.
whole_sets() {
    local folder count=0
    for folder in "$STATE"/sets/*Z-????; do
        [ -d "$folder" ] || continue
        jq -r '.tables[].files[] | .file_sha256 + "  " + .name' "$folder/manifest.json" |
            (cd "$folder" && sha256sum -c --quiet -) || fail "$folder is not whole" || return 1
        [ -f "$folder/README" ] && [ -f "$folder/load.sql" ] || fail "$folder lacks something" || return 1
        count=$((count + 1))
    done
    WHOLE=$count
}

# judge_set COMMAND... - what has a set's name is one; the next run says what was left, and clears it.
judge_set() {
    local left
    left=$(peek_left)
    whole_sets || return 1
    dba "$@" || fail "the next run failed: $(cat "$SAID")" || return 1
    if [ "$left" = running ]; then
        grep -q "had ended before it was done; nothing was changed on the server" "$SAID" ||
            fail "healed without a word: $(cat "$SAID")" || return 1
    fi
    # A run that died before the journal knew of it has left at most a lock.
    [ "$left" != none ] || dba backup prune --keep-last 99 --yes || fail "prune: $(cat "$SAID")" || return 1
    [ -z "$(in_sets | grep -vE '^[0-9]{8}T[0-9]{6}Z-[0-9a-f]{4}$')" ] ||
        fail "left lying: $(in_sets)" || return 1
    [ -z "$(unfinished)" ] || fail "left lying: $(unfinished)" || return 1
    [ "$(in_sets | wc -l)" = "$WHOLE" ] || fail "sets came or went: $(in_sets)" || return 1
    case $(peek) in
    running | prepared | committed) fail "the journal says $(peek)" || return 1 ;;
    completed) [ "$WHOLE" = 1 ] || fail "completed, and no set" || return 1 ;;
    esac
    dba journal verify || fail "journal verify: $(cat "$SAID")" || return 1
    [ "$(contents "$DATABASE")" = "$BEFORE" ] || fail "the tables have changed"
}

# struck_at_each FAULT STEP COMMAND [NAME=VALUE...] - at each STEP-th call until there is none left.
struck_at_each() {
    local n fault=$1 step=$(($2 * EVERY)) whole=0
    local healers=("orphans --quiet" "journal list" "backup list" "status")
    [ -z "${FAULTS_ALL:-}" ] || step=1
    for ((n = 1; ; n += step)); do
        rm -rf "$STATE"
        faulty DO="$fault" AT=$n "${@:4}" -- $3
        struck || break
        judge_set ${healers[$((n % 4))]} || fail "$fault at $n, $(moment)" || return 1
        whole=$((whole + WHOLE))
    done
    [ "$STATUS" = 0 ] || fail "without a fault: $(cat "$SAID")" || return 1
    echo "# $3, $fault: $(((n - 1) / step)) of $((n - 1)) moments, $whole times a whole set" >&3
    [ $n -gt 40 ]
}

@test "killed before each call" {
    quickly struck_at_each kill 2 "backup create $SOME"
}

@test "killed in the middle of writes" {
    quickly struck_at_each tear 3 "backup create --jobs 2 $SOME"
}

@test "no room from some moment on" {
    quickly struck_at_each ENOSPC 3 "backup create $SOME" STAYS=1
}

@test "the disk fails once" {
    quickly struck_at_each EIO 4 "backup create --jobs 2 $SOME"
}

@test "the connection breaks" {
    quickly struck_at_each cut 4 "backup create --jobs 2 $SOME"
}

@test "a full disk is told of, and nothing is left" {
    faulty DO=ENOSPC AT=1 ON='write *TeamTable*' STAYS=1 -- backup create $SOME
    [ "$STATUS" = 5 ]
    grep -q "the folder .* is full" "$SAID"
    [ -z "$(in_sets)" ]
    judge_set journal list
}

@test "stopped by a signal" {
    faulty DO=TERM AT=1 ON='write *TeamTable*' -- backup create $SOME
    [ "$STATUS" = 143 ]
    [ -z "$(in_sets)" ]
    [ "$(peek)" = terminated ]
    rm -rf "$STATE"
    faulty DO=INT AT=1 ON='write *BudgetTable*' -- backup create --jobs 2 $SOME
    [ "$STATUS" = 130 ] || fail "$STATUS: $(cat "$SAID")"
    [ -z "$(in_sets)" ]
}

@test "one of several connections is ended by the server" {
    faulty DO="psql -qXAtd postgres -c \"SELECT pg_terminate_backend(max(pid)) FROM pg_stat_activity
        WHERE application_name = 'litellm-dba/backup create'\" >'$PLACE/was_ended'" AT=1 ON='write *BudgetTable*' \
        -- backup create --jobs 3 --all
    struck
    [ "$(cat "$PLACE/was_ended")" = t ]
    [ "$STATUS" = 0 ] || [ "$STATUS" = 3 ] || fail "$STATUS: $(cat "$SAID")"
    judge_set orphans --quiet
    [ "$(ours "$DATABASE" "state <> 'idle'")" = 0 ]
}

@test "while a backup is under way, others see it and leave it alone" {
    hold 'LOCK TABLE "LiteLLM_TeamMembership" IN SHARE MODE' 20
    faulty_in_background DO=STOP AT=1 ON='write *BudgetTable*' -- backup create $SOME
    wait_for_state T
    dba backup list --json
    [ "$(jq -r '.[0].state' "$SAID.out")" = "being written" ]
    dba backup prune --keep-last 1 --yes
    dba orphans --quiet
    ! grep -q "had ended" "$SAID"
    # Writers do not wait for it, and no lock of ours would make them.
    ask "$DATABASE" "SET lock_timeout = '1s'" 'BEGIN' 'UPDATE "LiteLLM_BudgetTable" SET max_budget = 1' 'ROLLBACK'
    kill -CONT $TOOL
    ended
    [ "$STATUS" = 0 ] || fail "$(cat "$SAID")"
    release
    whole_sets
    [ "$WHOLE" = 1 ]
}

@test "a table cannot be emptied before it is read" {
    # The first file: the others have not been asked for.
    faulty_in_background DO=STOP AT=1 ON='create *BudgetTable*' -- backup create $SOME
    wait_for_state T
    ask "$DATABASE" "SET lock_timeout = '200ms'" 'TRUNCATE "LiteLLM_TeamTable" CASCADE' 2>"$PLACE/refused" && false
    grep -q "lock timeout" "$PLACE/refused" || fail "$(cat "$PLACE/refused")"
    kill -CONT $TOOL
    ended
    [ "$STATUS" = 0 ] || fail "$(cat "$SAID")"
    [ "$(jq '[.tables[] | select(.name == "LiteLLM_TeamTable") | .rows][0]' "$STATE"/sets/*/manifest.json)" = \
        "$(ask "$DATABASE" 'SELECT count(*) FROM "LiteLLM_TeamTable"')" ]
}

@test "through PgBouncer in transaction mode, with several jobs" {
    start_pooler
    dba backup create --all --jobs 3 || fail "$(cat "$SAID")"
    whole_sets
    [ "$WHOLE" = 1 ]
    dba backup rehearse || fail "$(cat "$SAID")"
    dba backup diff latest --live || fail "$(cat "$SAID" "$SAID.out")"
}

# A prune and a rehearsal are journaled as well.
@test "prune and rehearse, killed before calls" {
    dba backup create $SOME
    dba backup create $SOME
    cp -r "$STATE" "$PLACE/start"
    OPERATION=3
    local n command
    for command in "backup prune --keep-last 1 --yes" "backup rehearse"; do
        for ((n = 1; ; n += 2 * EVERY)); do
            rm -rf "$STATE"
            cp -r "$PLACE/start" "$STATE"
            faulty DO=kill AT=$n -- $command
            struck || break
            whole_sets || fail "$command, $(moment)"
            dba orphans --quiet || fail "$(cat "$SAID")"
            [ -z "$(in_sets | grep -vE '^[0-9]{8}T[0-9]{6}Z-[0-9a-f]{4}$')" ] || fail "$command, $(moment): $(in_sets)"
            [[ $(peek) != running ]] || fail "$command, $(moment): $(peek)"
            [ "$(in_sets | wc -l)" -ge 1 ]
        done
        [ "$STATUS" = 0 ] || fail "$(cat "$SAID")"
        [ $n -gt 8 ]
    done
}
