#!/usr/bin/env bats
# What comes from the command tables: help, usage errors, examples, manual, completion.

load helper

setup_file() {
    fresh
}

teardown_file() {
    drop_database
}

# Every command, a line each, as its parents' help names it; the program itself is an empty line.
commands_below() {
    echo "$*"
    "$PROGRAM" "$@" --help | sed -n '/^Commands:$/,/^$/s/^  \([a-z-]\+\)  .*/\1/p' |
        while read -r name; do
            commands_below "$@" "$name"
        done
}

# The examples of a command's help, a line each.
examples_of() {
    "$PROGRAM" "$@" --help | sed -n '/^Examples:$/,$s/^  litellm-dba/litellm-dba/p'
}

@test "the commands are those of the design" {
    is "commands" "
backup
backup create
backup diff
backup list
backup pin
backup prune
backup rehearse
backup show
backup unpin
backup verify
completion
journal
journal export
journal list
journal settle
journal show
journal verify
logs
logs archive
logs archive list
logs archive restore
logs archive search
logs archive verify
logs ledger
logs partitions
logs prune
logs redact
logs size
logs slim
man
orphans
orphans clean
restore
sql
sql list
sql show
sso
status
undo
user
user delete
user duplicates
user export
user list
user merge
user offboard
user rename
user show" "$(commands_below | LC_ALL=C sort)"
}

@test "every command explains itself" {
    while read -r -a words; do
        dba_alone "${words[@]}" --help
        exits 0
        tells_nothing
        prints "litellm-dba${words[*]:+ ${words[*]}} - " "Usage: litellm-dba${words[*]:+ ${words[*]}}" \
            "Options of every command:" "--dbname CONNINFO"
        [ "$(sed 1d "$BATS_TEST_TMPDIR/out" | wc -L)" -le 80 ] ||
            complain "lines of 80 columns at most" "a longer one"
        before="$out"
        dba_alone "${words[@]}" -h
        is "the help of -h" "$before" "$out"
    done < <(commands_below)
}

@test "help is given whatever else is wrong" {
    dba_alone orphans clean nonsense --help --dbname postgresql://nobody@nowhere.invalid/x
    exits 0
    tells_nothing
    prints "Usage: litellm-dba orphans clean"
}

@test "every command refuses an unknown option, and says where to look" {
    while read -r -a words; do
        dba_alone "${words[@]}" --no-such-option
        fails_as 2 ""
        tells "--no-such-option" "litellm-dba${words[*]:+ ${words[*]}} --help"
        dba_alone "${words[@]}" -Z
        fails_as 2 ""
    done < <(commands_below)
}

@test "a misspelt option or command is guessed" {
    dba_alone orphan
    fails_as 2 'there is no command "orphan"'
    tells 'Did you mean "orphans"?'
    dba_alone journal lits
    fails_as 2 'journal has no command "lits"'
    tells 'Did you mean "list"?'
    dba_alone orphans clean --alsafe
    tells 'Did you mean "--all-safe"?'
    dba_alone florble
    fails_as 2 'there is no command "florble"'
    tells_not "Did you mean"
}

@test "a missing command or operand is named" {
    dba_alone
    fails_as 2 "a command is needed"
    dba_alone journal
    fails_as 2 "journal needs a command"
    dba_alone undo
    fails_as 2 "undo needs OPERATION"
    dba_alone undo 1 2
    fails_as 2 '"2" is one operand too many for undo'
}

@test "every command has a version" {
    while read -r -a words; do
        dba_alone "${words[@]}" --version
        exits 0
        tells_nothing
        [[ "$out" =~ ^litellm-dba\ [0-9]+\.[0-9]+\.[0-9]+ ]] || complain "a version" "$out"
    done < <(commands_below)
}

# The examples of all commands, a line each.
all_examples() {
    commands_below | while read -r -a words; do
        examples_of "${words[@]}"
    done | sort -u
}

newest_operation() {
    "$PROGRAM" journal list --limit 1 --json | jq '.[0].operation'
}

# undo_since OPERATION - takes back what came after it, the newest first; not what is gone without an archive.
undo_since() {
    local operation

    for operation in $("$PROGRAM" journal list --json | jq ".[] | select(.command | test(\"^(backup|logs redact|logs slim)\") | not) | .operation | select(. > $1)" | sort -rn); do
        "$PROGRAM" undo "$operation" --yes --quiet
    done
}

# Nobody can answer here, so that what asks is given --yes.
with_consent() {
    case $1 in
    *" --yes"* | *" --dry-run"*) echo "$1" ;;
    *" clean "* | *" undo "* | *" settle "* | *" logs prune "*) echo "$1 --yes" ;;
    *" user delete "* | *" user offboard "* | *" user rename "* | *" user merge "*) echo "$1 --yes" ;;
    *) echo "$1" ;;
    esac
}

