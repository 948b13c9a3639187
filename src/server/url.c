#include "server/url.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <libpq-fe.h>

#include "base/cleanup.h"
#include "base/list.h"
#include "base/text.h"
#include "server/url_parts.h"

static void free_options(PQconninfoOption **options)
{
    PQconninfoFree(*options);
    *options = NULL;
}

static void free_text(char **text)
{
    PQfreemem(*text);
    *text = NULL;
}

/* An empty variable is as good as none. */
static const char *environment(const char *name)
{
    const char *value = getenv(name);

    return value == NULL || value[strspn(value, " \t\r\n")] == '\0' ? NULL : value;
}

/* What was said, and by whom.  NULL: only libpq's own variables count. */
static const char *find_text(const char *dbname, const char **source)
{
    static const char *const VARIABLES[] = {"LITELLM_DBA_DATABASE_URL", "DATABASE_URL"};

    *source = "--dbname";
    if (dbname != NULL && *dbname != '\0')
        return dbname;
    for (size_t at = 0; at < sizeof VARIABLES / sizeof *VARIABLES; at++) {
        *source = VARIABLES[at];
        if (environment(VARIABLES[at]) != NULL)
            return environment(VARIABLES[at]);
    }
    *source = "the environment";
    return NULL;
}

/* Without blanks around it and without the quotes that an .env file leaves there. */
static char *trimmed(Arena *arena, const char *text)
{
    text += strspn(text, " \t\r\n");
    size_t length = strlen(text);
    while (length > 0 && strchr(" \t\r\n", text[length - 1]) != NULL)
        length--;
    if (length >= 2 && (*text == '"' || *text == '\'') && text[length - 1] == *text)
        return arena_copy_span(arena, text + 1, length - 2);
    return arena_copy_span(arena, text, length);
}

/* "postgresql" of "postgresql://...", NULL when the text is no URL. */
static char *scheme_of(Arena *arena, const char *text)
{
    size_t length = 0;

    while (isalnum((unsigned char) text[length]) ||
           (length > 0 && strchr("+-.", text[length]) && text[length] != '\0'))
        length++;
    if (length == 0 || strncmp(text + length, "://", 3) != 0)
        return NULL;
    return arena_copy_span(arena, text, length);
}

static bool refuse_scheme(const char *scheme, const char *source, Error *error)
{
    fail(error, OUTCOME_USAGE, "%s has a URL of kind \"%s\", which is not one of PostgreSQL",
         source, scheme);
    if (strncasecmp(scheme, "prisma", strlen("prisma")) == 0)
        return fail_hint(error, "It leads to Prisma's own service. Give the URL of the database "
                                "itself; LiteLLM may have it in DIRECT_URL.");
    if (strncasecmp(scheme, "postgres", strlen("postgres")) == 0)
        return fail_hint(error, "\"+...\" names a driver of Python; write postgresql:// instead.");
    return fail_hint(error, "A URL of PostgreSQL starts with postgresql://.");
}

/*
 * What libpq said may quote a part of a password that it took for something else.  Its word
 * about an unknown keyword is repeated only where no password was given.
 */
static bool refuse_text(const char *text, const char *source, bool is_url, const char *reason,
                        Error *error)
{
    fail(error, OUTCOME_USAGE, "%s cannot be understood", source);
    if (is_url)
        return fail_hint(error, "A URL looks like postgresql://user@host:5432/database. In a user "
                                "or password, write @ as %%40, : as %%3A, / as %%2F, ? as %%3F, "
                                "# as %%23 and %% as %%25.");
    if (reason != NULL && strstr(text, "password") == NULL)
        fail_detail(error, "%.*s", (int) strcspn(reason, "\n"), reason);
    return fail_hint(error, "A conninfo string looks like host=localhost port=5432 dbname=litellm "
                            "user=dba; a value with blanks stands in single quotes.");
}

/* Splits with libpq, which knows hosts in brackets, several hosts, percent signs and quotes. */
static bool split(Arena *arena, const char *text, const char *source, bool is_url, Target *target,
                  Error *error)
{
    LIST(const char *) keywords = {0}, values = {0};
    char *reason CLEANUP(free_text) = NULL;
    PQconninfoOption *options CLEANUP(free_options) = PQconninfoParse(text, &reason);

    if (options == NULL)
        return refuse_text(text, source, is_url, reason, error);
    for (const PQconninfoOption *option = options; option->keyword != NULL; option++) {
        if (option->val == NULL)
            continue;
        list_add(arena, &keywords, arena_copy(arena, option->keyword));
        list_add(arena, &values, arena_copy(arena, option->val));
    }
    list_add(arena, &keywords, NULL);
    list_add(arena, &values, NULL);
    target->keywords = keywords.items;
    target->values = values.items;
    return true;
}

static void set_only(Arena *arena, Target *target, const char *keyword, const char *value)
{
    const char **keywords = arena_array(arena, const char *, 2);
    const char **values = arena_array(arena, const char *, 2);

    keywords[0] = value == NULL ? NULL : keyword;
    values[0] = value;
    target->keywords = keywords;
    target->values = values;
}

static bool resolve_url(Arena *arena, const char *text, PlusMeaning plus, Target *target,
                        Error *error)
{
    UrlParts parts;

    if (!url_translate(arena, text, plus, target->source, &parts, error))
        return false;
    target->schema = parts.schema;
    target->notes = parts.notes;
    target->has_plus = parts.has_plus;
    return split(arena, parts.url, target->source, true, target, error);
}

bool url_resolve(Arena *arena, const char *dbname, PlusMeaning plus, Target *target, Error *error)
{
    static const char *const NO_NOTES[] = {NULL};
    const char *text = find_text(dbname, &target->source);

    *target = (Target){.source = target->source, .notes = NO_NOTES};
    if (text == NULL) {
        set_only(arena, target, NULL, NULL);
        return true;
    }
    text = trimmed(arena, text);

    const char *scheme = scheme_of(arena, text);
    bool is_ours = scheme != NULL &&
                   (strcasecmp(scheme, "postgresql") == 0 || strcasecmp(scheme, "postgres") == 0);
    if (scheme != NULL && !is_ours)
        return refuse_scheme(scheme, target->source, error);
    if (is_ours) {
        if (!resolve_url(arena, text, plus, target, error))
            return false;
    } else if (strchr(text, '=') != NULL) {
        if (!split(arena, text, target->source, false, target, error))
            return false;
    } else {
        set_only(arena, target, "dbname", text);
    }
    target->shows_password =
        text_equal(target->source, "--dbname") && url_value(target, "password") != NULL;
    return true;
}

const char *url_value(const Target *target, const char *keyword)
{
    for (size_t at = 0; target->keywords[at] != NULL; at++)
        if (strcmp(target->keywords[at], keyword) == 0)
            return target->values[at];
    return NULL;
}
