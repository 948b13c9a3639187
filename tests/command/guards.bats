#!/usr/bin/env bats
# What stops a clean: keys in use, and columns nobody has told the program about.

load helper

setup_file() {
    world 1.81.15
}

setup() {
    fresh
}

teardown_file() {
    drop_database
}

# use_key SECRET AGO [ALIAS] - a request with that key, in the log.
use_key() {
    sql "INSERT INTO \"LiteLLM_SpendLogs\" (request_id, call_type, api_key, spend, \"startTime\", \"endTime\")
         VALUES ('req-$1', 'acompletion', '$(token_of "$1")', 0.5,
                 (now() AT TIME ZONE 'UTC') - interval '$2', (now() AT TIME ZONE 'UTC') - interval '$2')"
}

nothing_has_happened() {
    rows_are_kept
    journal_is_empty
}

refuses_column() {
    fails_as 7 "a column that is not known may refer to rows of \"LiteLLM_VerificationToken\""
    tells "$1" "--accept-column TABLE.COLUMN"
}

# --- keys in use --------------------------------------------------------------------------------------

@test "a key that was used five minutes ago is not deleted" {
    use_key lost-user-1 '5 minutes'
    keep_rows
    dba orphans clean key-without-user --yes
    fails_as 7 "1 of the keys is in use"
    tells "lost 1 sk-...er-1, last at $(sql "SELECT \"startTime\" FROM \"LiteLLM_SpendLogs\" WHERE request_id = 'req-lost-user-1'" | cut -c 1-16)" \
        "--block-only" "--in-use-within 0s"
    dba orphans clean --all-safe --yes
    fails_as 7 "1 of the keys is in use"
    dba orphans clean key-without-user --dry-run
    fails_as 7 "1 of the keys is in use"
    nothing_has_happened
}

@test "a key that is used while the question waits is not deleted" {
    terminal_start "$PROGRAM" --dbname "$DATABASE" orphans clean key-without-user
    terminal_shows "[y/N]"
    use_key lost-user-1 '0 minutes'
    keep_rows
    terminal_type $'y\n'
    terminal_end
    exits 7
    prints "1 of the keys is in use"
    rows_are_kept
}

@test "several keys in use are named, the latest first, and counted" {
    local n

    for n in 1 2 3 5 6 7 8; do
        use_key lost-user-$n "$n minutes"
    done
    dba orphans clean key-without-user --yes
    fails_as 7 "7 of the keys are in use"
    [[ "$err" =~ lost\ 1\ sk-.*sk-...er-2.*sk-...er-3.*sk-...er-5.*sk-...er-6 ]] ||
        complain "the five that were used last, in that order" "another text"
    tells_not "sk-...er-7"
}

@test "--in-use-within says how long ago counts; 0s does not look" {
    use_key lost-user-1 '5 minutes'
    dba orphans clean key-without-user --dry-run --in-use-within 4m
    exits 0
    dba orphans clean key-without-user --dry-run --in-use-within 6m
    exits 7
    dba orphans clean key-without-user --dry-run --in-use-within 0s
    exits 0
    dba orphans clean key-without-user --dry-run --in-use-within soon
    fails_as 2 "--in-use-within"
    dba orphans clean key-without-user --yes --in-use-within 0s
    exits 0
    prints "Operation 1 completed: 11 rows"
}

@test "use of another key, or long ago, does not matter" {
    use_key alice-own '1 minute'
    use_key lost-team-1 '1 minute'
    use_key lost-user-1 '16 minutes'
    dba orphans clean key-without-user --yes
    exits 0
}

@test "where logs are switched off, the daily sums tell" {
    sql "INSERT INTO \"LiteLLM_DailyUserSpend\" (id, user_id, date, api_key, model, updated_at)
         VALUES ('now', 'gone-1', to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD'),
                 '$(token_of lost-user-2)', 'gpt-4o', now() AT TIME ZONE 'UTC')"
    dba orphans clean key-without-user --yes
    fails_as 7 "1 of the keys is in use"
    tells "sk-...er-2"
}

@test "a key in use may be blocked only when that is what is wanted" {
    use_key lost-user-1 '5 minutes'
    dba orphans clean key-without-user --block-only --yes
    exits 7
    dba orphans clean key-without-user --block-only --yes --in-use-within 0s
    exits 0
}

@test "a name of a key in use cannot command the terminal" {
    use_key lost-user-1 '5 minutes'
    sql "UPDATE \"LiteLLM_VerificationToken\" SET key_alias = E'x\\x1b]0;owned\\x07' WHERE key_alias = 'lost 1'"
    on_terminal "" "$PROGRAM" --dbname "$DATABASE" orphans clean key-without-user --yes
    exits 7
    prints 'x\x1b]0;owned\x07'
}

