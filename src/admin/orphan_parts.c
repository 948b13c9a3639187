#include "admin/orphan_parts.h"

#include <string.h>

#include "base/cleanup.h"
#include "base/list.h"
#include "litellm/references.h"

/* LiteLLM's columns of a deleted key that are not the key's own. */
static const char *const OWN_OF_KEPT_KEYS[] = {"id", "deleted_at", "deleted_by", NULL};

static bool is_among(const char *const *names, const char *name)
{
    while (*names != NULL && strcmp(*names, name) != 0)
        names++;
    return *names != NULL;
}

/* The columns of a key that its copy among the deleted ones has as well. */
static const char *const *kept_columns(Session *session)
{
    const CatalogTable *keys = catalog_table(session->catalog, "LiteLLM_VerificationToken");
    const CatalogTable *kept = catalog_table(session->catalog, KEPT_KEYS);
    LIST(const char *) columns = {0};

    for (size_t at = 0; keys != NULL && kept != NULL && at < keys->column_count; at++) {
        const char *name = keys->columns[at].name;
        if (catalog_column(kept, name) != NULL && !is_among(OWN_OF_KEPT_KEYS, name))
            list_add(session->arena, &columns, name);
    }
    list_add(session->arena, &columns, NULL);
    return columns.items;
}

Statement part_statement(Session *session, const SqlText *sql)
{
    const SqlNames names[] = {{"columns", kept_columns(session)}, {0}};

    return statement_make(session->arena, sql,
                          &(StatementContext){
                              .catalog = session->catalog,
                              .references = references_named(session->arena, ROLE_ANY),
                              .names = names,
                          });
}

bool part_can(Session *session, const SqlText *sql)
{
    const char *missing;

    return sql != NULL && statement_is_possible(sql, session->catalog, session->arena, &missing);
}

bool part_any_can(Session *session, const OrphanClass *class, const char **missing)
{
    const char *lacking = NULL;

    for (size_t at = 0; at < class->part_count; at++)
        if (statement_is_possible(class->parts[at].count, session->catalog, session->arena,
                                  &lacking))
            return true;
    if (missing != NULL)
        *missing = lacking;
    return false;
}

bool part_query(Session *session, const SqlText *sql, const SqlValue *values, Rows **rows,
                Error *error)
{
    Statement statement = part_statement(session, sql);

    return query(session->server, &statement, values, rows, error);
}

bool part_count(Session *session, const SqlText *sql, const SqlValue *values, PartCount *count,
                Error *error)
{
    Rows *rows CLEANUP(rows_release) = NULL;

    if (!part_query(session, sql, values, &rows, error))
        return false;
    count->count = rows_number(rows, 0, "count");
    count->digest = arena_copy(session->arena, rows_text(rows, 0, "digest"));
    return true;
}

const OrphanPart *part_of_statement(const OrphanClass *class, const SqlText *sql)
{
    const OrphanPart *part = class->parts;

    while (part->change != sql && part->block != sql)
        part++;
    return part;
}
