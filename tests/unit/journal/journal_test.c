#include "tests/unit/journal/tamper.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "base/clock.h"
#include "base/text.h"
#include "journal/internal.h"

enum { NOBODY = 65534 };

static int sync_count;

/* Stand in front of the C library's, also for SQLite. */
int fdatasync(int file)
{
    sync_count++;
    return (int) syscall(SYS_fdatasync, file);
}

int fsync(int file)
{
    sync_count++;
    return (int) syscall(SYS_fsync, file);
}

static const char *path_of(const Scratch *scratch)
{
    return scratch_path(scratch, "journal.db");
}

static Journal *opened(Scratch *scratch)
{
    Journal *journal = NULL;

    scratch_worked(scratch, journal_open(path_of(scratch), &journal, &scratch->error));
    return journal;
}

static int64_t begun(Scratch *scratch, Journal *journal, const char *body)
{
    int64_t operation = 0;

    scratch_worked(scratch, journal_begin_operation(journal, body, &operation, &scratch->error));
    return operation;
}

static void append(Scratch *scratch, Journal *journal, int64_t operation, JournalKind kind,
                   const char *body)
{
    scratch_worked(scratch, journal_append(journal, operation, kind, body, &scratch->error));
}

static void expect_sound(Scratch *scratch, int64_t event_count)
{
    Journal *journal = NULL;
    JournalProof proof;

    scratch_worked(scratch, journal_open_existing(path_of(scratch), &journal, &scratch->error));
    scratch_worked(scratch,
                   journal_verify(journal, scratch->arena, NULL, 0, &proof, &scratch->error));
    journal_close(&journal);
    if (proof.finding_count > 0)
        fail_test("%s", proof.findings[0].text);
    if (event_count >= 0)
        assert_int_equal(proof.event_count, event_count);
}

static void the_file_is_for_its_owner_only(void **state)
{
    Scratch *scratch = *state;
    Journal *journal;
    mode_t mask = umask(0);

    journal = opened(scratch);
    begun(scratch, journal, "{}");
    assert_int_equal(scratch_mode(path_of(scratch)), 0600);
    assert_int_equal(scratch_mode(scratch_path(scratch, "journal.db-wal")), 0600);
    assert_int_equal(scratch_mode(scratch_path(scratch, "journal.db-shm")), 0600);
    umask(mask);
    journal_close(&journal);
    assert_null(journal);
    journal_close(&journal);
}

static void no_journal_reads_as_an_empty_one(void **state)
{
    Scratch *scratch = *state;
    Journal *journal = NULL;
    const JournalOperation *operations;
    const JournalOperation *found;
    const JournalEvent *events;
    const JournalUnfinished *unfinished;
    const char *hash;
    int64_t sequence = -1;
    size_t count = 9;

    scratch_worked(scratch, journal_open_existing(path_of(scratch), &journal, &scratch->error));
    assert_null(journal);
    assert_false(file_exists(path_of(scratch)));
    scratch_worked(scratch, journal_list(journal, scratch->arena, &(JournalFilter){0}, &operations,
                                         &count, &scratch->error));
    assert_int_equal(count, 0);
    scratch_worked(scratch, journal_find(journal, scratch->arena, 1, &found, &scratch->error));
    assert_null(found);
    scratch_worked(scratch,
                   journal_events(journal, scratch->arena, 1, &events, &count, &scratch->error));
    assert_int_equal(count, 0);
    scratch_worked(
        scratch, journal_unfinished(journal, scratch->arena, &unfinished, &count, &scratch->error));
    assert_int_equal(count, 0);
    scratch_worked(scratch,
                   journal_head(journal, scratch->arena, &hash, &sequence, &scratch->error));
    assert_string_equal(hash, CHAIN_START);
    assert_int_equal(sequence, 0);
    scratch_worked(scratch, journal_each(journal, NULL, NULL, &scratch->error));
}

