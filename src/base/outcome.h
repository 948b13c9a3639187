/*
 * outcome.h - how a run can end.
 *
 * One vocabulary for the exit code, the JSON, the journal and every message.
 * The words and numbers are a promise to scripts: add, never change.
 */
#ifndef BASE_OUTCOME_H
#define BASE_OUTCOME_H

typedef enum {
    OUTCOME_COMPLETED,
    OUTCOME_NOTHING_TO_DO,
    OUTCOME_USAGE,         /* wrong option or operand */
    OUTCOME_SERVER_ERROR,  /* cannot connect, or the server refused */
    OUTCOME_JOURNAL_ERROR, /* the journal cannot be read or written */
    OUTCOME_FILE_ERROR,    /* a file is damaged, missing, or cannot be written */
    OUTCOME_FOUND,         /* a check found something */
    OUTCOME_REFUSED,       /* a guard said no */
    OUTCOME_LOCKED,        /* another run of ours is at work */
    OUTCOME_BACKLOG_LEFT,  /* a budget is used up; the next run continues */
    OUTCOME_IN_DOUBT,      /* it is not known whether a commit happened */
    OUTCOME_INTERRUPTED,   /* SIGINT */
    OUTCOME_TERMINATED,    /* SIGTERM */
} Outcome;

/* "nothing_to_do": what JSON and the journal say.  Static. */
const char *outcome_name(Outcome outcome);

/* 0, 2 ... 10, 130 or 143: what the shell sees. */
int outcome_exit_code(Outcome outcome);

/* One line for the manual.  Static. */
const char *outcome_summary(Outcome outcome);

enum { OUTCOME_COUNT = OUTCOME_TERMINATED + 1 };

#endif
