#include "tests/unit/file/scratch.h"

#include <sys/wait.h>

#include "base/log.h"
#include "file/state.h"

enum { NOBODY = 65534 };

static void clean_environment(void)
{
    unsetenv("LITELLM_DBA_STATE");
    log_set_level(LOG_QUIET);
}

static void the_folder_is_made_for_its_owner_only(void **state)
{
    Scratch *scratch = *state;
    State opened;

    clean_environment();
    scratch_worked(scratch, state_open(scratch->arena, scratch_path(scratch, "deep/state"), &opened,
                                       &scratch->error));
    assert_string_equal(opened.path, scratch_path(scratch, "deep/state"));
    assert_string_equal(opened.journal, scratch_path(scratch, "deep/state/journal.db"));
    assert_string_equal(opened.operations, scratch_path(scratch, "deep/state/operations"));
    assert_int_equal(scratch_mode(opened.path), 0700);
    assert_int_equal(scratch_mode(opened.operations), 0700);
    assert_false(file_exists(opened.journal));
    assert_string_equal(state_operation_folder(scratch->arena, &opened, 42),
                        scratch_path(scratch, "deep/state/operations/000042"));
    assert_string_equal(state_operation_folder(scratch->arena, &opened, 1234567),
                        scratch_path(scratch, "deep/state/operations/1234567"));
    scratch_worked(scratch, state_open(scratch->arena, opened.path, &opened, &scratch->error));
}

static void the_option_comes_before_the_environment(void **state)
{
    Scratch *scratch = *state;
    State opened;

    setenv("LITELLM_DBA_STATE", scratch_path(scratch, "environment"), 1);
    scratch_worked(scratch, state_open(scratch->arena, NULL, &opened, &scratch->error));
    assert_string_equal(opened.path, scratch_path(scratch, "environment"));
    scratch_worked(scratch, state_open(scratch->arena, scratch_path(scratch, "option"), &opened,
                                       &scratch->error));
    assert_string_equal(opened.path, scratch_path(scratch, "option"));
    clean_environment();
    assert_false(state_open(scratch->arena, "", &opened, &scratch->error));
    assert_int_equal(scratch->error.outcome, OUTCOME_USAGE);
}

static void finding_makes_nothing(void **state)
{
    Scratch *scratch = *state;
    const char *path = scratch_path(scratch, "s");
    State found, opened;
    bool is_there = true;

    clean_environment();
    scratch_worked(scratch, state_find(scratch->arena, path, &found, &is_there, &scratch->error));
    assert_false(is_there);
    assert_false(file_exists(path));
    assert_string_equal(found.journal, scratch_path(scratch, "s/journal.db"));
    scratch_worked(scratch, state_open(scratch->arena, path, &opened, &scratch->error));
    scratch_worked(scratch, state_find(scratch->arena, path, &found, &is_there, &scratch->error));
    assert_true(is_there);
    assert_string_equal(found.path, opened.path);
}

static void expect_refusal(Scratch *scratch, const char *path, const char *says)
{
    State opened;

    assert_false(state_open(scratch->arena, path, &opened, &scratch->error));
    assert_int_equal(scratch->error.outcome, OUTCOME_JOURNAL_ERROR);
    scratch_contains(scratch->error.message, says);
    assert_true(scratch->error.hint[0] != '\0');
}

static void what_others_may_write_is_refused(void **state)
{
    static const mode_t MODES[] = {0770, 0707, 0777, 01777, 02775};
    Scratch *scratch = *state;
    const char *path = scratch_path(scratch, "open");
    State opened;
    bool is_there;

    clean_environment();
    assert_int_equal(mkdir(path, 0700), 0);
    for (size_t i = 0; i < sizeof MODES / sizeof *MODES; i++) {
        assert_int_equal(chmod(path, MODES[i]), 0);
        expect_refusal(scratch, path, "others may write");
        assert_false(file_exists(scratch_path(scratch, "open/operations")));
    }
    /* Reading goes on: what is wrong with the folder does not hide what is in it. */
    scratch_worked(scratch, state_find(scratch->arena, path, &opened, &is_there, &scratch->error));
    assert_true(is_there);
    assert_int_equal(chmod(path, 0755), 0);
    scratch_worked(scratch, state_open(scratch->arena, path, &opened, &scratch->error));
    assert_int_equal(scratch_mode(path), 0755);
}

static void a_file_is_no_folder(void **state)
{
    Scratch *scratch = *state;

    clean_environment();
    scratch_write(scratch, "file", "");
    expect_refusal(scratch, scratch_path(scratch, "file"), "could not create the folder");
    expect_refusal(scratch, scratch_path(scratch, "file/below"), "could not create the folder");
}

