#include "server/url_parts.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <libpq-fe.h>

#include "base/cleanup.h"
#include "base/list.h"
#include "base/text.h"

/* One key=value of the query, as it stands there and decoded. */
typedef struct {
    const char *raw;
    const char *key;
    const char *value;
} Parameter;

typedef LIST(Parameter) Parameters;

/* What Prisma does with these concerns its own pool; we have one connection. */
static const char *const PRISMA_ONLY[] = {
    "connection_limit",
    "pool_timeout",
    "pgbouncer",
    "statement_cache_size",
    "socket_timeout",
    "max_connection_lifetime",
    "max_idle_connection_lifetime",
    "single_use_connections",
    NULL,
};

/* Translated one by one below. */
static const char *const PRISMA_TLS[] = {"sslaccept", "sslidentity", "sslpassword", "sslcert",
                                         NULL};

/* Where Debian and others keep the authorities that a system trusts. */
#define SYSTEM_AUTHORITIES "/etc/ssl/certs/ca-certificates.crt"

static bool is_one_of(const char *word, const char *const *words)
{
    for (; *words != NULL; words++)
        if (strcmp(word, *words) == 0)
            return true;
    return false;
}

/* A raw @ or / in a password would make libpq take a part of it for a host, and say so. */
static bool refuse_raw(const char *source, Error *error)
{
    fail(error, OUTCOME_USAGE, "the URL of %s cannot be understood", source);
    return fail_hint(error, "In a user or password, write @ as %%40, : as %%3A, / as %%2F, "
                            "? as %%3F, # as %%23 and %% as %%25.");
}

static int hex_digit(char c)
{
    if (!isxdigit((unsigned char) c))
        return -1;
    return isdigit((unsigned char) c) ? c - '0' : tolower((unsigned char) c) - 'a' + 10;
}

static char *decoded(Arena *arena, const char *text, size_t length)
{
    Text *result = text_new(arena);

    for (size_t at = 0; at < length; at++) {
        int high = text[at] == '%' && at + 2 < length ? hex_digit(text[at + 1]) : -1;
        int low = high >= 0 ? hex_digit(text[at + 2]) : -1;
        if (low > 0 || (low == 0 && high > 0)) {
            text_add_char(result, (char) (unsigned char) (high * 16 + low));
            at += 2;
        } else {
            text_add(result, text[at] == '+' ? " " : NULL);
            text_add_span(result, text + at, text[at] == '+' ? 0 : 1);
        }
    }
    return arena_copy(arena, text_value(result));
}

static Parameters read_query(Arena *arena, const char *query)
{
    Parameters parameters = {0};

    while (*query != '\0') {
        size_t length = strcspn(query, "&");
        size_t key = strcspn(query, "=&");
        if (length > 0) {
            Parameter parameter = {
                .raw = arena_copy_span(arena, query, length),
                .key = decoded(arena, query, key),
                .value = key < length ? decoded(arena, query + key + 1, length - key - 1) : "",
            };
            list_add(arena, &parameters, parameter);
        }
        query += length + (query[length] == '&' ? 1 : 0);
    }
    return parameters;
}

static const char *parameter_value(const Parameters *parameters, const char *key)
{
    for (size_t at = 0; at < parameters->count; at++)
        if (strcmp(parameters->items[at].key, key) == 0)
            return parameters->items[at].value;
    return NULL;
}

/* The keywords that this libpq takes in a URL. */
static Words libpq_keywords(Arena *arena)
{
    Words words = {0};
    PQconninfoOption *options = PQconndefaults();

    for (const PQconninfoOption *at = options; at != NULL && at->keyword != NULL; at++)
        list_add(arena, &words, arena_copy(arena, at->keyword));
    list_add(arena, &words, "ssl"); /* ssl=true, as JDBC has it */
    PQconninfoFree(options);
    return words;
}

static bool refuse_parameter(const char *key, const Words *known, const char *source, Error *error)
{
    const char *nearest = text_nearest(key, known->items, known->count);

    fail(error, OUTCOME_USAGE, "unknown parameter \"%s\" in the URL of %s", key, source);
    if (nearest != NULL)
        return fail_hint(error, "Did you mean \"%s\"?", nearest);
    return fail_hint(error, "Neither PostgreSQL's library nor Prisma knows it: take it out.");
}

static void add_parameter(Text *query, const char *key, const char *value)
{
    text_add(query, text_length(query) == 0 ? "?" : "&");
    text_addf(query, "%s=", key);
    for (; *value != '\0'; value++)
        if (isalnum((unsigned char) *value) || strchr("-._~/", *value) != NULL)
            text_add_char(query, *value);
        else
            text_addf(query, "%%%02X", (unsigned char) *value);
}

static bool home_has_authorities(Arena *arena)
{
    const char *home = getenv("HOME");

    return getenv("PGSSLROOTCERT") != NULL ||
           (home != NULL &&
            access(arena_format(arena, "%s/.postgresql/root.crt", home), R_OK) == 0);
}

/*
 * sslaccept=strict asks for a certificate that the system trusts, for that host; anything else
 * for encryption alone.  libpq needs to be told where the authorities are.
 */
