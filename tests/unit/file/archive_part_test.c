#include "tests/unit/file/scratch.h"

#include "base/cleanup.h"
#include "base/digest.h"
#include "base/text.h"
#include "file/archive_part.h"
#include "file/checksum.h"
#include "file/unpacker.h"

static const char *const COLUMNS[] = {"id", "note", NULL};
static const char NAME[] = "part-000042.csv.zst";

static ArchivePart *new_part(Scratch *scratch, const char *const *columns)
{
    ArchivePart *part = NULL;

    scratch_worked(scratch, archive_part_create(scratch->arena, scratch_path(scratch, "date=x"),
                                                NAME, columns, NULL, &part, &scratch->error));
    return part;
}

static void add(Scratch *scratch, ArchivePart *part, const char *rows)
{
    scratch_worked(scratch, archive_part_add(part, rows, strlen(rows), &scratch->error));
}

static void mark(Scratch *scratch, ArchivePart *part, const char *note)
{
    scratch_worked(scratch, archive_part_mark(part, note, strlen(note), &scratch->error));
}

static const char *path_of(Scratch *scratch, const char *end)
{
    return arena_format(scratch->arena, "%s/date=x/%s%s", scratch->folder, NAME, end);
}

static const char *content(Scratch *scratch, const char *path, const ArchiveMark *range)
{
    Unpacker *unpacker CLEANUP(unpacker_release) = NULL;
    Text *text = text_new(scratch->arena);
    PackedSource source = {.path = path, .name = NAME};
    const char *data;
    size_t size;

    if (range != NULL) {
        source.offset = range->from;
        source.length = range->to - range->from;
    }
    scratch_worked(scratch, unpacker_open(scratch->arena, &source, &unpacker, &scratch->error));
    do {
        scratch_worked(scratch, unpacker_next(unpacker, &data, &size, &scratch->error));
        text_add_span(text, data, size);
    } while (size > 0);
    return text_value(text);
}

static void check_facts(Scratch *scratch, const PackedFacts *facts, const char *expected)
{
    scratch_worked(scratch, checksum_verify(path_of(scratch, ""), facts->file_bytes,
                                            facts->file_sha256, &scratch->error));
    assert_int_equal(facts->csv_bytes, strlen(expected));
    assert_string_equal(facts->csv_sha256, sha256_hex(scratch->arena, expected, strlen(expected)));
    assert_string_equal(content(scratch, path_of(scratch, ""), NULL), expected);
}

static ArchiveMarks marks_of(Scratch *scratch)
{
    ArchiveMarks marks;

    scratch_worked(scratch, archive_part_read(scratch->arena, scratch_path(scratch, "date=x"), NAME,
                                              &marks, &scratch->error));
    return marks;
}

static void batches_become_a_file_without_notes(void **state)
{
    Scratch *scratch = *state;
    ArchivePart *part CLEANUP(archive_part_release) = new_part(scratch, COLUMNS);
    PackedFacts facts;

    add(scratch, part, "1,\"one\nline\"\n");
    add(scratch, part, "2,\n");
    mark(scratch, part, "{\"xid\": 1}");
    add(scratch, part, "3,three\n");
    mark(scratch, part, "{\"xid\": 2}");
    add(scratch, part, "4,never marked\n");
    scratch_worked(scratch, archive_part_finish(part, &facts, &scratch->error));
    assert_int_equal(facts.rows, 3);
    check_facts(scratch, &facts, "id,note\n1,\"one\nline\"\n2,\n3,three\n");
    assert_int_equal(scratch_mode(path_of(scratch, "")), 0600);
    assert_true(file_exists(path_of(scratch, ".part")));
    scratch_worked(scratch,
                   archive_part_forget(scratch_path(scratch, "date=x"), NAME, &scratch->error));
    assert_false(file_exists(path_of(scratch, ".part")));
    assert_int_equal(marks_of(scratch).count, 0);
}

