/* JSON: made, written, read. */
#include "../suite.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/json.h"

static void check_dump(const Document *document, int indent, const char *expected)
{
    Arena *arena CLEANUP(arena_release) = arena_new();

    assert_string_equal(document_dump(arena, document, indent), expected);
}

static Document *parsed(const char *text)
{
    Document *document = NULL;
    Error error = {0};

    if (!document_parse(text, strlen(text), &document, &error))
        fail_test("%s", error.detail);
    return document;
}

static void objects_keep_their_order(void **state)
{
    (void) state;
    Document *object CLEANUP(document_release) = document_object();

    document_set_text(object, "zebra", "z");
    document_set_number(object, "ant", INT64_MIN);
    document_set_real(object, "real", 0.1);
    document_set_real(object, "whole", 3);
    document_set_boolean(object, "yes", true);
    document_set_null(object, "none");
    document_set_text(object, "null_text", NULL);
    document_set(object, "list", parsed("[1, \"two\", 1e300, false, null, {\"x\": 1}, []]"));
    document_set_text(object, "zebra", "again");
    check_dump(object, 0,
               "{\"zebra\": \"again\", \"ant\": -9223372036854775808, \"real\": 0.1, "
               "\"whole\": 3.0, \"yes\": true, \"none\": null, \"null_text\": null, "
               "\"list\": [1, \"two\", 1e+300, false, null, {\"x\": 1}, []]}");
}

static void documents_are_indented(void **state)
{
    (void) state;
    Document *object CLEANUP(document_release) = document_object();

    document_set_object(object, "empty");
    document_set_text(document_add_object(document_set_array(object, "list")), "x", "y");
    check_dump(object, 2,
               "{\n  \"empty\": {},\n  \"list\": [\n    {\n      \"x\": \"y\"\n    }\n  ]\n}");
    check_dump(object, DOCUMENT_COMPACT, "{\"empty\":{},\"list\":[{\"x\":\"y\"}]}");
}

static void text_is_escaped(void **state)
{
    (void) state;
    Document *list CLEANUP(document_release) = document_array();

    document_add_text(list, "quote \" backslash \\ line\nreturn\rtab\tbell\b\f");
    document_add_text(list, "\x1b[31m\x7f\xC2\x9B");
    document_add_text(list, "\xE2\x80\xAE \xF3\xA0\x80\x81 \xC3\xA9 \xF0\x9F\x98\x80");
    check_dump(list, 0,
               "[\"quote \\\" backslash \\\\ line\\nreturn\\rtab\\tbell\\b\\f\", "
               "\"\\u001b[31m\\u007f\\u009b\", "
               "\"\\u202e \\udb40\\udc01 \xC3\xA9 \xF0\x9F\x98\x80\"]");
}

static void bytes_that_are_not_utf8_are_repaired(void **state)
{
    (void) state;
    Document *object CLEANUP(document_release) = document_object();

    document_set_text(object, "text", "a\xFF\xC3(b\xED\xA0\x80");
    document_set_text(object, "k\xFE", "x");
    document_set_span(object, "span", "a\0b", 3);
    check_dump(object, 0,
               "{\"text\": \"a\xEF\xBF\xBD\xEF\xBF\xBD(b\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\", "
               "\"k\xEF\xBF\xBD\": \"x\", \"span\": \"a\\u0000b\"}");
}

static void reals_that_are_not_finite_become_null(void **state)
{
    (void) state;
    Document *object CLEANUP(document_release) = document_object();

    document_set_real(object, "nan", NAN);
    document_set_real(object, "infinity", INFINITY);
    check_dump(object, 0, "{\"nan\": null, \"infinity\": null}");
}

static void what_is_written_is_read(void **state)
{
    (void) state;
    Arena *arena CLEANUP(arena_release) = arena_new();
    Document *document CLEANUP(document_release) =
        parsed("{\"b\": [1, 2.5, \"\\ud83d\\ude00\\u0007\"], \"a\": {\"c\": null}, \"n\": 1.0}");
    const char *text = document_dump(arena, document, 2);
    Document *again CLEANUP(document_release) = parsed(text);

    assert_string_equal(document_dump(arena, again, 2), text);
    check_dump(again, 0,
               "{\"b\": [1, 2.5, \"\xF0\x9F\x98\x80\\u0007\"], \"a\": {\"c\": null}, \"n\": 1.0}");
}

