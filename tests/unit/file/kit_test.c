#include "tests/unit/file/scratch.h"

#include "base/cleanup.h"
#include "file/kit.h"
#include "file/preimage.h"
#include "file/undo_script.h"

static const char SHA[] = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

static const PreimageFile FILES[] = {
    {
        .name = "01-LiteLLM_TeamTable.edited.csv",
        .kind = PREIMAGE_EDITED,
        .table = "LiteLLM_TeamTable",
        .columns = (const char *const[]){"team_id", "old", "new", NULL},
        .key = (const char *const[]){"team_id", NULL},
        .edited_column = "members",
        .rows = 2,
        .bytes = 80,
        .sha256 = SHA,
    },
    {
        .name = "02-LiteLLM_X.inserted.csv",
        .kind = PREIMAGE_INSERTED,
        .table = "LiteLLM_X",
        .columns = (const char *const[]){"a", "b", "c\"d", NULL},
        .key = (const char *const[]){"a", "b", NULL},
        .rows = 1,
        .bytes = 20,
        .sha256 = SHA,
    },
    {
        .name = "03-LiteLLM_VerificationToken.deleted.csv",
        .kind = PREIMAGE_DELETED,
        .table = "LiteLLM_VerificationToken",
        .columns = (const char *const[]){"token", "key_alias", NULL},
        .key = (const char *const[]){"token", NULL},
        .rows = 3,
        .bytes = 99,
        .sha256 = SHA,
    },
};

static const Kit KIT = {
    .operation = 42,
    .command = "litellm-dba orphans clean key-without-user\n\\! echo owned",
    .started = "2026-11-21T03:00:00Z",
    .host = "127.0.0.1",
    .database = "litellm",
    .schema = "public",
    .system_identifier = "7300000000000000001",
    .tool_version = "0.1.0",
    .journal_head = SHA,
    .journal_sequence = 7,
    .files = FILES,
    .file_count = sizeof FILES / sizeof *FILES,
};

static void assert_same_words(const char *const *left, const char *const *right)
{
    for (; *left != NULL && *right != NULL; left++, right++)
        assert_string_equal(*left, *right);
    assert_true(*left == NULL && *right == NULL);
}

static void assert_same_file(const PreimageFile *left, const PreimageFile *right)
{
    assert_string_equal(left->name, right->name);
    if (right->place == NULL)
        assert_null(left->place);
    else
        assert_string_equal(left->place, right->place);
    assert_int_equal(left->kind, right->kind);
    assert_string_equal(left->table, right->table);
    assert_same_words(left->columns, right->columns);
    assert_same_words(left->key, right->key);
    if (right->edited_column == NULL)
        assert_null(left->edited_column);
    else
        assert_string_equal(left->edited_column, right->edited_column);
    assert_int_equal(left->rows, right->rows);
    assert_int_equal(left->bytes, right->bytes);
    assert_string_equal(left->sha256, right->sha256);
}

static void the_manifest_reads_back(void **state)
{
    Scratch *scratch = *state;
    Kit read;

    scratch_worked(scratch, kit_write(scratch->folder, &KIT, &scratch->error));
    scratch_worked(scratch, kit_read(scratch->arena, scratch->folder, &read, &scratch->error));
    assert_int_equal(read.operation, 42);
    assert_string_equal(read.command, KIT.command);
    assert_string_equal(read.started, KIT.started);
    assert_string_equal(read.host, KIT.host);
    assert_string_equal(read.database, KIT.database);
    assert_string_equal(read.schema, KIT.schema);
    assert_string_equal(read.system_identifier, KIT.system_identifier);
    assert_string_equal(read.tool_version, KIT.tool_version);
    assert_string_equal(read.journal_head, KIT.journal_head);
    assert_int_equal(read.journal_sequence, 7);
    assert_int_equal(read.file_count, 3);
    for (size_t i = 0; i < 3; i++)
        assert_same_file(&read.files[i], &FILES[i]);
}

static void an_empty_operation_has_a_kit(void **state)
{
    const Kit empty = {.operation = 1, .schema = "public"};
    Scratch *scratch = *state;
    Kit read;

    scratch_worked(scratch, kit_write(scratch->folder, &empty, &scratch->error));
    scratch_worked(scratch, kit_read(scratch->arena, scratch->folder, &read, &scratch->error));
    assert_int_equal(read.file_count, 0);
    assert_null(read.command);
    assert_null(read.journal_head);
}

