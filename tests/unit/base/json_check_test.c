/* Whether a text is JSON: held against jansson on a hundred thousand damaged documents. */
#include "../suite.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <jansson.h>

#include "base/cleanup.h"
#include "base/json_check.h"
#include "base/utf8.h"

static bool is_json(Arena *arena, const char *text, JsonCheck as)
{
    size_t position;

    return document_check(text, strlen(text), as, text_new(arena), &position);
}

static void json_is_taken(void **state)
{
    (void) state;
    Arena *arena CLEANUP(arena_release) = arena_new();
    static const char *const RIGHT[] = {
        "{}",
        "[]",
        "null",
        "true",
        " false ",
        "\"\"",
        "0",
        "-0",
        "-12.50e+07",
        "1E-9",
        "{\"a\": [1, {\"b\": null}], \"c\": \"\"}",
        " [ [ ] , { } , [ [ 1 ] ] ] ",
        "\"\\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u00e9 \\ud83d\\ude00\"",
        "\"seven b\"",
        "\"more than eight bytes, and no end of it\"",
        "\"\x7f\"",
        "\"caf\xc3\xa9 \xf0\x9f\x98\x80\"",
        "\n\t\r {\r\n\"a\"\t:\n1\r}\n",
    };

    for (size_t at = 0; at < sizeof RIGHT / sizeof *RIGHT; at++)
        if (!is_json(arena, RIGHT[at], CHECK_AS_JSONB) || !is_json(arena, RIGHT[at], CHECK_AS_JSON))
            fail_test("refused: %s", RIGHT[at]);
}

static void other_text_is_refused(void **state)
{
    (void) state;
    Arena *arena CLEANUP(arena_release) = arena_new();
    static const char *const WRONG[] = {
        "",          " ",         "{",
        "}",         "[",         "]",
        "[1",        "[1,]",      "[,1]",
        "{\"a\"}",   "{\"a\":}",  "{\"a\":1,}",
        "{a:1}",     "{1:1}",     "[1}",
        "{\"a\":1]", "[1 2]",     "1 2",
        "01",        "1.",        ".5",
        "+1",        "-",         "1e",
        "1e+",       "0x1",       "NaN",
        "tru",       "truely",    "nul",
        "'a'",       "\"a",       "\"\\\"",
        "\"\\x\"",   "\"\\u12\"", "\"\\u12g4\"",
        "\"a\nb\"",  "\"a\tb\"",  "\"long enough\x01\"",
        "[]]",       "{}{}",      "[1],",
        "// c",      "[\"\\\"]",  "\xef\xbb\xbf{}",
    };

    for (size_t at = 0; at < sizeof WRONG / sizeof *WRONG; at++)
        if (is_json(arena, WRONG[at], CHECK_AS_JSONB) || is_json(arena, WRONG[at], CHECK_AS_JSON))
            fail_test("taken: %s", WRONG[at]);
}

static void jsonb_wants_whole_characters(void **state)
{
    (void) state;
    Arena *arena CLEANUP(arena_release) = arena_new();
    static const char *const ONLY_JSON[] = {
        "\"\\u0000\"",        "\"\\ud83d\"",  "\"\\ude00\"",        "\"\\ud83d\\n\"",
        "\"\\ud83d\\ud83d\"", "\"\\ud83dx\"", "\"\\ud83d\\u0041\"",
    };

    for (size_t at = 0; at < sizeof ONLY_JSON / sizeof *ONLY_JSON; at++) {
        assert_true(is_json(arena, ONLY_JSON[at], CHECK_AS_JSON));
        if (is_json(arena, ONLY_JSON[at], CHECK_AS_JSONB))
            fail_test("taken: %s", ONLY_JSON[at]);
    }
}

static void depth_costs_memory_and_no_stack(void **state)
{
    (void) state;
    Arena *arena CLEANUP(arena_release) = arena_new();
    Text *text = text_new(arena);
    enum { DEPTH = 1000000 };

    for (int at = 0; at < DEPTH; at++)
        text_add(text, "[");
    assert_false(is_json(arena, text_value(text), CHECK_AS_JSON));
    for (int at = 0; at < DEPTH; at++)
        text_add(text, "]");
    assert_true(is_json(arena, text_value(text), CHECK_AS_JSON));
}

