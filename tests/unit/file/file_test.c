#include "tests/unit/file/scratch.h"

#include <errno.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "file/disk.h"
#include "file/file.h"

static int sync_count;

/* Stands in front of the C library's. */
int fsync(int file)
{
    sync_count++;
    return (int) syscall(SYS_fsync, file);
}

static void replace_writes_and_replaces(void **state)
{
    Scratch *scratch = *state;
    const char *path = scratch_path(scratch, "a.txt");

    sync_count = 0;
    scratch_worked(scratch, file_replace(path, "one", 3, &scratch->error));
    assert_int_equal(sync_count, 2); /* the file, then the folder */
    assert_string_equal(scratch_read(scratch, "a.txt"), "one");
    assert_int_equal(scratch_mode(path), 0600);
    scratch_worked(scratch, file_replace(path, "", 0, &scratch->error));
    assert_string_equal(scratch_read(scratch, "a.txt"), "");
}

static void replace_leaves_no_draft(void **state)
{
    Scratch *scratch = *state;
    const char *const *names;
    size_t count;

    scratch_worked(scratch, file_replace(scratch_path(scratch, "b"), "two", 3, &scratch->error));
    scratch_worked(scratch,
                   folder_list(scratch->arena, scratch->folder, &names, &count, &scratch->error));
    assert_int_equal(count, 1);
    assert_string_equal(names[0], "b");
    assert_null(names[1]);
}

/* A limit on file sizes stands in for a full disk where none can be mounted. */
static void fails_when_file_may_not_grow(const char *path)
{
    const struct rlimit limit = {4096, 4096};
    char data[10000] = {0};
    Error error = {0};

    signal(SIGXFSZ, SIG_IGN);
    if (setrlimit(RLIMIT_FSIZE, &limit) != 0)
        scratch_leave(10);
    if (file_replace(path, data, sizeof data, &error))
        scratch_leave(11);
    if (error.outcome != OUTCOME_FILE_ERROR || strstr(error.message, path) == NULL ||
        strstr(error.hint, "Nothing was changed") == NULL)
        scratch_leave(12);
    scratch_leave(0);
}

static int in_child(void (*body)(const char *), const char *path)
{
    int status = -1;
    pid_t child = fork();

    if (child == 0)
        body(path);
    assert_int_equal(waitpid(child, &status, 0), child);
    return status;
}

static void failed_replace_keeps_the_old_file(void **state)
{
    Scratch *scratch = *state;
    const char *const *names;
    size_t count;

    scratch_write(scratch, "kept", "old");
    assert_int_equal(in_child(fails_when_file_may_not_grow, scratch_path(scratch, "kept")), 0);
    assert_string_equal(scratch_read(scratch, "kept"), "old");
    scratch_worked(scratch,
                   folder_list(scratch->arena, scratch->folder, &names, &count, &scratch->error));
    assert_int_equal(count, 1);
}

static void full_disk_names_the_folder(void **state)
{
    Scratch *scratch = *state;

    file_fail(&scratch->error, ENOSPC, "write", "/data/state/x.csv");
    assert_int_equal(scratch->error.outcome, OUTCOME_FILE_ERROR);
    scratch_contains(scratch->error.message, "could not write \"/data/state/x.csv\"");
    scratch_contains(scratch->error.detail, "No space left");
    scratch_contains(scratch->error.hint, "\"/data/state\" is full");
    scratch_contains(scratch->error.hint, "Nothing was changed");
}

static void links_are_not_followed(void **state)
{
    Scratch *scratch = *state;
    const char *link = scratch_path(scratch, "link");
    const char *data;
    size_t size;

    scratch_write(scratch, "target", "secret");
    assert_int_equal(symlink("target", link), 0);
    assert_false(file_read(scratch->arena, link, 100, &data, &size, &scratch->error));
    scratch_contains(scratch->error.hint, "symbolic link");
    /* Replacing replaces the link, never what it points to. */
    scratch_worked(scratch, file_replace(link, "new", 3, &scratch->error));
    assert_string_equal(scratch_read(scratch, "target"), "secret");
    assert_string_equal(scratch_read(scratch, "link"), "new");
}

static void read_has_a_bound(void **state)
{
    Scratch *scratch = *state;
    const char *data = NULL;
    size_t size = 0;

    scratch_write(scratch, "ten", "0123456789");
    scratch_worked(scratch, file_read(scratch->arena, scratch_path(scratch, "ten"), 10, &data,
                                      &size, &scratch->error));
    assert_int_equal(size, 10);
    assert_string_equal(data, "0123456789");
    assert_false(
        file_read(scratch->arena, scratch_path(scratch, "ten"), 9, &data, &size, &scratch->error));
    scratch_contains(scratch->error.message, "is too large");
    assert_false(file_read(scratch->arena, scratch->folder, 9, &data, &size, &scratch->error));
    scratch_contains(scratch->error.message, "is not a file");
    assert_false(
        file_read(scratch->arena, scratch_path(scratch, "none"), 9, &data, &size, &scratch->error));
    scratch_contains(scratch->error.detail, "No such file");
}

