/* user - everything about users. */
#include "command/commands.h"

#include <stddef.h>

#include "cli/options.h"

typedef struct {
    CommonOptions common;
} UserOptions;

/* In the order in which the help lists them. */
static const Command *const SUBCOMMANDS[] = {
    &USER_LIST,  &USER_SHOW,       &USER_DELETE, &USER_OFFBOARD, &USER_RENAME,
    &USER_MERGE, &USER_DUPLICATES, &USER_EXPORT, NULL,
};

const Command USER = {
    .name = "user",
    .summary = "who there is, what belongs to them, and away with those who will not go",
    .description =
        "A user is named by its user_id, its e-mail (in any case) or its sso_user_id. What several "
        "users answer to is refused with a list of them; \"user_id=X\", \"user_email=X\" and "
        "\"sso_user_id=X\" say which of the three is meant.",
    .groups = {INCLUDE_COMMON(UserOptions, common)},
    .options_size = sizeof(UserOptions),
    .subcommands = SUBCOMMANDS,
};
