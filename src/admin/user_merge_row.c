#include "admin/user_merge.h"

#include "base/text.h"
#include "litellm/user_roles.h"

static bool has(const char *text)
{
    return text != NULL && *text != '\0';
}

UserMergeRow user_merge_row(const Users *from, const User *into)
{
    UserMergeRow row = {0};
    const char *role = into->user_role;

    for (size_t at = 0; at < from->count; at++) {
        const User *user = &from->items[at];

        role = user_role_better(role, user->user_role);
        if (!has(into->user_email) && row.user_email == NULL && has(user->user_email))
            row.user_email = user->user_email;
        if (into->sso_user_id == NULL && row.sso_user_id == NULL && user->sso_user_id != NULL) {
            row.sso_user_id = user->sso_user_id;
            row.sso_user_id_of = user->user_id;
        }
    }
    if (!text_equal(role, into->user_role))
        row.user_role = role;
    return row;
}
