/*
 * crew.h - several threads, each taking the next piece of work that nobody has taken yet.
 *
 * The first of these hands is the caller's own thread, which also looks around for the others: only
 * it may talk to the user.  What a hand touches is its own, but for the piece that it has taken.
 */
#ifndef BASE_CREW_H
#define BASE_CREW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

typedef struct Crew Crew;

typedef bool CrewWork(Crew *crew, size_t hand, size_t piece, void *context, Error *error);

typedef struct {
    size_t hands; /* one at least */
    size_t pieces;
    CrewWork *work;
    void (*tell)(int64_t amount); /* so much more was said to be done; may be NULL */
    void *context;
} CrewRequest;

/* The first failure stops all hands and is what comes back; all of them have ended then. */
bool crew_run(const CrewRequest *request, Error *error);

/* For what hands have in common: does it while no other hand does any such thing. */
bool crew_alone(Crew *crew, bool (*deed)(void *context, Error *error), void *context, Error *error);

/* For long pieces: somebody failed, so there is no point in going on. Cheap. */
bool crew_stops(Crew *crew);

/* For a piece: so much more is done. The first hand passes it on. */
void crew_say(Crew *crew, size_t hand, int64_t amount);

#endif
