#include "cli/program.h"

#include <stdio.h>

#include "base/cleanup.h"
#include "base/interrupt.h"
#include "base/log.h"
#include "cli/help.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/parse_line.h"

static void configure_log(const CommonOptions *common)
{
    log_allow_colour(!common->no_color);
    if (common->quiet)
        log_set_level(LOG_QUIET);
    else if (common->verbose)
        log_set_level(LOG_VERBOSE);
}

static bool run(const Program *program, Arena *arena, int argc, char *argv[], Error *error)
{
    Call call;
    Wish wish;

    if (!parse_line(program, arena, argc, argv, &call, &wish, error))
        return false;
    switch (wish) {
        case WISH_HELP:
            help_print(program, call.path, call.path_length, stdout);
            return true;
        case WISH_VERSION:
            version_print(program, stdout);
            return true;
        case WISH_RUN:
            break;
    }
    configure_log(common_options(&call));
    return call.path[call.path_length - 1]->run(&call, error);
}

int program_main(const Program *program, int argc, char *argv[])
{
    Arena *arena CLEANUP(arena_release) = arena_new();
    Error error = {.outcome = OUTCOME_COMPLETED};
    Error lost = {.outcome = OUTCOME_COMPLETED};

    output_prepare();
    interrupt_watch();
    bool is_done = run(program, arena, argc, argv, &error);
    bool is_written = output_finish(&lost);
    if (!is_done)
        log_failure(&error);
    if (!is_written)
        log_failure(&lost);
    if (!is_done)
        return outcome_exit_code(error.outcome);
    return is_written ? 0 : outcome_exit_code(lost.outcome);
}
