#include "tests/unit/file/scratch.h"

#include <signal.h>
#include <sys/file.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "base/clock.h"
#include "file/lock.h"

static const char *removed_before_locking;

/* Stands in front of the C library's, to let somebody else be quicker at the worst moment. */
int flock(int file, int operation)
{
    if (removed_before_locking != NULL)
        unlink(removed_before_locking);
    removed_before_locking = NULL;
    return (int) syscall(SYS_flock, file, operation);
}

static void one_holder_at_a_time(void **state)
{
    Scratch *scratch = *state;
    const char *path = scratch_path(scratch, "lock");
    Lock *first = NULL, *second = NULL;
    bool is_held = true;

    assert_false(lock_is_held(path));
    scratch_worked(scratch, lock_try(scratch->arena, path, &first, &is_held, &scratch->error));
    assert_non_null(first);
    assert_false(is_held);
    assert_true(lock_is_held(path));
    assert_int_equal(scratch_mode(path), 0600);
    scratch_worked(scratch, lock_try(scratch->arena, path, &second, &is_held, &scratch->error));
    assert_null(second);
    assert_true(is_held);
    lock_release(&first);
    assert_null(first);
    lock_release(&first);
    assert_false(lock_is_held(path));
    assert_false(file_exists(path));
    scratch_worked(scratch, lock_try(scratch->arena, path, &second, &is_held, &scratch->error));
    assert_non_null(second);
    lock_release(&second);
}

/* The child says on the pipe that it has the lock, then waits to be killed. */
static void hold_for_ever(const char *path, int ready)
{
    Arena *arena = arena_new();
    Lock *lock;
    bool is_held;
    Error error;

    if (!lock_try(arena, path, &lock, &is_held, &error) || lock == NULL ||
        write(ready, "!", 1) != 1)
        scratch_leave(1);
    for (;;)
        pause();
}

static void death_gives_the_lock_back(void **state)
{
    Scratch *scratch = *state;
    const char *path = scratch_path(scratch, "lock");
    int ready[2];
    char word;
    Lock *lock = NULL;
    bool is_held = false;
    pid_t child;

    assert_int_equal(pipe(ready), 0);
    child = fork();
    if (child == 0)
        hold_for_ever(path, ready[1]);
    assert_int_equal(read(ready[0], &word, 1), 1);
    scratch_worked(scratch, lock_try(scratch->arena, path, &lock, &is_held, &scratch->error));
    assert_true(is_held && lock == NULL);
    assert_true(lock_is_held(path));
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    assert_true(file_exists(path));
    assert_false(lock_is_held(path));
    scratch_worked(scratch, lock_try(scratch->arena, path, &lock, &is_held, &scratch->error));
    assert_non_null(lock);
    lock_release(&lock);
    close(ready[0]);
    close(ready[1]);
}

/* Increments a counter file under the lock, without any other protection. */
static void count_under_lock(const Scratch *scratch, int rounds)
{
    const char *path = scratch_path(scratch, "lock");
    Error error;

    for (int done = 0; done < rounds;) {
        Lock *lock = NULL;
        bool is_held;
        int number;
        FILE *file;
        if (!lock_try(scratch->arena, path, &lock, &is_held, &error))
            scratch_leave(1);
        if (lock == NULL)
            continue;
        file = fopen(scratch_path(scratch, "count"), "r+");
        if (file == NULL || fscanf(file, "%d", &number) != 1)
            scratch_leave(2);
        rewind(file);
        fprintf(file, "%d\n", number + 1);
        fclose(file);
        lock_release(&lock);
        done++;
    }
    scratch_leave(0);
}

/* Release removes the file, so two processes could hold two files of one name. */
static void removal_lets_nobody_slip_in(void **state)
{
    enum { PROCESSES = 4, ROUNDS = 50 };
    Scratch *scratch = *state;

    scratch_write(scratch, "count", "0\n");
    for (int i = 0; i < PROCESSES; i++)
        if (fork() == 0)
            count_under_lock(scratch, ROUNDS);
    for (int i = 0; i < PROCESSES; i++) {
        int status = -1;
        wait(&status);
        assert_int_equal(status, 0);
    }
    assert_int_equal(atoi(scratch_read(scratch, "count")), PROCESSES * ROUNDS);
}

/* The holder lets go, and removes the file, between our opening it and our locking it. */
static void a_lock_on_a_removed_file_is_no_lock(void **state)
{
    Scratch *scratch = *state;
    const char *path = scratch_path(scratch, "lock");
    Lock *first = NULL, *second = NULL;
    bool is_held = false;

    removed_before_locking = path;
    scratch_worked(scratch, lock_try(scratch->arena, path, &first, &is_held, &scratch->error));
    assert_non_null(first);
    assert_true(file_exists(path));
    scratch_worked(scratch, lock_try(scratch->arena, path, &second, &is_held, &scratch->error));
    assert_null(second);
    lock_release(&first);
}

static void a_missing_folder_is_an_error(void **state)
{
    Scratch *scratch = *state;
    Lock *lock;
    bool is_held;

    assert_false(lock_try(scratch->arena, scratch_path(scratch, "no/lock"), &lock, &is_held,
                          &scratch->error));
    assert_int_equal(scratch->error.outcome, OUTCOME_FILE_ERROR);
    assert_null(lock);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(one_holder_at_a_time),
        SCRATCH_TEST(death_gives_the_lock_back),
        SCRATCH_TEST(removal_lets_nobody_slip_in),
        SCRATCH_TEST(a_lock_on_a_removed_file_is_no_lock),
        SCRATCH_TEST(a_missing_folder_is_an_error),
    };
    return cmocka_run_group_tests_name("file/lock", tests, NULL, NULL);
}