static void the_script_undoes_in_reverse(void **state)
{
    Scratch *scratch = *state;
    const char *script = undo_script(scratch->arena, &KIT);
    const char *deleted = strstr(script, "FROM '03-LiteLLM_VerificationToken.deleted.csv'");
    const char *inserted = strstr(script, "FROM '02-LiteLLM_X.inserted.csv'");
    const char *edited = strstr(script, "FROM '01-LiteLLM_TeamTable.edited.csv'");

    assert_non_null(deleted);
    assert_true(strstr(script, "\nBEGIN;\n") < deleted);
    assert_true(deleted < inserted && inserted < edited && edited < strstr(script, "\nCOMMIT;\n"));
    scratch_contains(script, "search_path = pg_catalog, \"public\", pg_temp");
    scratch_contains(script,
                     "INSERT INTO \"LiteLLM_VerificationToken\" (\"token\", \"key_alias\")");
    scratch_contains(script, "WHERE (\"a\", \"b\") IN");
    scratch_contains(script, "SELECT \"a\", \"b\", \"c\"\"d\"\n");
    scratch_contains(script, "SET \"members\" = undo.old");
    assert_null(strstr(script, ":\""));
    assert_null(strstr(script, ":file"));
}

/* The command line is the only text in the script that a stranger could have chosen. */
static void a_comment_stays_a_comment(void **state)
{
    Scratch *scratch = *state;
    const char *script = undo_script(scratch->arena, &KIT);

    scratch_contains(script,
                     "-- command   litellm-dba orphans clean key-without-user \\! echo owned\n");
}

static void files_without_rows_are_left_out(void **state)
{
    Scratch *scratch = *state;
    PreimageFile empty = FILES[2];
    Kit kit = KIT;
    const char *script;

    empty.rows = 0;
    kit.files = &empty;
    kit.file_count = 1;
    script = undo_script(scratch->arena, &kit);
    assert_null(strstr(script, "\\copy"));
    scratch_contains(script, "COMMIT;");
}

/* A file that lies elsewhere, packed. */
static PreimageFile placed(const char *name)
{
    PreimageFile file = FILES[1];

    file.name = name;
    file.place = "archives/LiteLLM_X/date=2026-11-01";
    return file;
}

static void a_file_may_lie_elsewhere_and_packed(void **state)
{
    Scratch *scratch = *state;
    const PreimageFile files[] = {
        placed("part-000007.csv.zst"),
        placed("LiteLLM_X.csv"),
        placed("LiteLLM_X.csv.zst.age"),
        placed("LiteLLM_X.csv.age"),
    };
    Kit kit = KIT, read;

    kit.files = files;
    kit.file_count = sizeof files / sizeof *files;
    scratch_worked(scratch, kit_write(scratch->folder, &kit, &scratch->error));
    scratch_worked(scratch, kit_read(scratch->arena, scratch->folder, &read, &scratch->error));
    for (size_t i = 0; i < kit.file_count; i++)
        assert_same_file(&read.files[i], &files[i]);

    const char *script = scratch_read(scratch, "undo.sql");
    scratch_contains(script, "FROM PROGRAM 'zstd -dcq "
                             "../../archives/LiteLLM_X/date=2026-11-01/part-000007.csv.zst' WITH");
    scratch_contains(script, "FROM '../../archives/LiteLLM_X/date=2026-11-01/LiteLLM_X.csv' WITH");
    scratch_contains(script,
                     "FROM PROGRAM 'age -d -i \"$LITELLM_DBA_IDENTITY\" "
                     "../../archives/LiteLLM_X/date=2026-11-01/LiteLLM_X.csv.zst.age | zstd "
                     "-dcq' WITH");
    scratch_contains(script, "FROM PROGRAM 'age -d -i \"$LITELLM_DBA_IDENTITY\" "
                             "../../archives/LiteLLM_X/date=2026-11-01/LiteLLM_X.csv.age' WITH");
    assert_string_equal(
        preimage_path(scratch->arena, "/state", "/state/operations/000042", &files[1]),
        "/state/archives/LiteLLM_X/date=2026-11-01/LiteLLM_X.csv");
}

static void the_readme_says_how(void **state)
{
    Scratch *scratch = *state;
    const char *readme;

    scratch_worked(scratch, kit_write(scratch->folder, &KIT, &scratch->error));
    readme = scratch_read(scratch, "README");
    scratch_contains(readme, "litellm-dba undo 42");
    scratch_contains(readme, "psql -X -v rehearse=1 -f undo.sql \"$DATABASE_URL\"");
    scratch_contains(readme, "3 of LiteLLM_VerificationToken, deleted");
    scratch_contains(readme, "2 of LiteLLM_TeamTable, edited: column members");
    assert_string_equal(scratch_read(scratch, "undo.sql"), undo_script(scratch->arena, &KIT));
    assert_int_equal(scratch_mode(scratch_path(scratch, "undo.sql")), 0600);
}

