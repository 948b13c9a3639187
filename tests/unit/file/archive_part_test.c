#include "tests/unit/file/scratch.h"

#include <fcntl.h>

#include "base/cleanup.h"
#include "base/digest.h"
#include "base/text.h"
#include "file/archive_part.h"
#include "file/checksum.h"
#include "file/unpacker.h"

static const char *const COLUMNS[] = {"id", "note", NULL};
static const char NAME[] = "000042-0001.csv.zst";

static ArchivePart *new_part(Scratch *scratch, const char *const *columns)
{
    ArchivePart *part = NULL;

    scratch_worked(scratch, archive_part_create(scratch->arena, scratch_path(scratch, "_drafts"),
                                                NAME, columns, &part, &scratch->error));
    archive_part_section(part);
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

static const char *draft_path(Scratch *scratch)
{
    return arena_format(scratch->arena, "%s/_drafts/%s.part", scratch->folder, NAME);
}

static const char *file_path(Scratch *scratch, const char *day)
{
    return arena_format(scratch->arena, "%s/date=%s/part.csv.zst", scratch->folder, day);
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

static void check_facts(Scratch *scratch, const char *day, const PackedFacts *facts, int64_t rows,
                        const char *expected)
{
    const char *path = file_path(scratch, day);

    scratch_worked(scratch,
                   checksum_verify(path, facts->file_bytes, facts->file_sha256, &scratch->error));
    assert_int_equal(facts->rows, rows);
    assert_int_equal(facts->csv_bytes, strlen(expected));
    assert_string_equal(facts->csv_sha256, sha256_hex(scratch->arena, expected, strlen(expected)));
    assert_string_equal(content(scratch, path, NULL), expected);
    assert_int_equal(scratch_mode(path), 0600);
}

/* The section becomes date=DAY/part.csv.zst. */
static PackedFacts extracted(Scratch *scratch, ArchivePart *part, size_t section, const char *day)
{
    const char *folder = scratch_path(scratch, arena_format(scratch->arena, "date=%s", day));
    PackedFacts facts;

    scratch_worked(scratch, archive_part_extract(part, section, folder, "part.csv.zst", &facts,
                                                 &scratch->error));
    return facts;
}

static ArchiveDraft draft_of(Scratch *scratch)
{
    ArchiveDraft draft;

    scratch_worked(scratch, archive_draft_read(scratch->arena, scratch_path(scratch, "_drafts"),
                                               NAME, &draft, &scratch->error));
    return draft;
}

static PackedFacts recovered(Scratch *scratch, const ArchiveDraft *draft, size_t first,
                             size_t count, const char *day)
{
    const char *folder = scratch_path(scratch, arena_format(scratch->arena, "date=%s", day));
    PackedFacts facts;

    scratch_worked(scratch, archive_draft_extract(scratch->arena, scratch_path(scratch, "_drafts"),
                                                  NAME, draft, first, count, folder, "part.csv.zst",
                                                  &facts, &scratch->error));
    return facts;
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
    scratch_worked(scratch, archive_part_end(part, &scratch->error));
    facts = extracted(scratch, part, 0, "1");
    check_facts(scratch, "1", &facts, 3, "id,note\n1,\"one\nline\"\n2,\n3,three\n");

    assert_true(file_exists(draft_path(scratch)));
    scratch_worked(scratch,
                   archive_draft_forget(scratch_path(scratch, "_drafts"), NAME, &scratch->error));
    assert_false(file_exists(draft_path(scratch)));
    assert_int_equal(draft_of(scratch).marks.count, 0);
}

static void every_section_becomes_a_file_of_its_own(void **state)
{
    Scratch *scratch = *state;
    ArchivePart *part CLEANUP(archive_part_release) = new_part(scratch, COLUMNS);
    PackedFacts facts;

    add(scratch, part, "1,a\n");
    mark(scratch, part, "{}");
    archive_part_section(part);
    add(scratch, part, "2,rolled back\n");
    mark(scratch, part, "{}");
    scratch_worked(scratch, archive_part_unmark(part, &scratch->error));
    add(scratch, part, "3,b\n4,c\n");
    mark(scratch, part, "{}");
    archive_part_section(part);
    archive_part_section(part);
    add(scratch, part, "5,d\n");
    mark(scratch, part, "{}");
    add(scratch, part, "6,e\n");
    mark(scratch, part, "{}");
    scratch_worked(scratch, archive_part_end(part, &scratch->error));

    facts = extracted(scratch, part, 0, "1");
    check_facts(scratch, "1", &facts, 1, "id,note\n1,a\n");
    facts = extracted(scratch, part, 1, "2");
    check_facts(scratch, "2", &facts, 2, "id,note\n3,b\n4,c\n");
    assert_int_equal(extracted(scratch, part, 2, "3").rows, 0);
    assert_false(file_exists(file_path(scratch, "3")));
    facts = extracted(scratch, part, 3, "4");
    check_facts(scratch, "4", &facts, 2, "id,note\n5,d\n6,e\n");

    /* Twice is as good as once. */
    facts = extracted(scratch, part, 1, "2");
    check_facts(scratch, "2", &facts, 2, "id,note\n3,b\n4,c\n");
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
    scratch_worked(scratch, archive_part_end(part, error));
    facts = extracted(scratch, part, 0, "1");
    check_facts(scratch, "1", &facts, 2, "id,note\n3,stays\n6,stays\n");
}

static void no_batch_is_no_file(void **state)
{
    Scratch *scratch = *state;
    ArchivePart *part CLEANUP(archive_part_release) = new_part(scratch, COLUMNS);

    add(scratch, part, "1,rolled back\n");
    scratch_worked(scratch, archive_part_end(part, &scratch->error));
    assert_int_equal(extracted(scratch, part, 0, "1").rows, 0);
    assert_false(file_exists(file_path(scratch, "1")));
}

/* As a killed run leaves it: whatever is behind the last whole note does not count. */
static void what_a_dead_run_left_is_read_up_to_the_last_note(void **state)
{
    Scratch *scratch = *state;
    ArchivePart *part = new_part(scratch, COLUMNS);
    const char *path = draft_path(scratch);
    PackedFacts facts;
    ArchiveDraft draft;

    add(scratch, part, "1,one\n");
    mark(scratch, part, "{\"xid\": 1}");
    archive_part_section(part);
    add(scratch, part, "2,two\n3,three\n");
    mark(scratch, part, "{\"xid\": 2}");
    ArchiveMark last = archive_part_last(part);
    archive_part_release(&part);
    assert_null(part);

    draft = draft_of(scratch);
    const ArchiveMark *marks = draft.marks.items;
    assert_int_equal(draft.marks.count, 2);
    assert_string_equal(marks[0].note, "{\"xid\": 1}");
    assert_string_equal(marks[1].note, "{\"xid\": 2}");
    assert_int_equal(marks[1].from, last.from);
    assert_int_equal(marks[1].to, last.to);
    assert_int_equal(marks[1].end, last.end);
    assert_string_equal(content(scratch, path, &marks[0]), "1,one\n");
    assert_string_equal(content(scratch, path, &marks[1]), "2,two\n3,three\n");
    facts = recovered(scratch, &draft, 1, 1, "2");
    check_facts(scratch, "2", &facts, 2, "id,note\n2,two\n3,three\n");
    facts = recovered(scratch, &draft, 0, 2, "3");
    check_facts(scratch, "3", &facts, 3, "id,note\n1,one\n2,two\n3,three\n");

    for (int64_t size = marks[1].end; size >= 0; size--) {
        assert_int_equal(truncate(path, (off_t) size), 0);
        ArchiveDraft left = draft_of(scratch);
        assert_int_equal(left.marks.count, size >= marks[1].end ? 2 : size >= marks[0].end ? 1 : 0);
        if (size == marks[0].end + 3)
            facts = recovered(scratch, &left, 0, 1, "1");
    }
    check_facts(scratch, "1", &facts, 1, "id,note\n1,one\n");
}

static void a_part_may_be_all_notes(void **state)
{
    Scratch *scratch = *state;
    ArchivePart *part = new_part(scratch, NULL);

    mark(scratch, part, "{\"rows\": 5}");
    mark(scratch, part, "{\"rows\": 6}");
    scratch_worked(scratch, archive_part_unmark(part, &scratch->error));
    mark(scratch, part, "{\"rows\": 7}");
    scratch_worked(scratch, archive_part_end(part, &scratch->error));
    extracted(scratch, part, 0, "1");
    archive_part_release(&part);
    assert_false(file_exists(file_path(scratch, "1")));

    ArchiveDraft draft = draft_of(scratch);
    assert_int_equal(draft.marks.count, 2);
    assert_string_equal(draft.marks.items[1].note, "{\"rows\": 7}");
    recovered(scratch, &draft, 0, 2, "1");
    assert_false(file_exists(file_path(scratch, "1")));
}

static void a_draft_on_the_disk_is_read_as_the_file_that_it_will_be(void **state)
{
    Scratch *scratch = *state;
    ArchivePart *part CLEANUP(archive_part_release) = new_part(scratch, COLUMNS);
    const char *folder = scratch_path(scratch, "_drafts");
    PackedFacts found;

    add(scratch, part, "1,one\n");
    add(scratch, part, "2,two\n");
    mark(scratch, part, "{\"rows\": 2}");
    PackedFacts sent = archive_part_facts(part);
    scratch_worked(scratch,
                   archive_draft_facts(scratch->arena, folder, NAME, &found, &scratch->error));
    assert_int_equal(found.rows, 2);
    assert_int_equal(found.csv_bytes, sent.csv_bytes);
    assert_string_equal(found.csv_sha256, sent.csv_sha256);

    /* One byte of its rows is another. */
    ArchiveMark last = archive_part_last(part);
    int file = open(draft_path(scratch), O_RDWR);
    off_t middle = (off_t) (last.from + last.to) / 2;
    char byte;
    assert_int_equal(pread(file, &byte, 1, middle), 1);
    byte = (char) (byte ^ 1);
    assert_int_equal(pwrite(file, &byte, 1, middle), 1);
    close(file);
    assert_true(!archive_draft_facts(scratch->arena, folder, NAME, &found, &scratch->error) ||
                strcmp(found.csv_sha256, sent.csv_sha256) != 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(batches_become_a_file_without_notes),
        SCRATCH_TEST(every_section_becomes_a_file_of_its_own),
        SCRATCH_TEST(batches_that_failed_leave_nothing),
        SCRATCH_TEST(no_batch_is_no_file),
        SCRATCH_TEST(what_a_dead_run_left_is_read_up_to_the_last_note),
        SCRATCH_TEST(a_part_may_be_all_notes),
        SCRATCH_TEST(a_draft_on_the_disk_is_read_as_the_file_that_it_will_be),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
