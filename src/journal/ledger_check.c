#include "journal/ledger_check.h"

#include <inttypes.h>

#include "base/cleanup.h"
#include "base/text.h"
#include "build/sql.h"
#include "journal/internal.h"

/* What an event says of its lines. */
typedef struct {
    int64_t sequence;
    int64_t operation;
    int64_t line_count;
    const char *sha256;
} Claim;

/* The texts are SQLite's own, until the next step. */
static LedgerLine line_of(sqlite3_stmt *row)
{
    return (LedgerLine){
        .day = column_text(row, "day"),
        .team_id = column_text(row, "team_id"),
        .team_alias = column_text(row, "team_alias"),
        .user_id = column_text(row, "user_id"),
        .user_email = column_text(row, "user_email"),
        .api_key = column_text(row, "api_key"),
        .key_alias = column_text(row, "key_alias"),
        .model = column_text(row, "model"),
        .requests = column_number(row, "requests"),
        .prompt_tokens = column_number(row, "prompt_tokens"),
        .completion_tokens = column_number(row, "completion_tokens"),
        .total_tokens = column_number(row, "total_tokens"),
        .spend = column_real(row, "spend"),
    };
}

static bool digest_lines(Journal *journal, Arena *arena, const Claim *claim, Digest *digest,
                         int64_t *count, Error *error)
{
    sqlite3_stmt *row CLEANUP(statement_finalize) = NULL;
    Text *text = text_new(arena);
    const char *event = arena_format(arena, "%" PRId64, claim->sequence);
    bool has_row;

    *count = 0;
    if (!database_prepare(&journal->database, &SQL_JOURNAL_EACH_LEDGER,
                          SQL_VALUES({"event", event}), &row, error))
        return false;
    while (database_step(&journal->database, row, &has_row, error)) {
        if (!has_row)
            return true;
        LedgerLine line = line_of(row);
        ledger_digest_line(digest, text, &line);
        ++*count;
    }
    return false;
}

static bool check_claim(Journal *journal, Arena *arena, const Claim *claim,
                        JournalFindings *findings, Error *error)
{
    Arena *own CLEANUP(arena_release) = arena_new();
    Digest *digest CLEANUP(digest_release) = digest_new();
    int64_t count;

    if (!digest_lines(journal, own, claim, digest, &count, error))
        return false;
    if (count == claim->line_count && text_equal(digest_hex(digest, own), claim->sha256))
        return true;
    findings_add(
        arena, findings, count < claim->line_count ? JOURNAL_REMOVED : JOURNAL_CHANGED,
        claim->sequence, claim->operation,
        arena_format(arena, "the ledger of operation %" PRId64 " is not as event %" PRId64 " says",
                     claim->operation, claim->sequence));
    return true;
}

static bool check_claims(Journal *journal, Arena *arena, JournalFindings *findings, Error *error)
{
    sqlite3_stmt *row CLEANUP(statement_finalize) = NULL;
    bool has_row;

    if (!database_prepare(&journal->database, &SQL_JOURNAL_LIST_LEDGER_EVENTS, SQL_NO_VALUES, &row,
                          error))
        return false;
    while (database_step(&journal->database, row, &has_row, error)) {
        if (!has_row)
            return true;
        Claim claim = {
            .sequence = column_number(row, "sequence"),
            .operation = column_number(row, "operation"),
            .line_count = column_number(row, "line_count"),
            .sha256 = column_text(row, "sha256"),
        };
        if (!check_claim(journal, arena, &claim, findings, error))
            return false;
    }
    return false;
}

bool ledger_check(Journal *journal, Arena *arena, JournalFindings *findings, Error *error)
{
    sqlite3_stmt *row CLEANUP(statement_finalize) = NULL;
    bool has_row;

    if (!check_claims(journal, arena, findings, error) ||
        !database_find(&journal->database, &SQL_JOURNAL_COUNT_LEDGER, SQL_NO_VALUES, &row, &has_row,
                       error))
        return false;
    int64_t stray = column_number(row, "line_count");
    if (stray > 0)
        findings_add(arena, findings, JOURNAL_INSERTED, 0, 0,
                     arena_format(arena, "the ledger has %s that no event speaks of",
                                  text_plural(arena, stray, "line", "lines")));
    return true;
}
