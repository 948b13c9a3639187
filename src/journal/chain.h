/*
 * chain.h - the proof that nobody rewrote the journal.
 *
 * Each event carries the SHA-256 of itself and of the hash before it.  The walk names the
 * rows that were touched and no others.  The seals, a second table of the hashes, tell a
 * row that was changed from one that was put in.  Who rewrites every later row and the
 * seals as well leaves a journal that is right in itself; anchors kept elsewhere show that.
 */
#ifndef JOURNAL_CHAIN_H
#define JOURNAL_CHAIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "journal/journal.h"

/* What an event follows that has none before it: 64 zeros. */
extern const char CHAIN_START[];

/* The hash of an event; its own hash field is not read.  Lengths go in front of the fields,
 * so that no two events have the same encoding. */
const char *chain_hash(Arena *arena, const JournalEvent *event);

typedef enum {
    JOURNAL_CHANGED,
    JOURNAL_REMOVED,
    JOURNAL_INSERTED,
    JOURNAL_UNPROTECTED, /* a trigger, table or view of ours is missing or another one */
} JournalDamage;

/* "changed", "removed", "inserted", "unprotected".  Static. */
const char *journal_damage_name(JournalDamage what);

typedef struct {
    int64_t sequence;  /* 0 when it is about no row */
    int64_t operation; /* 0 when not known */
    JournalDamage what;
    const char *text; /* for people: lower case, no full stop */
} JournalFinding;

/* A hash that was written down elsewhere while it was the head. */
typedef struct {
    int64_t sequence;
    const char *hash;
} JournalAnchor;

typedef struct {
    const JournalFinding *findings;
    size_t finding_count;
    int64_t event_count;
    int64_t head_sequence;
    const char *head_hash;
} JournalProof;

/* false only when the journal cannot be read; findings are no failure. */
bool journal_verify(Journal *journal, Arena *arena, const JournalAnchor *anchors,
                    size_t anchor_count, JournalProof *proof, Error *error);

#endif
