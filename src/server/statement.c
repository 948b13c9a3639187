#include "server/statement.h"

#include <assert.h>
#include <ctype.h>
#include <string.h>

#include "base/list.h"
#include "base/text.h"

char *quote_name(Arena *arena, const char *name)
{
    Text *quoted = text_new(arena);

    text_add_char(quoted, '"');
    for (; *name != '\0'; name++) {
        if (*name == '"')
            text_add_char(quoted, '"');
        text_add_char(quoted, *name);
    }
    text_add_char(quoted, '"');
    return arena_copy(arena, text_value(quoted));
}

/* A line of a statement, without its end and without what a marker says. */
typedef struct {
    const char *start;
    size_t length;
    const char *when;     /* "LiteLLM_X and LiteLLM_Y.z", or NULL */
    const char *kind;     /* of references, or NULL */
    size_t marker_length; /* of when or kind */
} Line;

/* Where the line's own comment starts, after some SQL; NULL when it has none. */
static const char *find_comment(const char *line, size_t length)
{
    bool has_sql = false;
    char quote = '\0';

    for (size_t at = 0; at + 1 < length; at++) {
        char c = line[at];
        if (quote == '\0' && c == '-' && line[at + 1] == '-')
            return has_sql ? line + at : NULL;
        if (quote == '\0' && (c == '\'' || c == '"'))
            quote = c;
        else if (c == quote)
            quote = '\0';
        has_sql = has_sql || !isspace((unsigned char) c);
    }
    return NULL;
}

static size_t trimmed_length(const char *text, size_t length)
{
    while (length > 0 && isspace((unsigned char) text[length - 1]))
        length--;
    return length;
}

/* The rest of a comment that starts so; NULL when it does not. */
static const char *after(const char *comment, size_t length, const char *start)
{
    size_t size = strlen(start);

    return length > size && strncmp(comment, start, size) == 0 ? comment + size : NULL;
}

static Line read_line(const char *start)
{
    static const char EACH_ENDS[] = " reference";
    Line line = {.start = start, .length = strcspn(start, "\n")};
    const char *comment = find_comment(start, line.length);

    if (comment == NULL)
        return line;
    size_t size = trimmed_length(comment, (size_t) (start + line.length - comment));
    const char *end = comment + size;
    line.when = after(comment, size, "-- when ");
    line.kind = after(comment, size, "-- each ");
    if (line.kind != NULL) {
        end -= strlen(EACH_ENDS);
        if (end <= line.kind || strncmp(end, EACH_ENDS, strlen(EACH_ENDS)) != 0)
            line.kind = NULL;
    }
    if (line.when != NULL || line.kind != NULL) {
        line.marker_length = (size_t) (end - (line.when != NULL ? line.when : line.kind));
        line.length = trimmed_length(start, (size_t) (comment - start));
    }
    return line;
}

/* Whether the catalog has every table and column of "LiteLLM_X and LiteLLM_Y.z". */
static bool has_all(Arena *arena, const Catalog *catalog, const char *words, size_t length)
{
    const char *end = words + length;

    while (catalog != NULL && words < end) {
        size_t size = strcspn(words, " \n");
        if (size > (size_t) (end - words))
            size = (size_t) (end - words);
        const char *word = arena_copy_span(arena, words, size);
        if (size > 0 && strcmp(word, "and") != 0 && !catalog_has(catalog, word))
            return false;
        words += size + 1;
    }
    return true;
}

static const SqlNames *find_names(const SqlNames *names, const char *placeholder, size_t length)
{
    for (; names != NULL && names->placeholder != NULL; names++)
        if (strncmp(names->placeholder, placeholder, length) == 0 &&
            names->placeholder[length] == '\0')
            return names;
    return NULL;
}

/* The length of name in :"name", or 0.  ::"char" is a cast. */
static size_t placeholder_length(const char *text, const char *at)
{
    if (at[0] != ':' || at[1] != '"' || (at > text && at[-1] == ':'))
        return 0;
    size_t length = 0;
    while (islower((unsigned char) at[2 + length]) || at[2 + length] == '_')
        length++;
    return at[2 + length] == '"' ? length : 0;
}

/* "live." before a placeholder, which every name of a list gets; NULL when there is none. */
static const char *find_qualifier(Arena *arena, const char *start, const char *at)
{
    const char *from = at;

    if (at == start || at[-1] != '.')
        return NULL;
    from--;
    while (from > start && (isalnum((unsigned char) from[-1]) || from[-1] == '_'))
        from--;
    return arena_copy_span(arena, from, (size_t) (at - from));
}

static void add_form(Arena *arena, Text *text, const SqlForm *form, const char *name);

static void add_names(Arena *arena, Text *text, const SqlNames *names, const char *qualifier)
{
    for (size_t at = 0; names->names[at] != NULL; at++) {
        if (at > 0) {
            text_add(text, ", ");
            text_add(text, qualifier);
        }
        if (names->forms != NULL && names->forms[at].sql != NULL)
            add_form(arena, text, &names->forms[at], names->names[at]);
        else
            text_add(text, quote_name(arena, names->names[at]));
    }
}

