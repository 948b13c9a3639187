#include "base/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/cleanup.h"
#include "base/list.h"
#include "base/terminal.h"
#include "base/text.h"

#define PROGRAM "litellm-dba"

static const char BOLD[] = "\033[1m";
static const char DIM[] = "\033[2m";
static const char RED[] = "\033[1;31m";
static const char YELLOW[] = "\033[1;33m";
static const char PLAIN[] = "\033[0m";

static struct {
    LogLevel level;
    bool colour_forbidden;
    void (*prepare)(void);
} settings = {.level = LOG_NORMAL};

void log_set_level(LogLevel level)
{
    settings.level = level;
}

LogLevel log_level(void)
{
    return settings.level;
}

void log_allow_colour(bool allowed)
{
    settings.colour_forbidden = !allowed;
}

void log_before_line(void (*prepare)(void))
{
    settings.prepare = prepare;
}

/* The lines of a message, made safe; all but the first are indented. */
static void add_message(Arena *arena, Text *text, const char *message)
{
    size_t length = strlen(message);

    while (length > 0 && message[length - 1] == '\n')
        length--;
    for (const char *end = message + length; message <= end;) {
        const char *stop = memchr(message, '\n', (size_t) (end - message));
        if (stop == NULL)
            stop = end;
        text_add(text, terminal_safe_span(arena, message, (size_t) (stop - message)));
        text_add_char(text, '\n');
        message = stop + 1;
        if (message <= end)
            text_add(text, "    ");
    }
}

/* The one place that writes.  One write a line keeps lines of two processes whole. */
static void write_line(const char *label, const char *colour, const char *message)
{
    Arena *arena CLEANUP(arena_release) = arena_new();
    Text *text = text_new(arena);
    bool has_colour = !settings.colour_forbidden && terminal_has_colour(stderr);

    text_add(text, PROGRAM ": ");
    if (label != NULL && has_colour)
        text_addf(text, "%s%s:%s ", colour, label, PLAIN);
    else if (label != NULL)
        text_addf(text, "%s: ", label);
    add_message(arena, text, message);

    if (settings.prepare != NULL)
        settings.prepare();
    fputs(text_value(text), stderr);
    fflush(stderr);
}

__attribute__((format(printf, 2, 0), nonnull(2))) static const char *format_message(
    Arena *arena, const char *format, va_list arguments)
{
    va_list again;

    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, arguments);
    char *message = arena_alloc(arena, length < 0 ? 1 : (size_t) length + 1);
    if (length > 0)
        vsnprintf(message, (size_t) length + 1, format, again);
    va_end(again);
    return message;
}

__attribute__((format(printf, 3, 0), nonnull(3))) static void say(const char *label,
                                                                  const char *colour,
                                                                  const char *format,
                                                                  va_list arguments)
{
    Arena *arena CLEANUP(arena_release) = arena_new();

    write_line(label, colour, format_message(arena, format, arguments));
}

void log_debug(const char *format, ...)
{
    if (settings.level < LOG_VERBOSE)
        return;

    va_list arguments;
    va_start(arguments, format);
    say("debug", DIM, format, arguments);
    va_end(arguments);
}

void log_info(const char *format, ...)
{
    if (settings.level < LOG_NORMAL)
        return;

    va_list arguments;
    va_start(arguments, format);
    say(NULL, "", format, arguments);
    va_end(arguments);
}

void log_note(const char *format, ...)
{
    if (settings.level < LOG_NORMAL)
        return;

    va_list arguments;
    va_start(arguments, format);
    say("note", BOLD, format, arguments);
    va_end(arguments);
}

void log_warning(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    say("warning", YELLOW, format, arguments);
    va_end(arguments);
}

/* Lives as long as the program. */
static bool said_before(const char *message)
{
    static Arena *arena;
    static Words said;

    for (size_t at = 0; at < said.count; at++)
        if (strcmp(said.items[at], message) == 0)
            return true;
    if (arena == NULL)
        arena = arena_new();
    list_add(arena, &said, arena_copy(arena, message));
    return false;
}

void log_warning_once(const char *format, ...)
{
    Arena *arena CLEANUP(arena_release) = arena_new();
    va_list arguments;

    va_start(arguments, format);
    const char *message = format_message(arena, format, arguments);
    va_end(arguments);
    if (!said_before(message))
        write_line("warning", YELLOW, message);
}

/* A check that found something and a budget used up did what they should: not errors. */
static bool is_error(Outcome outcome)
{
    return outcome != OUTCOME_FOUND && outcome != OUTCOME_BACKLOG_LEFT &&
           outcome != OUTCOME_INTERRUPTED && outcome != OUTCOME_TERMINATED;
}

void log_failure(const Error *error)
{
    Arena *arena CLEANUP(arena_release) = arena_new();
    const char *message = error->message;

    if (error->sqlstate[0] != '\0')
        message = arena_format(arena, "%s (SQLSTATE %s)", message, error->sqlstate);
    write_line(is_error(error->outcome) ? "error" : NULL, RED, message);
    if (error->detail[0] != '\0')
        write_line("detail", BOLD, error->detail);
    if (error->hint[0] != '\0')
        write_line("hint", BOLD, error->hint);
}
