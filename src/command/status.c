/* status - one page about the database. */
#include "command/commands.h"
#include "cli/options.h"
typedef struct { CommonOptions common; } StatusOptions;
static bool run(const Call *call, Error *error) { (void) call; (void) error; return true; }
const Command STATUS = {.name = "status", .summary = "one page about the database", .groups = {INCLUDE_COMMON(StatusOptions, common)}, .options_size = sizeof(StatusOptions), .run = run};
