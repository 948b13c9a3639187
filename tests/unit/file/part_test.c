#include "tests/unit/file/scratch.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "base/digest.h"
#include "file/part.h"

static int sync_count;

/* Stands in front of the C library's. */
int fsync(int file)
{
    sync_count++;
    return (int) syscall(SYS_fsync, file);
}

static const char *const COLUMNS[] = {"id", "note"};
static const char *const FIRST[] = {"1", NULL};
static const char *const SECOND[] = {" 2 ", ""};
static const char *const THIRD[] = {"3\n", "say \"hi\", é"};
static const char EXPECTED[] = "id,note\n\"1\",\n\" 2 \",\"\"\n\"3\n\",\"say \"\"hi\"\", é\"\n";

static Part *part_with_rows(Scratch *scratch)
{
    Part *part = NULL;
    Error *error = &scratch->error;

    scratch_worked(scratch, part_create(scratch->arena, scratch->folder, "x.csv", &part, error));
    scratch_worked(
        scratch, part_add_header(part, COLUMNS, 2, error) && part_add_row(part, FIRST, 2, error) &&
                     part_add_row(part, SECOND, 2, error) && part_add_row(part, THIRD, 2, error));
    return part;
}

static PartFacts prepared(Scratch *scratch)
{
    Part *part = part_with_rows(scratch);
    PartFacts facts;

    scratch_worked(scratch, part_prepare(part, &facts, &scratch->error));
    part_release(&part);
    assert_null(part);
    return facts;
}

static PartStage stage(const Scratch *scratch)
{
    return part_stage(scratch->folder, "x.csv");
}

static void a_part_lives_through_its_names(void **state)
{
    Scratch *scratch = *state;
    Part *part;
    PartFacts facts;

    assert_int_equal(stage(scratch), PART_ABSENT);
    part = part_with_rows(scratch);
    assert_int_equal(stage(scratch), PART_WRITING);
    assert_int_equal(part_rows(part), 3);
    assert_int_equal(scratch_mode(scratch_path(scratch, "x.csv.part")), 0600);

    sync_count = 0;
    scratch_worked(scratch, part_prepare(part, &facts, &scratch->error));
    assert_int_equal(sync_count, 1);
    part_release(&part);
    assert_int_equal(stage(scratch), PART_PREPARED);
    assert_false(file_exists(scratch_path(scratch, "x.csv.part")));
    assert_string_equal(part_path(scratch->arena, scratch->folder, "x.csv"),
                        scratch_path(scratch, "x.csv.prepared"));

    scratch_worked(scratch, part_publish(scratch->folder, "x.csv", &scratch->error));
    assert_int_equal(stage(scratch), PART_FINAL);
    assert_string_equal(part_path(scratch->arena, scratch->folder, "x.csv"),
                        scratch_path(scratch, "x.csv"));
    assert_string_equal(scratch_read(scratch, "x.csv"), EXPECTED);
    assert_int_equal(facts.rows, 3);
    assert_int_equal(facts.bytes, strlen(EXPECTED));
    assert_string_equal(facts.sha256, sha256_hex(scratch->arena, EXPECTED, strlen(EXPECTED)));
    scratch_worked(scratch, part_verify(scratch_path(scratch, "x.csv"), &facts, &scratch->error));
}

static void publishing_twice_is_fine(void **state)
{
    Scratch *scratch = *state;

    prepared(scratch);
    scratch_worked(scratch, part_publish(scratch->folder, "x.csv", &scratch->error));
    scratch_worked(scratch, part_publish(scratch->folder, "x.csv", &scratch->error));
    assert_false(part_publish(scratch->folder, "never.csv", &scratch->error));
    assert_int_equal(scratch->error.outcome, OUTCOME_FILE_ERROR);
}

static void publishing_overwrites_nothing(void **state)
{
    Scratch *scratch = *state;

    prepared(scratch);
    scratch_write(scratch, "x.csv", "somebody's");
    assert_false(part_publish(scratch->folder, "x.csv", &scratch->error));
    scratch_contains(scratch->error.message, "is there already");
    assert_string_equal(scratch_read(scratch, "x.csv"), "somebody's");
    assert_string_equal(scratch_read(scratch, "x.csv.prepared"), EXPECTED);
}

static void discarding_spares_the_final_file(void **state)
{
    Scratch *scratch = *state;

    prepared(scratch);
    scratch_worked(scratch, part_discard(scratch->folder, "x.csv", &scratch->error));
    assert_int_equal(stage(scratch), PART_ABSENT);
    scratch_worked(scratch, part_discard(scratch->folder, "x.csv", &scratch->error));
    prepared(scratch);
    scratch_worked(scratch, part_publish(scratch->folder, "x.csv", &scratch->error));
    scratch_worked(scratch, part_discard(scratch->folder, "x.csv", &scratch->error));
    assert_int_equal(stage(scratch), PART_FINAL);
}

static void an_abandoned_part_leaves_nothing(void **state)
{
    Scratch *scratch = *state;
    Part *part = part_with_rows(scratch);
    Part *other = NULL;

    assert_false(part_create(scratch->arena, scratch->folder, "x.csv", &other, &scratch->error));
    assert_null(other);
    part_release(&part);
    assert_int_equal(stage(scratch), PART_ABSENT);
}