static void members_are_read_by_type(void **state)
{
    (void) state;
    Document *document CLEANUP(document_release) =
        parsed("{\"t\": \"x\", \"n\": 9223372036854775807, \"r\": 1.5, \"b\": true, "
               "\"l\": [7, \"y\"], \"o\": {\"k\": 1}, \"z\": null}");
    const char *text;
    int64_t number;
    double real;
    bool boolean;
    const Document *child;
    Error error = {0};

    assert_true(document_get_text(document, "t", &text, &error));
    assert_string_equal(text, "x");
    assert_true(document_get_number(document, "n", &number, &error));
    assert_true(number == INT64_MAX);
    assert_true(document_get_real(document, "r", &real, &error) && real == 1.5);
    assert_true(document_get_boolean(document, "b", &boolean, &error) && boolean);
    assert_true(document_get_array(document, "l", &child, &error));
    assert_int_equal(document_count(child), 2);
    assert_int_equal(document_number(document_at(child, 0)), 7);
    assert_string_equal(document_text(document_at(child, 1)), "y");
    assert_null(document_at(child, 2));
    assert_true(document_get_object(document, "o", &child, &error));
    assert_string_equal(document_key_at(child, 0), "k");
    assert_null(document_key_at(child, 1));
    assert_null(document_find(document, "z"));
    assert_null(document_find(document, "absent"));
    assert_non_null(document_find(document, "t"));
}

static void wrong_members_are_named(void **state)
{
    (void) state;
    Document *document CLEANUP(document_release) = parsed("{\"t\": 1, \"n\": 1.5, \"z\": null}");
    const char *text = "kept";
    int64_t number = 77;
    Error error = {0};

    assert_false(document_get_text(document, "t", &text, &error));
    assert_int_equal(error.outcome, OUTCOME_FILE_ERROR);
    assert_string_equal(error.message, "the JSON member \"t\" is missing or not text");
    assert_string_equal(text, "kept");
    assert_false(document_get_number(document, "n", &number, &error));
    assert_false(document_get_number(document, "absent", &number, &error));
    assert_false(document_get_text(document, "z", &text, &error));
    assert_false(document_get_text(NULL, "z", &text, &error));
    assert_int_equal(number, 77);
}

static void damaged_json_is_refused(void **state)
{
    (void) state;
    static const char *const WRONG[] = {
        "",
        "{",
        "{\"a\": 1,}",
        "[1] x",
        "{\"a\": 1, \"a\": 2}",
        "\"text\"",
        "[\"\xFF\"]",
        "[\"\\u0000\"]",
        "[9223372036854775808]",
        "nul",
        "[\"\\ud800\"]",
    };
    char deep[100001];

    for (size_t at = 0; at < sizeof WRONG / sizeof *WRONG; at++) {
        Document *document = NULL;
        Error error = {0};
        assert_false(document_parse(WRONG[at], strlen(WRONG[at]), &document, &error));
        assert_null(document);
        assert_int_equal(error.outcome, OUTCOME_FILE_ERROR);
        assert_non_null(strstr(error.detail, "line "));
    }
    memset(deep, '[', sizeof deep - 1);
    Document *document = NULL;
    Error error;
    assert_false(document_parse(deep, sizeof deep - 1, &document, &error));
}

static void other_types_give_nothing(void **state)
{
    (void) state;
    Document *list CLEANUP(document_release) = parsed("[3]");

    assert_null(document_text(document_at(list, 0)));
    assert_false(document_boolean(document_at(list, 0)));
    assert_int_equal(document_number(list), 0);
    assert_true(document_is_array(list));
    assert_false(document_is_object(list));
    assert_false(document_is_text(list));
    assert_false(document_is_null(list));
    assert_int_equal(document_count(NULL), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(objects_keep_their_order),
        cmocka_unit_test(documents_are_indented),
        cmocka_unit_test(text_is_escaped),
        cmocka_unit_test(bytes_that_are_not_utf8_are_repaired),
        cmocka_unit_test(reals_that_are_not_finite_become_null),
        cmocka_unit_test(what_is_written_is_read),
        cmocka_unit_test(members_are_read_by_type),
        cmocka_unit_test(wrong_members_are_named),
        cmocka_unit_test(damaged_json_is_refused),
        cmocka_unit_test(other_types_give_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
