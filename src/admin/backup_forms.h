/*
 * backup_forms.h - what of a set is not as it is in the database: left out, or masked.
 *
 * --without-credentials leaves out what lets somebody in.  --mask replaces secrets and personal
 * data by placeholders of the same shape; equal values get equal ones, so that a masked set still
 * fits together.  Columns of tables that no version of LiteLLM has that we know are masked as well.
 * All of it happens on the server, in the SELECT: the forms are in sql/server/backup/form.
 */
#ifndef ADMIN_BACKUP_FORMS_H
#define ADMIN_BACKUP_FORMS_H

#include <stdbool.h>

#include "admin/backup.h"
#include "base/error.h"
#include "base/list.h"
#include "base/sql.h"
#include "file/set.h"
#include "operation/session.h"

typedef struct {
    LIST(SetOmission) omissions;
    const SqlValue *values; /* what the forms need; ends with a NULL name */
    const SqlValue *told;   /* of those what the journal may know */
} BackupForms;

/* Sets the forms of the tables.  OUTCOME_REFUSED when a column cannot be masked. */
bool backup_forms_choose(Session *session, const BackupRequest *request, BackupTables *tables,
                         BackupForms *forms, Error *error);

#endif
