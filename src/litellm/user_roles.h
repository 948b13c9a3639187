/*
 * user_roles.h - LiteLLM's roles of users, from the one that may do most.
 */
#ifndef LITELLM_USER_ROLES_H
#define LITELLM_USER_ROLES_H

/* The one of the two that may do more; the first when neither does. NULL is no role, which LiteLLM
 * takes for internal_user; a role that is not known may do least. */
const char *user_role_better(const char *first, const char *second);

#endif
