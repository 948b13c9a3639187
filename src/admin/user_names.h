/*
 * user_names.h - short names for what belongs to users, and which of it gives them access.
 */
#ifndef ADMIN_USER_NAMES_H
#define ADMIN_USER_NAMES_H

#include <stdbool.h>

/* Where LiteLLM keeps the keys it deleted, since 1.81. */
#define USER_KEPT_KEYS "LiteLLM_DeletedVerificationToken"

/* What may look at the dashboard and at nothing else. */
#define USER_LOWEST_ROLE "internal_user_viewer"

/* "key" for a table's rows; "other" for a table without a name of its own.  Static. */
const char *user_name_of(const char *table);

/* Whether rows of the table let their user in somewhere: those go when somebody leaves. */
bool user_name_gives_access(const char *table);

#endif
