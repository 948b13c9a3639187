#include "command/set_operand.h"

#include "file/sets.h"

bool set_operand(const Call *call, Session *session, size_t at, const char **folder, Error *error)
{
    const char *wanted = at < call->operand_count ? call->operands[at] : "latest";

    return sets_find(session->arena, session->state.sets, wanted, folder, error);
}

static const IdentityOptions DEFAULTS = {NULL};

static const Option OPTIONS[] = {
    TEXT(IdentityOptions, identity, 0, "FILE", "age's identity, for sets that are encrypted",
         .from_environment = true, .completion = COMPLETE_FILES),
    NO_MORE_OPTIONS,
};

const OptionGroup IDENTITY_OPTIONS = {
    .title = "Encrypted sets",
    .options = OPTIONS,
    .defaults = &DEFAULTS,
    .size = sizeof(IdentityOptions),
};
