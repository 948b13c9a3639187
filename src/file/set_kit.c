#include "file/set_kit.h"

#include <ctype.h>
#include <inttypes.h>

#include "base/text.h"
#include "build/sql.h"
#include "file/script.h"

/* load.sql. */

static bool has_control(const char *name)
{
    for (; *name != '\0'; name++)
        if (iscntrl((unsigned char) *name))
            return true;
    return false;
}

static bool needs_stage(const SetTable *table)
{
    bool needs = has_control(table->name);

    for (size_t at = 0; at < table->column_count; at++)
        needs |= has_control(table->columns[at].name);
    return needs;
}

static void add_table(Arena *arena, Text *script, const SetTable *table)
{
    const SqlText *template = needs_stage(table) ? &SQL_LOAD_FILE_STAGED : &SQL_LOAD_FILE;

    text_addf(script, "\n-- %s: %" PRId64 " rows\n", script_comment(arena, table->name),
              table->rows);
    for (size_t at = 0; at < table->file_count; at++) {
        const Filling fillings[] = {
            {":\"table\"", script_name(arena, table->name)},
            {":\"columns\"", script_names(arena, set_column_names(table, arena))},
            {":source", script_source(arena, table->files[at].name)},
            {NULL, NULL},
        };
        if (table->files[at].facts.rows > 0)
            script_add(script, template, fillings);
    }
}

static void add_sequence(Arena *arena, Text *script, const SetSequence *sequence)
{
    const char *name = script_word(arena, script_name(arena, sequence->name));
    const Filling fillings[] = {
        {":sequence", name},
        {":value", arena_format(arena, "%" PRId64, sequence->last_value)},
        {":called", sequence->is_called ? "true" : "false"},
        {NULL, NULL},
    };

    script_add(script, &SQL_LOAD_SEQUENCE, fillings);
}

static void add_analyze(Arena *arena, Text *script, const SetTable *table)
{
    const Filling fillings[] = {{":\"table\"", script_name(arena, table->name)}, {NULL, NULL}};

    script_add(script, &SQL_LOAD_ANALYZE, fillings);
}

const char *set_kit_script(Arena *arena, const Set *set)
{
    Text *script = text_new(arena);
    const Filling schema[] = {
        {":default", script_word(arena, set->source.schema)},
        {":\"schema\"", ":\"schema\""}, /* psql's own */
        {NULL, NULL},
    };

    text_addf(script,
              "-- Brings the set %s into empty tables.  See README in this folder; run it from "
              "here:\n--     psql -X -f load.sql DATABASE\n\n",
              set->name);
    script_add(script, &SQL_LOAD_SCHEMA, schema);
    script_add(script, &SQL_UNDO_BEGIN, schema);
    for (size_t at = 0; at < set->table_count; at++)
        add_table(arena, script, &set->tables[at]);
    text_add(script, "\n");
    for (size_t at = 0; at < set->sequence_count; at++)
        add_sequence(arena, script, &set->sequences[at]);
    for (size_t at = 0; at < set->table_count; at++)
        add_analyze(arena, script, &set->tables[at]);
    text_add(script, "\n");
    script_add(script, &SQL_UNDO_END, schema);
    return text_value(script);
}

/* README. */

static void add_head(Arena *arena, Text *text, const Set *set)
{
    const SetSource *source = &set->source;

    text_addf(text,
              "A backup of a LiteLLM database, made by litellm-dba %s\n\n"
              "    set        %s\n"
              "    snapshot   %s UTC: all rows are those of this instant\n"
              "    database   %s, schema %s, on %s, cluster %s, PostgreSQL %s\n"
              "    LiteLLM    nearest to %s\n",
              script_comment(arena, set->tool_version), set->name,
              script_comment(arena, source->snapshot), script_comment(arena, source->database),
              script_comment(arena, source->schema), script_comment(arena, source->host),
              script_comment(arena, source->system_identifier),
              script_comment(arena, source->version),
              script_comment(arena, set->schema.nearest_version));
    if (set->is_masked)
        text_add(text, "    masked     secrets and personal data are placeholders: no use for a "
                       "restore\n");
    if (set->recipients != NULL)
        text_add(text, "    encrypted  with age; export LITELLM_DBA_IDENTITY, the path of the "
                       "identity file, first\n");
}

static const char LOADING[] =
    "\nTo bring it back, into a database where LiteLLM of the same version has made its tables\n"
    "once and was stopped:\n\n"
    "    litellm-dba restore FOLDER\n\n"
    "Without litellm-dba, psql alone does it, in this folder: first a rehearsal, which keeps\n"
    "nothing, then the real run.\n\n"
    "    psql -X -v rehearse=1 -f load.sql \"$DATABASE_URL\"\n"
    "    psql -X -f load.sql \"$DATABASE_URL\"\n\n"
    "psql knows no Prisma parameters: take \"?schema=...\", \"connection_limit\" and the like off\n"
    "the URL first; -v schema=NAME names another schema. It runs in one transaction, all or\n"
    "nothing, and needs the tables empty: rows that LiteLLM's first start made must go before.\n"
    "Compressed files need the program zstd. Before version 18, psql takes a line of a file that\n"
    "holds only \\. for its end: then it fails, and litellm-dba is needed.\n\n"
    "The proxy must have the same LITELLM_SALT_KEY as before (or, where there was none, the same\n"
    "master key): what it encrypted stays unreadable otherwise. Keys work as they did.\n\n"
    "The CSV files are what COPY writes: an empty field is NULL, \"\" is an empty text; UTF-8; "
    "times\n"
    "are UTC. A spreadsheet can open them, but must not save them: it changes what it shows.\n"
    "manifest.json has the digest of every file, and its own:\n\n"
    "    jq -cj 'del(.sha256)' manifest.json | sha256sum\n";

static void add_tables(Arena *arena, Text *text, const Set *set)
{
    text_add(text, "\nTables, in an order in which they can be loaded:\n\n");
    for (const SetTable *table = set->tables; table < set->tables + set->table_count; table++) {
        text_addf(text, "    %s: %s%s%s\n", script_comment(arena, table->name),
                  text_plural(arena, table->rows, "row", "rows"),
                  table->since == NULL ? "" : ", since ",
                  table->since == NULL ? "" : script_comment(arena, table->since));
        for (size_t at = 0; at < table->file_count; at++)
            text_addf(text, "        %s  SHA-256 %s\n", table->files[at].name,
                      table->files[at].facts.file_sha256);
    }
}

static void add_missing(Arena *arena, Text *text, const Set *set)
{
    if (set->absence_count > 0)
        text_add(text, "\nTables that are not in it:\n\n");
    for (size_t at = 0; at < set->absence_count; at++)
        text_addf(text, "    %s: %s\n", script_comment(arena, set->absences[at].table),
                  script_comment(arena, set->absences[at].why));
    if (set->omission_count > 0)
        text_add(text, "\nWhat is not as it was in the database:\n\n");
    for (size_t at = 0; at < set->omission_count; at++) {
        const SetOmission *omission = &set->omissions[at];
        text_addf(text, "    %s%s%s: %s (%s)\n", script_comment(arena, omission->table),
                  omission->column == NULL ? "" : ".",
                  omission->column == NULL ? "" : script_comment(arena, omission->column),
                  script_comment(arena, omission->what), script_comment(arena, omission->why));
    }
}

const char *set_kit_readme(Arena *arena, const Set *set)
{
    Text *text = text_new(arena);

    add_head(arena, text, set);
    text_add(text, LOADING);
    add_tables(arena, text, set);
    add_missing(arena, text, set);
    return text_value(text);
}
