#include "tests/unit/file/scratch.h"

#include "base/cleanup.h"
#include "base/clock.h"
#include "file/lock.h"
#include "file/set.h"
#include "file/set_kit.h"
#include "file/sets.h"

static const char SHA[] = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})

static const SetColumn USER_COLUMNS[] = {
    {"user_id", "text", true, NULL},
    {"teams", "text[]", false, "'{}'::text[]"},
};

static const SetColumn LOG_COLUMNS[] = {
    {"request_id", "text", true, NULL},
    {"startTime", "timestamp(3) without time zone", true, NULL},
};

static const SetFile USER_FILES[] = {
    {"LiteLLM_UserTable.csv", {3, 90, SHA, 90, SHA}, WORDS("a"), WORDS("c\nd")},
};

static const SetFile LOG_FILES[] = {
    {"LiteLLM_SpendLogs.0001.csv.zst", {10, 900, SHA, 300, SHA}, NULL, NULL},
    {"LiteLLM_SpendLogs.0002.csv.zst", {5, 450, SHA, 150, SHA}, NULL, NULL},
};

static const SetTable TABLES[] = {
    {"LiteLLM_UserTable", false, true, NULL, NULL, USER_COLUMNS, 2, WORDS("user_id"), USER_FILES, 1,
     3},
    {"LiteLLM_SpendLogs", true, false, "startTime", "2026-11-01 00:00:00", LOG_COLUMNS, 2,
     WORDS("request_id", "startTime"), LOG_FILES, 2, 15},
};

static const SetForeignKey FOREIGN_KEYS[] = {
    {"a_fkey", "A", WORDS("x", "y"), "B", WORDS("p", "q")},
};

static const SetSequence SEQUENCES[] = {
    {"LiteLLM_ModelTable_id_seq", "LiteLLM_ModelTable", "id", 17, true},
};

static const SetMigration MIGRATIONS[] = {
    {"20250326162113_baseline", "abc", "2026-01-01 00:00:00", NULL},
};

static const SetAbsence ABSENCES[] = {{"LiteLLM_ErrorLogs", "logs"}};
static const SetOmission OMISSIONS[] = {
    {"LiteLLM_UserTable", "password", "left out", "lets somebody in"},
};

static Set sample(void)
{
    return (Set){
        .name = "20261121T030000Z-3f9c",
        .created = "2026-11-21T03:00:00Z",
        .finished = "2026-11-21T03:00:09Z",
        .command = "litellm-dba backup create",
        .tool_version = "0.1.0",
        .operation = 7,
        .journal_head = SHA,
        .journal_sequence = 21,
        .source = {"db", "5432", "litellm", "Lite'\\LLM", "dba", "73", 1, "15.18", 150018,
                   "2026-11-21 03:00:00.5", "0/16B3748"},
        .schema = {"1.83.2", 2, SHA},
        .salt_fingerprint = SHA,
        .salt_source = "LITELLM_SALT_KEY",
        .tables = TABLES,
        .table_count = 2,
        .foreign_keys = FOREIGN_KEYS,
        .foreign_key_count = 1,
        .sequences = SEQUENCES,
        .sequence_count = 1,
        .migrations = MIGRATIONS,
        .migration_count = 1,
        .absences = ABSENCES,
        .absence_count = 1,
        .omissions = OMISSIONS,
        .omission_count = 1,
    };
}

