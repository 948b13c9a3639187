/*
 * salt.h - which key LiteLLM encrypts with, without saying the key.
 *
 * A set holds what LiteLLM has encrypted; after a restore it can be read only with the same key.
 * So the set keeps a fingerprint: an HMAC-SHA-256 of a fixed text.
 */
#ifndef ADMIN_SALT_H
#define ADMIN_SALT_H

#include "base/arena.h"

typedef struct {
    const char *source;      /* "LITELLM_SALT_KEY", or "LITELLM_MASTER_KEY" where that is not set */
    const char *fingerprint; /* 64 hex digits */
} Salt;

/* What the environment says; both members are NULL when it says nothing. */
Salt salt_of_environment(Arena *arena);

#endif