static void events_are_read_back(void **state)
{
    static const char BODY[] =
        "{\"command\": \"orphans clean\", \"note\": \"é \\\"quoted\\\"\\n\"}";
    Scratch *scratch = *state;
    Journal *journal = opened(scratch);
    const JournalEvent *events;
    const char *hash;
    int64_t sequence;
    size_t count;

    clock_stop_at(1795230000123456);
    assert_int_equal(begun(scratch, journal, BODY), 1);
    clock_stop_at(1795230001000000);
    append(scratch, journal, 1, JOURNAL_ENDED, "{\"outcome\":\"completed\"}");
    clock_resume();
    scratch_worked(scratch,
                   journal_events(journal, scratch->arena, 1, &events, &count, &scratch->error));
    assert_int_equal(count, 2);
    assert_int_equal(events[0].sequence, 1);
    assert_int_equal(events[0].operation, 1);
    assert_string_equal(events[0].kind, "planned");
    assert_string_equal(events[0].at, "2026-11-21T03:00:00.123456Z");
    assert_string_equal(events[0].body, BODY);
    assert_string_equal(events[0].previous, CHAIN_START);
    assert_string_equal(events[0].hash, chain_hash(scratch->arena, &events[0]));
    assert_string_equal(events[1].kind, "ended");
    assert_string_equal(events[1].at, "2026-11-21T03:00:01.000000Z");
    assert_string_equal(events[1].previous, events[0].hash);
    scratch_worked(scratch,
                   journal_head(journal, scratch->arena, &hash, &sequence, &scratch->error));
    assert_string_equal(hash, events[1].hash);
    assert_int_equal(sequence, 2);
    journal_close(&journal);
    expect_sound(scratch, 2);
}

static void every_event_is_on_disk_when_the_call_returns(void **state)
{
    Scratch *scratch = *state;
    Journal *journal = opened(scratch);
    int64_t operation;

    for (int i = 0; i < 3; i++) {
        sync_count = 0;
        operation = begun(scratch, journal, "{}");
        assert_true(sync_count > 0);
        for (JournalKind kind = JOURNAL_PREPARED; kind <= JOURNAL_ENDED; kind++) {
            sync_count = 0;
            append(scratch, journal, operation, kind, "{}");
            assert_true(sync_count > 0);
        }
    }
    journal_close(&journal);
}

#define PLANNED(command, database, started) \
    "{\"command\":\"" command "\",\"arguments\":[\"a\"],\"who\":{\"os_user\":\"ann\",\"host\":" \
    "\"laptop\"},\"where\":{\"host\":\"db.example\",\"database\":\"" database "\"," \
    "\"system_identifier\":\"730\"},\"folder\":\"/s/operations\",\"started\":\"" started "\"}"

static const JournalOperation *find(Scratch *scratch, Journal *journal, int64_t operation)
{
    const JournalOperation *found = NULL;

    scratch_worked(scratch,
                   journal_find(journal, scratch->arena, operation, &found, &scratch->error));
    return found;
}

static void the_view_follows_an_operation(void **state)
{
    Scratch *scratch = *state;
    Journal *journal = opened(scratch);
    int64_t operation =
        begun(scratch, journal, PLANNED("orphans clean", "litellm", "2026-11-21T03:00:00Z"));
    const JournalOperation *found = find(scratch, journal, operation);

    assert_string_equal(found->command, "orphans clean");
    assert_string_equal(found->state, "running");
    assert_string_equal(found->outcome, "running");
    assert_string_equal(found->started, "2026-11-21T03:00:00Z");
    assert_string_equal(found->database, "litellm");
    assert_string_equal(found->host, "db.example");
    assert_string_equal(found->os_user, "ann");
    assert_string_equal(found->system_identifier, "730");
    assert_string_equal(found->folder, "/s/operations");
    assert_null(found->finished);
    assert_null(found->message);
    assert_int_equal(found->rows + found->bytes + found->duration_ms, 0);

    append(scratch, journal, operation, JOURNAL_PREPARED,
           "{\"xid\":\"7\",\"rows\":12,\"bytes\":99}");
    found = find(scratch, journal, operation);
    assert_string_equal(found->state, "prepared");
    assert_string_equal(found->outcome, "prepared");
    assert_int_equal(found->rows, 12);
    assert_int_equal(found->bytes, 99);

    append(scratch, journal, operation, JOURNAL_COMMITTED, "{}");
    assert_string_equal(find(scratch, journal, operation)->state, "committed");

    append(scratch, journal, operation, JOURNAL_ENDED,
           "{\"outcome\":\"backlog_left\",\"message\":\"more\",\"rows\":13,\"duration_ms\":250}");
    found = find(scratch, journal, operation);
    assert_string_equal(found->state, "ended");
    assert_string_equal(found->outcome, "backlog_left");
    assert_string_equal(found->message, "more");
    assert_int_equal(found->rows, 13);
    assert_int_equal(found->bytes, 99);
    assert_int_equal(found->duration_ms, 250);
    assert_non_null(found->finished);
    assert_null(find(scratch, journal, 99));
    journal_close(&journal);
}

