#include "tests/unit/suite.h"

#include <string.h>

#include "base/cleanup.h"
#include "base/mapping.h"

typedef struct {
    const char *name;
    int64_t size;
} Leaf;

typedef struct {
    const char *title;
    const char *note;
    int64_t number;
    bool is_old;
    const char *const *words;
    Leaf part;
    const Leaf *pointer;
    const Leaf *leaves;
    size_t leaf_count;
} Tree;

static const Mapping LEAF[] = {
    MAP_TEXT(Leaf, name, "name"),
    MAP_NUMBER(Leaf, size, "size"),
    NO_MORE_MAPPINGS,
};

static const Mapping TREE[] = {
    MAP_TEXT(Tree, title, "title"),
    MAP_OPTIONAL(Tree, note, "note"),
    MAP_NUMBER(Tree, number, "number"),
    MAP_BOOLEAN(Tree, is_old, "old"),
    MAP_WORDS(Tree, words, "words"),
    MAP_PART(Tree, part, Leaf, "part", LEAF),
    MAP_POINTER(Tree, pointer, Leaf, "pointer", LEAF),
    MAP_LIST(Tree, leaves, leaf_count, Leaf, "leaves", LEAF),
    NO_MORE_MAPPINGS,
};

static const char *written(Arena *arena, const Tree *tree)
{
    Document *object CLEANUP(document_release) = document_object();

    mapping_write(object, TREE, tree);
    return document_dump(arena, object, 0);
}

static bool read_back(Arena *arena, const char *text, Tree *tree, Error *error)
{
    Document *object CLEANUP(document_release) = NULL;

    assert_true(document_parse(text, strlen(text), &object, error));
    return mapping_read(arena, object, TREE, tree, error);
}

static void what_was_written_reads_back(void **state)
{
    Arena *arena CLEANUP(arena_release) = arena_new();
    const Leaf leaves[] = {{"a", 1}, {"b", INT64_MAX}}, pointed = {"p", -3};
    const Tree tree = {
        .title = "t\"1\xC3\xA9",
        .note = "n",
        .number = INT64_MIN,
        .is_old = true,
        .words = (const char *const[]){"one", "", NULL},
        .part = {"part", 2},
        .pointer = &pointed,
        .leaves = leaves,
        .leaf_count = 2,
    };
    Tree read = {0};
    Error error;

    (void) state;
    assert_true(read_back(arena, written(arena, &tree), &read, &error));
    assert_string_equal(read.title, tree.title);
    assert_string_equal(read.note, "n");
    assert_true(read.number == INT64_MIN && read.is_old);
    assert_string_equal(read.words[0], "one");
    assert_string_equal(read.words[1], "");
    assert_null(read.words[2]);
    assert_string_equal(read.part.name, "part");
    assert_true(read.pointer->size == -3);
    assert_int_equal(read.leaf_count, 2);
    assert_true(read.leaves[1].size == INT64_MAX);
    assert_string_equal(written(arena, &read), written(arena, &tree));
}

static void nothing_is_null(void **state)
{
    Arena *arena CLEANUP(arena_release) = arena_new();
    const Tree tree = {.title = "t", .part = {.name = "x"}};
    Tree read = {0};
    Error error;

    (void) state;
    assert_string_equal(written(arena, &tree),
                        "{\"title\": \"t\", \"note\": null, \"number\": 0, \"old\": false, "
                        "\"words\": null, \"part\": {\"name\": \"x\", \"size\": 0}, "
                        "\"pointer\": null, \"leaves\": []}");
    assert_true(read_back(arena, written(arena, &tree), &read, &error));
    assert_true(read.note == NULL && read.words == NULL && read.pointer == NULL);
    assert_int_equal(read.leaf_count, 0);
}

static void what_may_be_null_may_be_absent(void **state)
{
    Arena *arena CLEANUP(arena_release) = arena_new();
    Tree read = {0};
    Error error;

    (void) state;
    assert_true(read_back(arena,
                          "{\"title\":\"t\",\"number\":1,\"old\":true,\"new one\":[1],"
                          "\"part\":{\"name\":\"x\",\"size\":0},\"leaves\":[]}",
                          &read, &error));
    assert_null(read.words);
}

static void a_failure_names_the_key(void **state)
{
    static const struct {
        const char *text, *key;
    } WRONG[] = {
        {"{\"number\":1}", "title"},
        {"{\"title\":null}", "title"},
        {"{\"title\":1}", "title"},
        {"{\"title\":\"t\",\"note\":1}", "note"},
        {"{\"title\":\"t\",\"number\":1.5}", "number"},
        {"{\"title\":\"t\",\"number\":1,\"old\":0}", "old"},
        {"{\"title\":\"t\",\"number\":1,\"old\":true,\"words\":{}}", "words"},
        {"{\"title\":\"t\",\"number\":1,\"old\":true,\"words\":[1]}", "words"},
        {"{\"title\":\"t\",\"number\":1,\"old\":true,\"part\":null}", "part"},
        {"{\"title\":\"t\",\"number\":1,\"old\":true,\"part\":{\"name\":2}}", "name"},
        {"{\"title\":\"t\",\"number\":1,\"old\":true,\"part\":{\"name\":\"x\",\"size\":1},"
         "\"pointer\":[]}",
         "pointer"},
        {"{\"title\":\"t\",\"number\":1,\"old\":true,\"part\":{\"name\":\"x\",\"size\":1}}",
         "leaves"},
        {"{\"title\":\"t\",\"number\":1,\"old\":true,\"part\":{\"name\":\"x\",\"size\":1},"
         "\"leaves\":[7]}",
         "object"},
    };

    (void) state;
    for (size_t at = 0; at < sizeof WRONG / sizeof *WRONG; at++) {
        Arena *arena CLEANUP(arena_release) = arena_new();
        Tree read = {0};
        Error error = {0};

        assert_false(read_back(arena, WRONG[at].text, &read, &error));
        assert_int_equal(error.outcome, OUTCOME_FILE_ERROR);
        assert_non_null(strstr(error.message, WRONG[at].key));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_written_reads_back),
        cmocka_unit_test(nothing_is_null),
        cmocka_unit_test(what_may_be_null_may_be_absent),
        cmocka_unit_test(a_failure_names_the_key),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