static void translate_acceptance(Arena *arena, const Parameters *parameters, Text *query,
                                 Words *notes)
{
    const char *accept = parameter_value(parameters, "sslaccept");
    const char *mode = parameter_value(parameters, "sslmode");

    if (accept == NULL || (mode != NULL && strcmp(mode, "disable") == 0))
        return;
    if (strcmp(accept, "strict") != 0) {
        if (mode == NULL)
            add_parameter(query, "sslmode", "require");
        list_add(arena, notes, "sslaccept is read as sslmode=require");
        return;
    }
    if (mode == NULL || strncmp(mode, "verify", strlen("verify")) != 0)
        add_parameter(query, "sslmode", "verify-full");
    list_add(arena, notes, "sslaccept=strict is read as sslmode=verify-full");
    if (parameter_value(parameters, "sslrootcert") == NULL &&
        parameter_value(parameters, "sslcert") == NULL && !home_has_authorities(arena) &&
        access(SYSTEM_AUTHORITIES, R_OK) == 0)
        add_parameter(query, "sslrootcert", SYSTEM_AUTHORITIES);
}

/* Prisma's sslcert is the authority, libpq's our own certificate, which never comes without a key.
 */
static void translate_certificates(Arena *arena, const Parameters *parameters, Text *query,
                                   Words *notes)
{
    bool is_libpq = parameter_value(parameters, "sslkey") != NULL;
    const char *certificate = parameter_value(parameters, "sslcert");
    const char *password = parameter_value(parameters, "sslpassword");

    if (certificate != NULL && is_libpq) {
        add_parameter(query, "sslcert", certificate);
    } else if (certificate != NULL && parameter_value(parameters, "sslrootcert") == NULL) {
        add_parameter(query, "sslrootcert", certificate);
        list_add(arena, notes, "sslcert is read as sslrootcert");
    }
    if (password != NULL && is_libpq)
        add_parameter(query, "sslpassword", password);
    else if (password != NULL)
        list_add(arena, notes, "sslpassword is left out");
    if (parameter_value(parameters, "sslidentity") != NULL)
        list_add(arena, notes,
                 "sslidentity is left out (libpq wants sslcert and sslkey instead of PKCS #12)");
}

static bool is_known(const char *key, const Words *known)
{
    for (size_t at = 0; at < known->count; at++)
        if (strcmp(key, known->items[at]) == 0)
            return true;
    return false;
}

/* Sorts the parameters into what libpq gets and what it does not. */
static bool translate_query(Arena *arena, const Parameters *parameters, const char *source,
                            Text *query, UrlParts *parts, Error *error)
{
    Words known = libpq_keywords(arena);
    Words notes = {0}, dropped = {0};

    list_add(arena, &known, "schema");
    for (size_t at = 0; at < parameters->count; at++) {
        const Parameter *parameter = &parameters->items[at];
        const char *key = parameter->key;
        if (strcmp(key, "schema") == 0)
            parts->schema = *parameter->value == '\0' ? NULL : parameter->value;
        else if (is_one_of(key, PRISMA_ONLY))
            list_add(arena, &dropped, key);
        else if (is_one_of(key, PRISMA_TLS))
            continue;
        else if (is_known(key, &known))
            text_addf(query, "%s%s", text_length(query) == 0 ? "?" : "&", parameter->raw);
        else
            return refuse_parameter(key, &known, source, error);
    }
    translate_acceptance(arena, parameters, query, &notes);
    translate_certificates(arena, parameters, query, &notes);
    if (dropped.count > 0)
        list_add(arena, &notes,
                 arena_format(arena, "%s %s left out: only Prisma needs %s",
                              text_join(arena, dropped.items, dropped.count, ", "),
                              dropped.count == 1 ? "is" : "are",
                              dropped.count == 1 ? "it" : "them"));
    list_add(arena, &notes, NULL);
    parts->notes = notes.items;
    return true;
}

/* Copies a part of the URL in which LiteLLM may have written blanks as '+'. */
static void add_readable(Text *url, const char *part, size_t length, PlusMeaning plus,
                         UrlParts *parts)
{
    for (size_t at = 0; at < length; at++) {
        parts->has_plus = parts->has_plus || part[at] == '+';
        if (part[at] == '+' && plus == PLUS_IS_BLANK)
            text_add(url, "%20");
        else
            text_add_char(url, part[at]);
    }
}

/* user:password@, with at most one @ before the query and no / before that. */
static bool find_user(const char *main, size_t length, size_t *user)
{
    const char *at = memchr(main, '@', length);

    if (at == NULL) {
        *user = 0;
        return strchr(main + length, '@') == NULL || memchr(main, '/', length) != NULL;
    }
    *user = (size_t) (at - main) + 1;
    return memchr(main, '/', *user) == NULL && memchr(at + 1, '@', length - *user) == NULL;
}

bool url_translate(Arena *arena, const char *url, PlusMeaning plus, const char *source,
                   UrlParts *parts, Error *error)
{
    const char *main = strstr(url, "://") + strlen("://");
    size_t length = strcspn(main, "?");
    size_t user;
    Text *result = text_new(arena);
    Text *query = text_new(arena);

    *parts = (UrlParts){0};
    if (!find_user(main, length, &user))
        return refuse_raw(source, error);

    Parameters parameters = read_query(arena, main + length + (main[length] == '?' ? 1 : 0));
    if (!translate_query(arena, &parameters, source, query, parts, error))
        return false;

    size_t host = user + strcspn(main + user, "/?");
    text_add(result, "postgresql://");
    add_readable(result, main, user, plus, parts);
    text_add_span(result, main + user, host - user);
    add_readable(result, main + host, length - host, plus, parts);
    text_add(result, text_value(query));
    parts->url = text_value(result);
    return true;
}
