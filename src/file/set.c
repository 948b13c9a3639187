#include "file/set.h"

#include <inttypes.h>
#include <string.h>
#include <strings.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "base/digest.h"
#include "base/json.h"
#include "base/mapping.h"
#include "file/checksum.h"
#include "file/file.h"
#include "file/lock.h"
#include "file/plain_name.h"

enum { FORMAT = 1, MANIFEST_LIMIT = 64 * 1024 * 1024, LOCK_LOOKS = 50, BETWEEN_LOOKS_MS = 100 };

#define FORMAT_KEY "format"
#define DIGEST_KEY "sha256"

/* The manifest as data. */

static const Mapping COLUMN[] = {
    MAP_TEXT(SetColumn, name, "name"),
    MAP_TEXT(SetColumn, type, "type"),
    MAP_BOOLEAN(SetColumn, not_null, "not_null"),
    MAP_OPTIONAL(SetColumn, default_expression, "default"),
    NO_MORE_MAPPINGS,
};

static const Mapping FILES[] = {
    MAP_TEXT(SetFile, name, "name"),
    MAP_NUMBER(SetFile, facts.rows, "rows"),
    MAP_NUMBER(SetFile, facts.csv_bytes, "csv_bytes"),
    MAP_TEXT(SetFile, facts.csv_sha256, "csv_sha256"),
    MAP_NUMBER(SetFile, facts.file_bytes, "file_bytes"),
    MAP_TEXT(SetFile, facts.file_sha256, "file_sha256"),
    MAP_WORDS(SetFile, first_key, "first_key"),
    MAP_WORDS(SetFile, last_key, "last_key"),
    NO_MORE_MAPPINGS,
};

static const Mapping TABLE[] = {
    MAP_TEXT(SetTable, name, "name"),
    MAP_BOOLEAN(SetTable, is_partitioned, "partitioned"),
    MAP_BOOLEAN(SetTable, is_sorted, "sorted"),
    MAP_OPTIONAL(SetTable, time_column, "time_column"),
    MAP_OPTIONAL(SetTable, since, "since"),
    MAP_LIST(SetTable, columns, column_count, SetColumn, "columns", COLUMN),
    MAP_WORDS(SetTable, key, "key"),
    MAP_NUMBER(SetTable, rows, "rows"),
    MAP_LIST(SetTable, files, file_count, SetFile, "files", FILES),
    NO_MORE_MAPPINGS,
};

static const Mapping FOREIGN_KEY[] = {
    MAP_TEXT(SetForeignKey, name, "name"),
    MAP_TEXT(SetForeignKey, table, "table"),
    MAP_WORDS(SetForeignKey, columns, "columns"),
    MAP_TEXT(SetForeignKey, parent_table, "parent_table"),
    MAP_WORDS(SetForeignKey, parent_columns, "parent_columns"),
    NO_MORE_MAPPINGS,
};

static const Mapping SEQUENCE[] = {
    MAP_TEXT(SetSequence, name, "name"),
    MAP_OPTIONAL(SetSequence, table, "table"),
    MAP_OPTIONAL(SetSequence, column, "column"),
    MAP_NUMBER(SetSequence, last_value, "last_value"),
    MAP_BOOLEAN(SetSequence, is_called, "is_called"),
    NO_MORE_MAPPINGS,
};

static const Mapping MIGRATION[] = {
    MAP_TEXT(SetMigration, name, "name"),
    MAP_OPTIONAL(SetMigration, checksum, "checksum"),
    MAP_OPTIONAL(SetMigration, finished, "finished"),
    MAP_OPTIONAL(SetMigration, rolled_back, "rolled_back"),
    NO_MORE_MAPPINGS,
};

static const Mapping ABSENCE[] = {
    MAP_TEXT(SetAbsence, table, "table"),
    MAP_TEXT(SetAbsence, why, "why"),
    NO_MORE_MAPPINGS,
};

