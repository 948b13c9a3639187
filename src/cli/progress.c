#include "cli/progress.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/cleanup.h"
#include "base/clock.h"
#include "base/interrupt.h"
#include "base/log.h"
#include "base/terminal.h"
#include "base/text.h"

enum { REDRAW_MS = 100, LINE_MS = 10000, RATE_AFTER_MS = 1000 };

static struct {
    bool is_running;
    bool is_live;
    bool is_drawn;
    const char *what;
    const char *unit;
    int64_t total;
    int64_t done;
    int64_t bytes;
    int64_t started_ms;
    int64_t shown_ms;
} work;

static void erase_line(void)
{
    if (!work.is_drawn)
        return;
    fputs("\r\033[K", stderr);
    fflush(stderr);
    work.is_drawn = false;
}

static const char *amount(Arena *arena, int64_t number)
{
    if (work.unit == NULL)
        return text_bytes(arena, number);
    return arena_format(arena, "%s %s", text_count(arena, number), work.unit);
}

/* "archiving: 1,200 of 5,000 rows (24 %), 300 rows/s, 12 s left" */
static const char *describe(Arena *arena)
{
    Text *text = text_new(arena);
    int64_t elapsed = clock_monotonic_ms() - work.started_ms;

    if (work.total > 0 && work.done <= work.total) {
        const char *done =
            work.unit == NULL ? text_bytes(arena, work.done) : text_count(arena, work.done);
        text_addf(text, "%s: %s of %s (%d %%)", work.what, done, amount(arena, work.total),
                  (int) (100.0 * (double) work.done / (double) work.total));
    } else {
        text_addf(text, "%s: %s", work.what, amount(arena, work.done));
    }
    if (work.bytes > 0)
        text_addf(text, ", %s", text_bytes(arena, work.bytes));
    if (elapsed < RATE_AFTER_MS || work.done == 0)
        return text_value(text);

    double a_second = 1000.0 * (double) work.done / (double) elapsed;
    text_addf(text, ", %s/s", amount(arena, (int64_t) a_second));
    if (work.total > work.done) {
        double left_ms = (double) (work.total - work.done) / a_second * 1000;
        if (left_ms < 1e15)
            text_addf(text, ", %s left", text_duration(arena, (int64_t) (left_ms / 1000) * 1000));
    }
    return text_value(text);
}

static void show(bool as_line)
{
    Arena *arena CLEANUP(arena_release) = arena_new();
    const char *line = describe(arena);

    work.shown_ms = clock_monotonic_ms();
    if (as_line) {
        log_info("%s", line);
        return;
    }
    size_t columns = terminal_columns(stderr);
    fprintf(stderr, "\r%s\033[K",
            terminal_cut(arena, terminal_safe(arena, line), columns > 1 ? columns - 1 : 1));
    fflush(stderr);
    work.is_drawn = true;
}

static bool can_draw(void)
{
    const char *kind = getenv("TERM");

    return terminal_is(stderr) && kind != NULL && *kind != '\0' && strcmp(kind, "dumb") != 0;
}

void progress_begin(const char *what, int64_t total, const char *unit)
{
    progress_end();
    work.is_running = true;
    work.is_live = can_draw();
    work.what = what;
    work.unit = unit;
    work.total = total;
    work.done = 0;
    work.bytes = 0;
    work.started_ms = clock_monotonic_ms();
    work.shown_ms = work.started_ms;
    log_before_line(erase_line);
}

void progress_step(int64_t step)
{
    if (!work.is_running)
        return;
    work.done += step;
    bool is_asked = interrupt_take_question();
    if (log_level() == LOG_QUIET)
        return;
    if (is_asked) {
        show(true);
        return;
    }
    if (clock_monotonic_ms() - work.shown_ms >= (work.is_live ? REDRAW_MS : LINE_MS))
        show(!work.is_live);
}

void progress_step_bytes(int64_t step, int64_t bytes)
{
    if (work.is_running)
        work.bytes += bytes;
    progress_step(step);
}

void progress_end(void)
{
    if (!work.is_running)
        return;
    erase_line();
    log_before_line(NULL);
    work.is_running = false;
}
