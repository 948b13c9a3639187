#include "file/archive_part.h"

#include <assert.h>

#include "base/cleanup.h"
#include "file/archive_cut.h"
#include "file/compress.h"
#include "file/file.h"

/* One file's batches. */
typedef struct {
    size_t first; /* of the marks */
    size_t count;
    PackedFacts facts; /* of its CSV, once another one follows or the part has ended */
} Section;

struct ArchivePart {
    Arena *arena;
    const char *folder;
    const char *name;
    const char *const *columns;
    Packer *packer;
    int64_t header_end;
    LIST(ArchiveMark) marks;
    LIST(Section) sections;
    bool has_batch; /* something was added since the last mark */
};

static const Packing PACKING = {.level = COMPRESS_LEVEL};

static bool add_header(ArchivePart *part, Error *error)
{
    size_t count = 0;

    if (part->columns == NULL)
        return true;
    while (part->columns[count] != NULL)
        count++;
    if (!packer_add_header(part->packer, part->columns, count, error))
        return false;
    part->header_end = archive_part_bytes(part);
    return true;
}

bool archive_part_create(Arena *arena, const char *folder, const char *name,
                         const char *const *columns, ArchivePart **part, Error *error)
{
    ArchivePart *made CLEANUP(archive_part_release) = arena_alloc(arena, sizeof *made);

    *made = (ArchivePart){.arena = arena, .folder = folder, .name = name, .columns = columns};
    if (!folder_make(folder, error) ||
        !packer_create(arena, folder, name, &PACKING, &made->packer, error))
        return false;
    packer_keep_draft(made->packer);
    if (!folder_sync(folder, error) || !add_header(made, error))
        return false;
    *part = made;
    made = NULL;
    return true;
}

static Section *at_hand(ArchivePart *part)
{
    assert(part->sections.count > 0);
    return &part->sections.items[part->sections.count - 1];
}

static void end_section(ArchivePart *part)
{
    if (part->sections.count > 0)
        at_hand(part)->facts = packer_facts(part->packer, part->arena);
}

void archive_part_section(ArchivePart *part)
{
    assert(!part->has_batch);
    end_section(part);
    packer_section(part->packer);
    list_add(part->arena, &part->sections, ((Section){.first = part->marks.count}));
}

bool archive_part_add(ArchivePart *part, const char *rows, size_t size, Error *error)
{
    assert(part->sections.count > 0);
    part->has_batch = true;
    return packer_add(part->packer, rows, size, error);
}

PackedFacts archive_part_facts(const ArchivePart *part)
{
    assert(part->sections.count > 0 && !part->has_batch);
    return packer_facts(part->packer, part->arena);
}

int64_t archive_part_bytes(const ArchivePart *part)
{
    return packer_file_bytes(part->packer);
}

static int64_t last_end(const ArchivePart *part)
{
    return part->marks.count == 0 ? part->header_end : part->marks.items[part->marks.count - 1].end;
}

bool archive_part_mark(ArchivePart *part, const char *note, size_t size, Error *error)
{
    Section *section = at_hand(part);
    int64_t from = last_end(part);

    if (!packer_mark(part->packer, note, size, error))
        return false;
    part->has_batch = false;
    section->count++;
    int64_t end = archive_part_bytes(part);
    list_add(
        part->arena, &part->marks,
        ((ArchiveMark){.from = from, .to = end - COMPRESS_NOTE_HEAD - (int64_t) size, .end = end}));
    return true;
}

bool archive_part_rewind(ArchivePart *part, Error *error)
{
    part->has_batch = false;
    return packer_rewind(part->packer, error);
}

bool archive_part_unmark(ArchivePart *part, Error *error)
{
    Section *section = at_hand(part);

    assert(section->count > 0 && !part->has_batch);
    if (!packer_unmark(part->packer, error))
        return false;
    part->marks.count--;
    section->count--;
    return true;
}

ArchiveMark archive_part_last(const ArchivePart *part)
{
    assert(part->marks.count > 0);
    return part->marks.items[part->marks.count - 1];
}

bool archive_part_end(ArchivePart *part, Error *error)
{
    if (part->has_batch && !archive_part_rewind(part, error))
        return false;
    end_section(part);
    return true;
}

bool archive_part_extract(ArchivePart *part, size_t at, const char *folder, const char *name,
                          PackedFacts *facts, Error *error)
{
    const Section *section = &part->sections.items[at];
    ArchiveCut cut = {
        .draft =
            arena_format(part->arena, "%s.part", path_join(part->arena, part->folder, part->name)),
        .header_end = part->header_end,
        .marks = part->marks.items + section->first,
        .count = section->count,
        .folder = folder,
        .name = name,
    };

    *facts = section->count == 0 ? (PackedFacts){0} : section->facts;
    if (section->count == 0 || part->columns == NULL)
        return true;
    return archive_cut(part->arena, &cut, facts, error);
}

void archive_part_release(ArchivePart **part)
{
    if (*part == NULL)
        return;
    packer_release(&(*part)->packer);
    *part = NULL;
}