static void the_manifest_reads_back(void **state)
{
    Scratch *scratch = *state;
    const SetCheck check = {"2026-11-22T04:00:00Z", "0.1.0", "15.18", 9};
    const SetPin pin = {"2026-11-22T04:00:00Z", NULL};
    Set set = sample(), read;

    set.rehearsed = &check;
    set.pin = &pin;
    scratch_worked(scratch, set_write(scratch->folder, &set, &scratch->error));
    scratch_worked(scratch, set_read(scratch->arena, scratch->folder, &read, &scratch->error));
    const char *first = scratch_read(scratch, SET_MANIFEST);
    assert_string_equal(read.name, strrchr(scratch->folder, '/') + 1);
    read.name = set.name;
    scratch_worked(scratch, set_write(scratch->folder, &read, &scratch->error));
    assert_string_equal(first, scratch_read(scratch, SET_MANIFEST));

    const SetTable *logs = set_table(&read, "LiteLLM_SpendLogs");
    assert_true(logs->is_partitioned && !logs->is_sorted);
    assert_string_equal(logs->since, "2026-11-01 00:00:00");
    assert_string_equal(logs->key[1], "startTime");
    assert_int_equal(logs->files[1].facts.file_bytes, 150);
    assert_null(logs->files[0].first_key);
    assert_string_equal(read.tables[0].files[0].last_key[0], "c\nd");
    assert_string_equal(set_column(logs, "startTime")->type, "timestamp(3) without time zone");
    assert_null(set_column(logs, "teams"));
    assert_null(set_table(&read, "LiteLLM_ErrorLogs"));
    assert_string_equal(set_column_names(logs, scratch->arena)[0], "request_id");
    assert_null(set_column_names(logs, scratch->arena)[2]);
    assert_string_equal(read.foreign_keys[0].parent_columns[1], "q");
    assert_true(read.sequences[0].is_called && read.sequences[0].last_value == 17);
    assert_string_equal(read.source.schema, "Lite'\\LLM");
    assert_null(read.recipients);
    assert_null(read.verified);
    assert_int_equal(read.rehearsed->operation, 9);
    assert_int_equal(set_rows(&read), 18);
    assert_int_equal(set_csv_bytes(&read), 1440);
    assert_int_equal(set_file_bytes(&read), 540);
}

static void refuses(Scratch *scratch, const char *detail)
{
    Set read;

    assert_false(set_read(scratch->arena, scratch->folder, &read, &scratch->error));
    assert_int_equal(scratch->error.outcome, OUTCOME_FILE_ERROR);
    scratch_contains(scratch->error.detail, SET_MANIFEST);
    if (strstr(scratch->error.message, detail) == NULL)
        scratch_contains(scratch->error.detail, detail);
}

/* Writes the sample with the first occurrence of one text replaced by another. */
static void damage(Scratch *scratch, const char *from, const char *to)
{
    Set set = sample();
    scratch_worked(scratch, set_write(scratch->folder, &set, &scratch->error));

    const char *text = arena_copy(scratch->arena, scratch_read(scratch, SET_MANIFEST));
    const char *at = strstr(text, from);
    assert_non_null(at);
    scratch_write(
        scratch, SET_MANIFEST,
        arena_format(scratch->arena, "%.*s%s%s", (int) (at - text), text, to, at + strlen(from)));
}

static void a_changed_manifest_is_refused(void **state)
{
    Scratch *scratch = *state;
    Set read;

    damage(scratch, "\"rows\": 3", "\"rows\": 4");
    refuses(scratch, "not the one that was written");
    damage(scratch, "\"pin\": null", "\"pin\": {\"at\": \"2026\", \"why\": null}");
    refuses(scratch, "not the one that was written");
    damage(scratch, "\"format\": 1", "\"format\": 2");
    refuses(scratch, "unknown format: 2");
    damage(scratch, "{", "");
    refuses(scratch, "not valid JSON");
    scratch_write(scratch, SET_MANIFEST, "{\"format\": 1}");
    refuses(scratch, "sha256");
    /* Whitespace is nobody's business. */
    damage(scratch, "\"rows\": 3", "\"rows\":  3");
    scratch_worked(scratch, set_read(scratch->arena, scratch->folder, &read, &scratch->error));
}

/* The digest is right in all of them: somebody wrote such a manifest. */
static void what_makes_no_sense_is_refused(void **state)
{
    Scratch *scratch = *state;
    SetFile file = USER_FILES[0];
    SetTable table = TABLES[0];
    Set set = sample();

    table.files = &file;
    set.tables = &table;
    set.table_count = 1;
    file.name = "../../etc/passwd";
    scratch_worked(scratch, set_write(scratch->folder, &set, &scratch->error));
    refuses(scratch, "is not the name of a file");
    file = USER_FILES[0];
    table.rows = 4;
    scratch_worked(scratch, set_write(scratch->folder, &set, &scratch->error));
    refuses(scratch, "makes no sense");
    table = TABLES[0];
    table.key = NULL;
    scratch_worked(scratch, set_write(scratch->folder, &set, &scratch->error));
    refuses(scratch, "makes no sense");
    table = TABLES[0];
    table.column_count = 0;
    scratch_worked(scratch, set_write(scratch->folder, &set, &scratch->error));
    refuses(scratch, "makes no sense");
}

