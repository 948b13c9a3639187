/*
 * url_parts.h - a URL as Prisma reads it becomes one that libpq reads.
 *
 * Used by url.c alone.
 */
#ifndef SERVER_URL_PARTS_H
#define SERVER_URL_PARTS_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/error.h"
#include "server/url.h"

typedef struct {
    const char *url;          /* for libpq; holds the password */
    const char *schema;       /* of ?schema=, or NULL */
    const char *const *notes; /* ends with NULL */
    bool has_plus;
} UrlParts;

/* OUTCOME_USAGE when a parameter is known to neither side. */
bool url_translate(Arena *arena, const char *url, PlusMeaning plus, const char *source,
                   UrlParts *parts, Error *error);

#endif
