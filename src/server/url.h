/*
 * url.h - which database is meant, as libpq wants to hear it.
 *
 * Asked in this order: --dbname, LITELLM_DBA_DATABASE_URL, DATABASE_URL, libpq's own environment.
 * Each may be a URL as LiteLLM has it, a conninfo string or the name of a database.  What Prisma
 * writes into a URL is translated or left out, and said in a note.  No text that comes from here,
 * errors and notes included, contains a password, except for the values themselves.
 */
#ifndef SERVER_URL_H
#define SERVER_URL_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/error.h"

/* LiteLLM writes a blank as '+'; others mean '+' by it. */
typedef enum { PLUS_IS_BLANK, PLUS_IS_PLUS } PlusMeaning;

typedef struct {
    const char *source;          /* "--dbname", "DATABASE_URL" ... "the environment" */
    const char *const *keywords; /* as PQconnectdbParams takes them, ending with NULL */
    const char *const *values;
    const char *schema;       /* NULL: not said */
    const char *const *notes; /* what was translated or left out, ending with NULL */
    bool has_plus;            /* there is a '+' that could be read in two ways */
    bool shows_password;      /* it came with --dbname: other users may have seen it */
} Target;

/* dbname is what --dbname said, or NULL.  OUTCOME_USAGE when it cannot be understood. */
bool url_resolve(Arena *arena, const char *dbname, PlusMeaning plus, Target *target, Error *error);

/* What the target says about a keyword of libpq; NULL when nothing. */
const char *url_value(const Target *target, const char *keyword);

/* Blanks every password in place, in a URL or a conninfo string, also after "--dbname=". */
void url_hide_password(char *argument);

/* The same text with *** for each password. */
char *url_without_password(Arena *arena, const char *text);

#endif
