#include <inttypes.h>

#include "base/cleanup.h"
#include "base/list.h"
#include "build/sql.h"
#include "journal/chain.h"
#include "journal/internal.h"

typedef LIST(JournalOperation) JournalOperations;
typedef LIST(JournalEvent) JournalEvents;
typedef LIST(JournalUnfinished) JournalLeftovers;

bool journal_begin_read(Journal *journal, Error *error)
{
    return database_run(&journal->database, &SQL_JOURNAL_BEGIN_READ, error);
}

void journal_end_read(Journal *journal)
{
    Error ignored;
    database_run(&journal->database, &SQL_JOURNAL_ROLLBACK, &ignored);
}

static const char *copied(Arena *arena, sqlite3_stmt *row, const char *column)
{
    return arena_copy(arena, column_text(row, column));
}

static JournalOperation operation_of(Arena *arena, sqlite3_stmt *row)
{
    return (JournalOperation){
        .operation = column_number(row, "operation"),
        .command = copied(arena, row, "command"),
        .outcome = copied(arena, row, "outcome"),
        .state = copied(arena, row, "state"),
        .started = copied(arena, row, "started"),
        .finished = copied(arena, row, "finished"),
        .database = copied(arena, row, "database"),
        .host = copied(arena, row, "host"),
        .os_user = copied(arena, row, "os_user"),
        .system_identifier = copied(arena, row, "system_identifier"),
        .message = copied(arena, row, "message"),
        .folder = copied(arena, row, "folder"),
        .rows = column_number(row, "rows"),
        .bytes = column_number(row, "bytes"),
        .duration_ms = column_number(row, "duration_ms"),
        .undoes = column_number(row, "undoes"),
        .undone_by = column_number(row, "undone_by"),
    };
}

static bool read_operations(Journal *journal, Arena *arena, const SqlText *sql,
                            const SqlValue *values, JournalOperations *operations, Error *error)
{
    sqlite3_stmt *row CLEANUP(statement_finalize) = NULL;
    bool has_row;

    if (!database_prepare(&journal->database, sql, values, &row, error))
        return false;
    while (database_step(&journal->database, row, &has_row, error)) {
        if (!has_row)
            return true;
        list_add(arena, operations, operation_of(arena, row));
    }
    return false;
}

bool journal_list(Journal *journal, Arena *arena, const JournalFilter *filter,
                  const JournalOperation **operations, size_t *count, Error *error)
{
    JournalOperations found = {0};
    int64_t limit = filter->limit > 0 ? filter->limit : -1;

    if (journal != NULL &&
        !read_operations(journal, arena, &SQL_JOURNAL_LIST_OPERATIONS,
                         SQL_VALUES({"database", filter->database}, {"since", filter->since},
                                    {"limit", arena_format(arena, "%" PRId64, limit)}),
                         &found, error))
        return false;
    *operations = found.items;
    *count = found.count;
    return true;
}

bool journal_find(Journal *journal, Arena *arena, int64_t operation, const JournalOperation **found,
                  Error *error)
{
    JournalOperations operations = {0};

    if (journal != NULL &&
        !read_operations(journal, arena, &SQL_JOURNAL_FIND_OPERATION,
                         SQL_VALUES({"operation", arena_format(arena, "%" PRId64, operation)}),
                         &operations, error))
        return false;
    *found = operations.count > 0 ? operations.items : NULL;
    return true;
}

bool journal_find_needing(Journal *journal, const char *place, int64_t *operation, Error *error)
{
    sqlite3_stmt *row CLEANUP(statement_finalize) = NULL;
    bool has_row;

    *operation = 0;
    if (journal == NULL)
        return true;
    if (!database_find(&journal->database, &SQL_JOURNAL_FIND_NEEDING, SQL_VALUES({"place", place}),
                       &row, &has_row, error))
        return false;
    *operation = has_row ? column_number(row, "operation") : 0;
    return true;
}

