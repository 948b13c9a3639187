#include "file/kit.h"

#include <inttypes.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/text.h"
#include "file/file.h"
#include "file/script.h"
#include "file/undo_script.h"

enum { MANIFEST_FORMAT = 1, MANIFEST_LIMIT = 16 * 1024 * 1024 };

static const char *manifest(Arena *arena, const Kit *kit)
{
    Document *document CLEANUP(document_release) = document_object();

    document_set_number(document, "format", MANIFEST_FORMAT);
    document_set_number(document, "operation", kit->operation);
    document_set_text(document, "command", kit->command);
    document_set_text(document, "started", kit->started);
    document_set_text(document, "host", kit->host);
    document_set_text(document, "database", kit->database);
    document_set_text(document, "schema", kit->schema);
    document_set_text(document, "system_identifier", kit->system_identifier);
    document_set_text(document, "tool_version", kit->tool_version);
    document_set_text(document, "journal_head", kit->journal_head);
    document_set_number(document, "journal_sequence", kit->journal_sequence);
    document_set(document, "files", preimage_to_document(kit->files, kit->file_count));
    return document_dump(arena, document, 2);
}

static void add_file_lines(Arena *arena, Text *text, const Kit *kit)
{
    for (const PreimageFile *file = kit->files; file < kit->files + kit->file_count; file++) {
        text_addf(text, "    %s\n        %" PRId64 " of %s, %s", file->name, file->rows,
                  script_comment(arena, file->table), preimage_kind_name(file->kind));
        if (preimage_is_edit(file->kind))
            text_addf(text, ": column %s", script_comment(arena, file->edited_column));
        text_addf(text, "\n        SHA-256 %s\n", file->sha256);
    }
}

static const char *readme(Arena *arena, const Kit *kit)
{
    Text *text = text_new(arena);

    text_addf(text,
              "Operation %" PRId64 " of litellm-dba\n\n"
              "    command   %s\n"
              "    started   %s (UTC)\n"
              "    database  %s, schema %s, on %s, cluster %s\n\n",
              kit->operation, script_comment(arena, kit->command),
              script_comment(arena, kit->started), script_comment(arena, kit->database),
              script_comment(arena, kit->schema), script_comment(arena, kit->host),
              script_comment(arena, kit->system_identifier));
    text_addf(
        text,
        "To take it back:\n\n"
        "    litellm-dba undo %" PRId64 "\n\n"
        "Without litellm-dba, psql alone does it.  First a rehearsal, which changes nothing,\n"
        "then the real run, both in this folder:\n\n"
        "    psql -X -v rehearse=1 -f undo.sql \"$DATABASE_URL\"\n"
        "    psql -X -f undo.sql \"$DATABASE_URL\"\n\n"
        "psql knows no Prisma parameters: take \"?schema=...\", \"connection_limit\" and the\n"
        "like off the URL first.  It runs in one transaction: all or nothing.  Rows that were\n"
        "changed since stay as they are, so compare the counts that psql prints with those\n"
        "below.  The journal does not learn of an undo by psql.  Before version 18, psql takes\n"
        "a line of a file that holds only \\. for its end: then it fails and nothing is "
        "changed.\n\n"
        "Files, in the order of the work; a name that ends in .prepared means that the\n"
        "operation was cut off, and the next run of litellm-dba finds out what it did.\n\n",
        kit->operation);
    add_file_lines(arena, text, kit);
    text_add(text, "\nThe CSV files are what COPY writes: an empty field is NULL, \"\" is an empty "
                   "text.\n");
    return text_value(text);
}

static bool put(const char *folder, const char *name, const char *content, Error *error)
{
    Arena *arena CLEANUP(arena_release) = arena_new();
    return file_replace(path_join(arena, folder, name), content, strlen(content), error);
}

bool kit_write(const char *folder, const Kit *kit, Error *error)
{
    Arena *arena CLEANUP(arena_release) = arena_new();

    return put(folder, "undo.sql", undo_script(arena, kit), error) &&
           put(folder, "README", readme(arena, kit), error) &&
           put(folder, KIT_MANIFEST, manifest(arena, kit), error);
}

static const char *optional_text(Arena *arena, const Document *document, const char *key)
{
    return arena_copy(arena, document_text(document_find(document, key)));
}

static bool read_manifest(Arena *arena, const Document *document, Kit *kit, Error *error)
{
    const Document *files;
    int64_t format;

    if (!document_get_number(document, "format", &format, error))
        return false;
    if (format != MANIFEST_FORMAT) {
        fail(error, OUTCOME_FILE_ERROR, "manifest of an unknown format: %" PRId64, format);
        return fail_hint(error, "A newer litellm-dba wrote it; use that one.");
    }
    if (!document_get_number(document, "operation", &kit->operation, error) ||
        !document_get_array(document, "files", &files, error))
        return false;
    kit->command = optional_text(arena, document, "command");
    kit->started = optional_text(arena, document, "started");
    kit->host = optional_text(arena, document, "host");
    kit->database = optional_text(arena, document, "database");
    kit->schema = optional_text(arena, document, "schema");
    kit->system_identifier = optional_text(arena, document, "system_identifier");
    kit->tool_version = optional_text(arena, document, "tool_version");
    kit->journal_head = optional_text(arena, document, "journal_head");
    kit->journal_sequence = document_number(document_find(document, "journal_sequence"));
    return preimage_from_document(arena, files, &kit->files, &kit->file_count, error);
}

bool kit_read(Arena *arena, const char *folder, Kit *kit, Error *error)
{
    Arena *work CLEANUP(arena_release) = arena_new();
    Document *document CLEANUP(document_release) = NULL;
    const char *path = path_join(work, folder, KIT_MANIFEST);
    const char *data = NULL;
    size_t size = 0;
    Kit read = {0};

    if (!file_read(work, path, MANIFEST_LIMIT, &data, &size, error))
        return false;
    if (!document_parse(data, size, &document, error) ||
        !read_manifest(arena, document, &read, error))
        return fail_detail(error, "in \"%s\"%s%s", path, error->detail[0] != '\0' ? ": " : "",
                           error->detail);
    *kit = read;
    return true;
}
