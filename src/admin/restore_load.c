#include "admin/restore_load.h"

#include "file/file.h"

static void tell(const void *teller, int64_t rows)
{
    const Restore *restore = teller;

    if (restore->request.tell != NULL)
        restore->request.tell(rows);
}

LoadRequest restore_load_request(const Restore *restore, const RestoreTable *table,
                                 const SetFile *file)
{
    return (LoadRequest){
        .path = path_join(restore->session->arena, restore->folder, file->name),
        .name = file->name,
        .facts = &file->facts,
        .columns = table->header,
        .wanted = table->columns,
        .table = table->target,
        .filter = table->filter,
        .context = table->filter_context,
        .tell = tell,
        .teller = restore,
    };
}

PreimageFile restore_load_preimage(const Restore *restore, const RestoreTable *table,
                                   const SetFile *file)
{
    return (PreimageFile){
        .name = file->name,
        .place = restore->place,
        .kind = PREIMAGE_INSERTED,
        .table = table->target->name,
        .columns = table->header,
        .key = table->target->key,
        .rows = file->facts.rows,
        .bytes = file->facts.file_bytes,
        .sha256 = file->facts.file_sha256,
    };
}
