/*
 * statement.h - an embedded statement made ready for one database.
 *
 * Four things in a file depend on the live catalog, and only these are filled in:
 *
 *     :"table"                        a name, quoted here and nowhere else
 *     :"columns"                      a list of names, each quoted, joined by commas; after a
 *                                     qualifier (live.:"columns") each of them gets it
 *     ...  -- when TABLE[.COLUMN]     the line stays only where the catalog has it (and,
 *                                     joined by "and", all of several)
 *     ...  -- each KIND reference     the line is repeated for every given reference of
 *                                     that kind that the catalog has, with :"table" and
 *                                     :"column" replaced
 *
 * Everything else is the text as it was compiled in.
 */
#ifndef SERVER_STATEMENT_H
#define SERVER_STATEMENT_H

#include "base/arena.h"
#include "base/error.h"
#include "base/reference.h"
#include "base/sql.h"
#include "server/catalog.h"

/* One name for a placeholder, or several (columns), ending with NULL. */
typedef struct {
    const char *placeholder;  /* "table" for :"table" */
    const char *const *names; /* ends with NULL */
} SqlNames;

#define SQL_NAME(placeholder, ...) \
    { \
        placeholder, (const char *const[]) \
        { \
            __VA_ARGS__, NULL \
        } \
    }
#define SQL_NAMES(...) ((const SqlNames[]){__VA_ARGS__, {0}})

typedef struct {
    const SqlText *sql;
    const char *text;      /* what the server will be sent */
    const SqlNames *names; /* what filled it in, not copied: for query_check alone */
} Statement;

/*
 * What a statement is made ready with; any pointer may be NULL.  Without a catalog every
 * line and every reference stays.
 */
typedef struct {
    const Catalog *catalog;
    const NamedReference *references;
    const SqlNames *names;
} StatementContext;

/* Fills in.  A placeholder without a name is our own mistake and asserts. */
Statement statement_make(Arena *arena, const SqlText *sql, const StatementContext *context);

/* Whether the catalog has every table and column that the statement needs.  If not,
 * *missing names them ("LiteLLM_TeamTable.members, LiteLLM_X"). */
bool statement_is_possible(const SqlText *sql, const Catalog *catalog, Arena *arena,
                           const char **missing);

/* "LiteLLM_X" with quotes doubled inside: the only place that quotes an identifier. */
char *quote_name(Arena *arena, const char *name);

#endif
