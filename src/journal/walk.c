#include "journal/walk.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "build/sql.h"
#include "journal/internal.h"

/* What the walk keeps of an event. */
typedef struct {
    int64_t sequence;
    int64_t number; /* the sequence it was written with */
    int64_t operation;
    bool is_sealed; /* its hash is among the seals, which tell its number */
    bool is_sound;  /* its hash is the hash of its content */
    char previous[CHAIN_HASH_SIZE];
    char hash[CHAIN_HASH_SIZE];
} Link;

typedef struct {
    Journal *journal;
    Arena *arena; /* of the findings */
    JournalFindings *findings;
    Link last; /* the last one that belongs to the chain; all zero before the first */
    bool last_is_reported;
    Link pending; /* judged when the next one is known */
    bool has_pending;
    int64_t removed_count;
    int64_t inserted_count;
    Walked walked;
} Walk;

static void report(Walk *walk, JournalDamage what, const Link *link, const char *text)
{
    findings_add(walk->arena, walk->findings, what, link->sequence, link->operation, text);
}

static void report_changed(Walk *walk, const Link *link)
{
    report(walk, JOURNAL_CHANGED, link,
           arena_format(walk->arena, "event %" PRId64 " is not as it was written", link->sequence));
}

static void report_renumbered(Walk *walk, const Link *link)
{
    report(walk, JOURNAL_CHANGED, link,
           arena_format(walk->arena, "event %" PRId64 " was written as event %" PRId64,
                        link->sequence, link->number));
}

static void report_gap(Walk *walk, int64_t first, int64_t last)
{
    findings_add_removed(walk->arena, walk->findings, first, last, "");
    walk->removed_count += last - first + 1;
}

static void report_inserted(Walk *walk, const Link *link)
{
    report(walk, JOURNAL_INSERTED, link,
           arena_format(walk->arena,
                        "event %" PRId64 " was put in: it was not written after event "
                        "%" PRId64,
                        link->sequence, walk->last.sequence));
    walk->inserted_count++;
}

static void report_seal(Walk *walk, const Link *link, const char *what)
{
    report(walk, JOURNAL_UNPROTECTED, link,
           arena_format(walk->arena, "the seal of event %" PRId64 " %s", link->sequence, what));
}

static bool is_hash(const char *left, const char *right)
{
    return strcmp(left, right) == 0;
}

static void copy_hash(char copy[CHAIN_HASH_SIZE], const char *hash)
{
    snprintf(copy, CHAIN_HASH_SIZE, "%s", hash);
}

static Link link_of(sqlite3_stmt *row)
{
    Arena *arena CLEANUP(arena_release) = arena_new();
    const JournalEvent event = event_of(row);
    int64_t sealed_as = column_number(row, "sealed_as");
    Link link = {
        .sequence = event.sequence,
        .number = sealed_as > 0 ? sealed_as : event.sequence,
        .operation = event.operation,
        .is_sealed = sealed_as > 0,
    };

    link.is_sound = is_hash(chain_hash_as(arena, &event, link.number), event.hash);
    copy_hash(link.previous, event.previous);
    copy_hash(link.hash, event.hash);
    return link;
}

static bool find_seal(const Journal *journal, int64_t number, bool *is_there,
                      char hash[CHAIN_HASH_SIZE], Error *error)
{
    Arena *arena CLEANUP(arena_release) = arena_new();
    sqlite3_stmt *row CLEANUP(statement_finalize) = NULL;
    const char *sequence = arena_format(arena, "%" PRId64, number);

    if (!database_find(&journal->database, &SQL_JOURNAL_FIND_SEAL,
                       SQL_VALUES({"sequence", sequence}), &row, is_there, error))
        return false;
    if (*is_there)
        copy_hash(hash, column_text(row, "hash"));
    return true;
}

static void note_number(Walk *walk, const Link *row)
{
    if (row->number > walk->walked.highest_number)
        walk->walked.highest_number = row->number;
}

static void go_on(Walk *walk, const Link *row, bool is_reported)
{
    walk->last = *row;
    walk->last_is_reported = is_reported;
    note_number(walk, row);
}

static void look_for_gap(Walk *walk, const Link *row)
{
    if (row->number > walk->last.number + 1)
        report_gap(walk, walk->last.number + 1, row->number - 1);
}

