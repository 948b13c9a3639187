/* The reference graph against the catalogs: nothing in it that is not there, and nothing left out.
 */
#include "catalogs.h"

#include "litellm/references.h"

static bool equal(const char *left, const char *right)
{
    return left == right || (left != NULL && right != NULL && strcmp(left, right) == 0);
}

static bool fits(ReferenceShape shape, const char *type)
{
    switch (shape) {
        case SHAPE_PLAIN:
            return equal(type, "text") || equal(type, "integer");
        case SHAPE_ARRAY:
            return equal(type, "text[]");
        case SHAPE_ROSTER:
        case SHAPE_JSON:
            return equal(type, "jsonb");
        case SHAPE_TYPED:
            return equal(type, "text");
    }
    return false;
}

static void every_reference_exists_and_has_its_shape(void **state)
{
    (void) state;
    Arena *arena CLEANUP(arena_release) = arena_new();
    CatalogColumns all = read_all_columns(arena);

    for (const Reference *known = REFERENCES; known->kind != NULL; known++) {
        const char *type = type_of(&all, known->table, known->column);
        if (type == NULL || !fits(known->shape, type))
            fail_test("%s.%s: %s", known->table, known->column, type == NULL ? "absent" : type);
        assert_int_equal(known->path != NULL,
                         known->shape == SHAPE_JSON || known->shape == SHAPE_TYPED);
    }
    for (const NotReference *known = NOT_REFERENCES; known->table != NULL; known++)
        assert_non_null(type_of(&all, known->table, known->column));
}

static void the_path_of_a_typed_reference_names_a_column(void **state)
{
    (void) state;
    Arena *arena CLEANUP(arena_release) = arena_new();
    CatalogColumns all = read_all_columns(arena);

    for (const Reference *known = REFERENCES; known->kind != NULL; known++) {
        if (known->shape != SHAPE_TYPED)
            continue;
        const char *equals = strchr(known->path, '=');
        assert_non_null(equals);
        assert_non_null(
            type_of(&all, known->table,
                    arena_copy_span(arena, known->path, (size_t) (equals - known->path))));
    }
}

static void none_is_listed_twice(void **state)
{
    (void) state;

    for (const Reference *one = REFERENCES; one->kind != NULL; one++)
        for (const Reference *two = one + 1; two->kind != NULL; two++)
            if (equal(one->kind, two->kind) && equal(one->table, two->table) &&
                equal(one->column, two->column) && equal(one->path, two->path))
                fail_test("%s.%s is there twice", one->table, one->column);
}

static void every_kind_has_one_identity(void **state)
{
    (void) state;

    for (const Reference *known = REFERENCES; known->kind != NULL; known++) {
        const Reference *identity = reference_identity(known->kind);
        assert_non_null(identity);
        assert_int_equal(identity->shape, SHAPE_PLAIN);
        if (known->role == ROLE_IDENTITY)
            assert_ptr_equal(known, identity);
    }
    assert_string_equal(reference_identity("user")->table, "LiteLLM_UserTable");
    assert_string_equal(reference_identity("key")->column, "token");
    assert_null(reference_identity("colour"));
}

/* A foreign key is a reference of the kind that its parent is the identity of. */
static void every_foreign_key_is_in_the_graph(void **state)
{
    (void) state;
    Arena *arena CLEANUP(arena_release) = arena_new();
    int seen = 0;

    for (size_t at = 0; at < VERSION_COUNT; at++) {
        TestCatalog catalog = read_catalog(arena, VERSIONS[at]);
        for (size_t i = 0; i < catalog.keys.count; i++) {
            const LiveForeignKey *key = &catalog.keys.items[i];
            bool found = false;
            for (const Reference *known = REFERENCES; known->kind != NULL; known++)
                found |= equal(known->table, key->table) && equal(known->column, key->column) &&
                         equal(reference_identity(known->kind)->table, key->parent_table);
            if (!found)
                fail_test("%s.%s to %s is not in the graph", key->table, key->column,
                          key->parent_table);
            seen++;
        }
    }
    assert_true(seen > 150);
}

static size_t named_count(const NamedReference *named, const char *kind)
{
    size_t count = 0;

    for (; named->kind != NULL; named++)
        count += equal(named->kind, kind);
    return count;
}

/* What decides whether a budget or a permission is used: all columns of that name. */
static void every_budget_and_permission_column_is_named(void **state)
{
    (void) state;
    Arena *arena CLEANUP(arena_release) = arena_new();
    const NamedReference *named = references_named(arena, ROLE_ANY);
    TestCatalog catalog = read_catalog(arena, "2026-09");
    size_t budgets = 0, permissions = 0;

    for (size_t i = 0; i < catalog.columns.count; i++) {
        budgets += equal(catalog.columns.items[i].column, "budget_id");
        permissions += equal(catalog.columns.items[i].column, "object_permission_id");
    }
    assert_int_equal(named_count(named, "budget"), budgets - 1);
    assert_int_equal(named_count(named, "permission"), permissions - 1);
    assert_int_equal(budgets, 10);
    assert_int_equal(permissions, 10);
}

static void named_references_can_be_chosen_by_role(void **state)
{
    (void) state;
    Arena *arena CLEANUP(arena_release) = arena_new();
    const NamedReference *owned = references_named(arena, ROLE_OWNER);

    assert_true(named_count(owned, "user") >= 9);
    assert_int_equal(named_count(owned, "budget"), 0);
    for (const NamedReference *named = references_named(arena, ROLE_ANY); named->kind != NULL;
         named++)
        assert_false(equal(named->table, reference_identity(named->kind)->table) &&
                     equal(named->column, reference_identity(named->kind)->column));
    assert_int_equal(named_count(references_named(arena, ROLE_IDENTITY), "team"), 1);
    assert_null(references_named(arena, 0)->kind);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_reference_exists_and_has_its_shape),
        cmocka_unit_test(the_path_of_a_typed_reference_names_a_column),
        cmocka_unit_test(none_is_listed_twice),
        cmocka_unit_test(every_kind_has_one_identity),
        cmocka_unit_test(every_foreign_key_is_in_the_graph),
        cmocka_unit_test(every_budget_and_permission_column_is_named),
        cmocka_unit_test(named_references_can_be_chosen_by_role),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