static const char *listed(Scratch *scratch, Journal *journal, JournalFilter filter)
{
    const JournalOperation *operations;
    size_t count;
    const char *text = "";

    scratch_worked(scratch, journal_list(journal, scratch->arena, &filter, &operations, &count,
                                         &scratch->error));
    for (size_t i = 0; i < count; i++)
        text = arena_format(scratch->arena, "%s%s%lld", text, i == 0 ? "" : " ",
                            (long long) operations[i].operation);
    return text;
}

static void lists_are_filtered_newest_first(void **state)
{
    Scratch *scratch = *state;
    Journal *journal = opened(scratch);

    begun(scratch, journal, PLANNED("a", "one", "2026-01-01T00:00:00Z"));
    begun(scratch, journal, PLANNED("b", "two", "2026-02-01T00:00:00Z"));
    begun(scratch, journal, PLANNED("c", "one", "2026-03-01T00:00:00Z"));
    begun(scratch, journal, PLANNED("d", "two", "2026-04-01T00:00:00Z"));
    assert_string_equal(listed(scratch, journal, (JournalFilter){0}), "4 3 2 1");
    assert_string_equal(listed(scratch, journal, (JournalFilter){.limit = 2}), "4 3");
    assert_string_equal(listed(scratch, journal, (JournalFilter){.database = "one"}), "3 1");
    assert_string_equal(listed(scratch, journal, (JournalFilter){.database = "o"}), "");
    assert_string_equal(listed(scratch, journal, (JournalFilter){.since = "2026-02-01T00:00:00Z"}),
                        "4 3 2");
    /* The same instant as base/clock writes it for PostgreSQL. */
    assert_string_equal(
        listed(scratch, journal, (JournalFilter){.since = "2026-02-01 00:00:00.5", .limit = 1}),
        "4");
    assert_string_equal(listed(scratch, journal, (JournalFilter){.since = "2026-02-01 00:00:00.5"}),
                        "4 3");
    journal_close(&journal);
}

static int64_t undo_of(Scratch *scratch, Journal *journal, int64_t undone, const char *outcome)
{
    int64_t operation = begun(
        scratch, journal,
        arena_format(scratch->arena, "{\"command\":\"undo\",\"undoes\":%lld}", (long long) undone));

    append(scratch, journal, operation, JOURNAL_ENDED,
           arena_format(scratch->arena, "{\"outcome\":\"%s\"}", outcome));
    return operation;
}

static void an_undo_counts_while_it_stands(void **state)
{
    Scratch *scratch = *state;
    Journal *journal = opened(scratch);
    int64_t work = begun(scratch, journal, "{\"command\":\"x\",\"undoes\":null}");
    int64_t undo, redo;

    append(scratch, journal, work, JOURNAL_ENDED, "{\"outcome\":\"completed\"}");
    assert_int_equal(find(scratch, journal, work)->undone_by, 0);
    assert_int_equal(find(scratch, journal, work)->undoes, 0);

    /* A failed one does not count, nor one that still runs. */
    undo_of(scratch, journal, work, "refused");
    begun(scratch, journal, arena_format(scratch->arena, "{\"undoes\":%lld}", (long long) work));
    assert_int_equal(find(scratch, journal, work)->undone_by, 0);

    undo = undo_of(scratch, journal, work, "completed");
    assert_int_equal(find(scratch, journal, work)->undone_by, undo);
    assert_int_equal(find(scratch, journal, undo)->undoes, work);
    assert_int_equal(find(scratch, journal, undo)->undone_by, 0);

    redo = undo_of(scratch, journal, undo, "completed");
    assert_int_equal(find(scratch, journal, undo)->undone_by, redo);
    assert_int_equal(find(scratch, journal, work)->undone_by, 0);

    undo_of(scratch, journal, redo, "completed");
    assert_int_equal(find(scratch, journal, work)->undone_by, undo);
    assert_int_equal(find(scratch, journal, undo)->undone_by, 0);
    journal_close(&journal);
}

