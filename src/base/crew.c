#include "base/crew.h"

#include <pthread.h>
#include <stdatomic.h>

#include "base/arena.h"
#include "base/cleanup.h"
#include "base/clock.h"
#include "base/worker.h"

enum { LOOK_EVERY_MS = 50 };

struct Crew {
    const CrewRequest *request;
    atomic_size_t next;  /* piece that nobody has taken */
    atomic_size_t ended; /* hands that are done */
    atomic_bool stops;
    atomic_int_fast64_t said;
    int64_t told; /* the first hand's alone */
    pthread_mutex_t alone;
};

typedef struct {
    Crew *crew;
    size_t number;
    Worker *worker; /* NULL: the caller's own thread */
    bool failed_first;
    Error error;
} Hand;

bool crew_stops(Crew *crew)
{
    return atomic_load_explicit(&crew->stops, memory_order_relaxed);
}

static void tell(Crew *crew)
{
    int64_t said = atomic_load(&crew->said);

    if (crew->request->tell != NULL && said > crew->told)
        crew->request->tell(said - crew->told);
    crew->told = said;
}

void crew_say(Crew *crew, size_t hand, int64_t amount)
{
    atomic_fetch_add(&crew->said, amount);
    if (hand == 0)
        tell(crew);
}

bool crew_alone(Crew *crew, bool (*deed)(void *context, Error *error), void *context, Error *error)
{
    pthread_mutex_lock(&crew->alone);
    bool is_done = deed(context, error);
    pthread_mutex_unlock(&crew->alone);
    return is_done;
}

static bool take_pieces(Hand *hand)
{
    Crew *crew = hand->crew;
    const CrewRequest *request = crew->request;

    while (!crew_stops(crew)) {
        size_t piece = atomic_fetch_add(&crew->next, 1);
        if (piece >= request->pieces)
            return true;
        if (!request->work(crew, hand->number, piece, request->context, &hand->error))
            return false;
    }
    return true;
}

static void work(void *context)
{
    Hand *hand = context;
    bool was_stopped = false;

    if (!take_pieces(hand))
        hand->failed_first = atomic_compare_exchange_strong(&hand->crew->stops, &was_stopped, true);
    atomic_fetch_add(&hand->crew->ended, 1);
}

bool crew_run(const CrewRequest *request, Error *error)
{
    Arena *arena CLEANUP(arena_release) = arena_new();
    Hand *hands = arena_array(arena, Hand, request->hands);
    Crew crew = {.request = request, .alone = PTHREAD_MUTEX_INITIALIZER};
    bool is_done = true;

    for (size_t at = 0; at < request->hands; at++) {
        hands[at] = (Hand){.crew = &crew, .number = at};
        if (at > 0)
            hands[at].worker = worker_start(work, &hands[at]);
    }
    work(&hands[0]);
    while (atomic_load(&crew.ended) < request->hands) {
        tell(&crew);
        clock_sleep_ms(LOOK_EVERY_MS);
    }
    tell(&crew);
    for (size_t at = 0; at < request->hands; at++) {
        worker_join(&hands[at].worker);
        if (hands[at].failed_first) {
            *error = hands[at].error;
            is_done = false;
        }
    }
    return is_done;
}
