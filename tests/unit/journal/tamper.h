/*
 * tamper.h - what somebody with the sqlite3 program could do to a journal.
 */
#ifndef TESTS_UNIT_JOURNAL_TAMPER_H
#define TESTS_UNIT_JOURNAL_TAMPER_H

#include "tests/unit/file/scratch.h"

#include <sqlite3.h>

#include "journal/chain.h"
#include "journal/journal.h"

static inline sqlite3 *tamper_open(const char *path)
{
    sqlite3 *handle = NULL;

    assert_int_equal(sqlite3_open(path, &handle), SQLITE_OK);
    sqlite3_busy_timeout(handle, 10000);
    sqlite3_exec(handle, "PRAGMA synchronous = OFF", NULL, NULL, NULL);
    return handle;
}

static inline void tamper_run(sqlite3 *handle, const char *sql)
{
    char *problem = NULL;

    if (sqlite3_exec(handle, sql, NULL, NULL, &problem) != SQLITE_OK)
        fail_test("%s: %s", sql, problem);
}

static inline const char *tamper_text(sqlite3 *handle, Arena *arena, const char *sql)
{
    sqlite3_stmt *row = NULL;
    const char *text = NULL;

    assert_int_equal(sqlite3_prepare_v2(handle, sql, -1, &row, NULL), SQLITE_OK);
    if (sqlite3_step(row) == SQLITE_ROW)
        text = arena_copy(arena, (const char *) sqlite3_column_text(row, 0));
    sqlite3_finalize(row);
    return text;
}

/* Takes the triggers away, runs the SQL, and puts them back as if nothing had been. */
static inline void tamper(Scratch *scratch, const char *path, const char *sql)
{
    sqlite3 *handle = tamper_open(path);
    const char *drop = tamper_text(handle, scratch->arena,
                                   "SELECT group_concat('DROP TRIGGER ' || name, ';') FROM "
                                   "sqlite_schema WHERE type = 'trigger'");
    const char *make =
        tamper_text(handle, scratch->arena,
                    "SELECT group_concat(sql, ';') FROM sqlite_schema WHERE type = 'trigger'");

    tamper_run(handle, drop);
    tamper_run(handle, sql);
    tamper_run(handle, make);
    assert_int_equal(sqlite3_close(handle), SQLITE_OK);
}

/* Gives a row the hash of what it holds now. */
static inline void tamper_rehash(Scratch *scratch, const char *path, int64_t sequence)
{
    sqlite3 *handle = tamper_open(path);
    sqlite3_stmt *row = NULL;
    JournalEvent event = {.sequence = sequence};
    const char *select =
        arena_format(scratch->arena,
                     "SELECT operation, kind, at, body, previous FROM event WHERE sequence = %lld",
                     (long long) sequence);
    const char *hash;

    assert_int_equal(sqlite3_prepare_v2(handle, select, -1, &row, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(row), SQLITE_ROW);
    event.operation = sqlite3_column_int64(row, 0);
    event.kind = (const char *) sqlite3_column_text(row, 1);
    event.at = (const char *) sqlite3_column_text(row, 2);
    event.body = (const char *) sqlite3_column_text(row, 3);
    event.previous = (const char *) sqlite3_column_text(row, 4);
    hash = chain_hash(scratch->arena, &event);
    sqlite3_finalize(row);
    sqlite3_close(handle);
    tamper(scratch, path,
           arena_format(scratch->arena, "UPDATE event SET hash = '%s' WHERE sequence = %lld", hash,
                        (long long) sequence));
}

#endif
