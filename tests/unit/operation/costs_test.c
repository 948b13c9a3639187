/* What requests cost: sums, and the rows they come from. */
#include "tests/unit/suite.h"

#include <string.h>

#include "base/cleanup.h"
#include "operation/cost_rows.h"
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
    costs_keep(costs);
    const LedgerLine *lines = costs_lines(costs, &count);
    assert_int_equal(count, 2);
    assert_string_equal(lines[0].user_id, "");
    assert_int_equal(lines[0].requests, 2);
    assert_string_equal(lines[1].user_id, "u1");
    assert_string_equal(lines[1].day, "2026-11-01");
    assert_string_equal(lines[1].team_id, "t\"1");
    assert_string_equal(lines[1].api_key, "k1");
    assert_string_equal(lines[1].model, "gpt-4o");
    assert_int_equal(lines[1].prompt_tokens, 20);
    assert_int_equal(lines[1].completion_tokens, 4);
    assert_int_equal(lines[1].total_tokens, 24);
    assert_true(lines[1].spend == 0.2);
}

static void texts_in_other_places_are_other_lines(void **state)
{
    Costs *costs CLEANUP(costs_release) = costs_new();
    LedgerLine line = FIRST;
    size_t count;

    (void) state;
    costs_add(costs, &line);
    line.user_id = FIRST.api_key;
    line.api_key = FIRST.user_id;
    costs_add(costs, &line);
    costs_keep(costs);
    costs_lines(costs, &count);
    assert_int_equal(count, 2);
}

static void what_is_forgotten_never_came(void **state)
{
    Costs *costs CLEANUP(costs_release) = costs_new();
    LedgerLine other = with_user("u2");
    size_t count;

    (void) state;
    costs_add(costs, &FIRST);
    costs_keep(costs);
    costs_add(costs, &FIRST);
    costs_add(costs, &other);
    costs_forget(costs);
    costs_keep(costs);
    const LedgerLine *lines = costs_lines(costs, &count);
    assert_int_equal(count, 1);
    assert_int_equal(lines[0].requests, 1);
    costs_add(costs, &other);
    costs_keep(costs);
    costs_lines(costs, &count);
    assert_int_equal(count, 2);
}

static const char *const COLUMNS[] = {
    "request_id", "api_key", "spend", "total_tokens", "prompt_tokens", "completion_tokens",
    "metadata",   "model",   "user",  "messages",     "team_id",       NULL,
};

static const char ROWS[] = "r1,k1,0.5,12,10,2,\"{\"\"a\"\": \"\"b,c\"\"}\",gpt-4o,u1,{},\"t,1\"\n"
                           "r2,k1,0.25,3,2,1,\"line\nline,\",gpt-4o,u1,\"\"\"\",\"t,1\"\n"
                           "r3,\"k\"\"2\",,,,,,m,,,\n"
                           "r4,k3,NaN,1,1,1,{},\"\",\"\",\"a\n\n\n\",\"\"\n";

static void assert_costs_of_rows(Costs *costs, int64_t sign)
{
    size_t count;

    costs_keep(costs);
    const LedgerLine *lines = costs_lines(costs, &count);
    assert_int_equal(count, 3);
    assert_string_equal(lines[0].api_key, "k\"2");
    assert_string_equal(lines[0].team_id, "");
    assert_int_equal(lines[0].requests, sign);
    assert_int_equal(lines[0].total_tokens, 0);
    assert_string_equal(lines[1].api_key, "k3");
    assert_true(lines[1].spend == 0);
    assert_string_equal(lines[2].team_id, "t,1");
    assert_string_equal(lines[2].model, "gpt-4o");
    assert_string_equal(lines[2].day, "2026-11-02");
    assert_int_equal(lines[2].requests, 2 * sign);
    assert_int_equal(lines[2].prompt_tokens, 12 * sign);
    assert_int_equal(lines[2].completion_tokens, 3 * sign);
    assert_int_equal(lines[2].total_tokens, 15 * sign);
    assert_true(lines[2].spend == 0.75 * (double) sign);
}

static void rows_are_read_in_pieces_of_any_size(void **state)
{
    (void) state;
    for (size_t piece = 1; piece < sizeof ROWS; piece++) {
        Costs *costs CLEANUP(costs_release) = costs_new();
        CostRows *rows CLEANUP(cost_rows_release) = cost_rows_new("rows", COLUMNS, costs);
        Error error = {0};
        cost_rows_begin(rows, "2026-11-02", piece % 2 == 0 ? 1 : -1);
        for (size_t at = 0; at < strlen(ROWS); at += piece) {
            size_t left = strlen(ROWS) - at;
            assert_true(cost_rows_feed(rows, ROWS + at, left < piece ? left : piece, &error));
        }
        assert_costs_of_rows(costs, piece % 2 == 0 ? 1 : -1);
    }
}

static void rows_of_nothing_else_do_as_well(void **state)
{
    static const char ROW[] = "t1,u1,k1,\"m,1\",1,2,3,0.5\n";
    Costs *costs CLEANUP(costs_release) = costs_new();
    CostRows *rows CLEANUP(cost_rows_release) = cost_rows_new("rows", COST_COLUMNS, costs);
    Error error = {0};
    size_t count;

    (void) state;
    cost_rows_begin(rows, "2026-11-02", 1);
    assert_true(cost_rows_take(rows, ROW, strlen(ROW), &error));
    cost_rows_begin(rows, "2026-11-03", 0);
    assert_true(cost_rows_take(rows, ROW, strlen(ROW), &error));
    costs_keep(costs);
    const LedgerLine *lines = costs_lines(costs, &count);
    assert_int_equal(count, 1);
    assert_string_equal(lines[0].model, "m,1");
    assert_string_equal(lines[0].team_id, "t1");
    assert_string_equal(lines[0].user_id, "u1");
    assert_int_equal(lines[0].prompt_tokens, 1);
    assert_int_equal(lines[0].completion_tokens, 2);
    assert_int_equal(lines[0].total_tokens, 3);
}

static void a_row_that_is_too_short_is_damaged(void **state)
{
    Costs *costs CLEANUP(costs_release) = costs_new();
    CostRows *rows CLEANUP(cost_rows_release) = cost_rows_new("rows", COST_COLUMNS, costs);
    Error error = {0};

    (void) state;
    cost_rows_begin(rows, "2026-11-02", 1);
    assert_false(cost_rows_feed(rows, "t1,u1\n", 6, &error));
    assert_int_equal(error.outcome, OUTCOME_FILE_ERROR);
    assert_string_equal(error.message, "a row of \"rows\" has too few fields");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_lines_become_one),
        cmocka_unit_test(texts_in_other_places_are_other_lines),
        cmocka_unit_test(what_is_forgotten_never_came),
        cmocka_unit_test(rows_are_read_in_pieces_of_any_size),
        cmocka_unit_test(rows_of_nothing_else_do_as_well),
        cmocka_unit_test(a_row_that_is_too_short_is_damaged),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
