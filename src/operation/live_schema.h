/*
 * live_schema.h - the live catalog in the words of litellm/, which does not know the server.
 */
#ifndef OPERATION_LIVE_SCHEMA_H
#define OPERATION_LIVE_SCHEMA_H

#include "base/arena.h"
#include "litellm/schemas.h"
#include "server/catalog.h"

LiveSchema live_schema(Arena *arena, const Catalog *catalog);

#endif
