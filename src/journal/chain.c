#include "journal/chain.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/digest.h"
#include "base/text.h"
#include "build/sql.h"
#include "journal/internal.h"
#include "journal/protection.h"

const char CHAIN_START[] = "0000000000000000000000000000000000000000000000000000000000000000";

/* How many rows may have been taken out or put in before the others were numbered anew. */
enum { RENUMBERING_LIMIT = 64 };

/* What the walk keeps of an event. */
typedef struct {
    int64_t sequence;
    int64_t number; /* the sequence it was written with, as its hash tells */
    int64_t operation;
    bool is_sound; /* its hash is the hash of its content */
    char previous[sizeof CHAIN_START];
    char hash[sizeof CHAIN_START];
} Link;

typedef struct {
    Journal *journal;
    Arena *arena; /* of the findings */
    JournalFindings findings;
    Link last; /* the last one that belongs to the chain; number 0 before the first */
    bool last_is_reported;
    Link pending; /* judged when the next one is known */
    bool has_pending;
    int64_t removed_count;
    int64_t inserted_count;
    int64_t event_count;
} Walk;

static const char *const DAMAGE_NAMES[] = {
    [JOURNAL_CHANGED] = "changed",
    [JOURNAL_REMOVED] = "removed",
    [JOURNAL_INSERTED] = "inserted",
    [JOURNAL_UNPROTECTED] = "unprotected",
};

const char *journal_damage_name(JournalDamage what)
{
    return DAMAGE_NAMES[what];
}

static void digest_field(Digest *digest, const char *field)
{
    char length[32];
    int written = snprintf(length, sizeof length, "%zu:", strlen(field));

    digest_add(digest, length, (size_t) written);
    digest_add(digest, field, strlen(field));
}

static void digest_number(Digest *digest, int64_t number)
{
    char text[32];

    snprintf(text, sizeof text, "%" PRId64, number);
    digest_field(digest, text);
}

static const char *hash_as(Arena *arena, const JournalEvent *event, int64_t sequence)
{
    Digest *digest CLEANUP(digest_release) = digest_new();

    digest_field(digest, event->previous);
    digest_number(digest, sequence);
    digest_number(digest, event->operation);
    digest_field(digest, event->kind);
    digest_field(digest, event->at);
    digest_field(digest, event->body);
    return digest_hex(digest, arena);
}

const char *chain_hash(Arena *arena, const JournalEvent *event)
{
    return hash_as(arena, event, event->sequence);
}

