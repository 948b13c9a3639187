/*
 * progress.h - how far the work is, on stderr.
 *
 * A live line on a terminal, otherwise a line every ten seconds; SIGUSR1 brings
 * one at once (interrupt_watch must have been called).  Nothing when the log is
 * quiet.  One piece of work at a time.
 */
#ifndef CLI_PROGRESS_H
#define CLI_PROGRESS_H

#include <stdint.h>

/* what: "archiving"; total: -1 when it is not known; unit: "rows", or NULL for bytes. */
void progress_begin(const char *what, int64_t total, const char *unit);

/* So much more is done.  Cheap enough for every batch. */
void progress_step(int64_t step);

/* The same, with so many bytes written on the way. */
void progress_step_bytes(int64_t step, int64_t bytes);

/* Takes the live line away.  Harmless without a beginning. */
void progress_end(void);

#endif
