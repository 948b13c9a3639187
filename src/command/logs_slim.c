/* logs slim - fat keys of metadata go, the rest of the requests stays. */
#include "command/commands.h"

#include "command/logs_rewrite.h"

/* A copy of the model's entry in LiteLLM's price list, in every request: often most of its bytes.
 */
static const char FATTEST[] = "model_map_information";

static bool run(const Call *call, Error *error)
{
    const RewriteOptions *options = call->options;
    RewriteRequest request;

    if (!rewrite_request(call, REWRITE_SLIM, &request, error))
        return false;
    request.metadata = options->drop;
    if (request.metadata.count == 0)
        list_add(call->arena, &request.metadata, FATTEST);
    return rewrite_run(call, &request, "Drop these keys?", error);
}

static const Option OPTIONS[] = {
    REWRITE_EVERY_OPTION,
    WORDS(RewriteOptions, drop, 0, "NAME",
          "a key of metadata, again for more; model_map_information unless told"),
    NO_MORE_OPTIONS,
};

static const Example EXAMPLES[] = {
    {"litellm-dba logs slim --older-than 30d --dry-run", "how many requests, and how many bytes"},
    {"litellm-dba logs slim --older-than 30d --newer-than 40d --yes",
     "what a nightly job would run"},
    {"litellm-dba logs slim --older-than 90d --drop usage_object --archive --yes",
     "this key alone, and undo can bring it back"},
    NO_MORE_EXAMPLES,
};

const Command LOGS_SLIM = {
    .name = "slim",
    .summary = "drop fat keys from the metadata of old requests",
    .description =
        "Metadata often is most of what a request takes, and one key most of the metadata: "
        "model_map_information is a copy of the model's prices, in every request. This drops the "
        "named keys from requests that are older than the cutoff and keeps everything else. Keys "
        "are "
        "those of the outermost object.\n\n"
        "Batches, pace, --archive, undo and --newer-than are those of redact.",
    .options = OPTIONS,
    .defaults = &REWRITE_DEFAULTS,
    .groups = REWRITE_GROUPS,
    .options_size = sizeof(RewriteOptions),
    .examples = EXAMPLES,
    .run = run,
};
