#include "tests/unit/journal/tamper.h"

#include "base/cleanup.h"
#include "base/text.h"
#include "journal/chain.h"
#include "journal/ledger.h"

static const LedgerLine LINES[] = {
    {"2026-11-01", "team-1", "Team, \"one\"", "user-1", "a@example.org", "hash-1", "a key",
     "gpt-4o", 3, 30, 12, 42, 0.1},
    {"2026-11-01", "", NULL, "", NULL, "", NULL, "gpt-4o", 1, 5, 0, 5, 0.2},
};

static const LedgerLine OTHERS[] = {
    {"2026-11-02", "team-1", "Team 1", "user-2", NULL, "hash-2", NULL, "claude", 2, 1, 1, 2, 1.5},
};

static Journal *opened(Scratch *scratch)
{
    Journal *journal = NULL;

    scratch_worked(scratch,
                   journal_open(scratch_path(scratch, "journal.db"), &journal, &scratch->error));
    return journal;
}

/* more: what else the event says, with a comma behind it. */
static int64_t pruned_as(Scratch *scratch, Journal *journal, const char *more,
                         const LedgerLine *lines, size_t count)
{
    Error *error = &scratch->error;
    int64_t operation;
    const char *body =
        arena_format(scratch->arena, "{%s\"ledger\": {\"lines\": %zu, \"sha256\": \"%s\"}}", more,
                     count, ledger_digest(scratch->arena, lines, count));

    scratch_worked(
        scratch,
        journal_begin_operation(journal, "{\"command\": \"logs prune\"}", &operation, error) &&
            journal_append_ledger(journal, operation, body, lines, count, error) &&
            journal_append(journal, operation, JOURNAL_ENDED, "{\"outcome\": \"completed\"}",
                           error));
    return operation;
}

static int64_t pruned(Scratch *scratch, Journal *journal, const LedgerLine *lines, size_t count)
{
    return pruned_as(scratch, journal, "", lines, count);
}

static size_t sums_by(Scratch *scratch, Journal *journal, const LedgerQuestion *question,
                      const LedgerSum **sums)
{
    size_t count;

    scratch_worked(scratch, journal_sum_ledger(journal, scratch->arena, question, sums, &count,
                                               &scratch->error));
    return count;
}

static void sums_by_any_column(void **state)
{
    Scratch *scratch = *state;
    Journal *journal CLEANUP(journal_close) = opened(scratch);
    const LedgerSum *sums;

    assert_int_equal(sums_by(scratch, NULL, &(LedgerQuestion){.by = "day"}, &sums), 0);
    pruned(scratch, journal, LINES, 2);
    pruned(scratch, journal, OTHERS, 1);

    assert_int_equal(sums_by(scratch, journal, &(LedgerQuestion){.by = "day"}, &sums), 2);
    assert_string_equal(sums[0].what, "2026-11-01");
    assert_int_equal(sums[0].requests, 4);
    assert_int_equal(sums[0].prompt_tokens, 35);
    assert_int_equal(sums[0].completion_tokens, 12);
    assert_int_equal(sums[0].total_tokens, 47);
    assert_true(sums[0].spend == 0.1 + 0.2);

    assert_int_equal(sums_by(scratch, journal, &(LedgerQuestion){.by = "team"}, &sums), 2);
    assert_string_equal(sums[0].what, "team-1");
    assert_string_equal(sums[0].name, "Team, \"one\"");
    assert_int_equal(sums[0].requests, 5);
    assert_string_equal(sums[0].first_day, "2026-11-01");
    assert_string_equal(sums[0].last_day, "2026-11-02");
    assert_string_equal(sums[1].what, "");
    assert_null(sums[1].name);

    LedgerQuestion late = {.by = "model", .since = "2026-11-02", .until = "2026-11-02"};
    assert_int_equal(sums_by(scratch, journal, &late, &sums), 1);
    assert_string_equal(sums[0].what, "claude");
}

static void undo(Scratch *scratch, Journal *journal, int64_t operation)
{
    int64_t number;

    scratch_worked(scratch,
                   journal_begin_operation(
                       journal, arena_format(scratch->arena, "{\"undoes\": %d}", (int) operation),
                       &number, &scratch->error) &&
                       journal_append(journal, number, JOURNAL_ENDED,
                                      "{\"outcome\": \"completed\"}", &scratch->error));
}

