/* user duplicates - who may be one person. */
#include "command/commands.h"

#include "admin/user_duplicates.h"
#include "base/cleanup.h"
#include "cli/options.h"
#include "command/listing.h"
#include "command/session.h"

typedef struct {
    CommonOptions common;
} DuplicatesOptions;

static const Column COLUMNS[] = {
    {"reason", NULL, COLUMN_TEXT},      {"value", NULL, COLUMN_TEXT},
    {"user_id", NULL, COLUMN_TEXT},     {"user_email", "e-mail", COLUMN_TEXT},
    {"sso_user_id", NULL, COLUMN_TEXT}, {"user_role", "role", COLUMN_TEXT},
    {"spend", NULL, COLUMN_MONEY},      {"keys", NULL, COLUMN_COUNT},
    {"teams", NULL, COLUMN_COUNT},
};

static bool run(const Call *call, Error *error)
{
    Session *session CLEANUP(session_close) = NULL;

    if (!command_session(call, SESSION_READS, &session, error))
        return false;
    Listing listing = listing_start(call->arena, common_format(common_options(call)), COLUMNS,
                                    sizeof COLUMNS / sizeof *COLUMNS);
    if (!user_duplicates(session, listing_add, &listing, error))
        return false;
    listing_end(&listing);
    return true;
}

static const Example EXAMPLES[] = {
    {"litellm-dba user duplicates", "a line for each user of each group"},
    {"litellm-dba user merge twin-1 twin-2 --dry-run", "what making one of them would do"},
    NO_MORE_EXAMPLES,
};

const Command USER_DUPLICATES = {
    .name = "duplicates",
    .summary = "users that may be one person",
    .description =
        "Users with the same e-mail (in any case), and users whose user_id is another's "
        "sso_user_id or e-mail, with what each of them holds. People may share an address, so "
        "look before you merge.",
    .groups = {INCLUDE_COMMON(DuplicatesOptions, common)},
    .options_size = sizeof(DuplicatesOptions),
    .examples = EXAMPLES,
    .run = run,
};