static void the_place_is_told(void **state)
{
    (void) state;
    Arena *arena CLEANUP(arena_release) = arena_new();
    size_t position;

    assert_false(document_check("{\"a\": x}", 8, CHECK_AS_JSON, text_new(arena), &position));
    assert_int_equal(position, 6);
    assert_false(document_check("[1] 2", 5, CHECK_AS_JSON, text_new(arena), &position));
    assert_int_equal(position, 4);
    /* Only so many bytes belong to it. */
    assert_true(document_check("[1] 2", 3, CHECK_AS_JSON, text_new(arena), &position));
}

/* Documents, and what becomes of them when bytes are changed, put in and taken out. */

static uint32_t random_state = 20261127;

static uint32_t chance(uint32_t below)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 17;
    random_state ^= random_state << 5;
    return random_state % below;
}

static size_t damage(char *text, size_t length)
{
    static const char BYTES[] = "{}[]\",:\\/ \n\t-+.0123456789eEtrufalsnx\x01\x7f\xc3\xa9\xed\xa0";
    char byte = BYTES[chance(sizeof BYTES - 1)];
    size_t at = chance((uint32_t) length + 1);

    switch (chance(3)) {
        case 0:
            memmove(text + at + 1, text + at, length - at);
            text[at] = byte;
            return length + 1;
        case 1:
            if (at < length)
                text[at] = byte;
            return length;
        default:
            if (at < length)
                memmove(text + at, text + at + 1, length - at - 1);
            return at < length ? length - 1 : length;
    }
}

static bool jansson_takes(const char *text, size_t length, bool *is_number_too_large)
{
    json_error_t problem;
    json_t *parsed = json_loadb(text, length, JSON_DECODE_ANY, &problem);
    bool is_taken = parsed != NULL;

    *is_number_too_large = !is_taken && json_error_code(&problem) == json_error_numeric_overflow;
    json_decref(parsed);
    return is_taken;
}

static void jansson_agrees(void **state)
{
    (void) state;
    Arena *arena CLEANUP(arena_release) = arena_new();
    Text *open = text_new(arena);
    static const char *const SEEDS[] = {
        "{\"a\": [1, -2.5e3, {\"b\": null}], \"c\": \"x\\ny\", \"d\": true}",
        "[[], {}, \"\", 0, 12, 1e5, false, \"\\ud83d\\ude00 \\u00e9\"]",
        "\"plain text of some length with \xc3\xa9 in it and \\\\ and \\\"\"",
        "{\"user_api_key\": \"abc\", \"usage\": {\"total\": 12}, \"tags\": [\"a\", \"b\"]}",
        "-0.25",
    };
    long taken = 0, refused = 0;

    for (int round = 0; round < 100000; round++) {
        char text[256];
        size_t position, length = strlen(SEEDS[round % 5]);
        bool is_number_too_large;
        memcpy(text, SEEDS[round % 5], length);
        for (uint32_t hits = chance(3) + 1; hits > 0; hits--)
            length = damage(text, length);

        bool ours = utf8_is_valid(text, length) &&
                    document_check(text, length, CHECK_AS_JSONB, open, &position);
        bool theirs = jansson_takes(text, length, &is_number_too_large);
        if (ours != theirs && !is_number_too_large)
            fail_test("we say %d, jansson %d: %.*s", ours, theirs, (int) length, text);
        taken += ours;
        refused += !ours;
    }
    assert_true(taken > 5000 && refused > 5000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(json_is_taken),
        cmocka_unit_test(other_text_is_refused),
        cmocka_unit_test(jsonb_wants_whole_characters),
        cmocka_unit_test(depth_costs_memory_and_no_stack),
        cmocka_unit_test(the_place_is_told),
        cmocka_unit_test(jansson_agrees),
    };

    return cmocka_run_group_tests_name("base/json_check", tests, NULL, NULL);
}
