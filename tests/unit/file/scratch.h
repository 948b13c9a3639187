/*
 * scratch.h - a temporary folder for each test of file/ and journal/, with an arena.
 *
 *     cmocka_unit_test_setup_teardown(test, scratch_setup, scratch_teardown)
 */
#ifndef TESTS_UNIT_FILE_SCRATCH_H
#define TESTS_UNIT_FILE_SCRATCH_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/error.h"
#include "file/file.h"
#include "tests/unit/suite.h"

typedef struct {
    Arena *arena;
    const char *folder;
    Error error;
} Scratch;

#define SCRATCH_TEST(test) cmocka_unit_test_setup_teardown(test, scratch_setup, scratch_teardown)

static inline int scratch_setup(void **state)
{
    Arena *arena = arena_new();
    Scratch *scratch = arena_alloc(arena, sizeof *scratch);
    const char *root = getenv("TMPDIR") == NULL ? "/tmp" : getenv("TMPDIR");
    char *folder = arena_format(arena, "%s/litellm-dba-test-XXXXXX", root);

    if (mkdtemp(folder) == NULL)
        return -1;
    scratch->arena = arena;
    scratch->folder = folder;
    *state = scratch;
    return 0;
}

static inline void scratch_remove(Arena *arena, const char *path)
{
    const char *const *names;
    size_t count;
    struct stat facts;
    Error error;

    if (lstat(path, &facts) == 0 && S_ISDIR(facts.st_mode) &&
        folder_list(arena, path, &names, &count, &error))
        for (size_t i = 0; i < count; i++)
            scratch_remove(arena, path_join(arena, path, names[i]));
    remove(path);
}

static inline int scratch_teardown(void **state)
{
    Scratch *scratch = *state;
    Arena *arena = scratch->arena;

    scratch_remove(arena, scratch->folder);
    arena_release(&arena);
    return 0;
}

static inline const char *scratch_path(const Scratch *scratch, const char *name)
{
    return path_join(scratch->arena, scratch->folder, name);
}

static inline void scratch_write(const Scratch *scratch, const char *name, const char *text)
{
    FILE *file = fopen(scratch_path(scratch, name), "w");

    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static inline const char *scratch_read(Scratch *scratch, const char *name)
{
    const char *data = NULL;
    size_t size;

    if (!file_read(scratch->arena, scratch_path(scratch, name), 64 * 1024 * 1024, &data, &size,
                   &scratch->error))
        fail_test("%s: %s", scratch->error.message, scratch->error.detail);
    return data;
}

static inline unsigned scratch_mode(const char *path)
{
    struct stat facts;

    assert_int_equal(lstat(path, &facts), 0);
    return facts.st_mode & 07777;
}

/* For calls that are expected to work: says why one did not. */
static inline void scratch_worked(const Scratch *scratch, bool worked)
{
    if (!worked)
        fail_test("%s (%s) %s", scratch->error.message, scratch->error.detail, scratch->error.hint);
}

static inline void scratch_contains(const char *text, const char *part)
{
    if (strstr(text, part) == NULL)
        fail_test("\"%s\" is not in \"%s\"", part, text);
}

/* How a forked child ends: another program takes its place, so that valgrind does not
 * look at the memory that it shares with the test. */
static inline _Noreturn void scratch_leave(int code)
{
    char command[32];

    snprintf(command, sizeof command, "exit %d", code);
    execl("/bin/sh", "sh", "-c", command, (char *) NULL);
    _exit(127);
}

#endif
