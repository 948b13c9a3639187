#include "file/undo_script.h"

#include <assert.h>
#include <ctype.h>
#include <inttypes.h>
#include <string.h>

#include "base/sql.h"
#include "base/text.h"
#include "build/sql.h"

/* What a placeholder becomes; the last one has no name. */
typedef struct {
    const char *placeholder; /* as it stands in the template: :"table" */
    const char *text;
} Filling;

static void add_quoted(Text *text, const char *name, char quote)
{
    text_add_char(text, quote);
    for (; *name != '\0'; name++) {
        if (*name == quote)
            text_add_char(text, quote);
        text_add_char(text, *name);
    }
    text_add_char(text, quote);
}

static const char *quoted(Arena *arena, const char *name, char quote)
{
    Text *text = text_new(arena);

    add_quoted(text, name, quote);
    return text_value(text);
}

static const char *quoted_list(Arena *arena, const char *const *names)
{
    Text *text = text_new(arena);

    for (size_t i = 0; names[i] != NULL; i++) {
        text_add(text, i > 0 ? ", " : "");
        add_quoted(text, names[i], '"');
    }
    return text_value(text);
}

static const Filling *filling_at(const char *at, const Filling *fillings)
{
    for (; fillings->placeholder != NULL; fillings++)
        if (text_starts_with(at, fillings->placeholder))
            return fillings;
    return NULL;
}

static void add_filled(Text *script, const SqlText *template, const Filling *fillings)
{
    const char *at = template->text;

    while (*at != '\0') {
        const Filling *filling = *at == ':' ? filling_at(at, fillings) : NULL;
        assert(filling != NULL || at[0] != ':' || at[1] != '"');
        if (filling != NULL) {
            text_add(script, filling->text);
            at += strlen(filling->placeholder);
        } else {
            text_add_char(script, *at++);
        }
    }
}

static const SqlText *const TEMPLATES[] = {
    [PREIMAGE_DELETED] = &SQL_UNDO_DELETED,
    [PREIMAGE_INSERTED] = &SQL_UNDO_INSERTED,
    [PREIMAGE_EDITED] = &SQL_UNDO_EDITED,
    [PREIMAGE_ADDED] = &SQL_UNDO_ADDED,
};

/* What \copy reads from: the file, or what unpacks it.  Names of files are plain (see preimage.c),
 * so a shell takes them as they are. */
static const char *source(Arena *arena, const PreimageFile *file)
{
    bool is_encrypted = text_ends_with(file->name, ".age");
    bool is_compressed = strstr(file->name, ".zst") != NULL;
    const char *path = file->place == NULL
                           ? file->name
                           : arena_format(arena, "../../%s/%s", file->place, file->name);

    if (!is_encrypted && !is_compressed)
        return quoted(arena, path, '\'');

    const char *command = !is_encrypted
                              ? arena_format(arena, "zstd -dcq %s", path)
                              : arena_format(arena, "age -d -i \"$LITELLM_DBA_IDENTITY\" %s%s",
                                             path, is_compressed ? " | zstd -dcq" : "");
    return arena_format(arena, "PROGRAM %s", quoted(arena, command, '\''));
}

static void add_file(Arena *arena, Text *script, const PreimageFile *file)
{
    const Filling fillings[] = {
        {":\"table\"", quoted(arena, file->table, '"')},
        {":\"columns\"", quoted_list(arena, file->columns)},
        {":\"key\"", quoted_list(arena, file->key)},
        {":\"column\"", file->edited_column == NULL ? "" : quoted(arena, file->edited_column, '"')},
        {":file", source(arena, file)},
        {NULL, NULL},
    };

    text_addf(script, "\n-- %s: %" PRId64 " of %s, %s\n", file->name, file->rows,
              undo_script_comment(arena, file->table), preimage_kind_name(file->kind));
    add_filled(script, TEMPLATES[file->kind], fillings);
}

const char *undo_script_comment(Arena *arena, const char *text)
{
    char *line = arena_copy(arena, text == NULL ? "?" : text);

    for (char *at = line; *at != '\0'; at++)
        if (iscntrl((unsigned char) *at))
            *at = ' ';
    return line;
}

const char *undo_script(Arena *arena, const Kit *kit)
{
    Text *script = text_new(arena);
    const Filling schema[] = {{":\"schema\"", quoted(arena, kit->schema, '"')}, {NULL, NULL}};

    text_addf(script,
              "-- Takes operation %" PRId64 " back.  See README in this folder; run it from here:\n"
              "--     psql -X -f undo.sql DATABASE\n"
              "--\n"
              "-- command   %s\n"
              "-- started   %s\n"
              "-- database  %s, schema %s, on %s, cluster %s\n\n",
              kit->operation, undo_script_comment(arena, kit->command),
              undo_script_comment(arena, kit->started), undo_script_comment(arena, kit->database),
              undo_script_comment(arena, kit->schema), undo_script_comment(arena, kit->host),
              undo_script_comment(arena, kit->system_identifier));
    add_filled(script, &SQL_UNDO_BEGIN, schema);
    for (size_t left = kit->file_count; left > 0; left--)
        if (kit->files[left - 1].rows > 0)
            add_file(arena, script, &kit->files[left - 1]);
    text_add(script, "\n");
    add_filled(script, &SQL_UNDO_END, schema);
    return text_value(script);
}
