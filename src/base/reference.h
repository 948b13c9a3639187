/*
 * reference.h - a column that names a row of some kind.
 *
 * Plain data that travels from what is known of LiteLLM to the server's statements, which
 * repeat a line for each reference of a kind.
 */
#ifndef BASE_REFERENCE_H
#define BASE_REFERENCE_H

/* The last one of a list has no kind. */
typedef struct {
    const char *kind; /* "user", "team", "key" ... */
    const char *table;
    const char *column;
} NamedReference;

#endif