@test "every example does what its help says" {
    local line line_here expected before count=0 first second archived

    dba orphans clean invitation-spent --yes
    exits 0
    export LITELLM_DBA_DATABASE_URL="postgresql:///$DATABASE" PATH="$BATS_TEST_TMPDIR:$PATH"
    ln -s "$(realpath "$PROGRAM")" "$BATS_TEST_TMPDIR/litellm-dba"
    cd "$BATS_TEST_TMPDIR"
    printf 'gus\nhana@example.org\n' >leavers.txt
    # An archive of one request.
    sql "INSERT INTO \"LiteLLM_SpendLogs\" (request_id, call_type, \"startTime\", \"endTime\", \"user\")
         VALUES ('chatcmpl-1', 'acompletion', '2026-11-01', '2026-11-01', 'ann')"
    litellm-dba logs prune --before 2026-11-02T00:00:00Z --user ann --allow-short --allow-uncovered --yes --quiet
    archived=$(newest_operation)
    # Two sets, a copy of one, somebody to encrypt for, and another database.
    first=$(basename "$(litellm-dba backup create --quiet)")
    second=$(basename "$(litellm-dba backup create --quiet)")
    cp -r "$LITELLM_DBA_STATE/sets/$second" copy
    age-keygen -o key.txt 2>recipient
    export PGSERVICEFILE=$PWD/services HOME=$PWD
    printf '[scratch]\ndbname=%s\n' "$DATABASE" >"$PGSERVICEFILE"
    mkdir .age
    cp key.txt .age/dba.txt
    while read -r line; do
        expected=0
        [[ "$line" != *" settle "* ]] || expected=7 # nothing is in doubt
        [[ "$line" != *" --logs-only"* ]] || expected=7 # the user has its old name again
        [[ "$line" != *"sso --limit 5 "* ]] || expected=6 # there are more
        [[ "$line" != *" restore 20261121 "* ]] || expected=7 # the tables are not empty
        before=$(newest_operation)
        # The operation of the examples is the one that was done, their user is one of the world.
        line_here=${line//--run 42/--run $archived}
        line_here=${line_here//42/1}
        line_here=${line_here//\/mnt\/copy\/20261121T030000Z-3f9c/.\/copy}
        line_here=${line_here//20261120/$first}
        line_here=${line_here//20261121/$second}
        line_here=${line_here//age1.../$(sed -n 's/^Public key: //p' recipient)}
        run_program bash -c "$(with_consent "${line_here// ID/ gus}")"
        command="$line"
        exits $expected
        [ $expected -ne 0 ] || tells_not "error: "
        undo_since "$before"
        count=$((count + 1))
    done < <(all_examples)
    [ "$count" -ge 60 ] || complain "60 examples or more" "$count"
    [ -s journal.json ]
    [ -s journal.csv ]
}

@test "the manual page is made, and groff has nothing to say" {
    dba_alone man
    exits 0
    tells_nothing
    prints ".TH " "orphans clean" "LITELLM_DBA_STATE" "nothing_to_do"
    if command -v groff >/dev/null; then
        run_program groff -man -Tutf8 -ww -z "$BATS_TEST_TMPDIR/out"
        exits 0
        tells_nothing
    fi
}

@test "completion scripts are made, and are scripts" {
    dba_alone completion bash
    exits 0
    tells_nothing
    cp "$BATS_TEST_TMPDIR/out" "$BATS_TEST_TMPDIR/script"
    run_program bash -n "$BATS_TEST_TMPDIR/script"
    exits 0
    tells_nothing
    for shell in zsh fish; do
        dba_alone completion $shell
        exits 0
        tells_nothing
        prints litellm-dba all-safe key-without-user
    done
    dba_alone completion tcsh
    fails_as 2 'there is no completion for "tcsh"'
}

# complete_with WORD... - what bash offers for the last of the words.
complete_with() {
    bash --norc -c '
        eval "$("$0" completion bash)"
        COMP_WORDS=(litellm-dba "$@") COMP_CWORD=$# COMP_LINE="litellm-dba $*" COMP_POINT=${#COMP_LINE}
        function=$(complete -p litellm-dba | sed "s/.*-F \([^ ]*\).*/\1/")
        "$function" litellm-dba "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
        printf "%s\n" "${COMPREPLY[@]}"' "$PROGRAM" "$@" | sed 's/ *$//' | sort
}

@test "bash completes commands, options, classes and choices" {
    is "journal's commands" "export
list
settle
show
verify" "$(complete_with journal '')"
    is "options" "--all-safe" "$(complete_with orphans clean --all)"
    is "classes" "key-without-team
key-without-user" "$(complete_with orphans clean key-w)"
    is "choices" "mine
theirs" "$(complete_with undo --keep '')"
}

@test "sql list and sql show print what is compiled in" {
    dba_alone sql list --json
    exits 0
    is "statements" "$(cd "$BATS_TEST_DIRNAME/../../sql" && ls server/operation/*.sql | sed 's/\.sql$//')" \
        "$(json '.[].name' | grep '^server/operation/')"
    shows '.[] | select(.name == "server/session/commit") | .summary | type' string
    shows '[.[] | select(.writes) | .name] | index("server/orphans/key_without_user/delete") != null' true
    shows '[.[] | select(.writes) | .name] | index("server/orphans/key_without_user/list")' null
    dba_alone sql show server/orphans/key_without_user/delete
    exits 0
    prints 'DELETE FROM ' 'RETURNING t.*' '-- writes'
    dba_alone sql show server/orphans/key_without_user/delte
    fails_as 2 'there is no statement "server/orphans/key_without_user/delte"'
    tells 'Did you mean "server/orphans/key_without_user/delete"?'
}
