/*
 * worker.h - a second thread for one piece of work.
 *
 * Signals stay with the main thread.  What a worker uses is its own until it has been joined, but
 * for rings (see ring.h): an arena belongs to one thread.
 */
#ifndef BASE_WORKER_H
#define BASE_WORKER_H

typedef struct Worker Worker;

/* Not being able to start a thread ends the program, as running out of memory does. */
Worker *worker_start(void (*work)(void *context), void *context);

/* Waits for its end. */
void worker_join(Worker **worker);

#endif
