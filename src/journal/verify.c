#include <inttypes.h>
#include <string.h>

#include "base/cleanup.h"
#include "build/sql.h"
#include "journal/internal.h"
#include "journal/ledger_check.h"
#include "journal/protection.h"
#include "journal/walk.h"

/* What a verification has at hand. */
typedef struct {
    Journal *journal;
    Arena *arena; /* of the findings */
    JournalFindings findings;
    Walked walked;
} Inquiry;

static bool check_file(Journal *journal, Error *error)
{
    sqlite3_stmt *check CLEANUP(statement_finalize) = NULL;
    const char *says;
    bool has_row;

    if (!database_find(&journal->database, &SQL_JOURNAL_QUICK_CHECK, SQL_NO_VALUES, &check,
                       &has_row, error))
        return false;
    says = column_text(check, "quick_check");
    if (says != NULL && strcmp(says, "ok") == 0)
        return true;
    database_fail(&journal->database, SQLITE_CORRUPT, "trust", error);
    return fail_detail(error, "%s", says);
}

/* Rows that are missing at the end leave no gap, but the seals and the counter remember. */
static void judge_end(Inquiry *inquiry, int64_t head, int64_t counter, int64_t sealed)
{
    int64_t highest = inquiry->walked.highest_number;

    if (sealed > highest)
        findings_add_removed(inquiry->arena, &inquiry->findings, highest + 1, sealed,
                             " at the end");
    else if (counter > head)
        findings_add_removed(inquiry->arena, &inquiry->findings, head + 1, counter, " at the end");
    if (counter < head)
        findings_add(inquiry->arena, &inquiry->findings, JOURNAL_UNPROTECTED, 0, 0,
                     arena_format(inquiry->arena, "the counter of events was set back to %" PRId64,
                                  counter));
}

static bool check_end(Inquiry *inquiry, JournalProof *proof, Error *error)
{
    sqlite3_stmt *head CLEANUP(statement_finalize) = NULL;
    bool has_row;

    if (!database_find(&inquiry->journal->database, &SQL_JOURNAL_READ_HEAD, SQL_NO_VALUES, &head,
                       &has_row, error))
        return false;
    proof->head_sequence = column_number(head, "sequence");
    if (proof->head_sequence > 0)
        proof->head_hash = arena_copy(inquiry->arena, column_text(head, "hash"));
    judge_end(inquiry, proof->head_sequence, column_number(head, "counter"),
              column_number(head, "sealed"));
    return true;
}

static bool lowest_broken(Inquiry *inquiry, const JournalAnchor *anchors, size_t count,
                          const JournalAnchor **lowest, Error *error)
{
    *lowest = NULL;
    for (size_t at = 0; at < count; at++) {
        bool holds;
        if (!chain_knows(inquiry->journal, anchors[at].hash, &holds, error))
            return false;
        if (!holds && (*lowest == NULL || anchors[at].sequence < (*lowest)->sequence))
            *lowest = &anchors[at];
    }
    return true;
}

static bool is_explained(const Inquiry *inquiry, const JournalAnchor *anchor, JournalDamage what)
{
    for (size_t at = 0; at < inquiry->findings.count; at++) {
        const JournalFinding *finding = &inquiry->findings.items[at];
        if (finding->sequence == anchor->sequence ||
            (what == JOURNAL_REMOVED && finding->what == what &&
             finding->sequence <= anchor->sequence))
            return true;
    }
    return false;
}

/* The lowest anchor that does not hold says it all: what comes after it cannot hold either. */
static bool check_anchors(Inquiry *inquiry, const JournalAnchor *anchors, size_t count,
                          Error *error)
{
    Arena *arena = inquiry->arena;
    sqlite3_stmt *event CLEANUP(statement_finalize) = NULL;
    const JournalAnchor *broken;
    const char *text;
    bool is_there;

    if (!lowest_broken(inquiry, anchors, count, &broken, error))
        return false;
    if (broken == NULL)
        return true;
    if (!database_find(&inquiry->journal->database, &SQL_JOURNAL_FIND_HASH,
                       SQL_VALUES({"sequence", arena_format(arena, "%" PRId64, broken->sequence)}),
                       &event, &is_there, error))
        return false;
    if (is_explained(inquiry, broken, is_there ? JOURNAL_CHANGED : JOURNAL_REMOVED))
        return true;
    text = is_there ? "had another hash when it was noted outside the journal: it or one before it "
                      "was rewritten"
                    : "was noted outside the journal and is missing";
    findings_add(arena, &inquiry->findings, is_there ? JOURNAL_CHANGED : JOURNAL_REMOVED,
                 broken->sequence, is_there ? column_number(event, "operation") : 0,
                 arena_format(arena, "event %" PRId64 " %s", broken->sequence, text));
    return true;
}

static bool inquire(Inquiry *inquiry, const JournalAnchor *anchors, size_t anchor_count,
                    JournalProof *proof, Error *error)
{
    Journal *journal = inquiry->journal;

    return check_file(journal, error) &&
           protection_check(journal, inquiry->arena, &inquiry->findings, error) &&
           walk_chain(journal, inquiry->arena, &inquiry->findings, &inquiry->walked, error) &&
           check_end(inquiry, proof, error) &&
           check_anchors(inquiry, anchors, anchor_count, error) &&
           ledger_check(journal, inquiry->arena, &inquiry->findings, error);
}

bool journal_verify(Journal *journal, Arena *arena, const JournalAnchor *anchors,
                    size_t anchor_count, JournalProof *proof, Error *error)
{
    Inquiry inquiry = {.journal = journal, .arena = arena};
    bool is_read;

    *proof = (JournalProof){.head_hash = CHAIN_START};
    if (journal == NULL)
        return true;
    if (!journal_begin_read(journal, error))
        return false;
    is_read = inquire(&inquiry, anchors, anchor_count, proof, error);
    journal_end_read(journal);
    proof->findings = inquiry.findings.items;
    proof->finding_count = inquiry.findings.count;
    proof->event_count = inquiry.walked.event_count;
    return is_read;
}
