#include "tests/unit/suite.h"

#include <string.h>

#include "base/cleanup.h"
#include "operation/costs.h"

static const LedgerLine FIRST = {.day = "2026-11-01",
                                 .team_id = "t\"1",
                                 .user_id = "u1",
                                 .api_key = "k1",
                                 .model = "gpt-4o",
                                 .requests = 1,
                                 .prompt_tokens = 10,
                                 .completion_tokens = 2,
                                 .total_tokens = 12,
                                 .spend = 0.1};

static LedgerLine with_user(const char *user)
{
    LedgerLine line = FIRST;

    line.user_id = user;
    return line;
}

static void equal_lines_become_one(void **state)
{
    Costs *costs CLEANUP(costs_release) = costs_new();
    LedgerLine nobody = with_user(NULL), empty = with_user("");
    size_t count;

    (void) state;
    costs_add(costs, &FIRST);
    costs_add(costs, &nobody);
    costs_add(costs, &FIRST);
    costs_add(costs, &empty);
    const LedgerLine *lines = costs_lines(costs, &count);
    assert_int_equal(count, 2);
    assert_string_equal(lines[0].user_id, "");
    assert_int_equal(lines[0].requests, 2);
    assert_string_equal(lines[1].user_id, "u1");
    assert_int_equal(lines[1].total_tokens, 24);
    assert_true(lines[1].spend == 0.2);
    assert_int_equal(costs_requests(costs), 4);
    assert_true(costs_spend(costs) == 0.1 + 0.1 + 0.1 + 0.1);
    costs_clear(costs);
    assert_int_equal(costs_requests(costs), 0);
    costs_lines(costs, &count);
    assert_int_equal(count, 0);
}

static void they_come_back_from_a_note(void **state)
{
    Costs *costs CLEANUP(costs_release) = costs_new(), *back CLEANUP(costs_release) = costs_new();
    Document *document CLEANUP(document_release) = NULL, *read CLEANUP(document_release) = NULL;
    Arena *arena CLEANUP(arena_release) = arena_new();
    Error error = {0};
    size_t count, count_back;

    (void) state;
    for (int at = 0; at < 1000; at++) {
        LedgerLine line = with_user(arena_format(arena, "user %d", at * 7 % 100));
        line.spend = 1.0 / (at + 3);
        costs_add(costs, &line);
    }
    document = costs_document(costs);
    const char *text = document_dump(arena, document, 0);
    assert_true(document_parse(text, strlen(text), &read, &error));
    assert_true(costs_add_document(back, read, &error));
    const LedgerLine *lines = costs_lines(costs, &count),
                     *lines_back = costs_lines(back, &count_back);
    assert_int_equal(count, 100);
    assert_int_equal(count_back, 100);
    for (size_t at = 0; at < count; at++) {
        assert_string_equal(lines[at].user_id, lines_back[at].user_id);
        assert_true(lines[at].spend == lines_back[at].spend);
        assert_int_equal(lines[at].requests, lines_back[at].requests);
    }
    costs_add_all(back, costs);
    assert_int_equal(costs_requests(back), 2000);
}

static void an_odd_note_is_refused(void **state)
{
    static const char *const NOTES[] = {"[[1, 2]]", "[[1,\"\",\"\",\"\",\"\",1,1,1,1,1]]",
                                        "[{\"a\": 1}]"};
    Costs *costs CLEANUP(costs_release) = costs_new();
    Error error = {0};

    (void) state;
    for (size_t at = 0; at < sizeof NOTES / sizeof *NOTES; at++) {
        Document *document CLEANUP(document_release) = NULL;
        assert_true(document_parse(NOTES[at], strlen(NOTES[at]), &document, &error));
        assert_false(costs_add_document(costs, document, &error));
        assert_int_equal(error.outcome, OUTCOME_FILE_ERROR);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_lines_become_one),
        cmocka_unit_test(they_come_back_from_a_note),
        cmocka_unit_test(an_odd_note_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