static void open_as_nobody(Scratch *scratch, const char *path)
{
    State opened;

    if (geteuid() == 0 && (setgid(NOBODY) != 0 || setuid(NOBODY) != 0))
        scratch_leave(10);
    if (state_open(scratch->arena, path, &opened, &scratch->error))
        scratch_leave(11);
    if (scratch->error.outcome != OUTCOME_JOURNAL_ERROR)
        scratch_leave(12);
    if (strstr(scratch->error.detail, "Permission denied") == NULL)
        scratch_leave(13);
    if (strstr(scratch->error.hint, "nothing is changed without it") == NULL)
        scratch_leave(14);
    scratch_leave(0);
}

static void expect_not_writable(Scratch *scratch, const char *path)
{
    int status = -1;
    pid_t child = fork();

    if (child == 0)
        open_as_nobody(scratch, path);
    waitpid(child, &status, 0);
    assert_int_equal(status, 0);
}

static void a_folder_that_cannot_be_written_is_a_journal_error(void **state)
{
    Scratch *scratch = *state;
    const char *there = scratch_path(scratch, "there");

    clean_environment();
    assert_int_equal(mkdir(there, 0700), 0);
    if (geteuid() == 0)
        assert_int_equal(chown(there, NOBODY, NOBODY), 0);
    assert_int_equal(chmod(there, 0500), 0);
    assert_int_equal(chmod(scratch->folder, 0555), 0);
    expect_not_writable(scratch, there);
    expect_not_writable(scratch, scratch_path(scratch, "new"));
    assert_int_equal(chmod(scratch->folder, 0700), 0);
    assert_int_equal(chmod(there, 0700), 0);
}

static const char *default_of(Scratch *scratch, StateSurroundings surroundings)
{
    const char *path = NULL;

    scratch_worked(scratch, state_default(scratch->arena, &surroundings, &path, &scratch->error));
    return path;
}

static void the_default_depends_on_the_program(void **state)
{
    Scratch *scratch = *state;
    const char *inside = scratch_path(scratch, "build/release/litellm-dba");
    const char *path;

    /* A build/ alone is no checkout. */
    assert_string_equal(
        default_of(scratch, (StateSurroundings){.program = inside, .home = "/home/ann"}),
        "/home/ann/.local/state/litellm-dba");
    scratch_worked(scratch, folder_make(scratch_path(scratch, "scripts"), &scratch->error));
    scratch_write(scratch, "scripts/embed-sql", "");
    assert_string_equal(default_of(scratch, (StateSurroundings){.program = inside}),
                        scratch_path(scratch, "backups"));
    assert_string_equal(
        default_of(scratch, (StateSurroundings){.program = inside, .is_root = true}),
        scratch_path(scratch, "backups"));

    assert_string_equal(default_of(scratch, (StateSurroundings){.program = "/usr/bin/litellm-dba",
                                                                .xdg_state_home = "/home/ann/x",
                                                                .home = "/home/ann"}),
                        "/home/ann/x/litellm-dba");
    assert_string_equal(default_of(scratch, (StateSurroundings){.program = "/usr/bin/litellm-dba",
                                                                .xdg_state_home = "relative",
                                                                .home = "/home/ann"}),
                        "/home/ann/.local/state/litellm-dba");
    assert_string_equal(default_of(scratch, (StateSurroundings){.program = "/usr/bin/litellm-dba",
                                                                .xdg_state_home = "/root/x",
                                                                .home = "/root",
                                                                .is_root = true}),
                        "/var/lib/litellm-dba");
    assert_string_equal(default_of(scratch, (StateSurroundings){.program = "", .home = "/h"}),
                        "/h/.local/state/litellm-dba");
    assert_false(state_default(scratch->arena,
                               &(StateSurroundings){.program = "/usr/bin/litellm-dba", .home = ""},
                               &path, &scratch->error));
    assert_int_equal(scratch->error.outcome, OUTCOME_JOURNAL_ERROR);
}

static void links_on_the_way_are_resolved(void **state)
{
    Scratch *scratch = *state;
    State opened;

    clean_environment();
    scratch_worked(scratch, folder_make(scratch_path(scratch, "real"), &scratch->error));
    assert_int_equal(symlink("real", scratch_path(scratch, "link")), 0);
    scratch_worked(scratch, state_open(scratch->arena, scratch_path(scratch, "link/state"), &opened,
                                       &scratch->error));
    assert_string_equal(opened.path, scratch_path(scratch, "real/state"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(the_folder_is_made_for_its_owner_only),
        SCRATCH_TEST(the_option_comes_before_the_environment),
        SCRATCH_TEST(finding_makes_nothing),
        SCRATCH_TEST(what_others_may_write_is_refused),
        SCRATCH_TEST(a_file_is_no_folder),
        SCRATCH_TEST(a_folder_that_cannot_be_written_is_a_journal_error),
        SCRATCH_TEST(the_default_depends_on_the_program),
        SCRATCH_TEST(links_on_the_way_are_resolved),
    };
    return cmocka_run_group_tests_name("file/state", tests, NULL, NULL);
}
