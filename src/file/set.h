/*
 * set.h - a backup: a folder of CSV files, and the manifest that says what is in it.
 *
 *     manifest.json     all of this; written last
 *     TABLE.csv.zst     a table; TABLE.0001.csv.zst ... when it is in several files
 *     README            how psql alone brings it back
 *     load.sql          what README tells psql to run
 *
 * Files are CSV as COPY ... (FORMAT csv, HEADER) writes it: NULL is an empty field, "" an empty
 * text; packed or not, as the name tells.  Columns stand in the order of the manifest: the primary
 * key first, then the others by name, bytewise, so that equal data gives equal bytes whatever the
 * order of columns in the database.  Small tables are sorted by their key, as text and bytewise.
 *
 * The manifest carries its own SHA-256 and is only ever replaced as a whole.  The digest is that of
 * all other members on one line: jq -cj 'del(.sha256)' manifest.json | sha256sum.
 */
#ifndef FILE_SET_H
#define FILE_SET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"
#include "file/packer.h"

typedef struct {
    const char *name;
    const char *type; /* as format_type says it: "timestamp(3) without time zone" */
    bool not_null;
    const char *default_expression; /* NULL: none */
} SetColumn;

typedef struct {
    const char *name; /* beside the manifest, never a path */
    PackedFacts facts;
    const char *const
        *first_key;              /* of the first and the last row; NULL: the table is not sorted, */
    const char *const *last_key; /* or there are no rows.  End with NULL */
} SetFile;

typedef struct {
    const char *name;
    bool is_partitioned;
    bool is_sorted;           /* by the key as text, bytewise */
    const char *time_column;  /* with since; NULL: all rows are there */
    const char *since;        /* only rows of this instant or later, UTC */
    const SetColumn *columns; /* in the order of the files; none that the server computes */
    size_t column_count;
    const char *const *key; /* ends with NULL; empty when the table has none */
    const SetFile *files;   /* one at least, each with the header */
    size_t file_count;
    int64_t rows; /* of all files */
} SetTable;

/* Between two tables of the set or not: what the database had. */
typedef struct {
    const char *name;
    const char *table;
    const char *const *columns; /* ends with NULL */
    const char *parent_table;
    const char *const *parent_columns;
} SetForeignKey;

typedef struct {
    const char *name;
    const char *table; /* and the column that it serves; NULL: nobody's */
    const char *column;
    int64_t last_value;
    bool is_called; /* the next value is the one after last_value */
} SetSequence;

/* A row of _prisma_migrations: for comparing, never restored. */
typedef struct {
    const char *name;
    const char *checksum;
    const char *finished;    /* UTC; NULL: it did not come to its end */
    const char *rolled_back; /* UTC, or NULL */
} SetMigration;

/* A table that the database has and the set has not. */
typedef struct {
    const char *table;
    const char *why; /* "logs", "not chosen", "excluded" */
} SetAbsence;

/* What --without-credentials or --mask did to a column, or to rows. */
typedef struct {
    const char *table;
    const char *column; /* NULL: whole rows are left out */
    const char *what;   /* "left out", "masked" */
    const char *why;    /* for people */
} SetOmission;

typedef struct {
    const char *host; /* of the server */
    const char *port;
    const char *database;
    const char *schema;
    const char *user;
    const char *system_identifier; /* "": the role could not ask */
    int64_t timeline;
    const char *version; /* "15.18" */
    int64_t version_number;
    const char *snapshot; /* the instant of all rows, by the server's clock, UTC */
    const char *lsn;      /* where its log was then; NULL: not known */
} SetSource;

typedef struct {
    const char *nearest_version; /* of LiteLLM that we know */
    int64_t differences;         /* from it, in tables and columns */
    const char *fingerprint;     /* of the live schema */
} SetSchema;

/* That somebody looked at the set, and all was well. */
typedef struct {
    const char *at; /* UTC */
    const char *tool_version;
    const char *server_version; /* of a rehearsal; NULL: no server took part */
    int64_t operation;          /* in the journal */
} SetCheck;

typedef struct {
    const char *at;  /* UTC */
    const char *why; /* or NULL */
} SetPin;

typedef struct {
    const char *name;    /* the folder's */
    const char *created; /* by our clock, UTC: the set's age counts from here */
    const char *finished;
    const char *command; /* the command line, without secrets */
    const char
        *purpose; /* NULL: a backup; else why it was made beside one, as "before a restore" */
    const char *tool_version;
    int64_t operation;        /* in the journal */
    const char *journal_head; /* when the set was made: an anchor */
    int64_t journal_sequence;
    SetSource source;
    SetSchema schema;
    const char *salt_fingerprint;  /* an HMAC; NULL: no key was in the environment */
    const char *salt_source;       /* the variable it was in */
    bool is_masked;                /* no use for a restore */
    const char *const *recipients; /* of age; NULL: not encrypted */
    const SetTable *tables;        /* in an order in which they can be loaded: parents first */
    size_t table_count;
    const SetForeignKey *foreign_keys;
    size_t foreign_key_count;
    const SetSequence *sequences;
    size_t sequence_count;
    const SetMigration *migrations;
    size_t migration_count;
    const SetAbsence *absences;
    size_t absence_count;
    const SetOmission *omissions;
    size_t omission_count;
    const SetCheck *verified;  /* the last time; NULL: never */
    const SetCheck *rehearsed; /* the last time; NULL: never */
    const SetPin *pin;         /* NULL: not pinned */
} Set;

#define SET_MANIFEST "manifest.json"

/* In the folder, whole or as it was; syncs the folder. */
bool set_write(const char *folder, const Set *set, Error *error);

/* All of it is the arena's.  OUTCOME_FILE_ERROR, naming the file, when the manifest is not what was
 * written, or of a newer format.  The name is the folder's present one. */
bool set_read(Arena *arena, const char *folder, Set *set, Error *error);

/* Reads, lets the change happen, writes; one run at a time, so that none undoes what another noted.
 * OUTCOME_LOCKED when another one keeps at it. */
typedef void SetChange(Set *set, void *context);
bool set_rewrite(Arena *arena, const char *folder, SetChange *change, void *context, Error *error);

/* NULL when the set has no such table. */
const SetTable *set_table(const Set *set, const char *table);
const SetColumn *set_column(const SetTable *table, const char *column);

/* The names of the columns in the order of the files, ending with NULL. */
const char *const *set_column_names(const SetTable *table, Arena *arena);

/* Sums over all files. */
int64_t set_rows(const Set *set);
int64_t set_csv_bytes(const Set *set);
int64_t set_file_bytes(const Set *set);

/* What the names of the table's files begin with: plain, and unlike those in used, which it is
 * added to, in any case of letters. */
const char *set_stem(Arena *arena, Words *used, const char *table);

/* "LiteLLM_X.0002" for the second of several parts; "LiteLLM_X" for part 0, the only one. */
const char *set_part_stem(Arena *arena, const char *stem, size_t part);

#endif