static void unfinished_operations_are_found(void **state)
{
    Scratch *scratch = *state;
    Journal *journal = opened(scratch);
    const JournalUnfinished *found;
    size_t count;

    begun(scratch, journal, "{\"n\":1}");
    begun(scratch, journal, "{\"n\":2}");
    begun(scratch, journal, "{\"n\":3}");
    append(scratch, journal, 1, JOURNAL_PREPARED, "{\"xid\":\"9\"}");
    append(scratch, journal, 1, JOURNAL_COMMITTED, "{\"c\":1}");
    append(scratch, journal, 2, JOURNAL_ENDED, "{\"outcome\":\"refused\"}");
    scratch_worked(scratch,
                   journal_unfinished(journal, scratch->arena, &found, &count, &scratch->error));
    assert_int_equal(count, 2);
    assert_int_equal(found[0].operation, 1);
    assert_string_equal(found[0].planned, "{\"n\":1}");
    assert_string_equal(found[0].prepared, "{\"xid\":\"9\"}");
    assert_string_equal(found[0].committed, "{\"c\":1}");
    assert_int_equal(found[1].operation, 3);
    assert_null(found[1].prepared);
    assert_null(found[1].committed);
    journal_close(&journal);
}

static void expect_refused(Scratch *scratch, Journal *journal, int64_t operation, JournalKind kind,
                           const char *says)
{
    assert_false(journal_append(journal, operation, kind, "{}", &scratch->error));
    assert_int_equal(scratch->error.outcome, OUTCOME_JOURNAL_ERROR);
    scratch_contains(scratch->error.detail, says);
}

static void what_has_ended_goes_no_further(void **state)
{
    Scratch *scratch = *state;
    Journal *journal = opened(scratch);
    int64_t operation;

    expect_refused(scratch, journal, 7, JOURNAL_PREPARED, "never planned");
    operation = begun(scratch, journal, "{}");
    append(scratch, journal, operation, JOURNAL_PROGRESS, "{\"part\": 1}");
    append(scratch, journal, operation, JOURNAL_PROGRESS, "{\"part\": 2}");
    append(scratch, journal, operation, JOURNAL_PREPARED, "{}");
    expect_refused(scratch, journal, operation, JOURNAL_PREPARED, "so already");
    append(scratch, journal, operation, JOURNAL_PROGRESS, "{\"part\": 3}");
    append(scratch, journal, operation, JOURNAL_ENDED, "{}");
    expect_refused(scratch, journal, operation, JOURNAL_PROGRESS, "ended already");
    expect_refused(scratch, journal, operation, JOURNAL_COMMITTED, "ended already");
    expect_refused(scratch, journal, operation, JOURNAL_ENDED, "ended already");
    /* A body that is no object leaves nothing behind, nor a transaction open. */
    assert_false(journal_begin_operation(journal, "[1]", &operation, &scratch->error));
    assert_false(journal_begin_operation(journal, "{", &operation, &scratch->error));
    begun(scratch, journal, "{}");
    journal_close(&journal);
    expect_sound(scratch, 7);
}

static void the_log_is_append_only(void **state)
{
    static const char *const STATEMENTS[] = {
        "UPDATE event SET body = '{}'",
        "UPDATE event SET hash = hash",
        "DELETE FROM event",
        "UPDATE seal SET hash = 'x'",
        "DELETE FROM seal",
        "INSERT OR REPLACE INTO event SELECT * FROM event WHERE sequence = 1",
        ("INSERT OR REPLACE INTO event SELECT 9, operation, kind, at, body, previous, "
         "lower(hex(randomblob(32))) FROM event WHERE sequence = 1"),
        "INSERT OR REPLACE INTO event SELECT 9, 9, kind, at, body, previous, hash FROM event",
        "INSERT OR REPLACE INTO seal SELECT * FROM seal",
        "INSERT OR REPLACE INTO seal SELECT 9, hash FROM seal",
    };
    Scratch *scratch = *state;
    Journal *journal = opened(scratch);
    sqlite3 *handle;

    begun(scratch, journal, "{}");
    handle = tamper_open(path_of(scratch));
    for (size_t i = 0; i < sizeof STATEMENTS / sizeof *STATEMENTS; i++) {
        assert_int_equal(sqlite3_exec(handle, STATEMENTS[i], NULL, NULL, NULL), SQLITE_CONSTRAINT);
        scratch_contains(sqlite3_errmsg(handle), "append-only");
    }
    sqlite3_close(handle);
    journal_close(&journal);
    expect_sound(scratch, 1);
}