static void every_table_has_its_own_names(void **state)
{
    Scratch *scratch = *state;
    Arena *arena = scratch->arena;
    Words used = {0};

    assert_string_equal(set_stem(arena, &used, "LiteLLM_X"), "LiteLLM_X");
    assert_string_equal(set_stem(arena, &used, "litellm_x"), "litellm_x-2");
    assert_string_equal(set_stem(arena, &used, "LiteLLM_x-2"), "LiteLLM_x-2-2");
    assert_string_equal(set_stem(arena, &used, "LiteLLM_X.0001"), "LiteLLM_X_0001");
    assert_string_equal(set_stem(arena, &used, "../etc"), "___etc");
    assert_string_equal(set_stem(arena, &used, "-rf"), "_-rf");
    assert_string_equal(set_stem(arena, &used, ""), "_");
    assert_string_equal(set_stem(arena, &used, "a'b\"c\n$d"), "a_b_c__d");
    assert_string_equal(set_part_stem(arena, "LiteLLM_X", 0), "LiteLLM_X");
    assert_string_equal(set_part_stem(arena, "LiteLLM_X", 12), "LiteLLM_X.0012");
}

static void psql_is_told_how(void **state)
{
    Scratch *scratch = *state;
    Set set = sample();
    const char *script = set_kit_script(scratch->arena, &set);
    const char *readme = set_kit_readme(scratch->arena, &set);

    scratch_contains(script, "\\set schema 'Lite''\\\\LLM'\n");
    scratch_contains(script, "search_path = pg_catalog, :\"schema\", pg_temp");
    scratch_contains(script, "\\copy \"LiteLLM_UserTable\" (\"user_id\", \"teams\") FROM "
                             "'LiteLLM_UserTable.csv' WITH (FORMAT csv, HEADER)\n");
    scratch_contains(script, "FROM PROGRAM 'zstd -dcq LiteLLM_SpendLogs.0002.csv.zst' WITH");
    scratch_contains(script, "setval('\"LiteLLM_ModelTable_id_seq\"'::regclass, 17, true);");
    scratch_contains(script, "ANALYZE \"LiteLLM_SpendLogs\";");
    assert_true(strstr(script, "COMMIT") > strstr(script, "ANALYZE"));
    scratch_contains(readme, "LiteLLM_SpendLogs: 15 rows, since 2026-11-01 00:00:00");
    scratch_contains(readme, "LiteLLM_ErrorLogs: logs");
    scratch_contains(readme, "LiteLLM_UserTable.password: left out (lets somebody in)");
}

static void psql_reads_odd_names_and_encrypted_files(void **state)
{
    Scratch *scratch = *state;
    const SetFile file = {"_.csv.zst.age", {1, 1, SHA, 1, SHA}, NULL, NULL};
    SetTable table = TABLES[0];
    Set set = sample();

    table.name = "a\n\\! echo owned";
    table.files = &file;
    set.tables = &table;
    set.table_count = 1;
    const char *script = set_kit_script(scratch->arena, &set);
    scratch_contains(script, "\\copy pg_temp.loaded_rows FROM PROGRAM 'age -d -i "
                             "\"$LITELLM_DBA_IDENTITY\" _.csv.zst.age | zstd -dcq' WITH");
    scratch_contains(script, "-- a \\! echo owned: 3 rows\n");
}

/* The folder of sets. */

static const int64_t NOW = 1795230000000000; /* 2026-11-21 03:00:00 */

static const char *made_for(Scratch *scratch, const char *sets, int64_t now, const char *created,
                            const char *purpose)
{
    SetDraft *draft CLEANUP(set_draft_release) = NULL;
    const char *folder;
    Set set = sample();

    scratch_worked(scratch, set_draft_begin(scratch->arena, sets, now, &draft, &scratch->error));
    set.name = set_draft_name(draft);
    set.created = created;
    set.purpose = purpose;
    scratch_worked(scratch, set_draft_finish(draft, &set, &folder, &scratch->error));
    return set.name;
}

static const char *made(Scratch *scratch, const char *sets, int64_t now, const char *created)
{
    return made_for(scratch, sets, now, created, NULL);
}

