/*
 * digest.h - SHA-256, in one go or as data streams by, and with a key.
 *
 * The library behind it fails only when memory is gone; that ends the program
 * as it does in an arena.
 */
#ifndef BASE_DIGEST_H
#define BASE_DIGEST_H

#include <stddef.h>

#include "base/arena.h"

typedef struct Digest Digest;

Digest *digest_new(void);
void digest_add(Digest *digest, const void *data, size_t size);

/* As it is now, to come back to. */
Digest *digest_copy(const Digest *digest);

/* 64 lower-case hex digits of all that was added so far; adding may go on. */
const char *digest_hex(const Digest *digest, Arena *arena);

void digest_release(Digest **digest);

const char *sha256_hex(Arena *arena, const void *data, size_t size);

/* HMAC-SHA-256: tells whether a key is the same without telling the key.  64 hex digits. */
const char *hmac_sha256_hex(Arena *arena, const void *key, size_t key_size, const void *data,
                            size_t size);

#endif
