/* backup rehearse - the proof that a set can be brought back. */
#include "command/commands.h"

#include <stdio.h>

#include "admin/rehearse.h"
#include "base/cleanup.h"
#include "base/log.h"
#include "cli/options.h"
#include "cli/progress.h"
#include "command/session.h"
#include "command/set_operand.h"
#include "command/set_report.h"

typedef struct {
    CommonOptions common;
    IdentityOptions identity;
    const char *scratch;
} RehearseOptions;

/* The server that rehearses: the one of the other commands, unless told otherwise. */
static bool open_session(const Call *call, Session **session, Error *error)
{
    const RehearseOptions *options = call->options;
    SessionRequest request = {
        .kind = SESSION_CHANGES,
        .command = call->name,
        .words = call->words,
        .dbname = options->scratch != NULL ? options->scratch : options->common.dbname,
        .schema = options->common.schema,
        .state = options->common.state,
    };

    return session_open(&request, session, error);
}

static void print_json(const RehearseResult *result)
{
    Document *document CLEANUP(document_release) = document_object();

    document_set_text(document, "outcome", outcome_name(OUTCOME_COMPLETED));
    document_set_number(document, "duration_ms", result->duration_ms);
    set_describe(document, &result->set);
    document_print(document, stdout);
}

static void report(const Call *call, const RehearseResult *result)
{
    const Set *set = &result->set;

    if (common_options(call)->json)
        print_json(result);
    else if (log_level() != LOG_QUIET)
        printf(
            "%s can be brought back on PostgreSQL %s: %s in %s were loaded, read back and rolled "
            "back, in %s\n",
            set->name, set->rehearsed->server_version,
            text_plural(call->arena, set_rows(set), "row", "rows"),
            text_plural(call->arena, (int64_t) set->table_count, "table", "tables"),
            text_duration(call->arena, result->duration_ms));
}

static bool run(const Call *call, Error *error)
{
    const RehearseOptions *options = call->options;
    Session *session CLEANUP(session_close) = NULL;
    RehearseRequest request = {.identity = options->identity.identity, .tell = progress_step};
    RehearseResult result;
    Set set;

    if (!open_session(call, &session, error) ||
        !set_operand(call, session, 0, &request.folder, error) ||
        !set_read(call->arena, request.folder, &set, error))
        return false;
    progress_begin(call->name, set_csv_bytes(&set), NULL);
    bool is_done = rehearse_set(session, &request, &result, error);
    progress_end();
    if (is_done)
        report(call, &result);
    return is_done;
}

static const Option OPTIONS[] = {
    TEXT(RehearseOptions, scratch, 0, "CONNINFO",
         "rehearse there instead: a database with LiteLLM's tables"),
    NO_MORE_OPTIONS,
};

static const Example EXAMPLES[] = {
    {"litellm-dba backup rehearse", "the newest set, in the database it came from"},
    {"litellm-dba backup rehearse --scratch service=scratch latest", "on another server"},
    NO_MORE_EXAMPLES,
};

const Command BACKUP_REHEARSE = {
    .name = "rehearse",
    .summary = "prove that a set can be brought back, and roll back",
    .description =
        "Loads every file into a temporary table like the database's own, with its keys and unique "
        "indexes, reads it back and compares all bytes, checks what refers to what, and rolls "
        "back. LiteLLM's tables are not touched; the server needs room for the set. That it went "
        "well, and on which version, is noted in the set and in the journal: the newest rehearsed "
        "set is never removed by prune.",
    .operands = "[SET]",
    .options = OPTIONS,
    .groups = {INCLUDE_IDENTITY(RehearseOptions, identity),
               INCLUDE_COMMON(RehearseOptions, common)},
    .options_size = sizeof(RehearseOptions),
    .examples = EXAMPLES,
    .run = run,
};
