/*
 * orphan_parts.h - running the statements of a part of a class.
 */
#ifndef ADMIN_ORPHAN_PARTS_H
#define ADMIN_ORPHAN_PARTS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "litellm/orphan_classes.h"
#include "operation/session.h"
#include "server/query.h"
#include "server/statement.h"

/* Where LiteLLM keeps the keys it deleted, since 1.81. */
#define KEPT_KEYS "LiteLLM_DeletedVerificationToken"

/* Made ready for the live catalog, with all we know of references. */
Statement part_statement(Session *session, const SqlText *sql);

/* Whether the schema has what the statement needs; NULL is not possible. */
bool part_can(Session *session, const SqlText *sql);

/* Whether any part of the class is possible; if not, *missing (may be NULL) says what is
 * lacking. */
bool part_any_can(Session *session, const OrphanClass *class, const char **missing);

bool part_query(Session *session, const SqlText *sql, const SqlValue *values, Rows **rows,
                Error *error);

typedef struct {
    int64_t count;
    const char *digest; /* of the keys */
} PartCount;

bool part_count(Session *session, const SqlText *sql, const SqlValue *values, PartCount *count,
                Error *error);

/* The part whose change or block the statement is. */
const OrphanPart *part_of_statement(const OrphanClass *class, const SqlText *sql);

#endif
