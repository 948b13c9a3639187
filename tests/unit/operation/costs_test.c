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

/* As a batch writes it and the next run reads it. */
static Document *note_of(Arena *arena, const Costs *batch, const Costs *before)
{
    Document *document CLEANUP(document_release) = costs_document(batch, before), *read = NULL;
    const char *text = document_dump(arena, document, 0);
    Error error = {0};

    assert_true(document_parse(text, strlen(text), &read, &error));
    return read;
}

static void assert_same(Costs *left, Costs *right)
{
    size_t count, count_right;
    const LedgerLine *lines = costs_lines(left, &count),
                     *lines_right = costs_lines(right, &count_right);

    assert_int_equal(count, count_right);
    for (size_t at = 0; at < count; at++) {
        assert_string_equal(lines[at].day, lines_right[at].day);
        assert_string_equal(lines[at].team_id, lines_right[at].team_id);
        assert_string_equal(lines[at].user_id, lines_right[at].user_id);
        assert_string_equal(lines[at].api_key, lines_right[at].api_key);
        assert_string_equal(lines[at].model, lines_right[at].model);
        assert_true(lines[at].spend == lines_right[at].spend);
        assert_int_equal(lines[at].requests, lines_right[at].requests);
        assert_int_equal(lines[at].prompt_tokens, lines_right[at].prompt_tokens);
        assert_int_equal(lines[at].completion_tokens, lines_right[at].completion_tokens);
        assert_int_equal(lines[at].total_tokens, lines_right[at].total_tokens);
    }
}

/* Batch 2 is tried twice: a note that failed leaves no trace in the next one. */
static void they_come_back_from_notes(void **state)
{
    Costs *all CLEANUP(costs_release) = costs_new(), *back CLEANUP(costs_release) = costs_new();
    Arena *arena CLEANUP(arena_release) = arena_new();
    Error error = {0};

    (void) state;
    for (int batch = 0; batch < 5; batch++) {
        Costs *costs CLEANUP(costs_release) = costs_new();
        for (int at = 0; at < 300; at++) {
            LedgerLine line = with_user(arena_format(arena, "user %d", at * 7 % 40 + batch * 9));
            line.team_id = arena_format(arena, "user %d", at % 11); /* the same text elsewhere */
            line.spend = 1.0 / (at + batch + 3);
            costs_add(costs, &line);
        }
        if (batch == 2) {
            Document *failed CLEANUP(document_release) = note_of(arena, costs, all);
            costs_clear(costs);
            costs_add(costs, &FIRST);
        }
        Document *note CLEANUP(document_release) = note_of(arena, costs, all);
        costs_add_all(all, costs);
        assert_true(costs_add_document(back, note, &error));
        assert_same(all, back);
    }
    assert_int_equal(costs_requests(back), 1201);
}

static void a_text_is_spelled_once(void **state)
{
    Costs *all CLEANUP(costs_release) = costs_new(), *next CLEANUP(costs_release) = costs_new();
    Arena *arena CLEANUP(arena_release) = arena_new();
    LedgerLine other = with_user("u2");

    (void) state;
    costs_add(all, &FIRST);
    costs_add(next, &FIRST);
    costs_add(next, &other);
    Document *note CLEANUP(document_release) = note_of(arena, next, all);
    assert_string_equal(document_dump(arena, note, -1),
                        "{\"texts\":[\"u2\"],"
                        "\"lines\":[0,1,2,3,4,1,10,2,12,0.1,0,1,5,3,4,1,10,2,12,0.1]}");
}

/* What is no UTF-8 becomes so in a note; two texts can be the same then. */
static void texts_that_became_the_same_are_one(void **state)
{
    Costs *all CLEANUP(costs_release) = costs_new(), *back CLEANUP(costs_release) = costs_new();
    Arena *arena CLEANUP(arena_release) = arena_new();
    LedgerLine one = with_user("\xff"), other = with_user("\xfe"), last = with_user("last");
    Error error = {0};
    size_t count;

    (void) state;
    costs_add(all, &one);
    costs_add(all, &other);
    costs_add(all, &last);
    Document *note CLEANUP(document_release) = note_of(arena, all, NULL);
    assert_true(costs_add_document(back, note, &error));
    const LedgerLine *lines = costs_lines(back, &count);
    assert_int_equal(count, 2);
    assert_string_equal(lines[0].user_id, "last");
    assert_int_equal(lines[1].requests, 2);
}

static void an_odd_note_is_refused(void **state)
{
    static const char *const NOTES[] = {
        "[]",
        "{\"texts\": [1], \"lines\": []}",
        "{\"texts\": [\"\"], \"lines\": [0, 0, 0, 0, 0, 1, 1, 1, 1]}",
        "{\"texts\": [\"\"], \"lines\": [0, 0, 0, 0, 1, 1, 1, 1, 1, 0.5]}",
        "{\"texts\": [\"\"], \"lines\": [0, 0, 0, 0, -1, 1, 1, 1, 1, 0.5]}",
    };
    Costs *costs CLEANUP(costs_release) = costs_new();
    Error error = {0};

    (void) state;
    for (size_t at = 0; at < sizeof NOTES / sizeof *NOTES; at++) {
        Document *document CLEANUP(document_release) = NULL;
        costs_clear(costs);
        assert_true(document_parse(NOTES[at], strlen(NOTES[at]), &document, &error));
        assert_false(costs_add_document(costs, document, &error));
        assert_int_equal(error.outcome, OUTCOME_FILE_ERROR);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_lines_become_one),
        cmocka_unit_test(they_come_back_from_notes),
        cmocka_unit_test(a_text_is_spelled_once),
        cmocka_unit_test(texts_that_became_the_same_are_one),
        cmocka_unit_test(an_odd_note_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
