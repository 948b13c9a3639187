#include "base/worker.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>

#include "base/arena.h"

struct Worker {
    pthread_t thread;
    void (*work)(void *context);
    void *context;
};

static void *run(void *context)
{
    const Worker *worker = context;

    worker->work(worker->context);
    return NULL;
}

Worker *worker_start(void (*work)(void *context), void *context)
{
    Worker *worker = malloc(sizeof *worker);
    sigset_t all, before;

    if (worker == NULL)
        arena_exhausted();
    *worker = (Worker){.work = work, .context = context};
    /* A thread inherits the mask: signals that it blocks are delivered to the main thread. */
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int code = pthread_create(&worker->thread, NULL, run, worker);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (code != 0)
        arena_exhausted();
    return worker;
}

void worker_join(Worker **worker)
{
    if (*worker == NULL)
        return;
    pthread_join((*worker)->thread, NULL);
    free(*worker);
    *worker = NULL;
}
