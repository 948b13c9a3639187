/*
 * kit.h - what lets a person undo an operation with psql alone.
 *
 * Beside the CSV files an operation's folder gets manifest.json, undo.sql and a README.
 * undo.sql is made of the templates in sql/undo; only names are filled in.
 */
#ifndef FILE_KIT_H
#define FILE_KIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "file/preimage.h"

typedef struct {
    int64_t operation;
    const char *command; /* the command line, without secrets */
    const char *started; /* UTC */
    const char *host;    /* of the server */
    const char *database;
    const char *schema;
    const char *system_identifier;
    const char *tool_version;
    const char *journal_head; /* hash of the journal's last event, an anchor; NULL: not known */
    int64_t journal_sequence; /* of that event */
    const PreimageFile *files;
    size_t file_count;
} Kit;

/* The file in the folder that kit_read reads. */
#define KIT_MANIFEST "manifest.json"

/* Writes the three files, each whole or absent; does not sync the folder's CSV files. */
bool kit_write(const char *folder, const Kit *kit, Error *error);

/* Reads manifest.json back; all of it is the arena's. */
bool kit_read(Arena *arena, const char *folder, Kit *kit, Error *error);

#endif