/* --- two at once, and death ------------------------------------------------------------------- */

static void write_operations(const char *path, int count)
{
    Error error;

    for (int i = 0; i < count; i++) {
        Journal *journal = NULL;
        int64_t operation;
        if (!journal_open(path, &journal, &error) ||
            !journal_begin_operation(journal, "{\"command\":\"x\"}", &operation, &error) ||
            !journal_append(journal, operation, JOURNAL_ENDED, "{\"outcome\":\"completed\"}",
                            &error)) {
            fprintf(stderr, "%s: %s\n", error.message, error.detail);
            scratch_leave(1);
        }
        journal_close(&journal);
    }
    scratch_leave(0);
}

static void two_processes_share_one_journal(void **state)
{
    enum { PROCESSES = 2, OPERATIONS = 100 };
    Scratch *scratch = *state;
    Journal *journal;

    for (int i = 0; i < PROCESSES; i++)
        if (fork() == 0)
            write_operations(path_of(scratch), OPERATIONS);
    for (int i = 0; i < PROCESSES; i++) {
        int status = -1;
        wait(&status);
        assert_int_equal(status, 0);
    }
    expect_sound(scratch, (int64_t) PROCESSES * OPERATIONS * 2);
    journal = opened(scratch);
    assert_int_equal(begun(scratch, journal, "{}"), PROCESSES * OPERATIONS + 1);
    journal_close(&journal);
}

/* Writes without end, and says on the pipe which operation is on disk. */
static void write_until_killed(const char *path, int told)
{
    Journal *journal = NULL;
    Error error;

    if (!journal_open(path, &journal, &error))
        scratch_leave(1);
    for (;;) {
        int64_t operation;
        if (!journal_begin_operation(journal, "{}", &operation, &error) ||
            write(told, &operation, sizeof operation) != sizeof operation ||
            !journal_append(journal, operation, JOURNAL_ENDED, "{}", &error))
            scratch_leave(2);
    }
}

static int64_t first_told(int told)
{
    int64_t operation;

    assert_int_equal(read(told, &operation, sizeof operation), sizeof operation);
    return operation;
}

static int64_t last_told(int told, int64_t last)
{
    int64_t operation;

    while (read(told, &operation, sizeof operation) == sizeof operation)
        last = operation;
    return last;
}

static void a_killed_writer_leaves_a_sound_journal(void **state)
{
    enum { ROUNDS = 25 };
    Scratch *scratch = *state;
    int64_t total = 0;

    for (int round = 0; round < ROUNDS; round++) {
        const JournalOperation *found;
        Journal *journal;
        int64_t last = 0;
        int told[2];
        pid_t child;

        assert_int_equal(pipe(told), 0);
        child = fork();
        if (child == 0)
            write_until_killed(path_of(scratch), told[1]);
        close(told[1]);
        /* Every other one is killed while it writes, the others wherever they are by then. */
        if (round % 2 == 1)
            last = first_told(told[0]);
        clock_sleep_ms(1 + round * 3);
        kill(child, SIGKILL);
        waitpid(child, NULL, 0);
        last = last_told(told[0], last);
        close(told[0]);
        expect_sound(scratch, -1);
        journal = opened(scratch);
        found = find(scratch, journal, last);
        if (last > 0)
            assert_non_null(found);
        total = begun(scratch, journal, "{}");
        assert_true(total > last);
        journal_close(&journal);
    }
    assert_true(total > ROUNDS);
}

static void a_journal_that_stays_busy_is_locked(void **state)
{
    Scratch *scratch = *state;
    Journal *journal = opened(scratch);
    sqlite3 *handle = tamper_open(path_of(scratch));
    int64_t operation;

    /* Ten seconds are for people, not for tests. */
    sqlite3_busy_timeout(journal->database.handle, 100);
    tamper_run(handle, "BEGIN IMMEDIATE");
    assert_false(journal_begin_operation(journal, "{}", &operation, &scratch->error));
    assert_int_equal(scratch->error.outcome, OUTCOME_LOCKED);
    tamper_run(handle, "ROLLBACK");
    begun(scratch, journal, "{}");
    sqlite3_close(handle);
    journal_close(&journal);
}