/* A row with a hash that nobody sealed: put in, or rewritten together with its hash. */
static bool judge_unsealed(Walk *walk, Link row, const Link *next, Error *error)
{
    char sealed[CHAIN_HASH_SIZE] = "";
    bool has_seal, is_in_place, is_followed, place_is_taken;

    row.number = row.sequence + walk->last.number - walk->last.sequence;
    if (!find_seal(walk->journal, row.number, &has_seal, sealed, error))
        return false;
    is_followed = next != NULL && is_hash(next->previous, row.hash);
    is_in_place = row.is_sound && is_followed && is_hash(row.previous, walk->last.hash);
    place_is_taken = next != NULL && next->is_sealed && next->number <= row.number;
    if (place_is_taken || (!has_seal && !is_in_place)) {
        report_inserted(walk, &row);
        return true;
    }
    look_for_gap(walk, &row);
    /* What is sealed behind it counts on this row, so the seal is what was touched. */
    if (is_in_place && (!has_seal || (next->is_sealed && next->is_sound))) {
        report_seal(walk, &row, has_seal ? "was changed" : "is missing");
        go_on(walk, &row, false);
        return true;
    }
    report_changed(walk, &row);
    copy_hash(row.hash, sealed);
    go_on(walk, &row, true);
    return true;
}

/*
 * A sound row that continues another hash than the last one has, seals and all: either
 * the last one was rewritten, or this one was made up.  What was made up continues
 * nothing, or something in the wrong place; the old hash of a rewritten row is nowhere
 * else to be found.
 */
static bool judge_break(Walk *walk, const Link *row, bool *is_inserted, Error *error)
{
    if (!chain_knows(walk->journal, row->previous, is_inserted, error))
        return false;
    if (*is_inserted)
        report_inserted(walk, row);
    else
        report_changed(walk, walk->last.number == 0 ? row : &walk->last);
    return true;
}

static bool judge_sealed(Walk *walk, const Link *row, Error *error)
{
    /* Rows that were numbered anew around a gap or an intruder are reported with that. */
    bool is_renumbered = row->number != row->sequence + walk->removed_count - walk->inserted_count;
    bool is_next = row->number == walk->last.number + 1;
    bool is_inserted = false;

    if (row->number <= walk->last.number) {
        report_renumbered(walk, row);
        return true;
    }
    look_for_gap(walk, row);
    if (is_next && row->is_sound && !walk->last_is_reported &&
        !is_hash(row->previous, walk->last.hash) && !judge_break(walk, row, &is_inserted, error))
        return false;
    if (is_inserted)
        return true;
    if (!row->is_sound)
        report_changed(walk, row);
    else if (row->number != row->sequence && is_renumbered && is_next)
        report_renumbered(walk, row);
    go_on(walk, row, !row->is_sound);
    return true;
}

static bool judge(Walk *walk, const Link *next, Error *error)
{
    return walk->pending.is_sealed ? judge_sealed(walk, &walk->pending, error)
                                   : judge_unsealed(walk, walk->pending, next, error);
}

static bool walk_row(Walk *walk, sqlite3_stmt *row, Error *error)
{
    const Link link = link_of(row);

    if (walk->has_pending && !judge(walk, &link, error))
        return false;
    walk->pending = link;
    walk->has_pending = true;
    if (link.is_sealed)
        note_number(walk, &link);
    walk->walked.event_count++;
    return true;
}

static bool walk_all(Walk *walk, Error *error)
{
    sqlite3_stmt *row CLEANUP(statement_finalize) = NULL;
    bool has_row;

    if (!database_prepare(&walk->journal->database, &SQL_JOURNAL_EACH_LINK, SQL_NO_VALUES, &row,
                          error))
        return false;
    while (database_step(&walk->journal->database, row, &has_row, error)) {
        if (!has_row)
            return !walk->has_pending || judge(walk, NULL, error);
        if (!walk_row(walk, row, error))
            return false;
    }
    return false;
}

bool walk_chain(Journal *journal, Arena *arena, JournalFindings *findings, Walked *walked,
                Error *error)
{
    Walk walk = {.journal = journal, .arena = arena, .findings = findings};

    copy_hash(walk.last.hash, CHAIN_START);
    if (!walk_all(&walk, error))
        return false;
    *walked = walk.walked;
    return true;
}
