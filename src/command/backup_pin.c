/* backup pin, backup unpin - sets that prune never removes. */
#include "command/commands.h"

#include <stdio.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/log.h"
#include "cli/options.h"
#include "command/session.h"
#include "command/set_operand.h"
#include "file/set.h"

typedef struct {
    CommonOptions common;
    const char *why;
} PinOptions;

typedef struct {
    CommonOptions common;
} UnpinOptions;

/* What a set gets, and what it is called. */
typedef struct {
    const SetPin *pin; /* NULL: none any more */
    const char *name;
} Pinning;

static void set_pin(Set *set, void *context)
{
    Pinning *pinning = context;

    set->pin = pinning->pin;
    pinning->name = set->name;
}

static void tell(const Pinning *pinning, const char *folder, Document *sets)
{
    Document *set = document_add_object(sets);

    document_set_text(set, "set", pinning->name);
    document_set_boolean(set, "pinned", pinning->pin != NULL);
    document_set_text(set, "why", pinning->pin == NULL ? NULL : pinning->pin->why);
    log_info("%s: %s", folder, pinning->pin == NULL ? "no longer pinned" : "pinned");
}

static bool change(const Call *call, const SetPin *pin, Error *error)
{
    Session *session CLEANUP(session_close) = NULL;
    Document *sets CLEANUP(document_release) = document_array();
    Pinning pinning = {pin, NULL};

    if (!command_session(call, SESSION_JOURNAL, &session, error))
        return false;
    for (size_t at = 0; at < call->operand_count; at++) {
        const char *folder;
        if (!set_operand(call, session, at, &folder, error) ||
            !set_rewrite(call->arena, folder, set_pin, &pinning, error))
            return false;
        tell(&pinning, folder, sets);
    }
    if (common_options(call)->json)
        document_print(sets, stdout);
    return true;
}

static bool run_pin(const Call *call, Error *error)
{
    const PinOptions *options = call->options;
    const SetPin pin = {clock_format_utc(call->arena, clock_now()), options->why};

    return change(call, &pin, error);
}

static bool run_unpin(const Call *call, Error *error)
{
    return change(call, NULL, error);
}

static const Option PIN_OPTIONS[] = {
    TEXT(PinOptions, why, 0, "TEXT", "what to tell whoever wonders"),
    NO_MORE_OPTIONS,
};

static const Example PIN_EXAMPLES[] = {
    {"litellm-dba backup pin latest --why \"before the upgrade to 1.84\"",
     "never removed by prune"},
    NO_MORE_EXAMPLES,
};

const Command BACKUP_PIN = {
    .name = "pin",
    .summary = "let prune never remove a set",
    .description = "The set stays until it is unpinned, whatever the rules of prune say.",
    .operands = "SET...",
    .options = PIN_OPTIONS,
    .groups = {INCLUDE_COMMON(PinOptions, common)},
    .options_size = sizeof(PinOptions),
    .examples = PIN_EXAMPLES,
    .run = run_pin,
};

static const Example UNPIN_EXAMPLES[] = {
    {"litellm-dba backup unpin 20261121", "prune may remove it again"},
    NO_MORE_EXAMPLES,
};

const Command BACKUP_UNPIN = {
    .name = "unpin",
    .summary = "let prune judge a set again",
    .description = "Takes a pin away.",
    .operands = "SET...",
    .groups = {INCLUDE_COMMON(UnpinOptions, common)},
    .options_size = sizeof(UnpinOptions),
    .examples = UNPIN_EXAMPLES,
    .run = run_unpin,
};