/* Rows that an undo brings back have lines of their own; those of a partition have none. */
static void a_partition_that_is_back_does_not_count(void **state)
{
    Scratch *scratch = *state;
    Journal *journal CLEANUP(journal_close) = opened(scratch);
    const LedgerSum *sums;

    int64_t partition = pruned_as(scratch, journal, "\"of_step\": 3, ", LINES, 2);
    undo(scratch, journal, pruned(scratch, journal, OTHERS, 1));
    assert_int_equal(sums_by(scratch, journal, &(LedgerQuestion){.by = "day"}, &sums), 2);
    undo(scratch, journal, partition);
    assert_int_equal(sums_by(scratch, journal, &(LedgerQuestion){.by = "day"}, &sums), 1);
    assert_string_equal(sums[0].what, "2026-11-02");
    assert_int_equal(sums[0].requests, 2);
}

static JournalProof proof_of(Scratch *scratch, Journal *journal)
{
    JournalProof proof;

    scratch_worked(scratch,
                   journal_verify(journal, scratch->arena, NULL, 0, &proof, &scratch->error));
    return proof;
}

static void expect_finding(Scratch *scratch, Journal *journal, JournalDamage what, const char *text)
{
    JournalProof proof = proof_of(scratch, journal);

    for (size_t at = 0; at < proof.finding_count; at++)
        if (proof.findings[at].what == what && strstr(proof.findings[at].text, text) != NULL)
            return;
    fail_test("nothing of \"%s\" was found", text);
}

static void tampering_with_the_ledger_shows(void **state)
{
    static const struct {
        const char *sql;
        JournalDamage what;
        const char *text;
    } CASES[] = {
        {"UPDATE ledger SET spend = 0 WHERE model = 'gpt-4o' AND team_id = ''", JOURNAL_CHANGED,
         "operation 1 is not as event 2 says"},
        {"DELETE FROM ledger WHERE day = '2026-11-02'", JOURNAL_REMOVED,
         "operation 2 is not as event 5 says"},
        {"INSERT INTO ledger SELECT 1, '2026-12-31', team_id, team_alias, user_id, "
         "user_email, api_key, key_alias, model, requests, prompt_tokens, completion_tokens, "
         "total_tokens, spend FROM ledger",
         JOURNAL_INSERTED, "that no event speaks of"},
    };
    Scratch *scratch = *state;

    for (size_t at = 0; at < sizeof CASES / sizeof *CASES; at++) {
        Journal *journal = opened(scratch);
        pruned(scratch, journal, LINES, 2);
        pruned(scratch, journal, OTHERS, 1);
        assert_int_equal(proof_of(scratch, journal).finding_count, 0);
        tamper(scratch, scratch_path(scratch, "journal.db"), CASES[at].sql);
        expect_finding(scratch, journal, CASES[at].what, CASES[at].text);
        journal_close(&journal);
        assert_int_equal(unlink(scratch_path(scratch, "journal.db")), 0);
    }
}

static void the_ledger_is_append_only(void **state)
{
    Scratch *scratch = *state;
    Journal *journal CLEANUP(journal_close) = opened(scratch);
    sqlite3 *handle;

    pruned(scratch, journal, LINES, 2);
    handle = tamper_open(scratch_path(scratch, "journal.db"));
    assert_int_equal(sqlite3_exec(handle, "UPDATE ledger SET spend = 0", NULL, NULL, NULL),
                     SQLITE_CONSTRAINT);
    assert_int_equal(sqlite3_exec(handle, "DELETE FROM ledger", NULL, NULL, NULL),
                     SQLITE_CONSTRAINT);
    sqlite3_close(handle);
}

static void a_line_that_cannot_be_takes_the_event_with_it(void **state)
{
    Scratch *scratch = *state;
    Journal *journal CLEANUP(journal_close) = opened(scratch);
    LedgerLine wrong[] = {LINES[0], LINES[1]};
    const JournalEvent *events;
    size_t count;
    int64_t operation;

    wrong[1].day = "yesterday";
    scratch_worked(scratch, journal_begin_operation(journal, "{}", &operation, &scratch->error));
    assert_false(journal_append_ledger(journal, operation, "{}", wrong, 2, &scratch->error));
    scratch_worked(scratch, journal_events(journal, scratch->arena, operation, &events, &count,
                                           &scratch->error));
    assert_int_equal(count, 1);
    assert_int_equal(proof_of(scratch, journal).finding_count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(sums_by_any_column),
        SCRATCH_TEST(a_partition_that_is_back_does_not_count),
        SCRATCH_TEST(tampering_with_the_ledger_shows),
        SCRATCH_TEST(the_ledger_is_append_only),
        SCRATCH_TEST(a_line_that_cannot_be_takes_the_event_with_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
