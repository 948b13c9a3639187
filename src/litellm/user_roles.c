#include "litellm/user_roles.h"

#include <stddef.h>
#include <string.h>

static const char *const ROLES[] = {
    "proxy_admin", "proxy_admin_viewer", "org_admin", "internal_user", "internal_user_viewer",
};

enum { ROLE_COUNT = sizeof ROLES / sizeof *ROLES, WITHOUT_ROLE = 3 };

/* The less the more. */
static size_t rank(const char *role)
{
    size_t at = 0;

    if (role == NULL)
        return WITHOUT_ROLE;
    while (at < ROLE_COUNT && strcmp(ROLES[at], role) != 0)
        at++;
    return at;
}

const char *user_role_better(const char *first, const char *second)
{
    return rank(second) < rank(first) ? second : first;
}