static void report(Walk *walk, JournalDamage what, const Link *link, const char *text)
{
    list_add(walk->arena, &walk->findings,
             ((JournalFinding){link->sequence, link->operation, what, text}));
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

static void report_removed(Walk *walk, int64_t first, int64_t last, const char *where)
{
    const Link link = {.sequence = first};
    const char *text =
        first == last ? arena_format(walk->arena, "event %" PRId64 " is missing%s", first, where)
                      : arena_format(walk->arena, "events %" PRId64 " to %" PRId64 " are missing%s",
                                     first, last, where);

    report(walk, JOURNAL_REMOVED, &link, text);
    walk->removed_count += last - first + 1;
}

static void report_inserted(Walk *walk, const Link *link)
{
    report(walk, JOURNAL_INSERTED, link,
           arena_format(walk->arena,
                        "event %" PRId64 " does not continue event %" PRId64 ": it was put in",
                        link->sequence, walk->last.sequence));
    walk->inserted_count++;
}

static bool is_hash(const char *left, const char *right)
{
    return strcmp(left, right) == 0;
}

/* The number with which the hash holds: mostly the one it has. */
static bool find_number(const Walk *walk, const JournalEvent *event, int64_t *number)
{
    Arena *arena CLEANUP(arena_release) = arena_new();
    int64_t usual = event->sequence + walk->removed_count - walk->inserted_count;

    *number = event->sequence;
    if (is_hash(hash_as(arena, event, *number), event->hash))
        return true;
    *number = usual;
    for (int64_t step = 0; step <= 2 * RENUMBERING_LIMIT; step++) {
        *number += step % 2 == 0 ? -step : step;
        if (is_hash(hash_as(arena, event, *number), event->hash))
            return true;
    }
    return false;
}

static Link link_of(const Walk *walk, const JournalEvent *event)
{
    Link link = {.sequence = event->sequence, .operation = event->operation};

    link.is_sound = find_number(walk, event, &link.number);
    if (!link.is_sound)
        link.number = event->sequence + walk->last.number - walk->last.sequence;
    snprintf(link.previous, sizeof link.previous, "%s", event->previous);
    snprintf(link.hash, sizeof link.hash, "%s", event->hash);
    return link;
}

static bool is_known_hash(Journal *journal, const char *hash, bool *is_known, Error *error)
{
    sqlite3_stmt *statement CLEANUP(statement_finalize) = NULL;
    bool has_row;

    if (!database_prepare(&journal->database, &SQL_JOURNAL_IS_KNOWN_HASH,
                          SQL_VALUES({"hash", hash}), &statement, error) ||
        !database_step(&journal->database, statement, &has_row, error))
        return false;
    *is_known = is_hash(hash, CHAIN_START) || column_number(statement, "is_known") != 0;
    return true;
}

/* Nobody counts on this row, and it does not fit where it stands. */
static bool is_intruder(const Walk *walk, const Link *row, const char *next_previous)
{
    bool is_followed = next_previous != NULL && is_hash(next_previous, row->hash);
    bool is_passed_over =
        next_previous != NULL && !is_followed && is_hash(next_previous, walk->last.hash);
    bool fits = is_hash(row->previous, walk->last.hash) && row->number == walk->last.number + 1;

    if (row->sequence < 1 || is_passed_over)
        return true;
    return !row->is_sound && !fits && !is_followed && !walk->last_is_reported;
}

/*
 * A sound row that continues another hash than the last one has: either the last
 * one was rewritten together with its own hash, or this one was made up.  What was
 * made up continues nothing, or something in the wrong place; the hash of a rewritten
 * row is nowhere else to be found.
 */
static bool judge_break(Walk *walk, const Link *row, bool *is_inserted, Error *error)
{
    if (!is_known_hash(walk->journal, row->previous, is_inserted, error))
        return false;
    if (*is_inserted)
        report_inserted(walk, row);
    else
        report_changed(walk, walk->last.number == 0 ? row : &walk->last);
    return true;
}

static bool judge(Walk *walk, const char *next_previous, Error *error)
{
    const Link row = walk->pending;
    bool follows = is_hash(row.previous, walk->last.hash);
    bool is_inserted = false;
    bool is_renumbered = row.number != row.sequence &&
                         row.number != row.sequence + walk->removed_count - walk->inserted_count;

    if (is_intruder(walk, &row, next_previous)) {
        report_inserted(walk, &row);
        return true;
    }
    if (row.number > walk->last.number + 1)
        report_removed(walk, walk->last.number + 1, row.number - 1, "");
    else if (!follows && row.is_sound && !walk->last_is_reported &&
             !judge_break(walk, &row, &is_inserted, error))
        return false;
    if (is_inserted)
        return true;
    if (!row.is_sound)
        report_changed(walk, &row);
    else if (is_renumbered)
        report_renumbered(walk, &row);
    walk->last = row;
    walk->last_is_reported = !row.is_sound;
    return true;
}

static bool walk_event(void *context, const JournalEvent *event, Error *error)
{
    Walk *walk = context;

    if (walk->has_pending && !judge(walk, event->previous, error))
        return false;
    walk->pending = link_of(walk, event);
    walk->has_pending = true;
    walk->event_count++;
    return true;
}

/* Rows that are missing at the end leave no gap, but the counter remembers them. */
static bool judge_end(Walk *walk, JournalProof *proof, Error *error)
{
    sqlite3_stmt *head CLEANUP(statement_finalize) = NULL;
    const Link nothing = {0};
    int64_t counter;
    bool has_row;

    if (walk->has_pending && !judge(walk, NULL, error))
        return false;
    if (!database_prepare(&walk->journal->database, &SQL_JOURNAL_READ_HEAD, SQL_NO_VALUES, &head,
                          error) ||
        !database_step(&walk->journal->database, head, &has_row, error))
        return false;
    proof->head_sequence = column_number(head, "sequence");
    if (proof->head_sequence > 0)
        proof->head_hash = arena_copy(walk->arena, column_text(head, "hash"));
    counter = column_number(head, "counter");
    if (counter > proof->head_sequence)
        report_removed(walk, proof->head_sequence + 1, counter, " at the end");
    else if (counter < proof->head_sequence)
        report(
            walk, JOURNAL_UNPROTECTED, &nothing,
            arena_format(walk->arena, "the counter of events was set back to %" PRId64, counter));
    return true;
}

static bool check_file(Journal *journal, Error *error)
{
    sqlite3_stmt *check CLEANUP(statement_finalize) = NULL;
    const char *says;
    bool has_row;

    if (!database_prepare(&journal->database, &SQL_JOURNAL_QUICK_CHECK, SQL_NO_VALUES, &check,
                          error) ||
        !database_step(&journal->database, check, &has_row, error))
        return false;
    says = column_text(check, "quick_check");
    if (says != NULL && strcmp(says, "ok") == 0)
        return true;
    database_fail(&journal->database, SQLITE_CORRUPT, "trust", error);
    return fail_detail(error, "%s", says);
}

static bool anchor_holds(const Walk *walk, const JournalAnchor *anchor, int64_t *operation,
                         bool *holds, bool *is_there, Error *error)
{
    Arena *arena CLEANUP(arena_release) = arena_new();
    sqlite3_stmt *event CLEANUP(statement_finalize) = NULL;

    if (!database_prepare(
            &walk->journal->database, &SQL_JOURNAL_FIND_HASH,
            SQL_VALUES({"sequence", arena_format(arena, "%" PRId64, anchor->sequence)}), &event,
            error) ||
        !database_step(&walk->journal->database, event, is_there, error))
        return false;
    *operation = *is_there ? column_number(event, "operation") : 0;
    *holds = *is_there && is_hash(column_text(event, "hash"), anchor->hash);
    return true;
}

static bool is_reported(const Walk *walk, int64_t sequence)
{
    for (size_t at = 0; at < walk->findings.count; at++)
        if (walk->findings.items[at].sequence == sequence)
            return true;
    return false;
}

/* The lowest anchor that does not hold says it all: what comes after it cannot hold either. */
static bool judge_anchors(Walk *walk, const JournalAnchor *anchors, size_t count, Error *error)
{
    Link lowest = {0};
    bool lowest_is_there = false;

    for (size_t at = 0; at < count; at++) {
        int64_t operation;
        bool holds, is_there;
        if (anchors[at].sequence < 1)
            continue;
        if (!anchor_holds(walk, &anchors[at], &operation, &holds, &is_there, error))
            return false;
        if (!holds && (lowest.sequence == 0 || anchors[at].sequence < lowest.sequence)) {
            lowest = (Link){.sequence = anchors[at].sequence, .operation = operation};
            lowest_is_there = is_there;
        }
    }
    if (lowest.sequence == 0 || is_reported(walk, lowest.sequence))
        return true;
    report(walk, lowest_is_there ? JOURNAL_CHANGED : JOURNAL_REMOVED, &lowest,
           arena_format(walk->arena,
                        lowest_is_there ? "event %" PRId64 " has another hash than was noted "
                                          "outside the journal: it or one before it was rewritten"
                                        : "event %" PRId64 " was noted outside the journal and is "
                                          "missing",
                        lowest.sequence));
    return true;
}

static bool verify_inside(Walk *walk, const JournalAnchor *anchors, size_t anchor_count,
                          JournalProof *proof, Error *error)
{
    return check_file(walk->journal, error) &&
           protection_check(walk->journal, walk->arena, &walk->findings, error) &&
           journal_each(walk->journal, walk_event, walk, error) && judge_end(walk, proof, error) &&
           judge_anchors(walk, anchors, anchor_count, error);
}

bool journal_verify(Journal *journal, Arena *arena, const JournalAnchor *anchors,
                    size_t anchor_count, JournalProof *proof, Error *error)
{
    Walk walk = {.journal = journal, .arena = arena};
    bool is_read;

    *proof = (JournalProof){.head_hash = CHAIN_START};
    if (journal == NULL)
        return true;
    memcpy(walk.last.hash, CHAIN_START, sizeof CHAIN_START);
    if (!journal_begin_read(journal, error))
        return false;
    is_read = verify_inside(&walk, anchors, anchor_count, proof, error);
    journal_end_read(journal);
    proof->findings = walk.findings.items;
    proof->finding_count = walk.findings.count;
    proof->event_count = walk.event_count;
    return is_read;
}
