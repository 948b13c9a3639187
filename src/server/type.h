/*
 * type.h - PostgreSQL's types by the short names that headers of statements use.
 *
 * "int8" where PostgreSQL writes bigint, "timestamp" for timestamp(3) without time zone,
 * "text[]" for an array.
 */
#ifndef SERVER_TYPE_H
#define SERVER_TYPE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

/* NULL for a type that is not built in.  Static. */
const char *type_short_name(unsigned int oid);

/* Of what format_type writes; a type that is not built in keeps its name. */
const char *type_shorten(Arena *arena, const char *formatted);

#endif