static void expect_refused_list(Scratch *scratch, const char *json, const char *says)
{
    Document *document CLEANUP(document_release) = NULL;
    const PreimageFile *files;
    size_t count;

    scratch_worked(scratch, document_parse(json, strlen(json), &document, &scratch->error));
    assert_false(preimage_from_document(scratch->arena, document, &files, &count, &scratch->error));
    assert_int_equal(scratch->error.outcome, OUTCOME_FILE_ERROR);
    scratch_contains(scratch->error.message, says);
}

static void odd_places_are_refused(void **state)
{
    static const char *const PLACES[] = {"../../etc", "/etc", "",       ".",
                                         "a//b",      "a/",   "a/../b", "a b"};
    Scratch *scratch = *state;

    for (size_t i = 0; i < sizeof PLACES / sizeof *PLACES; i++)
        expect_refused_list(
            scratch,
            arena_format(
                scratch->arena,
                "[{\"name\":\"x.csv\",\"place\":\"%s\",\"kind\":\"deleted\",\"table\":\"t\","
                "\"columns\":[\"a\"],\"key\":[\"a\"],\"rows\":1,\"bytes\":2,"
                "\"sha256\":\"x\"}]",
                PLACES[i]),
            "is not a place of pre-images");
}

#define REST \
    "\"table\":\"t\",\"columns\":[\"a\"],\"key\":[\"a\"],\"rows\":1,\"bytes\":2,\"sha256\":\"x\"}" \
    "]"

static void odd_lists_are_refused(void **state)
{
    static const char *const NAMES[] = {
        "../../etc/passwd", "/etc/passwd", "", ".", "..", "a b", "a\\nb", "-x", "~", "a'b"};
    Scratch *scratch = *state;

    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++)
        expect_refused_list(
            scratch,
            arena_format(scratch->arena, "[{\"name\":\"%s\",\"kind\":\"deleted\"," REST, NAMES[i]),
            "is not the name of a pre-image");
    expect_refused_list(scratch, "{}", "no list");
    expect_refused_list(scratch, "[1]", "\"name\"");
    expect_refused_list(scratch, "[{\"name\":\"x\",\"kind\":\"odd\"," REST, "no kind");
    expect_refused_list(scratch, "[{\"name\":\"x\",\"kind\":\"edited\"," REST, "edited_column");
    expect_refused_list(scratch,
                        "[{\"name\":\"x\",\"kind\":\"deleted\",\"table\":\"t\",\"columns\":[]}]",
                        "\"key\"");
    expect_refused_list(scratch,
                        "[{\"name\":\"x\",\"kind\":\"deleted\",\"table\":\"t\",\"columns\":[3]}]",
                        "no text");
}

static void odd_manifests_are_refused(void **state)
{
    Scratch *scratch = *state;
    Kit kit;

    assert_false(kit_read(scratch->arena, scratch->folder, &kit, &scratch->error));
    scratch_contains(scratch->error.detail, "No such file");
    scratch_write(scratch, "manifest.json", "{\"format\": 1,");
    assert_false(kit_read(scratch->arena, scratch->folder, &kit, &scratch->error));
    scratch_contains(scratch->error.detail, "manifest.json\": line 1");
    scratch_write(scratch, "manifest.json", "{\"format\": 2}");
    assert_false(kit_read(scratch->arena, scratch->folder, &kit, &scratch->error));
    scratch_contains(scratch->error.message, "unknown format: 2");
}

static void file_names_are_plain(void **state)
{
    Scratch *scratch = *state;
    Arena *arena = scratch->arena;

    assert_string_equal(
        preimage_file_name(arena, 3, "roster", "LiteLLM_TeamTable", PREIMAGE_EDITED),
        "03-roster.LiteLLM_TeamTable.edited.csv");
    assert_string_equal(preimage_file_name(arena, 12, "x y", "a/../b c'\n", PREIMAGE_DELETED),
                        "12-x_y.a_.._b_c__.deleted.csv");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(the_manifest_reads_back),
        SCRATCH_TEST(an_empty_operation_has_a_kit),
        SCRATCH_TEST(the_script_undoes_in_reverse),
        SCRATCH_TEST(a_comment_stays_a_comment),
        SCRATCH_TEST(files_without_rows_are_left_out),
        SCRATCH_TEST(a_file_may_lie_elsewhere_and_packed),
        SCRATCH_TEST(the_readme_says_how),
        SCRATCH_TEST(odd_places_are_refused),
        SCRATCH_TEST(odd_lists_are_refused),
        SCRATCH_TEST(odd_manifests_are_refused),
        SCRATCH_TEST(file_names_are_plain),
    };
    return cmocka_run_group_tests_name("file/kit", tests, NULL, NULL);
}
