#include "server/url.h"

#include <ctype.h>
#include <string.h>

#include "base/text.h"

/* Part of a text that nobody shall read. */
typedef struct {
    const char *start;
    size_t length;
} Span;

static const char *const SECRET_KEYWORDS[] = {
    "password", "sslpassword", "scram_client_key", "scram_server_key", "oauth_client_secret", NULL,
};

static bool is_word(char c)
{
    return isalnum((unsigned char) c) != 0 || c == '_';
}

/* The keyword that starts here, or 0.  "mypassword" has none. */
static size_t secret_keyword(const char *text, const char *at)
{
    if (at > text && is_word(at[-1]))
        return 0;
    for (const char *const *keyword = SECRET_KEYWORDS; *keyword != NULL; keyword++) {
        size_t length = strlen(*keyword);
        if (strncmp(at, *keyword, length) == 0 && !is_word(at[length]))
            return length;
    }
    return 0;
}

/* A value of a conninfo string: in quotes or up to the next blank, with backslashes. */
static size_t conninfo_value(const char *value)
{
    bool is_quoted = *value == '\'';
    size_t length = is_quoted ? 1 : 0;

    while (value[length] != '\0' && (is_quoted || !isspace((unsigned char) value[length]))) {
        if (is_quoted && value[length] == '\'')
            return length + 1;
        length += value[length] == '\\' && value[length + 1] != '\0' ? 2 : 1;
    }
    return length;
}

/* password=..., of a conninfo string or of a URL's query. */
static bool keyword_secret(const char *text, const char *at, bool is_url, Span *secret)
{
    size_t keyword = secret_keyword(text, at);
    const char *value = at + keyword;

    if (keyword == 0)
        return false;
    value += strspn(value, " \t\n");
    if (*value != '=')
        return false;
    value++;
    value += is_url ? 0 : strspn(value, " \t\n");
    *secret = (Span){value, is_url ? strcspn(value, "& \t\n") : conninfo_value(value)};
    return true;
}

/*
 * ://user:PASSWORD@ of a URL.  A password with a raw @ or / in it is a mistake that people make:
 * then more is hidden than need be, never less.
 */
static bool url_secret(const char *at, Span *secret)
{
    if (strncmp(at, "://", 3) != 0)
        return false;

    const char *start = at + 3;
    size_t length = strcspn(start, " \t\n");
    while (length > 0 && start[length - 1] != '@')
        length--;
    const char *colon = length == 0 ? NULL : memchr(start, ':', length);
    if (colon == NULL)
        return false;
    *secret = (Span){colon + 1, length - (size_t) (colon + 1 - start) - 1};
    return true;
}

/* Whether a scheme opens the text, or what follows "--dbname=" or "-d". */
static bool opens_url(const char *text)
{
    if (text_starts_with(text, "--")) {
        const char *equals = strchr(text, '=');
        text = equals == NULL ? text : equals + 1;
    } else if (text_starts_with(text, "-d")) {
        text += 2;
    }
    while (isalnum((unsigned char) *text) || (*text != '\0' && strchr("+-.'\" ", *text) != NULL))
        text++;
    return text_starts_with(text, "://");
}

/* The first secret at or after from. */
static bool next_secret(const char *text, const char *from, Span *secret)
{
    bool is_url = opens_url(text);

    for (const char *at = from; *at != '\0'; at++)
        if (((is_url && url_secret(at, secret)) || keyword_secret(text, at, is_url, secret)) &&
            secret->length > 0)
            return true;
    return false;
}

void url_hide_password(char *argument)
{
    Span secret = {argument, 0};

    while (next_secret(argument, secret.start + secret.length, &secret))
        memset(argument + (secret.start - argument), '*', secret.length);
}

char *url_without_password(Arena *arena, const char *text)
{
    Text *result = text_new(arena);
    const char *done = text;
    Span secret;

    while (next_secret(text, done, &secret)) {
        text_add_span(result, done, (size_t) (secret.start - done));
        text_add(result, "***");
        done = secret.start + secret.length;
    }
    text_add(result, done);
    return arena_copy(arena, text_value(result));
}