static void batches_that_failed_leave_nothing(void **state)
{
    Scratch *scratch = *state;
    ArchivePart *part CLEANUP(archive_part_release) = new_part(scratch, COLUMNS);
    Error *error = &scratch->error;
    PackedFacts facts;

    add(scratch, part, "1,rolled back\n");
    scratch_worked(scratch, archive_part_rewind(part, error));
    add(scratch, part, "2,marked, and rolled back\n");
    mark(scratch, part, "{\"xid\": 1}");
    scratch_worked(scratch, archive_part_unmark(part, error));
    add(scratch, part, "3,stays\n");
    mark(scratch, part, "{\"xid\": 2}");
    add(scratch, part, "4,marked, and rolled back\n");
    mark(scratch, part, "{\"xid\": 3}");
    scratch_worked(scratch, archive_part_unmark(part, error));
    add(scratch, part, "5,rolled back\n");
    scratch_worked(scratch, archive_part_rewind(part, error));
    add(scratch, part, "6,stays\n");
    mark(scratch, part, "{\"xid\": 4}");
    scratch_worked(scratch, archive_part_finish(part, &facts, error));
    assert_int_equal(facts.rows, 2);
    check_facts(scratch, &facts, "id,note\n3,stays\n6,stays\n");
}

static void no_batch_is_no_file(void **state)
{
    Scratch *scratch = *state;
    ArchivePart *part CLEANUP(archive_part_release) = new_part(scratch, COLUMNS);
    PackedFacts facts;

    add(scratch, part, "1,rolled back\n");
    scratch_worked(scratch, archive_part_finish(part, &facts, &scratch->error));
    assert_int_equal(facts.rows, 0);
    assert_false(file_exists(path_of(scratch, "")));
}

/* As a killed run leaves it: whatever is behind the last whole note does not count. */
static void what_a_dead_run_left_is_read_up_to_the_last_note(void **state)
{
    Scratch *scratch = *state;
    ArchivePart *part = new_part(scratch, COLUMNS);
    const char *path = path_of(scratch, ".part");
    PackedFacts facts;
    ArchiveMarks marks;

    add(scratch, part, "1,one\n");
    mark(scratch, part, "{\"xid\": 1}");
    add(scratch, part, "2,two\n3,three\n");
    mark(scratch, part, "{\"xid\": 2}");
    archive_part_release(&part);
    assert_null(part);

    marks = marks_of(scratch);
    assert_int_equal(marks.count, 2);
    assert_string_equal(marks.items[0].note, "{\"xid\": 1}");
    assert_string_equal(marks.items[1].note, "{\"xid\": 2}");
    assert_int_equal(marks.items[0].facts.rows, 1);
    assert_int_equal(marks.items[1].facts.rows, 3);
    assert_string_equal(content(scratch, path, &marks.items[0]), "id,note\n1,one\n");
    assert_string_equal(content(scratch, path, &marks.items[1]), "2,two\n3,three\n");

    for (int64_t size = marks.items[1].end; size >= 0; size--) {
        assert_int_equal(truncate(path, (off_t) size), 0);
        ArchiveMarks left = marks_of(scratch);
        assert_int_equal(left.count, size >= marks.items[1].end   ? 2
                                     : size >= marks.items[0].end ? 1
                                                                  : 0);
        if (size == marks.items[0].end + 3)
            scratch_worked(scratch,
                           archive_part_recover(scratch->arena, scratch_path(scratch, "date=x"),
                                                NAME, &left, 1, &facts, &scratch->error));
    }
    assert_int_equal(facts.rows, 1);
    check_facts(scratch, &facts, "id,note\n1,one\n");
}

static void a_part_may_be_all_notes(void **state)
{
    Scratch *scratch = *state;
    ArchivePart *part = new_part(scratch, NULL);
    PackedFacts facts;

    mark(scratch, part, "{\"rows\": 5}");
    mark(scratch, part, "{\"rows\": 6}");
    scratch_worked(scratch, archive_part_unmark(part, &scratch->error));
    mark(scratch, part, "{\"rows\": 7}");
    scratch_worked(scratch, archive_part_finish(part, &facts, &scratch->error));
    archive_part_release(&part);
    assert_false(file_exists(path_of(scratch, "")));

    ArchiveMarks marks = marks_of(scratch);
    assert_int_equal(marks.count, 2);
    assert_string_equal(marks.items[1].note, "{\"rows\": 7}");
    scratch_worked(scratch, archive_part_recover(scratch->arena, scratch_path(scratch, "date=x"),
                                                 NAME, &marks, 2, &facts, &scratch->error));
    assert_false(file_exists(path_of(scratch, "")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(batches_become_a_file_without_notes),
        SCRATCH_TEST(batches_that_failed_leave_nothing),
        SCRATCH_TEST(no_batch_is_no_file),
        SCRATCH_TEST(what_a_dead_run_left_is_read_up_to_the_last_note),
        SCRATCH_TEST(a_part_may_be_all_notes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