/* Literals, quoted names and comments are passed over; what follows from here, or 1. */
static size_t opaque_length(const char *at, const char *end)
{
    size_t left = (size_t) (end - at);

    if (left >= 2 && at[0] == '-' && at[1] == '-')
        return left;
    if (*at != '\'' && *at != '"')
        return 1;
    const char *close = memchr(at + 1, *at, left - 1);
    return close == NULL ? left : (size_t) (close - at) + 1;
}

/* What needs no quoting and cannot end a literal. */
static bool is_word(const char *text)
{
    return text[strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-")] ==
               '\0' &&
           text[0] != '\0';
}

/* :'snapshot' and nothing but a word for it; how much of the line it takes, or 0. */
static size_t add_literal(Text *text, const char *at, const SqlNames *names)
{
    size_t length = at[0] == ':' && at[1] == '\'' ? strcspn(at + 2, "'") : 0;
    const SqlNames *found = length == 0 ? NULL : find_names(names, at + 2, length);

    if (length == 0)
        return 0;
    assert(found != NULL && is_word(found->names[0]));
    text_addf(text, "'%s'", found->names[0]);
    return length + 3;
}

static void add_line(Arena *arena, Text *text, const Line *line, const SqlNames *first,
                     const SqlNames *second)
{
    const char *end = line->start + line->length;

    for (const char *at = line->start; at < end;) {
        size_t literal = add_literal(text, at, first);
        if (literal > 0) {
            at += literal;
            continue;
        }
        size_t length = placeholder_length(line->start, at);
        size_t opaque = opaque_length(at, end);
        if (length == 0) {
            text_add_span(text, at, opaque);
            at += opaque;
            continue;
        }
        const SqlNames *names = find_names(first, at + 2, length);
        if (names == NULL)
            names = find_names(second, at + 2, length);
        assert(names != NULL && names->names[0] != NULL);
        add_names(arena, text, names, find_qualifier(arena, line->start, at));
        at += length + 3;
    }
    text_add_char(text, '\n');
}

static void add_form(Arena *arena, Text *text, const SqlForm *form, const char *name)
{
    Text *expression = text_new(arena);

    for (const char *at = form->sql->text; *at != '\0';) {
        Line line = {.start = at, .length = strcspn(at, "\n")};
        add_line(arena, expression, &line, SQL_NAMES(SQL_NAME("column", name)), form->names);
        at += line.length + (at[line.length] == '\n');
    }
    text_add_span(text, text_value(expression),
                  trimmed_length(text_value(expression), text_length(expression)));
}

static void add_references(Arena *arena, Text *text, const Line *line,
                           const StatementContext *context)
{
    const NamedReference *reference = context->references;

    for (; reference != NULL && reference->kind != NULL; reference++) {
        const char *place = arena_format(arena, "%s.%s", reference->table, reference->column);
        if (strlen(reference->kind) != line->marker_length ||
            strncmp(reference->kind, line->kind, line->marker_length) != 0 ||
            (context->catalog != NULL && !catalog_has(context->catalog, place)))
            continue;
        add_line(
            arena, text, line,
            SQL_NAMES(SQL_NAME("table", reference->table), SQL_NAME("column", reference->column)),
            context->names);
    }
}

Statement statement_make(Arena *arena, const SqlText *sql, const StatementContext *context)
{
    static const StatementContext NOTHING = {0};
    Text *text = text_new(arena);

    if (context == NULL)
        context = &NOTHING;
    for (const char *at = sql->text; *at != '\0';) {
        Line line = read_line(at);
        if (line.kind != NULL)
            add_references(arena, text, &line, context);
        else if (line.when == NULL ||
                 has_all(arena, context->catalog, line.when, line.marker_length))
            add_line(arena, text, &line, context->names, NULL);
        at += strcspn(at, "\n");
        at += *at == '\n';
    }
    return (Statement){.sql = sql, .text = text_value(text), .names = context->names};
}

/* NULL when it is there; of a column whose table is missing, the table. */
static const char *lacking(const Catalog *catalog, Arena *arena, const char *need)
{
    const char *table = arena_copy_span(arena, need, strcspn(need, "."));

    if (!catalog_has(catalog, table))
        return table;
    return catalog_has(catalog, need) ? NULL : need;
}

static void add_once(Arena *arena, Words *words, const char *word)
{
    for (size_t at = 0; at < words->count; at++)
        if (text_equal(words->items[at], word))
            return;
    list_add(arena, words, word);
}

bool statement_is_possible(const SqlText *sql, const Catalog *catalog, Arena *arena,
                           const char **missing)
{
    Words absent = {0};

    for (const char *at = sql->needs; *at != '\0';) {
        size_t length = strcspn(at, ", ");
        const char *lost =
            length == 0 ? NULL : lacking(catalog, arena, arena_copy_span(arena, at, length));
        if (lost != NULL)
            add_once(arena, &absent, lost);
        at += length + strspn(at + length, ", ");
    }
    if (missing != NULL)
        *missing = text_join(arena, absent.items, absent.count, ", ");
    return absent.count == 0;
}
