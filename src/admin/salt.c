#include "admin/salt.h"

#include <stdlib.h>
#include <string.h>

#include "base/digest.h"

/* Never another one, or old sets would look as if they had another key. */
static const char MESSAGE[] = "litellm-dba: fingerprint of the key that LiteLLM encrypts with";

/* LiteLLM encrypts with the first of them that is set. */
static const char *const VARIABLES[] = {"LITELLM_SALT_KEY", "LITELLM_MASTER_KEY"};

Salt salt_of_environment(Arena *arena)
{
    for (size_t at = 0; at < sizeof VARIABLES / sizeof *VARIABLES; at++) {
        const char *key = getenv(VARIABLES[at]);
        if (key != NULL && key[0] != '\0')
            return (Salt){VARIABLES[at],
                          hmac_sha256_hex(arena, key, strlen(key), MESSAGE, sizeof MESSAGE - 1)};
    }
    return (Salt){0};
}