/* --- bad files ----------------------------------------------------------------------------------
 */

static void expect_unopened(Scratch *scratch, const char *message, const char *hint)
{
    Journal *journal = NULL;

    assert_false(journal_open(path_of(scratch), &journal, &scratch->error));
    assert_null(journal);
    assert_int_equal(scratch->error.outcome, OUTCOME_JOURNAL_ERROR);
    scratch_contains(scratch->error.message, message);
    scratch_contains(scratch->error.message, path_of(scratch));
    scratch_contains(scratch->error.hint, hint);
}

static void a_newer_journal_is_refused(void **state)
{
    Scratch *scratch = *state;
    Journal *journal = opened(scratch);
    sqlite3 *handle;

    journal_close(&journal);
    handle = tamper_open(path_of(scratch));
    tamper_run(handle, "PRAGMA user_version = 1000");
    sqlite3_close(handle);
    expect_unopened(scratch, "was written by a newer litellm-dba", "newer program");
    assert_false(journal_open_existing(path_of(scratch), &journal, &scratch->error));
    scratch_contains(scratch->error.detail, "version 1000");
}

static void what_is_no_journal_is_left_alone(void **state)
{
    Scratch *scratch = *state;
    const char *text =
        "This is a letter to my aunt, and longer than a header of SQLite is, by far: "
        "a hundred bytes and more, so that nobody takes it for something else.";
    sqlite3 *handle;

    scratch_write(scratch, "journal.db", text);
    expect_unopened(scratch, "could not read the journal", "for evidence");
    assert_string_equal(scratch_read(scratch, "journal.db"), text);
    assert_int_equal(unlink(path_of(scratch)), 0);

    handle = tamper_open(path_of(scratch));
    tamper_run(handle, "CREATE TABLE bookmarks (url)");
    sqlite3_close(handle);
    expect_unopened(scratch, "is not a journal of litellm-dba", "--state");
    assert_false(file_exists(scratch_path(scratch, "journal.db-wal")));
}

static void damage_is_noticed(void **state)
{
    Scratch *scratch = *state;
    Journal *journal = opened(scratch);
    JournalProof proof;
    char junk[512];
    FILE *file;

    for (int i = 0; i < 100; i++)
        begun(scratch, journal, "{\"filling\":\"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\"}");
    journal_close(&journal);
    memset(junk, 0xa5, sizeof junk);
    file = fopen(path_of(scratch), "r+");
    assert_non_null(file);
    for (long page = 1; page < 6; page++) {
        fseek(file, page * 4096, SEEK_SET);
        assert_int_equal(fwrite(junk, sizeof junk, 1, file), 1);
    }
    fclose(file);
    if (journal_open_existing(path_of(scratch), &journal, &scratch->error))
        assert_false(journal_verify(journal, scratch->arena, NULL, 0, &proof, &scratch->error));
    journal_close(&journal);
    assert_int_equal(scratch->error.outcome, OUTCOME_JOURNAL_ERROR);
    scratch_contains(scratch->error.hint, "for evidence");
}

static void a_link_is_not_followed(void **state)
{
    Scratch *scratch = *state;
    Journal *journal = NULL;

    assert_int_equal(symlink("elsewhere.db", path_of(scratch)), 0);
    assert_false(journal_open(path_of(scratch), &journal, &scratch->error));
    assert_int_equal(scratch->error.outcome, OUTCOME_JOURNAL_ERROR);
    assert_false(file_exists(scratch_path(scratch, "elsewhere.db")));
    /* A link on the way is the user's own arrangement. */
    assert_int_equal(symlink(".", scratch_path(scratch, "way")), 0);
    scratch_worked(scratch,
                   journal_open(scratch_path(scratch, "way/other.db"), &journal, &scratch->error));
    journal_close(&journal);
}