static void a_set_appears_when_it_is_whole(void **state)
{
    Scratch *scratch = *state;
    const char *sets = scratch_path(scratch, "sets"), *folder;
    SetDraft *draft CLEANUP(set_draft_release) = NULL;
    SetEntries entries;
    Set set = sample();

    scratch_worked(scratch, set_draft_begin(scratch->arena, sets, NOW, &draft, &scratch->error));
    assert_true(text_starts_with(set_draft_name(draft), "20261121T030000Z-"));
    assert_int_equal(scratch_mode(set_draft_folder(draft)), 0700);
    scratch_worked(scratch, sets_list(scratch->arena, sets, &entries, &scratch->error));
    assert_int_equal(entries.count, 1);
    assert_true(entries.items[0].is_unfinished && entries.items[0].is_owned);
    assert_string_equal(entries.items[0].name, set_draft_name(draft));
    assert_string_equal(entries.items[0].folder, set_draft_folder(draft));

    scratch_worked(scratch, set_draft_finish(draft, &set, &folder, &scratch->error));
    set_draft_release(&draft);
    scratch_worked(scratch, sets_list(scratch->arena, sets, &entries, &scratch->error));
    assert_int_equal(entries.count, 1);
    assert_false(entries.items[0].is_unfinished);
    assert_string_equal(entries.items[0].folder, folder);
    assert_int_equal(entries.items[0].set.table_count, 2);
    assert_true(file_exists(path_join(scratch->arena, folder, "README")));
    assert_int_equal(scratch_mode(path_join(scratch->arena, folder, "load.sql")), 0600);

    const char *const *names;
    size_t count;
    scratch_worked(scratch, folder_list(scratch->arena, sets, &names, &count, &scratch->error));
    assert_int_equal(count, 1);
}

static void a_draft_that_is_given_up_is_gone(void **state)
{
    Scratch *scratch = *state;
    const char *sets = scratch_path(scratch, "sets");
    SetDraft *draft = NULL;
    SetEntries entries;

    scratch_worked(scratch, set_draft_begin(scratch->arena, sets, NOW, &draft, &scratch->error));
    set_draft_release(&draft);
    scratch_worked(scratch, sets_list(scratch->arena, sets, &entries, &scratch->error));
    assert_int_equal(entries.count, 0);
}

static void lists_are_newest_first_and_say_what_is_damaged(void **state)
{
    Scratch *scratch = *state;
    const char *sets = scratch_path(scratch, "sets");
    SetEntries entries;

    scratch_worked(scratch, sets_list(scratch->arena, sets, &entries, &scratch->error));
    assert_int_equal(entries.count, 0);
    /* By what the manifests say, not by name. */
    const char *old = made(scratch, sets, NOW, "2026-11-01T00:00:00Z");
    const char *new = made(scratch, sets, NOW - 1000000, "2026-11-20T00:00:00Z");
    const char *broken = made(scratch, sets, NOW + 1000000, "2026-11-30T00:00:00Z");
    scratch_write(scratch, arena_format(scratch->arena, "sets/%s/manifest.json", broken), "{}");
    scratch_worked(scratch, folder_make_new(scratch_path(scratch, "sets/mine"), &scratch->error));

    scratch_worked(scratch, sets_list(scratch->arena, sets, &entries, &scratch->error));
    assert_int_equal(entries.count, 3);
    assert_string_equal(entries.items[0].name, new);
    assert_string_equal(entries.items[1].name, old);
    assert_string_equal(entries.items[2].name, broken);
    scratch_contains(entries.items[2].damage, "format");
    assert_null(entries.items[1].damage);
}

static void sets_are_found(void **state)
{
    Scratch *scratch = *state;
    Arena *arena = scratch->arena;
    const char *sets = scratch_path(scratch, "sets"), *folder;
    const char *first = made(scratch, sets, NOW, "2026-11-01T00:00:00Z");
    const char *second = made(scratch, sets, NOW + 86400000000, "2026-11-20T00:00:00Z");
    const char *aside =
        made_for(scratch, sets, NOW + 2 * 86400000000, "2026-11-21T00:00:00Z", "before a restore");

    scratch_worked(scratch, sets_find(arena, sets, aside, &folder, &scratch->error));
    assert_string_equal(folder, path_join(arena, sets, aside));
    scratch_worked(scratch, sets_find(arena, sets, "latest", &folder, &scratch->error));
    assert_string_equal(folder, path_join(arena, sets, second));
    scratch_worked(scratch, sets_find(arena, sets, first, &folder, &scratch->error));
    assert_string_equal(folder, path_join(arena, sets, first));
    scratch_worked(scratch, sets_find(arena, sets, "20261122", &folder, &scratch->error));
    assert_string_equal(folder, path_join(arena, sets, second));
    scratch_worked(scratch, sets_find(arena, sets, "/a/b", &folder, &scratch->error));
    assert_string_equal(folder, "/a/b");
    assert_false(sets_find(arena, sets, "2026", &folder, &scratch->error));
    assert_int_equal(scratch->error.outcome, OUTCOME_USAGE);
    scratch_contains(scratch->error.detail, first);
    assert_false(sets_find(arena, sets, "2027", &folder, &scratch->error));
    assert_false(sets_find(arena, sets, "", &folder, &scratch->error));
    assert_false(
        sets_find(arena, scratch_path(scratch, "none"), "latest", &folder, &scratch->error));
}