static const Mapping OMISSION[] = {
    MAP_TEXT(SetOmission, table, "table"),
    MAP_OPTIONAL(SetOmission, column, "column"),
    MAP_TEXT(SetOmission, what, "what"),
    MAP_OPTIONAL(SetOmission, why, "why"),
    NO_MORE_MAPPINGS,
};

static const Mapping SOURCE[] = {
    MAP_OPTIONAL(SetSource, host, "host"),
    MAP_OPTIONAL(SetSource, port, "port"),
    MAP_TEXT(SetSource, database, "database"),
    MAP_TEXT(SetSource, schema, "schema"),
    MAP_OPTIONAL(SetSource, user, "user"),
    MAP_TEXT(SetSource, system_identifier, "system_identifier"),
    MAP_NUMBER(SetSource, timeline, "timeline"),
    MAP_TEXT(SetSource, version, "version"),
    MAP_NUMBER(SetSource, version_number, "version_number"),
    MAP_TEXT(SetSource, snapshot, "snapshot"),
    MAP_OPTIONAL(SetSource, lsn, "lsn"),
    NO_MORE_MAPPINGS,
};

static const Mapping SCHEMA[] = {
    MAP_OPTIONAL(SetSchema, nearest_version, "nearest_version"),
    MAP_NUMBER(SetSchema, differences, "differences"),
    MAP_TEXT(SetSchema, fingerprint, "fingerprint"),
    NO_MORE_MAPPINGS,
};

static const Mapping CHECK[] = {
    MAP_TEXT(SetCheck, at, "at"),
    MAP_TEXT(SetCheck, tool_version, "tool_version"),
    MAP_OPTIONAL(SetCheck, server_version, "server_version"),
    MAP_NUMBER(SetCheck, operation, "operation"),
    NO_MORE_MAPPINGS,
};

static const Mapping PIN[] = {
    MAP_TEXT(SetPin, at, "at"),
    MAP_OPTIONAL(SetPin, why, "why"),
    NO_MORE_MAPPINGS,
};

static const Mapping SET[] = {
    MAP_TEXT(Set, name, "set"),
    MAP_TEXT(Set, created, "created"),
    MAP_TEXT(Set, finished, "finished"),
    MAP_TEXT(Set, command, "command"),
    MAP_TEXT(Set, tool_version, "tool_version"),
    MAP_NUMBER(Set, operation, "operation"),
    MAP_OPTIONAL(Set, journal_head, "journal_head"),
    MAP_NUMBER(Set, journal_sequence, "journal_sequence"),
    MAP_PART(Set, source, SetSource, "source", SOURCE),
    MAP_PART(Set, schema, SetSchema, "schema", SCHEMA),
    MAP_OPTIONAL(Set, purpose, "purpose"),
    MAP_OPTIONAL(Set, salt_fingerprint, "salt_fingerprint"),
    MAP_OPTIONAL(Set, salt_source, "salt_source"),
    MAP_BOOLEAN(Set, is_masked, "masked"),
    MAP_WORDS(Set, recipients, "recipients"),
    MAP_POINTER(Set, verified, SetCheck, "verified", CHECK),
    MAP_POINTER(Set, rehearsed, SetCheck, "rehearsed", CHECK),
    MAP_POINTER(Set, pin, SetPin, "pin", PIN),
    MAP_LIST(Set, tables, table_count, SetTable, "tables", TABLE),
    MAP_LIST(Set, foreign_keys, foreign_key_count, SetForeignKey, "foreign_keys", FOREIGN_KEY),
    MAP_LIST(Set, sequences, sequence_count, SetSequence, "sequences", SEQUENCE),
    MAP_LIST(Set, migrations, migration_count, SetMigration, "migrations", MIGRATION),
    MAP_LIST(Set, absences, absence_count, SetAbsence, "absences", ABSENCE),
    MAP_LIST(Set, omissions, omission_count, SetOmission, "omissions", OMISSION),
    NO_MORE_MAPPINGS,
};

/* Writing. */

static const char *digest_of(Arena *arena, const Document *manifest)
{
    const char *text = document_dump(arena, manifest, DOCUMENT_COMPACT);

    return sha256_hex(arena, text, strlen(text));
}

