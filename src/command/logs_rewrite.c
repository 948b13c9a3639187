#include "command/logs_rewrite.h"

#include <stdio.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "base/log.h"
#include "command/batches.h"
#include "command/session.h"

const RewriteOptions REWRITE_DEFAULTS = {.newer_than = NOT_GIVEN};

static bool read_since(const RewriteOptions *options, RewriteRequest *request, Error *error)
{
    if (options->newer_than == NOT_GIVEN)
        return true;
    request->has_since = true;
    request->since = request->now - options->newer_than * 1000;
    if (request->since < request->before)
        return true;
    fail(error, OUTCOME_USAGE, "nothing is older than the cutoff and newer than --newer-than");
    return fail_hint(error, "As in --older-than 3d --newer-than 10d.");
}

bool rewrite_request(const Call *call, RewriteKind kind, RewriteRequest *request, Error *error)
{
    const RewriteOptions *options = call->options;

    *request = (RewriteRequest){
        .kind = kind,
        .now = clock_now(),
        .choice = choice_of(&options->choice),
        .archive = options->archive,
        .is_exact = options->change.expect_rows != NOT_GIVEN,
        .pace = pace_of(&options->pace, &options->change),
    };
    return age_cutoff(&options->age, request->now, &request->before, error) &&
           read_since(options, request, error);
}

/* Short values may take more than the longer ones that could be compressed. */
static int64_t freed_bytes(const Rewrite *rewrite)
{
    return rewrite->rewritten.freed > 0 ? (int64_t) rewrite->rewritten.freed : 0;
}

static void print_sentences(const Call *call, const Rewrite *rewrite, const SeriesResult *result)
{
    const Rewritten *done = &rewrite->rewritten;

    batches_print(call, &rewrite->plan, result);
    if (result->operation == 0)
        return;
    printf("Freed %s%s inside the table: VACUUM makes it free for new rows; only VACUUM FULL or a\n"
           "rewrite of the table gives it back to the operating system.\n",
           done->is_estimate ? "about " : "", text_bytes(call->arena, freed_bytes(rewrite)));
    if (!rewrite->request->archive)
        puts("There is no archive, so nothing brings it back.");
}

static void report(const Call *call, const Rewrite *rewrite, const SeriesResult *result)
{
    if (common_format(common_options(call)) != FORMAT_JSON) {
        print_sentences(call, rewrite, result);
        return;
    }
    Document *document CLEANUP(document_release) = batches_document(&rewrite->plan, result);
    document_set_text(document, "before", rewrite->before);
    document_set_text(document, "since", rewrite->only.since);
    document_set_number(document, "freed_bytes", freed_bytes(rewrite));
    document_set_boolean(document, "freed_is_exact", !rewrite->rewritten.is_estimate);
    document_print(document, stdout);
}

static void warn_without_prompts(const Session *session, const RewriteRequest *request)
{
    if (request->kind == REWRITE_REDACT && request->metadata.count == 0 &&
        !rewrite_has_prompts(session))
        log_note("the log of this LiteLLM has no columns for prompts");
}

bool rewrite_run(const Call *call, const RewriteRequest *request, const char *question,
                 Error *error)
{
    const RewriteOptions *options = call->options;
    Session *session CLEANUP(session_close) = NULL;
    Rewrite rewrite;
    ChangeDecision decision;
    SeriesResult result;

    if (!command_session(call, SESSION_CHANGES, &session, error) ||
        !rewrite_plan(session, request, &rewrite, error))
        return false;
    log_info("requests before %s UTC", rewrite.before);
    warn_without_prompts(session, request);
    if (!batches_decide(call, &options->change, &rewrite.plan, question, &decision, error))
        return false;
    if (decision == CHANGE_STOPS)
        return true;

    SeriesRequest series = {.plan = &rewrite.plan, .work = rewrite_work, .context = &rewrite};
    if (!batches_run(call, &options->change, session, &series, decision, &result, error))
        return false;
    report(call, &rewrite, &result);
    return batches_conclude(call, &result, error);
}
