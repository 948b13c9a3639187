/*
 * user_duplicates.h - users that may be one person.
 */
#ifndef ADMIN_USER_DUPLICATES_H
#define ADMIN_USER_DUPLICATES_H

#include <stdbool.h>

#include "base/error.h"
#include "operation/session.h"
#include "server/query.h"

/* Streams them, those who belong together one after the other. */
bool user_duplicates(Session *session, RowReader *reader, void *context, Error *error);

#endif
