#include "file/undo_script.h"

#include <inttypes.h>

#include "build/sql.h"
#include "file/script.h"

static const SqlText *const TEMPLATES[] = {
    [PREIMAGE_DELETED] = &SQL_UNDO_DELETED,
    [PREIMAGE_INSERTED] = &SQL_UNDO_INSERTED,
    [PREIMAGE_EDITED] = &SQL_UNDO_EDITED,
    [PREIMAGE_ADDED] = &SQL_UNDO_ADDED,
};

static const char *path(Arena *arena, const PreimageFile *file)
{
    return file->place == NULL ? file->name
                               : arena_format(arena, "../../%s/%s", file->place, file->name);
}

static void add_file(Arena *arena, Text *script, const PreimageFile *file)
{
    const Filling fillings[] = {
        {":\"table\"", script_name(arena, file->table)},
        {":\"columns\"", script_names(arena, file->columns)},
        {":\"key\"", script_names(arena, file->key)},
        {":\"column\"", file->edited_column == NULL ? "" : script_name(arena, file->edited_column)},
        {":file", script_source(arena, path(arena, file))},
        {NULL, NULL},
    };

    text_addf(script, "\n-- %s: %" PRId64 " of %s, %s\n", file->name, file->rows,
              script_comment(arena, file->table), preimage_kind_name(file->kind));
    script_add(script, TEMPLATES[file->kind], fillings);
}

const char *undo_script(Arena *arena, const Kit *kit)
{
    Text *script = text_new(arena);
    const Filling schema[] = {{":\"schema\"", script_name(arena, kit->schema)}, {NULL, NULL}};

    text_addf(script,
              "-- Takes operation %" PRId64 " back.  See README in this folder; run it from here:\n"
              "--     psql -X -f undo.sql DATABASE\n"
              "--\n"
              "-- command   %s\n"
              "-- started   %s\n"
              "-- database  %s, schema %s, on %s, cluster %s\n\n",
              kit->operation, script_comment(arena, kit->command),
              script_comment(arena, kit->started), script_comment(arena, kit->database),
              script_comment(arena, kit->schema), script_comment(arena, kit->host),
              script_comment(arena, kit->system_identifier));
    script_add(script, &SQL_UNDO_BEGIN, schema);
    for (size_t left = kit->file_count; left > 0; left--)
        if (kit->files[left - 1].rows > 0)
            add_file(arena, script, &kit->files[left - 1]);
    text_add(script, "\n");
    script_add(script, &SQL_UNDO_END, schema);
    return text_value(script);
}
