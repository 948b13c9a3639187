#include "tests/unit/file/scratch.h"

#include <signal.h>
#include <sys/resource.h>

#include "base/cleanup.h"
#include "base/digest.h"
#include "base/text.h"
#include "file/checksum.h"
#include "file/packer.h"
#include "file/unpacker.h"

static const Packing PLAIN = {.level = 0};
static const Packing ZSTD = {.level = 1};

static const char *const COLUMNS[] = {"id", "note"};
static const char HEADER[] = "id,note\n";

/* 40,000 rows, some with line ends and quotes inside. */
static Text *many_rows(Scratch *scratch)
{
    Text *text = text_new(scratch->arena);

    for (int at = 0; at < 40000; at++)
        text_addf(text, "%d,\"a \"\"value\"\"%s%d\"\n", at, at % 7 == 0 ? "\n" : " ", at * 7919);
    return text;
}

static Packer *packer_with(Scratch *scratch, const char *name, const Packing *packing,
                           const char *rows, size_t size)
{
    Packer *packer = NULL;
    Error *error = &scratch->error;

    scratch_worked(scratch,
                   packer_create(scratch->arena, scratch->folder, name, packing, &packer, error) &&
                       packer_add_header(packer, COLUMNS, 2, error));
    for (size_t at = 0; at < size; at += 1000)
        scratch_worked(scratch,
                       packer_add(packer, rows + at, size - at < 1000 ? size - at : 1000, error));
    return packer;
}

/* All of it, and its facts. */
static const char *unpacked(Scratch *scratch, const PackedSource *source, PackedFacts *facts)
{
    Unpacker *unpacker CLEANUP(unpacker_release) = NULL;
    Text *text = text_new(scratch->arena);
    const char *data;
    size_t size;

    scratch_worked(scratch, unpacker_open(scratch->arena, source, &unpacker, &scratch->error));
    do {
        scratch_worked(scratch, unpacker_next(unpacker, &data, &size, &scratch->error));
        text_add_span(text, data, size);
    } while (size > 0);
    *facts = unpacker_facts(unpacker, scratch->arena);
    return text_value(text);
}

static void check_round_trip(Scratch *scratch, const char *name, const Packing *packing)
{
    const Text *rows = many_rows(scratch);
    const char *expected = arena_format(scratch->arena, "%s%s", HEADER, text_value(rows));
    const char *path = scratch_path(scratch, name);
    Packer *packer CLEANUP(packer_release) =
        packer_with(scratch, name, packing, text_value(rows), text_length(rows));
    PackedFacts written, read;
    int64_t bytes;
    const char *sha256;

    assert_false(file_exists(path));
    scratch_worked(scratch, packer_finish(packer, &written, &scratch->error));
    assert_int_equal(written.rows, 40000);
    assert_int_equal(written.csv_bytes, strlen(expected));
    assert_string_equal(written.csv_sha256, sha256_hex(scratch->arena, expected, strlen(expected)));
    assert_int_equal(scratch_mode(path), 0600);
    assert_false(file_exists(arena_format(scratch->arena, "%s.part", path)));
    scratch_worked(scratch, checksum_file(scratch->arena, path, &bytes, &sha256, &scratch->error));
    assert_int_equal(written.file_bytes, bytes);
    assert_string_equal(written.file_sha256, sha256);

    assert_string_equal(unpacked(scratch, &(PackedSource){.path = path}, &read), expected);
    assert_int_equal(read.csv_bytes, written.csv_bytes);
    assert_string_equal(read.csv_sha256, written.csv_sha256);
    assert_int_equal(read.file_bytes, written.file_bytes);
    assert_string_equal(read.file_sha256, written.file_sha256);
}

static void a_plain_file_comes_back(void **state)
{
    check_round_trip(*state, "x.csv", &PLAIN);
}

static void a_compressed_file_comes_back(void **state)
{
    check_round_trip(*state, "x.csv.zst", &ZSTD);
}

static void names_tell_what_was_done(void **state)
{
    Scratch *scratch = *state;
    const Packing age = {.level = 3, .recipients = (const char *const[]){"age1x", NULL}};

    assert_string_equal(packing_name(scratch->arena, "X", &PLAIN), "X.csv");
    assert_string_equal(packing_name(scratch->arena, "X", &ZSTD), "X.csv.zst");
    assert_string_equal(packing_name(scratch->arena, "X", &age), "X.csv.zst.age");
}