static void a_missing_folder_is_a_journal_error(void **state)
{
    Scratch *scratch = *state;
    Journal *journal = NULL;

    assert_false(journal_open(scratch_path(scratch, "no/journal.db"), &journal, &scratch->error));
    assert_int_equal(scratch->error.outcome, OUTCOME_JOURNAL_ERROR);
    scratch_contains(scratch->error.hint, "--state");
    scratch_worked(scratch, journal_open_existing(scratch_path(scratch, "no/journal.db"), &journal,
                                                  &scratch->error));
    assert_null(journal);
}

static void open_as_nobody(Scratch *scratch, bool may_read)
{
    Journal *journal = NULL;
    const JournalOperation *operations;
    size_t count = 0;

    if (geteuid() == 0 && (setgid(NOBODY) != 0 || setuid(NOBODY) != 0))
        scratch_leave(10);
    if (journal_open(path_of(scratch), &journal, &scratch->error))
        scratch_leave(11);
    if (scratch->error.outcome != OUTCOME_JOURNAL_ERROR ||
        strstr(scratch->error.hint, "Nothing is changed without a journal") == NULL)
        scratch_leave(12);
    if (journal_open_existing(path_of(scratch), &journal, &scratch->error) != may_read)
        scratch_leave(13);
    if (may_read && (!journal_list(journal, scratch->arena, &(JournalFilter){0}, &operations,
                                   &count, &scratch->error) ||
                     count != 1))
        scratch_leave(14);
    journal_close(&journal);
    scratch_leave(0);
}

static void expect_as_nobody(Scratch *scratch, bool may_read)
{
    int status = -1;
    pid_t child = fork();

    if (child == 0)
        open_as_nobody(scratch, may_read);
    waitpid(child, &status, 0);
    assert_int_equal(status, 0);
}

static void a_journal_that_cannot_be_written_is_refused(void **state)
{
    Scratch *scratch = *state;
    Journal *journal = opened(scratch);

    begun(scratch, journal, "{}");
    assert_int_equal(chmod(path_of(scratch), 0444), 0);
    assert_int_equal(chmod(scratch_path(scratch, "journal.db-wal"), 0444), 0);
    assert_int_equal(chmod(scratch_path(scratch, "journal.db-shm"), 0444), 0);
    assert_int_equal(chmod(scratch->folder, 0555), 0);
    expect_as_nobody(scratch, true);
    assert_int_equal(chmod(path_of(scratch), 0000), 0);
    expect_as_nobody(scratch, false);
    assert_int_equal(chmod(scratch->folder, 0700), 0);
    journal_close(&journal);
}

/* --- no room ------------------------------------------------------------------------------------
 */

static const char *large_body(Arena *arena)
{
    Text *body = text_new(arena);

    text_add(body, "{\"x\":\"");
    for (int i = 0; i < 3000; i++)
        text_add(body, "0123456789");
    text_add(body, "\"}");
    return text_value(body);
}

/* Appends until it fails; the number of operations that are in, or -1 when it never fails. */
static int64_t fill(Scratch *scratch, const char *path, Error *error)
{
    Journal *journal = NULL;
    const char *body = large_body(scratch->arena);
    int64_t last = 0;

    if (!journal_open(path, &journal, error))
        return -1;
    for (int i = 0; i < 1000; i++) {
        int64_t operation;
        if (!journal_begin_operation(journal, body, &operation, error)) {
            journal_close(&journal);
            return last;
        }
        last = operation;
    }
    journal_close(&journal);
    return -1;
}

static void fill_up_to_a_limit(Scratch *scratch, int told)
{
    const struct rlimit limit = {400 * 1024, 400 * 1024};
    Error error = {0};
    int64_t last;

    signal(SIGXFSZ, SIG_IGN);
    if (setrlimit(RLIMIT_FSIZE, &limit) != 0)
        scratch_leave(1);
    last = fill(scratch, path_of(scratch), &error);
    if (last <= 0 || error.outcome != OUTCOME_JOURNAL_ERROR ||
        strstr(error.hint, "Make room there") == NULL) {
        fprintf(stderr, "%d %s: %s\n%s\n", (int) last, error.message, error.detail, error.hint);
        scratch_leave(2);
    }
    if (write(told, &last, sizeof last) != sizeof last)
        scratch_leave(3);
    scratch_leave(0);
}