# --- columns we do not know ---------------------------------------------------------------------------

@test "a new column that is named like a key stops the deletion of keys" {
    sql 'ALTER TABLE "LiteLLM_TagTable" ADD COLUMN owner_api_key text'
    keep_rows
    dba orphans clean key-without-user --yes
    refuses_column "LiteLLM_TagTable.owner_api_key (by its name)"
    dba orphans clean --all-safe --yes
    refuses_column "LiteLLM_TagTable.owner_api_key"
    dba orphans clean key-without-user --dry-run
    refuses_column "LiteLLM_TagTable.owner_api_key"
    nothing_has_happened
    dba orphans clean key-without-user --yes --accept-column LiteLLM_TagTable.owner_api_key
    exits 0
    dba undo 1 --yes
    exits 0
    rows_are_kept
}

@test "a new foreign key to the keys stops it whatever it is called" {
    sql 'CREATE TABLE "LiteLLM_Gadget" (id int PRIMARY KEY, belongs text REFERENCES "LiteLLM_VerificationToken" ON DELETE CASCADE)'
    dba orphans clean key-without-user --yes
    refuses_column "LiteLLM_Gadget.belongs (by its foreign key to LiteLLM_VerificationToken)"
    dba orphans clean key-without-user --yes --accept-column LiteLLM_Gadget.belongs
    exits 0
}

@test "a new column that holds hashes of keys stops it" {
    sql 'ALTER TABLE "LiteLLM_TagTable" ADD COLUMN remark text' \
        "UPDATE \"LiteLLM_TagTable\" SET remark = '$(token_of ben-own)' WHERE tag_name = 'prod'"
    dba orphans clean key-without-user --yes
    refuses_column "LiteLLM_TagTable.remark (by the values in it)"
    sql 'ALTER TABLE "LiteLLM_TagTable" DROP COLUMN remark' \
        'ALTER TABLE "LiteLLM_TagTable" ADD COLUMN remarks text[]' \
        "UPDATE \"LiteLLM_TagTable\" SET remarks = '{x,$(token_of ben-own)}' WHERE tag_name = 'prod'"
    dba orphans clean key-without-user --yes
    refuses_column "LiteLLM_TagTable.remarks (by the values in it)"
    dba orphans clean key-without-user --yes --accept-column LiteLLM_TagTable.remarks
    exits 0
}

@test "each of several columns must be accepted" {
    sql 'ALTER TABLE "LiteLLM_TagTable" ADD COLUMN api_key text, ADD COLUMN token_hash text'
    dba orphans clean key-without-user --yes --accept-column LiteLLM_TagTable.api_key
    refuses_column "LiteLLM_TagTable.token_hash"
    tells_not "LiteLLM_TagTable.api_key"
    dba orphans clean key-without-user --yes --accept-column LiteLLM_TagTable.api_key \
        --accept-column LiteLLM_TagTable.token_hash
    exits 0
}

@test "--accept-column takes what is there" {
    for name in LiteLLM_TagTable.nothing LiteLLM_Nothing.api_key api_key LiteLLM_TagTable; do
        dba orphans clean key-without-user --yes --accept-column "$name"
        fails_as 2 "there is no column \"$name\""
    done
    journal_is_empty
}

@test "a new owner in the table itself stops it: its rows may be somebody's" {
    sql 'ALTER TABLE "LiteLLM_VerificationToken" ADD COLUMN sponsor_user_id text'
    dba orphans clean key-without-user --yes
    refuses_column "LiteLLM_VerificationToken.sponsor_user_id (by its name)"
    dba orphans clean alias-unreferenced membership-without-owner --yes
    exits 0
    sql 'ALTER TABLE "LiteLLM_VerificationToken" DROP COLUMN sponsor_user_id' \
        'ALTER TABLE "LiteLLM_BudgetTable" ADD COLUMN department text' \
        "UPDATE \"LiteLLM_BudgetTable\" SET department = 'team-research' WHERE budget_id = 'budget-key'"
    dba orphans clean key-without-user --yes
    exits 0
    dba orphans clean budget-unreferenced --yes
    fails_as 7 'a column that is not known may refer to rows of "LiteLLM_BudgetTable"'
    tells "LiteLLM_BudgetTable.department (by the values in it)"
}

@test "a reference to budgets stops the deletion of budgets only" {
    sql 'ALTER TABLE "LiteLLM_AuditLog" ADD COLUMN other_budget_id text'
    dba orphans clean budget-unreferenced --yes
    fails_as 7 'a column that is not known may refer to rows of "LiteLLM_BudgetTable"'
    dba orphans clean --all-safe --yes
    exits 0
}