bool set_write(const char *folder, const Set *set, Error *error)
{
    Arena *arena CLEANUP(arena_release) = arena_new();
    Document *manifest CLEANUP(document_release) = document_object();

    document_set_number(manifest, FORMAT_KEY, FORMAT);
    mapping_write(manifest, SET, set);
    document_set_text(manifest, DIGEST_KEY, digest_of(arena, manifest));

    const char *text = arena_format(arena, "%s\n", document_dump(arena, manifest, 2));
    return file_replace(path_join(arena, folder, SET_MANIFEST), text, strlen(text), error);
}

/* Reading. */

/* All but the digest, which was not there when it was taken. */
static Document *without_digest(const Document *manifest)
{
    Document *rest = document_object();

    for (size_t at = 0; at < document_count(manifest); at++) {
        const char *key = document_key_at(manifest, at);
        const Document *value = document_find(manifest, key);
        if (strcmp(key, DIGEST_KEY) == 0)
            continue;
        if (value == NULL)
            document_set_null(rest, key);
        else
            document_set(rest, key, document_copy(value));
    }
    return rest;
}

static bool check_digest(Arena *arena, const Document *manifest, Error *error)
{
    Document *rest CLEANUP(document_release) = without_digest(manifest);
    const char *digest;

    if (!document_get_text(manifest, DIGEST_KEY, &digest, error))
        return false;
    if (strcmp(digest, digest_of(arena, rest)) == 0)
        return true;
    fail(error, OUTCOME_FILE_ERROR, "the manifest is not the one that was written");
    return checksum_hint(error);
}

static bool check_format(const Document *manifest, Error *error)
{
    int64_t format;

    if (!document_get_number(manifest, FORMAT_KEY, &format, error))
        return false;
    if (format == FORMAT)
        return true;
    fail(error, OUTCOME_FILE_ERROR, "a set of an unknown format: %" PRId64, format);
    return fail_hint(error, "A newer litellm-dba made it; use that one.");
}

static bool check_file(const SetTable *table, const SetFile *file, Error *error)
{
    if (plain_name_is_safe(file->name) && file->facts.rows >= 0)
        return true;
    return fail(error, OUTCOME_FILE_ERROR, "\"%s\" is not the name of a file of the table \"%s\"",
                file->name, table->name);
}

/* What nobody who reads a set wants to ask again. */
static bool check_table(const SetTable *table, Error *error)
{
    int64_t rows = 0;

    for (size_t at = 0; at < table->file_count; at++) {
        if (!check_file(table, &table->files[at], error))
            return false;
        rows += table->files[at].facts.rows;
    }
    if (table->key == NULL || table->column_count == 0 || table->file_count == 0 ||
        rows != table->rows)
        return fail(error, OUTCOME_FILE_ERROR, "the table \"%s\" makes no sense", table->name);
    return true;
}

static bool check_tables(const Set *set, Error *error)
{
    for (size_t at = 0; at < set->table_count; at++)
        if (!check_table(&set->tables[at], error))
            return false;
    for (size_t at = 0; at < set->foreign_key_count; at++)
        if (set->foreign_keys[at].columns == NULL || set->foreign_keys[at].parent_columns == NULL)
            return fail(error, OUTCOME_FILE_ERROR, "the foreign key \"%s\" makes no sense",
                        set->foreign_keys[at].name);
    return true;
}

static const char *name_of_folder(Arena *arena, const char *folder)
{
    const char *slash;
    size_t length = strlen(folder);

    while (length > 1 && folder[length - 1] == '/')
        length--;
    folder = arena_copy_span(arena, folder, length);
    slash = strrchr(folder, '/');
    return slash == NULL || slash[1] == '\0' ? folder : slash + 1;
}