static void blocks_are_taken_as_they_are(void **state)
{
    enum { LARGE = 700 * 1024 };
    Scratch *scratch = *state;
    Part *part = NULL;
    PartFacts facts;
    char *large = arena_alloc(scratch->arena, LARGE + 1);
    const char *found;

    memset(large, 'x', LARGE);
    large[0] = large[LARGE - 2] = '"';
    large[LARGE - 1] = '\n';
    scratch_worked(scratch,
                   part_create(scratch->arena, scratch->folder, "x.csv", &part, &scratch->error));
    scratch_worked(scratch, part_add_block(part, "a\n", 2, 0, &scratch->error) &&
                                part_add_block(part, "\"1\"\n\"2\"\n", 8, 2, &scratch->error) &&
                                part_add_block(part, large, LARGE, 1, &scratch->error) &&
                                part_add_block(part, "\n", 1, 1, &scratch->error) &&
                                part_prepare(part, &facts, &scratch->error));
    part_release(&part);
    found = scratch_read(scratch, "x.csv.prepared");
    assert_int_equal(facts.rows, 4);
    assert_int_equal(facts.bytes, 2 + 8 + LARGE + 1);
    assert_memory_equal(found, "a\n\"1\"\n\"2\"\n", 10);
    assert_memory_equal(found + 10, large, LARGE);
    assert_string_equal(facts.sha256, sha256_hex(scratch->arena, found, (size_t) facts.bytes));
    scratch_worked(scratch,
                   part_verify(scratch_path(scratch, "x.csv.prepared"), &facts, &scratch->error));
}

static void many_rows_pass_the_buffer(void **state)
{
    enum { ROWS = 40000 };
    Scratch *scratch = *state;
    Part *part = NULL;
    PartFacts facts;

    scratch_worked(scratch,
                   part_create(scratch->arena, scratch->folder, "x.csv", &part, &scratch->error));
    scratch_worked(scratch, part_add_header(part, COLUMNS, 2, &scratch->error));
    for (int i = 0; i < ROWS; i++)
        scratch_worked(scratch, part_add_row(part, THIRD, 2, &scratch->error));
    scratch_worked(scratch, part_prepare(part, &facts, &scratch->error));
    part_release(&part);
    assert_int_equal(facts.rows, ROWS);
    scratch_worked(scratch,
                   part_verify(scratch_path(scratch, "x.csv.prepared"), &facts, &scratch->error));
}

static void expect_damage(Scratch *scratch, const PartFacts *facts, const char *content,
                          const char *says)
{
    Error *error = &scratch->error;

    scratch_write(scratch, "damaged", content);
    assert_false(part_verify(scratch_path(scratch, "damaged"), facts, error));
    assert_int_equal(error->outcome, OUTCOME_FILE_ERROR);
    scratch_contains(error->message, "/damaged\"");
    scratch_contains(strstr(error->message, says) != NULL ? error->message : error->detail, says);
}

static void verification_says_what_differs(void **state)
{
    Scratch *scratch = *state;
    PartFacts facts = prepared(scratch);
    PartFacts other;

    /* One letter; a row less; a broken quote; cut short. */
    expect_damage(scratch, &facts, "id,note\n\"1\",\n\" 2 \",\"\"\n\"4\n\",\"say \"\"hi\"\", é\"\n",
                  "its SHA-256 is");
    expect_damage(scratch, &facts, "id,note\n\"1\",\n", "it has 13 bytes instead of 44");
    expect_damage(scratch, &facts, "id,note\n\"1\",\n\"2\"x,\n", "damaged at row 2");
    expect_damage(scratch, &facts, "id,note\n\"1\",\n\" 2 \",\"\"\n\"3\n\",\"say", "row 3");
    expect_damage(scratch, &facts, "", "header");
    other = facts;
    other.rows = 4;
    expect_damage(scratch, &other, EXPECTED, "it has 3 rows instead of 4");
    other = facts;
    other.sha256 = NULL;
    scratch_worked(scratch,
                   part_verify(scratch_path(scratch, "x.csv.prepared"), &other, &scratch->error));
    assert_false(part_verify(scratch_path(scratch, "none"), &facts, &scratch->error));
}

static void write_until_the_limit(const Scratch *scratch)
{
    const struct rlimit limit = {64 * 1024, 64 * 1024};
    Part *part = NULL;
    PartFacts facts;
    Error error = {0};
    bool worked;

    signal(SIGXFSZ, SIG_IGN);
    if (setrlimit(RLIMIT_FSIZE, &limit) != 0 ||
        !part_create(scratch->arena, scratch->folder, "x.csv", &part, &error))
        scratch_leave(1);
    worked = part_add_header(part, COLUMNS, 2, &error);
    for (int i = 0; worked && i < 10000; i++)
        worked = part_add_row(part, THIRD, 2, &error);
    worked = worked && part_prepare(part, &facts, &error);
    part_release(&part);
    if (worked || error.outcome != OUTCOME_FILE_ERROR || error.hint[0] == '\0')
        scratch_leave(2);
    scratch_leave(0);
}

static void no_room_leaves_nothing(void **state)
{
    Scratch *scratch = *state;
    int status = -1;
    pid_t child = fork();

    if (child == 0)
        write_until_the_limit(scratch);
    waitpid(child, &status, 0);
    assert_int_equal(status, 0);
    assert_int_equal(stage(scratch), PART_ABSENT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(a_part_lives_through_its_names),
        SCRATCH_TEST(publishing_twice_is_fine),
        SCRATCH_TEST(publishing_overwrites_nothing),
        SCRATCH_TEST(discarding_spares_the_final_file),
        SCRATCH_TEST(an_abandoned_part_leaves_nothing),
        SCRATCH_TEST(blocks_are_taken_as_they_are),
        SCRATCH_TEST(many_rows_pass_the_buffer),
        SCRATCH_TEST(verification_says_what_differs),
        SCRATCH_TEST(no_room_leaves_nothing),
    };
    return cmocka_run_group_tests_name("file/part", tests, NULL, NULL);
}
