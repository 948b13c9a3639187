#include "base/outcome.h"

#include <stddef.h>

typedef struct {
    const char *name;
    int exit_code;
    const char *summary;
} Row;

static const Row ROWS[OUTCOME_COUNT] = {
    [OUTCOME_COMPLETED] = {"completed", 0, "the work was done"},
    [OUTCOME_NOTHING_TO_DO] = {"nothing_to_do", 0, "there was nothing to do"},
    [OUTCOME_USAGE] = {"usage", 2, "a wrong option or operand"},
    [OUTCOME_SERVER_ERROR] = {"server_error", 3, "cannot connect, or the server refused"},
    [OUTCOME_JOURNAL_ERROR] = {"journal_error", 4, "the journal cannot be read or written"},
    [OUTCOME_FILE_ERROR] = {"file_error", 5, "a file is damaged, missing, or cannot be written"},
    [OUTCOME_FOUND] = {"found", 6, "a check found something"},
    [OUTCOME_REFUSED] = {"refused", 7,
                         "a guard said no: counts differ, a plan is stale, a key is in use, "
                         "a reference is not classified"},
    [OUTCOME_LOCKED] = {"locked", 8, "another run is at work; try later"},
    [OUTCOME_BACKLOG_LEFT] = {"backlog_left", 9,
                              "the time or row budget is used up; the next run continues"},
    [OUTCOME_IN_DOUBT] = {"in_doubt", 10,
                          "it is not known whether a commit happened; the message says what to "
                          "look at"},
    [OUTCOME_INTERRUPTED] = {"interrupted", 130,
                             "stopped by SIGINT, after the current batch was brought to an end"},
    [OUTCOME_TERMINATED] = {"terminated", 143,
                            "stopped by SIGTERM, after the current batch was brought to an end"},
};

const char *outcome_name(Outcome outcome)
{
    return ROWS[outcome].name;
}

int outcome_exit_code(Outcome outcome)
{
    return ROWS[outcome].exit_code;
}

const char *outcome_summary(Outcome outcome)
{
    return ROWS[outcome].summary;
}
