/*
 * json_check.h - whether a text is JSON as PostgreSQL takes it, without building anything.
 *
 * For values that go to the server as they are: several times as fast as parsing them.
 */
#ifndef BASE_JSON_CHECK_H
#define BASE_JSON_CHECK_H

#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"

/* jsonb keeps what \u stands for, so it wants whole surrogate pairs and no \u0000; json keeps the
 * text. */
typedef enum { CHECK_AS_JSON, CHECK_AS_JSONB } JsonCheck;

/* UTF-8 is not looked at: see utf8.h.  open is scratch, its content is lost.  When it is false,
 * *position is the byte at which no JSON can go on. */
bool document_check(const char *text, size_t length, JsonCheck as, Text *open, size_t *position);

#endif
