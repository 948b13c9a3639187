/*
 * ledger_names.h - the names that people know keys, teams and users by, for the ledger.
 */
#ifndef OPERATION_LEDGER_NAMES_H
#define OPERATION_LEDGER_NAMES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "journal/ledger.h"
#include "operation/session.h"

/* Fills in aliases and e-mails, in the arena, in a transaction of its own.  Without a server the
 * lines stay as they are. */
bool ledger_names(Session *session, Arena *arena, LedgerLine *lines, size_t count, Error *error);

#endif
