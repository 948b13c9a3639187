#include "journal/ledger.h"

#include <inttypes.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/digest.h"
#include "base/list.h"
#include "base/text.h"
#include "build/sql.h"
#include "journal/internal.h"
#include "journal/ledger_check.h"

typedef LIST(LedgerSum) LedgerSums;

/* Lengths go in front of the fields, so that no two lines have the same encoding. */
static void add_field(Text *text, const char *field)
{
    if (field == NULL)
        text_add(text, "-");
    else
        text_addf(text, "%zu:%s", strlen(field), field);
}

static void add_line(Text *text, const LedgerLine *line)
{
    Arena *arena CLEANUP(arena_release) = arena_new();

    add_field(text, line->day);
    add_field(text, line->team_id);
    add_field(text, line->team_alias);
    add_field(text, line->user_id);
    add_field(text, line->user_email);
    add_field(text, line->api_key);
    add_field(text, line->key_alias);
    add_field(text, line->model);
    text_addf(text, "%" PRId64 ",%" PRId64 ",%" PRId64 ",%" PRId64 ",%s\n", line->requests,
              line->prompt_tokens, line->completion_tokens, line->total_tokens,
              text_real(arena, line->spend));
}

void ledger_digest_line(Digest *digest, Text *text, const LedgerLine *line)
{
    text_clear(text);
    add_line(text, line);
    digest_add(digest, text_value(text), text_length(text));
}

const char *ledger_digest(Arena *arena, const LedgerLine *lines, size_t count)
{
    Digest *digest CLEANUP(digest_release) = digest_new();
    Text *text = text_new(arena);

    for (size_t at = 0; at < count; at++)
        ledger_digest_line(digest, text, &lines[at]);
    return digest_hex(digest, arena);
}

static const char *number_text(Arena *arena, int64_t number)
{
    return arena_format(arena, "%" PRId64, number);
}

/* *statement is prepared for the first line. */
static bool insert_line(const Database *database, const char *event, const LedgerLine *line,
                        sqlite3_stmt **statement, Error *error)
{
    Arena *arena CLEANUP(arena_release) = arena_new();
    const SqlText *sql = &SQL_JOURNAL_APPEND_LEDGER;
    const SqlValue *values =
        SQL_VALUES({"event", event}, {"day", line->day}, {"team_id", line->team_id},
                   {"team_alias", line->team_alias}, {"user_id", line->user_id},
                   {"user_email", line->user_email}, {"api_key", line->api_key},
                   {"key_alias", line->key_alias}, {"model", line->model},
                   {"requests", number_text(arena, line->requests)},
                   {"prompt_tokens", number_text(arena, line->prompt_tokens)},
                   {"completion_tokens", number_text(arena, line->completion_tokens)},
                   {"total_tokens", number_text(arena, line->total_tokens)},
                   {"spend", text_real(arena, line->spend)});
    bool has_row;

    return *statement == NULL ? database_find(database, sql, values, statement, &has_row, error)
                              : database_again(database, sql, values, *statement, error);
}

bool ledger_insert(Journal *journal, int64_t event, const LedgerLine *lines, size_t count,
                   Error *error)
{
    Arena *arena CLEANUP(arena_release) = arena_new();
    sqlite3_stmt *statement CLEANUP(statement_finalize) = NULL;
    const char *sequence = number_text(arena, event);

    for (size_t at = 0; at < count; at++)
        if (!insert_line(&journal->database, sequence, &lines[at], &statement, error))
            return false;
    return true;
}

static const char *copied(Arena *arena, sqlite3_stmt *row, const char *column)
{
    return arena_copy(arena, column_text(row, column));
}

static LedgerSum sum_of(Arena *arena, sqlite3_stmt *row)
{
    return (LedgerSum){
        .what = copied(arena, row, "what"),
        .name = copied(arena, row, "name"),
        .requests = column_number(row, "requests"),
        .prompt_tokens = column_number(row, "prompt_tokens"),
        .completion_tokens = column_number(row, "completion_tokens"),
        .total_tokens = column_number(row, "total_tokens"),
        .spend = column_real(row, "spend"),
        .first_day = copied(arena, row, "first_day"),
        .last_day = copied(arena, row, "last_day"),
    };
}

bool journal_sum_ledger(Journal *journal, Arena *arena, const LedgerQuestion *question,
                        const LedgerSum **sums, size_t *count, Error *error)
{
    sqlite3_stmt *row CLEANUP(statement_finalize) = NULL;
    LedgerSums found = {0};
    bool has_row = false;

    if (journal != NULL &&
        !database_prepare(&journal->database, &SQL_JOURNAL_SUM_LEDGER,
                          SQL_VALUES({"by", question->by}, {"since", question->since},
                                     {"until", question->until}, {"database", question->database}),
                          &row, error))
        return false;
    do {
        if (journal != NULL && !database_step(&journal->database, row, &has_row, error))
            return false;
        if (has_row)
            list_add(arena, &found, sum_of(arena, row));
    } while (has_row);
    *sums = found.items;
    *count = found.count;
    return true;
}