static void folders_are_made_with_those_above(void **state)
{
    Scratch *scratch = *state;
    const char *deep = scratch_path(scratch, "a/b/c");

    scratch_worked(scratch, folder_make(deep, &scratch->error));
    assert_int_equal(scratch_mode(deep), 0700);
    assert_int_equal(scratch_mode(scratch_path(scratch, "a")), 0700);
    scratch_worked(scratch, folder_make(deep, &scratch->error));
    assert_false(folder_make_new(deep, &scratch->error));
    scratch_contains(scratch->error.detail, "File exists");
    scratch_write(scratch, "plain", "");
    assert_false(folder_make(scratch_path(scratch, "plain/x"), &scratch->error));
    assert_false(folder_make(scratch_path(scratch, "plain"), &scratch->error));
}

static void folders_go_with_their_files(void **state)
{
    Scratch *scratch = *state;
    const char *folder = scratch_path(scratch, "f");

    scratch_worked(scratch, folder_make_new(folder, &scratch->error));
    scratch_write(scratch, "f/1", "x");
    scratch_write(scratch, "f/2", "y");
    scratch_worked(scratch, folder_remove(folder, &scratch->error));
    assert_false(file_exists(folder));
    scratch_worked(scratch, folder_remove(folder, &scratch->error));
    scratch_worked(scratch, folder_make(scratch_path(scratch, "f/g"), &scratch->error));
    assert_false(folder_remove(folder, &scratch->error));
    assert_true(file_exists(folder));
}

static void lists_are_sorted_bytewise(void **state)
{
    Scratch *scratch = *state;
    const char *const *names;
    size_t count;

    scratch_write(scratch, "b", "");
    scratch_write(scratch, "B", "");
    scratch_write(scratch, ".hidden", "");
    scratch_write(scratch, "a b\n", "");
    scratch_worked(scratch,
                   folder_list(scratch->arena, scratch->folder, &names, &count, &scratch->error));
    assert_int_equal(count, 4);
    assert_string_equal(names[0], ".hidden");
    assert_string_equal(names[1], "B");
    assert_string_equal(names[2], "a b\n");
    assert_string_equal(names[3], "b");
}

static void paths_are_taken_apart(void **state)
{
    static const struct {
        const char *path;
        const char *folder;
    } CASES[] = {{"/a/b/c", "/a/b"}, {"c", "."},      {"/c", "/"},     {"/", "/"},
                 {"a/b/", "a"},      {"/a//b", "/a"}, {"./x/y", "./x"}};
    Scratch *scratch = *state;

    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++)
        assert_string_equal(path_folder(scratch->arena, CASES[i].path), CASES[i].folder);
    assert_string_equal(path_join(scratch->arena, "/", "x"), "/x");
    assert_string_equal(path_join(scratch->arena, "/a", "x"), "/a/x");
}

static void removing_twice_is_fine(void **state)
{
    Scratch *scratch = *state;

    scratch_write(scratch, "x", "");
    scratch_worked(scratch, file_remove(scratch_path(scratch, "x"), &scratch->error));
    scratch_worked(scratch, file_remove(scratch_path(scratch, "x"), &scratch->error));
    assert_false(file_remove(scratch->folder, &scratch->error));
}

static void disk_tells_what_is_free(void **state)
{
    Scratch *scratch = *state;
    int64_t free_bytes = -1;

    scratch_worked(scratch, disk_free_bytes(scratch->folder, &free_bytes, &scratch->error));
    assert_true(free_bytes > 0);
    scratch_worked(scratch, disk_require(scratch->folder, 1, &scratch->error));
    assert_false(disk_require(scratch->folder, INT64_MAX, &scratch->error));
    assert_int_equal(scratch->error.outcome, OUTCOME_FILE_ERROR);
    scratch_contains(scratch->error.hint, "Nothing was changed");
    assert_false(disk_free_bytes(scratch_path(scratch, "none"), &free_bytes, &scratch->error));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(replace_writes_and_replaces),
        SCRATCH_TEST(replace_leaves_no_draft),
        SCRATCH_TEST(failed_replace_keeps_the_old_file),
        SCRATCH_TEST(full_disk_names_the_folder),
        SCRATCH_TEST(links_are_not_followed),
        SCRATCH_TEST(read_has_a_bound),
        SCRATCH_TEST(folders_are_made_with_those_above),
        SCRATCH_TEST(folders_go_with_their_files),
        SCRATCH_TEST(lists_are_sorted_bytewise),
        SCRATCH_TEST(paths_are_taken_apart),
        SCRATCH_TEST(removing_twice_is_fine),
        SCRATCH_TEST(disk_tells_what_is_free),
    };
    return cmocka_run_group_tests_name("file/file", tests, NULL, NULL);
}