static void what_is_not_finished_goes(void **state)
{
    Scratch *scratch = *state;
    Packer *packer = packer_with(scratch, "x.csv.zst", &ZSTD, "1,\n", 3);

    assert_true(file_exists(scratch_path(scratch, "x.csv.zst.part")));
    packer_release(&packer);
    assert_null(packer);
    assert_false(file_exists(scratch_path(scratch, "x.csv.zst.part")));

    packer = packer_with(scratch, "y.csv.zst", &ZSTD, "1,\n", 3);
    packer_keep_draft(packer);
    packer_release(&packer);
    assert_true(file_exists(scratch_path(scratch, "y.csv.zst.part")));
}

/* What is after a mark may be taken back, again and again, and the file is as if it never was. */
static void a_packer_comes_back_to_its_mark(void **state)
{
    Scratch *scratch = *state;
    Packer *packer CLEANUP(packer_release) = packer_with(scratch, "x.csv.zst", &ZSTD, "1,one\n", 6);
    const char *path = scratch_path(scratch, "x.csv.zst");
    const Text *rows = many_rows(scratch);
    PackedFacts facts, read;
    Error *error = &scratch->error;

    scratch_worked(scratch, packer_rewind(packer, error));
    assert_int_equal(packer_facts(packer, scratch->arena).csv_bytes, strlen(HEADER));
    scratch_worked(scratch, packer_add(packer, "2,two\n", 6, error) &&
                                packer_mark(packer, "{\"xid\": 7}", 10, error));
    for (int round = 0; round < 3; round++) {
        scratch_worked(scratch,
                       packer_add(packer, "3,\"torn", 7, error) &&
                           packer_add(packer, text_value(rows), text_length(rows), error) &&
                           packer_rewind(packer, error));
        facts = packer_facts(packer, scratch->arena);
        assert_int_equal(facts.rows, 1);
        assert_int_equal(facts.csv_bytes, strlen("id,note\n2,two\n"));
    }
    scratch_worked(scratch, packer_add(packer, "4,four\n", 7, error) &&
                                packer_finish(packer, &facts, error));
    assert_int_equal(facts.rows, 2);
    assert_string_equal(unpacked(scratch, &(PackedSource){.path = path}, &read),
                        "id,note\n2,two\n4,four\n");
    assert_string_equal(read.csv_sha256, facts.csv_sha256);
    assert_string_equal(read.file_sha256, facts.file_sha256);
}

static void a_full_disk_is_told(void **state)
{
    Scratch *scratch = *state;
    const struct rlimit none = {0, RLIM_INFINITY};
    struct rlimit before;
    const Text *rows = many_rows(scratch);
    Packer *packer CLEANUP(packer_release) = NULL;
    PackedFacts facts;

    signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &before);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &none), 0);
    scratch_worked(scratch, packer_create(scratch->arena, scratch->folder, "x.csv", &PLAIN, &packer,
                                          &scratch->error));
    assert_false(packer_add(packer, text_value(rows), text_length(rows), &scratch->error) &&
                 packer_finish(packer, &facts, &scratch->error));
    setrlimit(RLIMIT_FSIZE, &before);
    assert_int_equal(scratch->error.outcome, OUTCOME_FILE_ERROR);
    assert_non_null(strstr(scratch->error.message, "could not write"));
}

static void damage_is_told(void **state)
{
    Scratch *scratch = *state;
    const Text *rows = many_rows(scratch);
    Packer *packer CLEANUP(packer_release) =
        packer_with(scratch, "x.csv.zst", &ZSTD, text_value(rows), text_length(rows));
    const char *path = scratch_path(scratch, "x.csv.zst");
    Unpacker *unpacker CLEANUP(unpacker_release) = NULL;
    SheetReader *reader CLEANUP(sheet_reader_release) = sheet_reader_new(path, NULL, NULL, NULL);
    PackedFacts facts;

    scratch_worked(scratch, packer_finish(packer, &facts, &scratch->error));
    assert_int_equal(truncate(path, (off_t) (facts.file_bytes / 2)), 0);
    scratch_worked(scratch, unpacker_open(scratch->arena, &(PackedSource){.path = path}, &unpacker,
                                          &scratch->error));
    assert_false(unpacker_read_all(unpacker, reader, &scratch->error));
    assert_int_equal(scratch->error.outcome, OUTCOME_FILE_ERROR);
    assert_string_equal(scratch->error.detail, "it ends in the middle of a frame of zstd");
}

