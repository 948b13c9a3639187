/* logs redact - prompts go, the requests and what they cost stay. */
#include "command/commands.h"

#include "command/logs_rewrite.h"

static bool run(const Call *call, Error *error)
{
    const RewriteOptions *options = call->options;
    RewriteRequest request;

    if (!rewrite_request(call, REWRITE_REDACT, &request, error))
        return false;
    request.metadata = options->metadata_path;
    return rewrite_run(call, &request, "Empty these prompts?", error);
}

static const Option OPTIONS[] = {
    REWRITE_EVERY_OPTION,
    WORDS(RewriteOptions, metadata_path, 0, "PATH",
          "empty this place in metadata too, as in error_information.error_message"),
    NO_MORE_OPTIONS,
};

static const Example EXAMPLES[] = {
    {"litellm-dba logs redact --older-than 3d --dry-run", "how many prompts, and how many bytes"},
    {"litellm-dba logs redact --older-than 3d --newer-than 10d --yes",
     "what a nightly job would run"},
    {"litellm-dba logs redact --older-than 30d --team team-research --archive --yes",
     "one team's, and undo can bring them back"},
    {"litellm-dba logs redact --older-than 3d --metadata-path error_information -y",
     "errors repeat prompts"},
    NO_MORE_EXAMPLES,
};

const Command LOGS_REDACT = {
    .name = "redact",
    .summary = "empty old prompts; the requests and what they cost stay",
    .description =
        "Prompts and answers (messages, response, proxy_server_request) of requests that are older "
        "than the cutoff become {}, which is what LiteLLM itself writes when it stores none. "
        "Nothing else of a request changes. A place in metadata that is named is emptied as well: "
        "a text becomes \"\", a list [], an object {}, so that who reads it finds what it expects; "
        "a step into a list is its number, from 0.\n\n"
        "The aim is that they are gone, so no archive is made unless --archive asks for one, and "
        "without one there is no undo. What earlier archives and backups hold, they hold. A "
        "conversation of the Responses API whose requests were emptied cannot be continued.\n\n"
        "Batches and pace are those of prune. Only requests in which something is left are "
        "changed: "
        "a run that was stopped goes on where it was, and a second run has nothing to do. It has "
        "to look at every old request to know that; --newer-than spares a nightly run those that "
        "earlier ones have seen.",
    .options = OPTIONS,
    .defaults = &REWRITE_DEFAULTS,
    .groups = REWRITE_GROUPS,
    .options_size = sizeof(RewriteOptions),
    .examples = EXAMPLES,
    .run = run,
};
