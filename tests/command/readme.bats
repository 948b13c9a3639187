# The README is followed word for word, on a world of its own.

bats_require_minimum_version 1.5.0
load helper

setup_file() {
    fresh
}

teardown_file() {
    drop_database
}

# The commands of the first minute, in order: "litellm-dba ..." lines without their comments.
first_minute() {
    sed -n 's/^    litellm-dba \([^#]*\).*/\1/p' "$BATS_TEST_DIRNAME/../../README.md"
}

@test "the first minute works as it is written" {
    local words line before
    before=$(table_digest)

    [ "$(first_minute | wc -l)" -ge 10 ]
    export DATABASE_URL="postgresql:///$DATABASE?host=$PGHOST&port=$PGPORT&connection_limit=10"
    while read -r line; do
        read -ra words <<<"${line/ID/sso-ines}"
        case $line in
        restore*dry-run*) sql "DELETE FROM \"LiteLLM_VerificationToken\" WHERE key_alias = 'ben, \"own\"'" ;;
        restore*) words=(restore latest --user ben) ;;
        esac
        # Nobody is there to answer the question.
        case $line in
        *--dry-run*) ;;
        restore* | "orphans clean"* | undo* | "user delete"*) words+=(--yes) ;;
        esac
        run -0 --separate-stderr "$PROGRAM" "${words[@]}"
        # Where there is nothing to do or to show, that is said.
        [ -n "$output" ] || [[ $line == logs* && $stderr == *"nothing"* ]] || complain "$line" "$stderr"
    done < <(first_minute)
    [ "$(sql "SELECT count(*) FROM \"LiteLLM_UserTable\" WHERE user_id = 'sso-ines'")" = 0 ]
    run -0 --separate-stderr "$PROGRAM" undo 3 --yes
    # All of it was taken back.
    [ "$(table_digest)" = "$before" ]
    run -0 --separate-stderr "$PROGRAM" journal list --csv
    [ "${#lines[@]}" -eq 9 ]
}

@test "the table of exit codes is that of the manual" {
    local code outcome manual told=0
    manual=$("$PROGRAM" man)

    while read -r code outcome; do
        grep -qF "\\fB$code\\fR ($outcome)" <<<"$manual" || complain "$code $outcome" "not in the manual"
        told=$((told + 1))
    done < <(sed -n 's/^| \([0-9]*\) | `\([a-z_]*\)`.*/\1 \2/p' "$BATS_TEST_DIRNAME/../../README.md")
    [ "$told" -ge 10 ]
}
