/*
 * Writing JSON.  The library's own writer gives reals all their 17 digits
 * (0.10000000000000001) and lets controls such as U+009B through to the
 * terminal, so this one is ours.
 */
#include <string.h>

#include <jansson.h>

#include "base/cleanup.h"
#include "base/json.h"
#include "base/terminal.h"
#include "base/text.h"
#include "base/utf8.h"

typedef struct {
    Arena *arena;
    Text *text;
    int indent;
    int depth;
} Dump;

static void dump_value(Dump *dump, const json_t *value);

static void add_unit(Text *text, uint32_t unit)
{
    text_addf(text, "\\u%04x", (unsigned) unit);
}

static void add_character(Text *text, uint32_t character, const char *bytes, size_t size)
{
    static const char SHORT[] = "\"\"\\\\\bb\ff\nn\rr\tt";

    for (const char *pair = SHORT; *pair != '\0'; pair += 2)
        if (character == (unsigned char) pair[0]) {
            text_add_char(text, '\\');
            text_add_char(text, pair[1]);
            return;
        }
    if (terminal_is_plain(character)) {
        text_add_span(text, bytes, size);
    } else if (character < 0x10000) {
        add_unit(text, character);
    } else {
        add_unit(text, 0xD800 + ((character - 0x10000) >> 10));
        add_unit(text, 0xDC00 + ((character - 0x10000) & 0x3FF));
    }
}

/* How many bytes at the beginning go as they are, with one look at each. */
static size_t count_plain(const char *bytes, size_t length)
{
    size_t count = 0;

    while (count < length && bytes[count] >= ' ' && bytes[count] <= '~' && bytes[count] != '"' &&
           bytes[count] != '\\')
        count++;
    return count;
}

static void dump_text(Dump *dump, const char *bytes, size_t length)
{
    uint32_t character = 0;
    size_t plain = count_plain(bytes, length);

    text_add_char(dump->text, '"');
    text_add_span(dump->text, bytes, plain);
    bytes += plain;
    length -= plain;
    while (length > 0) {
        size_t size = utf8_read(bytes, length, &character);
        if (size == 0) { /* cannot be: what went in was repaired */
            size = 1;
            character = 0xFFFD;
        }
        add_character(dump->text, character, bytes, size);
        bytes += size;
        length -= size;
    }
    text_add_char(dump->text, '"');
}

/* A whole number keeps ".0", so that it is read back as a real. */
static void dump_real(Dump *dump, double real)
{
    const char *digits = text_real(dump->arena, real);

    text_add(dump->text, digits);
    if (strpbrk(digits, ".e") == NULL)
        text_add(dump->text, ".0");
}

static void new_line(Dump *dump)
{
    if (dump->indent <= 0)
        return;
    text_add_char(dump->text, '\n');
    for (int at = 0; at < dump->indent * dump->depth; at++)
        text_add_char(dump->text, ' ');
}

static void dump_array(Dump *dump, const json_t *array)
{
    text_add_char(dump->text, '[');
    dump->depth++;
    for (size_t at = 0; at < json_array_size(array); at++) {
        if (at > 0)
            text_add(dump->text, dump->indent == 0 ? ", " : ",");
        new_line(dump);
        dump_value(dump, json_array_get(array, at));
    }
    dump->depth--;
    if (json_array_size(array) > 0)
        new_line(dump);
    text_add_char(dump->text, ']');
}

static void dump_object(Dump *dump, const json_t *object)
{
    json_t *members = (json_t *) (uintptr_t) object; /* the library's iterators know no const */
    const char *separator = "";

    text_add_char(dump->text, '{');
    dump->depth++;
    for (void *at = json_object_iter(members); at != NULL;
         at = json_object_iter_next(members, at)) {
        text_add(dump->text, separator);
        new_line(dump);
        dump_text(dump, json_object_iter_key(at), strlen(json_object_iter_key(at)));
        text_add(dump->text, dump->indent < 0 ? ":" : ": ");
        dump_value(dump, json_object_iter_value(at));
        separator = dump->indent == 0 ? ", " : ",";
    }
    dump->depth--;
    if (json_object_size(object) > 0)
        new_line(dump);
    text_add_char(dump->text, '}');
}

static void dump_value(Dump *dump, const json_t *value)
{
    switch (json_typeof(value)) {
        case JSON_OBJECT:
            dump_object(dump, value);
            return;
        case JSON_ARRAY:
            dump_array(dump, value);
            return;
        case JSON_STRING:
            dump_text(dump, json_string_value(value), json_string_length(value));
            return;
        case JSON_INTEGER:
            text_addf(dump->text, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
            return;
        case JSON_REAL:
            dump_real(dump, json_real_value(value));
            return;
        case JSON_TRUE:
            text_add(dump->text, "true");
            return;
        case JSON_FALSE:
            text_add(dump->text, "false");
            return;
        case JSON_NULL:
            text_add(dump->text, "null");
            return;
    }
}

const char *document_dump(Arena *arena, const Document *document, int indent)
{
    Dump dump = {.arena = arena, .text = text_new(arena), .indent = indent};

    dump_value(&dump, document);
    return text_value(dump.text);
}

void document_print(const Document *document, FILE *stream)
{
    Arena *arena CLEANUP(arena_release) = arena_new();

    fputs(document_dump(arena, document, 2), stream);
    fputc('\n', stream);
}
