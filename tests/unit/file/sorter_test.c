#include "tests/unit/file/scratch.h"

#include "base/cleanup.h"
#include "file/sorter.h"

/* Numbers that look random and are always the same. */
static uint32_t next_number(uint32_t *state)
{
    *state = *state * 1664525u + 1013904223u;
    return *state >> 8;
}

static void add(Scratch *scratch, Sorter *sorter, const char *key, const char *data)
{
    const SorterRecord record = {key, strlen(key), data, strlen(data)};

    scratch_worked(scratch, sorter_add(sorter, &record, &scratch->error));
}

static bool next(Scratch *scratch, Sorter *sorter, const char **key, const char **data)
{
    SorterRecord record;
    bool has_record;

    scratch_worked(scratch, sorter_next(sorter, &record, &has_record, &scratch->error));
    if (has_record) {
        *key = arena_copy_span(scratch->arena, record.key, record.key_size);
        *data = arena_copy_span(scratch->arena, record.data, record.data_size);
    }
    return has_record;
}

static void keys_come_out_bytewise(void **state)
{
    Scratch *scratch = *state;
    Sorter *sorter CLEANUP(sorter_release) = sorter_new(scratch->folder, 1 << 20);
    static const char *const IN[] = {"b", "ab", "a", "\xC3\xA9", "", "B", "a\x01", "b"};
    static const char *const OUT[] = {"", "B", "a", "a\x01", "ab", "b", "b", "\xC3\xA9"};
    const char *key, *data;

    for (size_t at = 0; at < sizeof IN / sizeof *IN; at++)
        add(scratch, sorter, IN[at], at == 0 ? "first" : "");
    for (size_t at = 0; at < sizeof OUT / sizeof *OUT; at++) {
        assert_true(next(scratch, sorter, &key, &data));
        assert_string_equal(key, OUT[at]);
        /* Equal keys keep their order. */
        assert_string_equal(data, at == 5 ? "first" : "");
    }
    assert_false(next(scratch, sorter, &key, &data));
    assert_false(next(scratch, sorter, &key, &data));
}

static void nothing_comes_out_of_nothing(void **state)
{
    Scratch *scratch = *state;
    Sorter *sorter CLEANUP(sorter_release) = sorter_new(scratch->folder, 1 << 20);
    const char *key, *data;

    assert_false(next(scratch, sorter, &key, &data));
}

/* With so little memory there are hundreds of runs, which are merged more than once. */
static void more_than_memory_is_sorted_as_well(void **state)
{
    enum { COUNT = 20000, MEMORY = 8192 };
    Scratch *scratch = *state;
    Sorter *sorter CLEANUP(sorter_release) = sorter_new(scratch->folder, MEMORY);
    const char *key, *data, *before = "", *data_before = "";
    uint32_t number = 1;
    uint64_t sum = 0;

    for (int at = 0; at < COUNT; at++) {
        uint32_t value = next_number(&number) % 5000;
        char text[16], order[64];

        snprintf(text, sizeof text, "%04u", value);
        snprintf(order, sizeof order, "%06d%.*s", at, (int) (value % 40),
                 "----------------------------------------");
        sum += value;
        add(scratch, sorter, text, order);
    }
    for (int at = 0; at < COUNT; at++) {
        assert_true(next(scratch, sorter, &key, &data));
        assert_true(strcmp(before, key) < 0 ||
                    (strcmp(before, key) == 0 && strcmp(data_before, data) < 0));
        before = key;
        data_before = data;
        sum -= strtoul(key, NULL, 10);
        assert_int_equal(strlen(data), 6 + strtoul(key, NULL, 10) % 40);
    }
    assert_false(next(scratch, sorter, &key, &data));
    assert_true(sum == 0);

    const char *const *names;
    size_t count;
    scratch_worked(scratch,
                   folder_list(scratch->arena, scratch->folder, &names, &count, &scratch->error));
    assert_int_equal(count, 0);
}

/* Larger than the memory, than what is written at once, and than what is read ahead. */
static void records_may_be_huge(void **state)
{
    enum { HUGE_BYTES = 3 << 20 };
    Scratch *scratch = *state;
    Sorter *sorter CLEANUP(sorter_release) = sorter_new(scratch->folder, 4096);
    char *huge = arena_alloc(scratch->arena, HUGE_BYTES + 1);
    const char *key, *data;

    memset(huge, 'x', HUGE_BYTES);
    for (int at = 9; at >= 0; at--)
        add(scratch, sorter, (char[]){(char) ('0' + at), '\0'}, at % 4 == 1 ? huge : "small");
    for (int at = 0; at <= 9; at++) {
        assert_true(next(scratch, sorter, &key, &data));
        assert_int_equal(key[0], '0' + at);
        assert_int_equal(strlen(data), at % 4 == 1 ? HUGE_BYTES : 5);
    }
    assert_false(next(scratch, sorter, &key, &data));
}

static void a_folder_that_is_not_there_is_a_failure(void **state)
{
    Scratch *scratch = *state;
    const char *folder = scratch_path(scratch, "none");
    Sorter *sorter CLEANUP(sorter_release) = sorter_new(folder, 64);
    const SorterRecord record = {"key", 3, "0123456789012345678901234567890123456789", 40};
    bool worked = true;

    for (int at = 0; worked && at < 3; at++)
        worked = sorter_add(sorter, &record, &scratch->error);
    assert_false(worked);
    assert_int_equal(scratch->error.outcome, OUTCOME_FILE_ERROR);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(keys_come_out_bytewise),
        SCRATCH_TEST(nothing_comes_out_of_nothing),
        SCRATCH_TEST(more_than_memory_is_sorted_as_well),
        SCRATCH_TEST(records_may_be_huge),
        SCRATCH_TEST(a_folder_that_is_not_there_is_a_failure),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