static void who_stops_reading_early_does_not_wait(void **state)
{
    Scratch *scratch = *state;
    const Text *rows = many_rows(scratch);
    Packer *packer CLEANUP(packer_release) =
        packer_with(scratch, "x.csv", &PLAIN, text_value(rows), text_length(rows));
    Unpacker *unpacker = NULL;
    PackedFacts facts;
    const char *data;
    size_t size;

    scratch_worked(scratch, packer_finish(packer, &facts, &scratch->error) &&
                                unpacker_open(scratch->arena,
                                              &(PackedSource){
                                                  .path = scratch_path(scratch, "x.csv"),
                                                  .offset = strlen(HEADER),
                                                  .length = 10,
                                              },
                                              &unpacker, &scratch->error) &&
                                unpacker_next(unpacker, &data, &size, &scratch->error));
    assert_int_equal(size, 10);
    assert_memory_equal(data, text_value(rows), 10);
    unpacker_release(&unpacker);
    assert_null(unpacker);
}

static const char *new_identity(Scratch *scratch, const char *name, const char **recipient)
{
    const char *path = scratch_path(scratch, name);
    const char *command =
        arena_format(scratch->arena, "age-keygen -o %s 2>/dev/null && chmod 600 %s", path, path);

    assert_int_equal(system(command), 0); /* NOLINT: our own folder */

    const char *text = arena_copy(scratch->arena, scratch_read(scratch, name));
    const char *key = strstr(text, "age1");
    assert_non_null(key);
    *recipient = arena_copy_span(scratch->arena, key, strcspn(key, "\n"));
    return path;
}

static void an_encrypted_file_comes_back_to_who_may_read_it(void **state)
{
    Scratch *scratch = *state;
    const char *recipient, *other;
    const char *identity = new_identity(scratch, "identity", &recipient);
    const char *stranger = new_identity(scratch, "stranger", &other);
    const Packing packing = {.level = 1, .recipients = (const char *const[]){recipient, NULL}};
    const Text *rows = many_rows(scratch);
    const char *path = scratch_path(scratch, "x.csv.zst.age");
    Packer *packer CLEANUP(packer_release) =
        packer_with(scratch, "x.csv.zst.age", &packing, text_value(rows), text_length(rows));
    Unpacker *unpacker CLEANUP(unpacker_release) = NULL;
    SheetReader *reader CLEANUP(sheet_reader_release) = sheet_reader_new(path, NULL, NULL, NULL);
    PackedFacts written, read;
    int64_t bytes;
    const char *sha256;

    scratch_worked(scratch, packer_finish(packer, &written, &scratch->error));
    scratch_worked(scratch, checksum_file(scratch->arena, path, &bytes, &sha256, &scratch->error));
    assert_int_equal(written.file_bytes, bytes);
    assert_string_equal(written.file_sha256, sha256);
    assert_string_equal(
        unpacked(scratch, &(PackedSource){.path = path, .identity = identity}, &read),
        arena_format(scratch->arena, "%s%s", HEADER, text_value(rows)));
    assert_string_equal(read.csv_sha256, written.csv_sha256);

    assert_false(
        unpacker_open(scratch->arena, &(PackedSource){.path = path}, &unpacker, &scratch->error));
    assert_int_equal(scratch->error.outcome, OUTCOME_REFUSED);
    scratch_worked(scratch, unpacker_open(scratch->arena,
                                          &(PackedSource){.path = path, .identity = stranger},
                                          &unpacker, &scratch->error));
    assert_false(unpacker_read_all(unpacker, reader, &scratch->error));
    assert_string_equal(scratch->error.message, "\"age\" failed with exit code 1");
}

static void a_wrong_recipient_is_told(void **state)
{
    Scratch *scratch = *state;
    const Packing packing = {.level = 1, .recipients = (const char *const[]){"nobody", NULL}};
    Packer *packer CLEANUP(packer_release) = NULL;
    const Text *rows = many_rows(scratch);
    PackedFacts facts;
    Error *error = &scratch->error;

    scratch_worked(scratch, packer_create(scratch->arena, scratch->folder, "x.csv.zst.age",
                                          &packing, &packer, error));
    assert_false(packer_add(packer, text_value(rows), text_length(rows), error) &&
                 packer_finish(packer, &facts, error));
    assert_string_equal(error->message, "\"age\" failed with exit code 1");
    assert_non_null(strstr(error->detail, "nobody"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(a_plain_file_comes_back),
        SCRATCH_TEST(a_compressed_file_comes_back),
        SCRATCH_TEST(names_tell_what_was_done),
        SCRATCH_TEST(what_is_not_finished_goes),
        SCRATCH_TEST(a_packer_comes_back_to_its_mark),
        SCRATCH_TEST(a_full_disk_is_told),
        SCRATCH_TEST(damage_is_told),
        SCRATCH_TEST(who_stops_reading_early_does_not_wait),
        SCRATCH_TEST(an_encrypted_file_comes_back_to_who_may_read_it),
        SCRATCH_TEST(a_wrong_recipient_is_told),
    };

    /* As in the program: see interrupt_watch. */
    signal(SIGPIPE, SIG_IGN);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
