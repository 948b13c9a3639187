/* The classes as data: complete, and each statement made for the part that has it. */
#include "catalogs.h"

#include "build/sql.h"
#include "litellm/orphan_classes.h"
#include "litellm/references.h"

static void the_classes_are_those_that_were_promised(void **state)
{
    (void) state;
    static const char *const NAMES[] = {
        "key-without-user",    "key-without-team",
        "key-unattributed",    "key-expired-session",
        "key-expired",         "membership-without-owner",
        "roster-without-user", "team-list-without-team",
        "budget-unreferenced", "permission-unreferenced",
        "invitation-spent",    "index-without-log",
        "alias-unreferenced",  "model-of-gone-team",
        "secret-of-gone-user", "token-deprecated",
    };

    assert_int_equal(ORPHAN_CLASS_COUNT, sizeof NAMES / sizeof *NAMES);
    for (size_t at = 0; at < ORPHAN_CLASS_COUNT; at++) {
        assert_non_null(orphan_class(NAMES[at]));
        assert_int_equal(orphan_class(NAMES[at])->is_keys,
                         strncmp(NAMES[at], "key-", strlen("key-")) == 0);
        assert_true(orphan_class(NAMES[at])->part_count > 0);
        assert_true(strlen(orphan_class(NAMES[at])->summary) < 80);
    }
    assert_null(orphan_class("key"));
}

static void three_classes_are_only_cleaned_when_named(void **state)
{
    (void) state;
    size_t count = 0;

    for (size_t at = 0; at < ORPHAN_CLASS_COUNT; at++)
        count += ORPHAN_CLASSES[at].only_when_named;
    assert_int_equal(count, 3);
    assert_true(orphan_class("key-unattributed")->only_when_named);
    assert_true(orphan_class("budget-unreferenced")->only_when_named);
    assert_true(orphan_class("permission-unreferenced")->only_when_named);
}

/* Calls check for each part of each class. */
static void each_part(void (*check)(const OrphanClass *class, const OrphanPart *part))
{
    for (size_t at = 0; at < ORPHAN_CLASS_COUNT; at++)
        for (size_t part = 0; part < ORPHAN_CLASSES[at].part_count; part++)
            check(&ORPHAN_CLASSES[at], &ORPHAN_CLASSES[at].parts[part]);
}

static void assert_of_part(const SqlText *sql, const OrphanPart *part)
{
    char prefix[200];
    int length = snprintf(prefix, sizeof prefix, "server/orphans/%s/", part->name);

    assert_memory_equal(sql->name, prefix, (size_t) length);
}

static void check_statements(const OrphanClass *class, const OrphanPart *part)
{
    const SqlText *const all[] = {
        part->count,      part->list, part->in_use, part->spend, part->spend_from_logs,
        part->lock_owner, part->lock, part->keep,   part->block, part->change};

    for (size_t at = 0; at < sizeof all / sizeof *all; at++)
        if (all[at] != NULL)
            assert_of_part(all[at], part);
    assert_string_equal(part->count->returns, "count int8, digest text");
    assert_false(part->count->writes || part->list->writes);
    assert_true(part->change->writes && part->lock->writes);
    assert_int_equal(class->is_keys, part->keep != NULL);
    assert_int_equal(class->is_keys, part->block != NULL);
    assert_int_equal(class->is_keys, part->in_use != NULL);
    assert_int_equal(class->is_keys, part->spend != NULL && part->spend_from_logs != NULL);
    assert_int_equal(part->column != NULL, part->lock_owner != NULL);
}

static void every_statement_is_of_its_part(void **state)
{
    (void) state;
    each_part(check_statements);
}

/* Whole rows for what is deleted; key, old and new for what is edited. */
static void check_pre_image(const OrphanClass *class, const OrphanPart *part)
{
    char expected[200];
    (void) class;

    if (part->column == NULL)
        snprintf(expected, sizeof expected, "%s.*", part->table);
    else
        snprintf(expected, sizeof expected, "%s text, old text, new text", part->key[0]);
    assert_string_equal(part->change->returns, expected);
}

static void every_change_returns_its_pre_image(void **state)
{
    (void) state;
    each_part(check_pre_image);
}

static void check_columns(const OrphanClass *class, const OrphanPart *part)
{
    (void) class;

    assert_true(schema_knows(part->table, NULL));
    for (size_t at = 0; part->key[at] != NULL; at++)
        assert_true(schema_knows(part->table, part->key[at]));
    if (part->column != NULL) {
        assert_true(schema_knows(part->table, part->column));
        assert_true(reference_is_classified(part->table, part->column));
    }
    assert_non_null(strstr(part->count->needs, part->table));
}

static void keys_and_columns_exist(void **state)
{
    (void) state;
    each_part(check_columns);
}

static void parts_of_a_class_are_listed_alike(void **state)
{
    (void) state;

    for (size_t at = 0; at < ORPHAN_CLASS_COUNT; at++)
        for (size_t part = 1; part < ORPHAN_CLASSES[at].part_count; part++)
            assert_string_equal(ORPHAN_CLASSES[at].parts[part].list->returns,
                                ORPHAN_CLASSES[at].parts[0].list->returns);
}

static void no_credential_is_listed(void **state)
{
    (void) state;
    const char *invitations = orphan_class("invitation-spent")->parts[0].list->returns;

    assert_memory_equal(invitations, "invitation text, user_id",
                        strlen("invitation text, user_id"));
    assert_null(strstr(invitations, ", id text"));
    for (size_t part = 0; part < 3; part++)
        assert_null(strstr(orphan_class("secret-of-gone-user")->parts[part].list->returns, "_b64"));
}

static bool is_used(const SqlText *sql)
{
    for (size_t at = 0; at < ORPHAN_CLASS_COUNT; at++)
        for (size_t i = 0; i < ORPHAN_CLASSES[at].part_count; i++) {
            const OrphanPart *part = &ORPHAN_CLASSES[at].parts[i];
            const SqlText *const all[] = {
                part->count,           part->list,       part->in_use, part->spend,
                part->spend_from_logs, part->lock_owner, part->lock,   part->keep,
                part->count_open,      part->block,      part->change};
            for (size_t one = 0; one < sizeof all / sizeof *all; one++)
                if (all[one] == sql)
                    return true;
        }
    return false;
}

static void every_statement_about_orphans_is_used(void **state)
{
    (void) state;
    size_t count = 0;

    for (const SqlText *const *sql = SQL_ALL; *sql != NULL; sql++) {
        if (strncmp((*sql)->name, "server/orphans/", strlen("server/orphans/")) != 0)
            continue;
        count++;
        if (!is_used(*sql))
            fail_test("%s is in no class", (*sql)->name);
    }
    assert_true(count > 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_classes_are_those_that_were_promised),
        cmocka_unit_test(three_classes_are_only_cleaned_when_named),
        cmocka_unit_test(every_statement_is_of_its_part),
        cmocka_unit_test(every_change_returns_its_pre_image),
        cmocka_unit_test(keys_and_columns_exist),
        cmocka_unit_test(parts_of_a_class_are_listed_alike),
        cmocka_unit_test(no_credential_is_listed),
        cmocka_unit_test(every_statement_about_orphans_is_used),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