/* Our schema knows no NULL there; a schema that somebody made might. */
static const char *text_of(sqlite3_stmt *row, const char *column)
{
    const char *text = column_text(row, column);
    return text == NULL ? "" : text;
}

JournalEvent event_of(sqlite3_stmt *row)
{
    return (JournalEvent){
        .sequence = column_number(row, "sequence"),
        .operation = column_number(row, "operation"),
        .kind = text_of(row, "kind"),
        .at = text_of(row, "at"),
        .body = text_of(row, "body"),
        .previous = text_of(row, "previous"),
        .hash = text_of(row, "hash"),
    };
}

static bool each_event(Journal *journal, const SqlText *sql, const SqlValue *values,
                       JournalReader *reader, void *context, Error *error)
{
    sqlite3_stmt *row CLEANUP(statement_finalize) = NULL;
    bool has_row;

    if (!database_prepare(&journal->database, sql, values, &row, error))
        return false;
    while (database_step(&journal->database, row, &has_row, error)) {
        JournalEvent event;
        if (!has_row)
            return true;
        event = event_of(row);
        if (!reader(context, &event, error))
            return false;
    }
    return false;
}

bool journal_each(Journal *journal, JournalReader *reader, void *context, Error *error)
{
    return journal == NULL ||
           each_event(journal, &SQL_JOURNAL_EACH_EVENT, SQL_NO_VALUES, reader, context, error);
}

typedef struct {
    Arena *arena;
    JournalEvents events;
} Collection;

static bool collect(void *context, const JournalEvent *event, Error *error)
{
    Collection *collection = context;
    Arena *arena = collection->arena;

    (void) error;
    list_add(arena, &collection->events,
             ((JournalEvent){
                 .sequence = event->sequence,
                 .operation = event->operation,
                 .kind = arena_copy(arena, event->kind),
                 .at = arena_copy(arena, event->at),
                 .body = arena_copy(arena, event->body),
                 .previous = arena_copy(arena, event->previous),
                 .hash = arena_copy(arena, event->hash),
             }));
    return true;
}

bool journal_events(Journal *journal, Arena *arena, int64_t operation, const JournalEvent **events,
                    size_t *count, Error *error)
{
    Collection collection = {.arena = arena};

    if (journal != NULL &&
        !each_event(journal, &SQL_JOURNAL_LIST_EVENTS,
                    SQL_VALUES({"operation", arena_format(arena, "%" PRId64, operation)}), collect,
                    &collection, error))
        return false;
    *events = collection.events.items;
    *count = collection.events.count;
    return true;
}

bool journal_unfinished(Journal *journal, Arena *arena, const JournalUnfinished **operations,
                        size_t *count, Error *error)
{
    sqlite3_stmt *row CLEANUP(statement_finalize) = NULL;
    JournalLeftovers found = {0};
    bool has_row = false;

    if (journal != NULL && !database_prepare(&journal->database, &SQL_JOURNAL_LIST_UNFINISHED,
                                             SQL_NO_VALUES, &row, error))
        return false;
    do {
        if (journal != NULL && !database_step(&journal->database, row, &has_row, error))
            return false;
        if (has_row)
            list_add(arena, &found,
                     ((JournalUnfinished){
                         column_number(row, "operation"), copied(arena, row, "planned"),
                         copied(arena, row, "prepared"), copied(arena, row, "committed")}));
    } while (has_row);
    *operations = found.items;
    *count = found.count;
    return true;
}

bool journal_head(Journal *journal, Arena *arena, const char **hash, int64_t *sequence,
                  Error *error)
{
    sqlite3_stmt *head CLEANUP(statement_finalize) = NULL;
    bool has_row;

    *hash = CHAIN_START;
    *sequence = 0;
    if (journal == NULL)
        return true;
    if (!database_find(&journal->database, &SQL_JOURNAL_READ_HEAD, SQL_NO_VALUES, &head, &has_row,
                       error))
        return false;
    *sequence = column_number(head, "sequence");
    if (*sequence > 0)
        *hash = copied(arena, head, "hash");
    return true;
}
