/*
 * ledger.h - what requests cost whose rows are gone.
 *
 * Retention deletes requests; their sums by day, team, user, key and model stay here, with the
 * names that people knew them by.  Lines come with the event that tells of the deletion, all or
 * nothing, and the event holds their digest.
 */
#ifndef JOURNAL_LEDGER_H
#define JOURNAL_LEDGER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "journal/journal.h"

typedef struct {
    const char *day;     /* 'YYYY-MM-DD' in UTC */
    const char *team_id; /* "" for none, as with the other ids */
    const char *team_alias;
    const char *user_id;
    const char *user_email;
    const char *api_key;
    const char *key_alias; /* NULL, like the other names, when nobody knew one */
    const char *model;
    int64_t requests;
    int64_t prompt_tokens;
    int64_t completion_tokens;
    int64_t total_tokens;
    double spend; /* dollars */
} LedgerLine;

/* Over the lines in their order, for the body of their event. */
const char *ledger_digest(Arena *arena, const LedgerLine *lines, size_t count);

/* An event of progress and its lines, both on disk or neither.  The body says of them, if there
 * are any: {"ledger": {"lines", "sha256"}}. */
bool journal_append_ledger(Journal *journal, int64_t operation, const char *body,
                           const LedgerLine *lines, size_t count, Error *error);

typedef struct {
    const char *by;    /* "day", "team", "user", "key" or "model" */
    const char *since; /* days, both included; NULL: no bound */
    const char *until;
    const char *database; /* only what was deleted from that one; NULL: all */
} LedgerQuestion;

typedef struct {
    const char *what;
    const char *name;
    int64_t requests;
    int64_t prompt_tokens;
    int64_t completion_tokens;
    int64_t total_tokens;
    double spend;
    const char *first_day;
    const char *last_day;
} LedgerSum;

/* Of operations that stand. */
bool journal_sum_ledger(Journal *journal, Arena *arena, const LedgerQuestion *question,
                        const LedgerSum **sums, size_t *count, Error *error);

#endif
