#include "base/digest.h"

#include <stdlib.h>

#include <openssl/evp.h>

#include "base/text.h"

struct Digest {
    EVP_MD_CTX *context;
};

Digest *digest_new(void)
{
    Digest *digest = calloc(1, sizeof *digest);

    if (digest == NULL)
        arena_exhausted();
    digest->context = EVP_MD_CTX_new();
    if (digest->context == NULL || EVP_DigestInit_ex(digest->context, EVP_sha256(), NULL) != 1)
        arena_exhausted();
    return digest;
}

Digest *digest_copy(const Digest *digest)
{
    Digest *copy = digest_new();

    if (EVP_MD_CTX_copy_ex(copy->context, digest->context) != 1)
        arena_exhausted();
    return copy;
}

void digest_add(Digest *digest, const void *data, size_t size)
{
    if (EVP_DigestUpdate(digest->context, data, size) != 1)
        arena_exhausted();
}

static const char *hex(Arena *arena, const unsigned char *bytes, size_t size)
{
    Text *text = text_new(arena);

    for (size_t at = 0; at < size; at++)
        text_addf(text, "%02x", bytes[at]);
    return text_value(text);
}

const char *digest_hex(const Digest *digest, Arena *arena)
{
    unsigned char bytes[EVP_MAX_MD_SIZE];
    unsigned int size = 0;
    EVP_MD_CTX *copy = EVP_MD_CTX_new(); /* finishing a copy leaves the digest open */

    if (copy == NULL || EVP_MD_CTX_copy_ex(copy, digest->context) != 1 ||
        EVP_DigestFinal_ex(copy, bytes, &size) != 1)
        arena_exhausted();
    EVP_MD_CTX_free(copy);
    return hex(arena, bytes, size);
}

void digest_release(Digest **digest)
{
    if (*digest == NULL)
        return;
    EVP_MD_CTX_free((*digest)->context);
    free(*digest);
    *digest = NULL;
}

const char *sha256_hex(Arena *arena, const void *data, size_t size)
{
    Digest *digest = digest_new();

    digest_add(digest, data, size);
    const char *digits = digest_hex(digest, arena);
    digest_release(&digest);
    return digits;
}

const char *hmac_sha256_hex(Arena *arena, const void *key, size_t key_size, const void *data,
                            size_t size)
{
    unsigned char bytes[EVP_MAX_MD_SIZE];
    size_t length = 0;

    if (EVP_Q_mac(NULL, "HMAC", NULL, "SHA256", NULL, key, key_size, data, size, bytes,
                  sizeof bytes, &length) == NULL)
        arena_exhausted();
    return hex(arena, bytes, length);
}
