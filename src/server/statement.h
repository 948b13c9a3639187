/*
 * statement.h - an embedded statement made ready for one database.
 *
 * These things in a file are filled in, most of them from the live catalog, and nothing else is:
 *
 *     :"table"                        a name, quoted here and nowhere else
 *     :"columns"                      a list of names, each quoted, joined by commas; after a
 *                                     qualifier (live.:"columns") each of them gets it
 *     ...  -- when TABLE[.COLUMN]     the line stays only where the catalog has it (and,
 *                                     joined by "and", all of several)
 *     ...  -- each KIND reference     the line is repeated for every given reference of
 *                                     that kind that the catalog has, with :"table" and
 *                                     :"column" replaced
 *     :'snapshot'                     a word, as a literal, in a statement that takes no
 *                                     parameter at all: SET TRANSACTION SNAPSHOT
 *
 * A name of a list may have a form: an expression of a folder form/, in which :"column" is the
 * name. So columns are masked, left out or compared as text.
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

typedef struct SqlNames SqlNames;

/* What stands for one name of a list. */
typedef struct {
    const SqlText *sql;    /* NULL: the name itself */
    const SqlNames *names; /* what else the expression has to fill in, or NULL */
} SqlForm;

/* One name for a placeholder, or several (columns), ending with NULL. */
struct SqlNames {
    const char *placeholder;  /* "table" for :"table" */
    const char *const *names; /* ends with NULL */
    const SqlForm *forms;     /* one for each name, or NULL */
};

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