static void what_nobody_owns_is_swept(void **state)
{
    Scratch *scratch = *state;
    Arena *arena = scratch->arena;
    const char *sets = scratch_path(scratch, "sets");
    SetDraft *draft CLEANUP(set_draft_release) = NULL;
    Words swept = {0};
    SetEntries entries;

    scratch_worked(scratch, sets_sweep(arena, sets, &swept, &scratch->error));
    made(scratch, sets, NOW, "2026-11-01T00:00:00Z");
    scratch_worked(scratch, set_draft_begin(arena, sets, NOW, &draft, &scratch->error));
    scratch_worked(scratch,
                   folder_make_new(scratch_path(scratch, "sets/20261120T030000Z-0000.unfinished"),
                                   &scratch->error));
    scratch_write(scratch, "sets/20261120T030000Z-0000.unfinished/X.csv.part", "half");
    scratch_write(scratch, "sets/20261120T030000Z-0000.lock", "");
    scratch_write(scratch, "sets/20261119T030000Z-0000.lock", "");
    scratch_write(scratch, "sets/my.lock", "");

    scratch_worked(scratch, sets_sweep(arena, sets, &swept, &scratch->error));
    assert_int_equal(swept.count, 1);
    assert_string_equal(swept.items[0], "20261120T030000Z-0000");
    scratch_worked(scratch, sets_list(arena, sets, &entries, &scratch->error));
    assert_int_equal(entries.count, 2);
    assert_true(file_exists(set_draft_folder(draft)));
    assert_true(file_exists(scratch_path(scratch, "sets/my.lock")));
    assert_false(file_exists(scratch_path(scratch, "sets/20261120T030000Z-0000.lock")));
    assert_false(file_exists(scratch_path(scratch, "sets/20261119T030000Z-0000.lock")));
}

static void a_set_can_be_removed(void **state)
{
    Scratch *scratch = *state;
    Arena *arena = scratch->arena;
    const char *sets = scratch_path(scratch, "sets");
    const char *name = made(scratch, sets, NOW, "2026-11-01T00:00:00Z");
    Lock *lock CLEANUP(lock_release) = NULL;
    bool is_held;

    scratch_worked(scratch, lock_try(arena, arena_format(arena, "%s/%s.lock", sets, name), &lock,
                                     &is_held, &scratch->error));
    assert_false(sets_remove(arena, sets, name, &scratch->error));
    assert_int_equal(scratch->error.outcome, OUTCOME_LOCKED);
    lock_release(&lock);
    scratch_worked(scratch, sets_remove(arena, sets, name, &scratch->error));
    assert_false(file_exists(path_join(arena, sets, name)));

    const char *const *names;
    size_t count;
    scratch_worked(scratch, folder_list(arena, sets, &names, &count, &scratch->error));
    assert_int_equal(count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(the_manifest_reads_back),
        SCRATCH_TEST(a_changed_manifest_is_refused),
        SCRATCH_TEST(what_makes_no_sense_is_refused),
        SCRATCH_TEST(every_table_has_its_own_names),
        SCRATCH_TEST(psql_is_told_how),
        SCRATCH_TEST(psql_reads_odd_names_and_encrypted_files),
        SCRATCH_TEST(a_set_appears_when_it_is_whole),
        SCRATCH_TEST(a_draft_that_is_given_up_is_gone),
        SCRATCH_TEST(lists_are_newest_first_and_say_what_is_damaged),
        SCRATCH_TEST(sets_are_found),
        SCRATCH_TEST(what_nobody_owns_is_swept),
        SCRATCH_TEST(a_set_can_be_removed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