static void no_room_loses_nothing_that_was_promised(void **state)
{
    Scratch *scratch = *state;
    int told[2], status = -1;
    int64_t last = 0;
    pid_t child;

    assert_int_equal(pipe(told), 0);
    child = fork();
    if (child == 0)
        fill_up_to_a_limit(scratch, told[1]);
    waitpid(child, &status, 0);
    assert_int_equal(status, 0);
    assert_int_equal(read(told[0], &last, sizeof last), sizeof last);
    expect_sound(scratch, last);
    close(told[0]);
    close(told[1]);
}

static void a_full_disk_loses_nothing_that_was_promised(void **state)
{
    Scratch *scratch = *state;
    const char *folder = scratch_path(scratch, "small");
    Error error = {0};
    int64_t last;

    assert_int_equal(mkdir(folder, 0700), 0);
    if (mount("tmpfs", folder, "tmpfs", 0, "size=1m,mode=0700") != 0)
        skip();
    last = fill(scratch, scratch_path(scratch, "small/journal.db"), &error);
    if (last > 0) {
        Journal *journal = NULL;
        JournalProof proof = {0};
        bool is_read = journal_open_existing(scratch_path(scratch, "small/journal.db"), &journal,
                                             &scratch->error) &&
                       journal_verify(journal, scratch->arena, NULL, 0, &proof, &scratch->error);
        journal_close(&journal);
        umount(folder);
        scratch_worked(scratch, is_read);
        assert_int_equal(proof.finding_count, 0);
        assert_int_equal(proof.event_count, last);
    }
    umount(folder);
    assert_true(last > 0);
    assert_int_equal(error.outcome, OUTCOME_JOURNAL_ERROR);
    scratch_contains(error.hint, "Make room there");
}

typedef struct {
    int count;
    int stop_after;
} Visit;

static bool visit(void *context, const JournalEvent *event, Error *error)
{
    Visit *visited = context;

    visited->count++;
    assert_int_equal(event->sequence, visited->count);
    if (visited->count == visited->stop_after) {
        *error = (Error){.outcome = OUTCOME_INTERRUPTED};
        return false;
    }
    return true;
}

static void all_events_pass_by_in_order(void **state)
{
    Scratch *scratch = *state;
    Journal *journal = opened(scratch);
    Visit all = {0};
    Visit some = {.stop_after = 2};

    for (int i = 0; i < 5; i++)
        begun(scratch, journal, "{}");
    scratch_worked(scratch, journal_each(journal, visit, &all, &scratch->error));
    assert_int_equal(all.count, 5);
    assert_false(journal_each(journal, visit, &some, &scratch->error));
    assert_int_equal(some.count, 2);
    assert_int_equal(scratch->error.outcome, OUTCOME_INTERRUPTED);
    journal_close(&journal);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(the_file_is_for_its_owner_only),
        SCRATCH_TEST(no_journal_reads_as_an_empty_one),
        SCRATCH_TEST(events_are_read_back),
        SCRATCH_TEST(every_event_is_on_disk_when_the_call_returns),
        SCRATCH_TEST(the_view_follows_an_operation),
        SCRATCH_TEST(lists_are_filtered_newest_first),
        SCRATCH_TEST(an_undo_counts_while_it_stands),
        SCRATCH_TEST(unfinished_operations_are_found),
        SCRATCH_TEST(what_has_ended_goes_no_further),
        SCRATCH_TEST(the_log_is_append_only),
        SCRATCH_TEST(two_processes_share_one_journal),
        SCRATCH_TEST(a_killed_writer_leaves_a_sound_journal),
        SCRATCH_TEST(a_journal_that_stays_busy_is_locked),
        SCRATCH_TEST(a_newer_journal_is_refused),
        SCRATCH_TEST(what_is_no_journal_is_left_alone),
        SCRATCH_TEST(damage_is_noticed),
        SCRATCH_TEST(a_link_is_not_followed),
        SCRATCH_TEST(a_missing_folder_is_a_journal_error),
        SCRATCH_TEST(a_journal_that_cannot_be_written_is_refused),
        SCRATCH_TEST(no_room_loses_nothing_that_was_promised),
        SCRATCH_TEST(a_full_disk_loses_nothing_that_was_promised),
        SCRATCH_TEST(all_events_pass_by_in_order),
    };
    return cmocka_run_group_tests_name("journal/journal", tests, NULL, NULL);
}
