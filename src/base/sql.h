/*
 * sql.h - what scripts/embed-sql makes of a file under sql/.
 *
 * The constants themselves are declared in build/sql.h.  A statement is always
 * one of them: no function takes SQL as a string.
 */
#ifndef BASE_SQL_H
#define BASE_SQL_H

#include <stdbool.h>

/* Parameters, in the order of $1, $2 ...; the last one has no name. */
typedef struct {
    const char *name;    /* "protected_users" */
    const char *type;    /* as PostgreSQL's catalog says it: "text[]", "int8" */
    const char *meaning; /* for `sql show` and the reader */
} SqlParameter;

typedef struct {
    const char *name;               /* the file: "server/orphans/key-without-user/count" */
    const char *summary;            /* its first line */
    const SqlParameter *parameters; /* ends with a NULL name */
    const char *returns;            /* "count int8, digest text", "LiteLLM_X.*", or "" */
    const char *needs;              /* "LiteLLM_TeamTable, LiteLLM_TeamTable.members", or "" */
    int needs_postgresql;           /* the oldest major version it runs on */
    bool writes;
    bool is_copy;       /* takes its parameters as settings: see server/copy.h */
    bool is_form;       /* no statement, but an expression in a COPY: see server/statement.h */
    const char *header; /* the comment above the statement */
    const char *text;   /* the statement */
} SqlText;

/* A value for a parameter of that name; NULL is SQL's NULL.  Lists end with a NULL name. */
typedef struct {
    const char *name;
    const char *value;
} SqlValue;

#define SQL_VALUES(...) ((const SqlValue[]){__VA_ARGS__, {0}})
#define SQL_NO_VALUES ((const SqlValue[]){{0}})

/* Every statement, sorted by name, ending with NULL. */
extern const SqlText *const SQL_ALL[];

#endif