bool set_read(Arena *arena, const char *folder, Set *set, Error *error)
{
    Arena *work CLEANUP(arena_release) = arena_new();
    Document *manifest CLEANUP(document_release) = NULL;
    const char *path = path_join(work, folder, SET_MANIFEST);
    const char *data = NULL;
    size_t size = 0;
    Set read = {0};

    if (!file_read(work, path, MANIFEST_LIMIT, &data, &size, error))
        return false;
    if (!document_parse(data, size, &manifest, error) || !check_format(manifest, error) ||
        !check_digest(work, manifest, error) || !mapping_read(arena, manifest, SET, &read, error) ||
        !check_tables(&read, error))
        return fail_detail(error, "in \"%s\"%s%s", path, error->detail[0] != '\0' ? ": " : "",
                           error->detail);
    read.name = name_of_folder(arena, folder);
    *set = read;
    return true;
}

/* Changing. */

static bool take_lock(Arena *arena, const char *folder, Lock **lock, Error *error)
{
    bool is_held_by_other;

    for (int look = 0; look < LOCK_LOOKS; look++) {
        if (!lock_try(arena, path_join(arena, folder, ".lock"), lock, &is_held_by_other, error))
            return false;
        if (*lock != NULL)
            return true;
        clock_sleep_ms(BETWEEN_LOOKS_MS);
    }
    return fail(error, OUTCOME_LOCKED, "another run is noting something in \"%s\"", folder);
}

bool set_rewrite(Arena *arena, const char *folder, SetChange *change, void *context, Error *error)
{
    Lock *lock CLEANUP(lock_release) = NULL;
    Set set;

    if (!take_lock(arena, folder, &lock, error) || !set_read(arena, folder, &set, error))
        return false;
    change(&set, context);
    return set_write(folder, &set, error);
}

/* Looking into it. */

const SetTable *set_table(const Set *set, const char *table)
{
    for (size_t at = 0; at < set->table_count; at++)
        if (strcmp(set->tables[at].name, table) == 0)
            return &set->tables[at];
    return NULL;
}

const SetColumn *set_column(const SetTable *table, const char *column)
{
    for (size_t at = 0; at < table->column_count; at++)
        if (strcmp(table->columns[at].name, column) == 0)
            return &table->columns[at];
    return NULL;
}

const char *const *set_column_names(const SetTable *table, Arena *arena)
{
    const char **names = arena_array(arena, const char *, table->column_count + 1);

    for (size_t at = 0; at < table->column_count; at++)
        names[at] = table->columns[at].name;
    return names;
}

static PackedFacts sum(const Set *set)
{
    PackedFacts all = {0};

    for (const SetTable *table = set->tables; table < set->tables + set->table_count; table++)
        for (const SetFile *file = table->files; file < table->files + table->file_count; file++) {
            all.rows += file->facts.rows;
            all.csv_bytes += file->facts.csv_bytes;
            all.file_bytes += file->facts.file_bytes;
        }
    return all;
}

int64_t set_rows(const Set *set)
{
    return sum(set).rows;
}

int64_t set_csv_bytes(const Set *set)
{
    return sum(set).csv_bytes;
}

int64_t set_file_bytes(const Set *set)
{
    return sum(set).file_bytes;
}

/* Names of files. */

static bool is_used(const Words *used, const char *stem)
{
    for (size_t at = 0; at < used->count; at++)
        if (strcasecmp(used->items[at], stem) == 0)
            return true;
    return false;
}

/* Without dots, which part a name from the number of the file. */
static const char *first_stem(Arena *arena, const char *table)
{
    char *plain = arena_format(arena, "%.100s", plain_name(arena, table));

    for (char *at = plain; *at != '\0'; at++)
        if (*at == '.')
            *at = '_';
    return plain_name_is_safe(plain) ? plain : arena_format(arena, "_%s", plain);
}

const char *set_stem(Arena *arena, Words *used, const char *table)
{
    const char *first = first_stem(arena, table), *stem = first;

    for (int number = 2; is_used(used, stem); number++)
        stem = arena_format(arena, "%s-%d", first, number);
    list_add(arena, used, stem);
    return stem;
}

const char *set_part_stem(Arena *arena, const char *stem, size_t part)
{
    return part == 0 ? stem : arena_format(arena, "%s.%04zu", stem, part);
}