@test "a foreign key from another schema stops it too" {
    sql 'CREATE SCHEMA reports' \
        'CREATE TABLE reports.note (id int, of_key text REFERENCES public."LiteLLM_VerificationToken" ON DELETE CASCADE)' \
        "INSERT INTO reports.note VALUES (1, '$(token_of lost-user-1)')"
    dba orphans clean key-without-user --yes
    exits 7
    tells "reports.note.of_key"
    is "notes" 1 "$(sql 'SELECT count(*) FROM reports.note')"
    dba orphans clean key-without-user --dry-run --accept-column reports.note.of_key
    exits 0
}

@test "a foreign key to rows that nobody refers to in LiteLLM stops their deletion" {
    sql 'CREATE TABLE somebody_elses (id int, link text REFERENCES "LiteLLM_InvitationLink" ON DELETE SET NULL)'
    dba orphans clean invitation-spent --yes
    fails_as 7 'a column that is not known may refer to rows of "LiteLLM_InvitationLink"'
    tells "somebody_elses.link (by its foreign key to LiteLLM_InvitationLink)"
}

@test "columns and tables that refer to nothing do not matter" {
    sql 'ALTER TABLE "LiteLLM_TagTable" ADD COLUMN colour text, ADD COLUMN tokens_used bigint, ADD COLUMN api_key_count int' \
        "UPDATE \"LiteLLM_TagTable\" SET colour = 'red'" \
        'ALTER TABLE "LiteLLM_VerificationToken" ADD COLUMN note text' \
        "UPDATE \"LiteLLM_VerificationToken\" SET note = 'a note'" \
        'CREATE TABLE somebody_elses (id int PRIMARY KEY, what text)' \
        "INSERT INTO somebody_elses VALUES (1, 'x')"
    keep_rows
    dba orphans clean --all-safe --yes
    exits 0
    dba undo 1 --yes
    exits 0
    rows_are_kept
}

@test "reading never stops" {
    sql 'ALTER TABLE "LiteLLM_VerificationToken" ADD COLUMN sponsor_user_id text' \
        'ALTER TABLE "LiteLLM_TagTable" ADD COLUMN api_key text'
    use_key lost-user-1 '1 minute'
    dba orphans --json
    exits 0
    shows '.[] | select(.class == "key-without-user") | .count' 11
    dba orphans key-without-user --json
    exits 0
    shows length 11
    dba status
    exits 0
}

@test "rows that could not be found again are not touched" {
    sql 'ALTER TABLE "LiteLLM_InvitationLink" DROP CONSTRAINT "LiteLLM_InvitationLink_pkey"'
    keep_rows
    dba orphans clean invitation-spent --yes
    fails_as 7 "table \"LiteLLM_InvitationLink\" has no primary key"
    rows_are_kept
}

@test "triggers of somebody's are told of, once a table" {
    dba orphans clean roster-without-user --dry-run
    tells_not "has triggers"
    sql 'CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS
           $$BEGIN NEW.updated_at := now(); RETURN NEW; END$$' \
        'CREATE TRIGGER touch BEFORE UPDATE ON "LiteLLM_TeamTable" FOR EACH ROW EXECUTE FUNCTION touch()'
    dba orphans clean roster-without-user --yes --json
    exits 0
    shows '.plan.warnings | length' 1
    tells "LiteLLM_TeamTable has triggers"
    dba undo 1 --dry-run
    tells "LiteLLM_TeamTable has triggers"
    dba orphans clean invitation-spent --dry-run
    tells_not "has triggers"
}

@test "what an edit does not strand is not stopped" {
    sql 'ALTER TABLE "LiteLLM_TagTable" ADD COLUMN api_key text, ADD COLUMN team_id text, ADD COLUMN user_id text'
    keep_rows
    dba orphans clean roster-without-user team-list-without-team --yes
    exits 0
    dba orphans clean key-without-user --block-only --yes
    exits 0
    dba undo 2 --yes
    dba undo 1 --yes
    exits 0
    rows_are_kept
}

# --- columns that are not there -------------------------------------------------------------------------

@test "a class whose column is missing is refused by name, and the others go on" {
    sql 'ALTER TABLE "LiteLLM_InvitationLink" DROP COLUMN is_accepted' \
        'ALTER TABLE "LiteLLM_SpendLogGuardrailIndex" DROP COLUMN start_time'
    dba orphans --json
    exits 0
    shows '[.[].class] | index("invitation-spent", "index-without-log") | tostring' "null
null"
    shows 'length' 13
    dba orphans clean invitation-spent --yes
    fails_as 7 'this database cannot have "invitation-spent"'
    tells "Its schema lacks LiteLLM_InvitationLink.is_accepted."
    dba orphans clean --all-safe --yes
    exits 0
    prints "Operation 1 completed: 96 rows"
}
