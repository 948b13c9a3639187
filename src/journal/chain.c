#include "journal/chain.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/digest.h"
#include "build/sql.h"
#include "journal/internal.h"

const char CHAIN_START[] = "0000000000000000000000000000000000000000000000000000000000000000";

static void digest_field(Digest *digest, const char *field)
{
    char length[32];
    int written = snprintf(length, sizeof length, "%zu:", strlen(field));

    digest_add(digest, length, (size_t) written);
    digest_add(digest, field, strlen(field));
}

static void digest_number(Digest *digest, int64_t number)
{
    char text[32];

    snprintf(text, sizeof text, "%" PRId64, number);
    digest_field(digest, text);
}

const char *chain_hash_as(Arena *arena, const JournalEvent *event, int64_t sequence)
{
    Digest *digest CLEANUP(digest_release) = digest_new();

    digest_field(digest, event->previous);
    digest_number(digest, sequence);
    digest_number(digest, event->operation);
    digest_field(digest, event->kind);
    digest_field(digest, event->at);
    digest_field(digest, event->body);
    return digest_hex(digest, arena);
}

const char *chain_hash(Arena *arena, const JournalEvent *event)
{
    return chain_hash_as(arena, event, event->sequence);
}

bool chain_knows(Journal *journal, const char *hash, bool *is_known, Error *error)
{
    sqlite3_stmt *row CLEANUP(statement_finalize) = NULL;
    bool has_row;

    if (!database_find(&journal->database, &SQL_JOURNAL_IS_KNOWN_HASH, SQL_VALUES({"hash", hash}),
                       &row, &has_row, error))
        return false;
    *is_known = strcmp(hash, CHAIN_START) == 0 || column_number(row, "is_known") != 0;
    return true;
}
