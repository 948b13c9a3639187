/*
 * log.h - all talk, on stderr, in lines like "litellm-dba: warning: ...".
 *
 * Results belong to stdout and never pass here.  Control characters in a
 * message are shown escaped, so no name from a database reaches the terminal
 * raw.  Colour only on a terminal (see terminal_has_colour).
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include <stdbool.h>

#include "base/error.h"

typedef enum {
    LOG_QUIET,   /* warnings and failures only */
    LOG_NORMAL,  /* and what is going on */
    LOG_VERBOSE, /* and debug */
} LogLevel;

void log_set_level(LogLevel level);
LogLevel log_level(void);

/* false: never colour, whatever the terminal can do (--no-color). */
void log_allow_colour(bool allowed);

void log_debug(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_info(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_note(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_warning(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The same words are said once a run. */
void log_warning_once(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Message, detail and hint of a failure.  Only main calls it. */
void log_failure(const Error *error);

/* Called before each line: whoever draws a live line takes it away there.  NULL: nobody. */
void log_before_line(void (*prepare)(void));

#endif
