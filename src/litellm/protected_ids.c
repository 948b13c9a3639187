#include "litellm/protected_ids.h"

#include <stddef.h>
#include <string.h>

#include "base/digest.h"

const char *const PROTECTED_USERS[] = {
    "",
    "default_user_id",               /* whoever signs in with the master key */
    "litellm-proxy-budget",          /* the row that counts the whole proxy's spend */
    "litellm_internal_jobs",         /* its batch jobs ... */
    "system",                        /* ... under either name */
    "litellm-internal-health-check", /* its calls to see whether models answer */
    NULL,
};

const char *const PROTECTED_TEAMS[] = {
    "",
    "litellm-dashboard", /* the team of every session of the dashboard; never has a row */
    "litellm-internal-health-check",
    "litellm-cli",
    "system",
    NULL,
};

/* Tokens that are words, not hashes. */
static const char *const KEYS[] = {
    "",
    "litellm_proxy_master_key", /* how newer versions write the master key */
    "litellm-internal-health-check",
    "litellm_internal_jobs",
    "litellm-cli",
    "cli-jwt-token",
    "ui-token",
};

enum { KEY_COUNT = sizeof KEYS / sizeof *KEYS };

const char *const *protected_keys(Arena *arena, const char *master_key)
{
    const char **keys = arena_array(arena, const char *, KEY_COUNT + 2);

    memcpy(keys, KEYS, sizeof KEYS);
    if (master_key != NULL && *master_key != '\0')
        keys[KEY_COUNT] = sha256_hex(arena, master_key, strlen(master_key));
    return keys;
}
