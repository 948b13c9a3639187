/*
 * commands.h - everything a user can ask for, one file per command here.
 *
 * To add a command: write its file, name it below, and put it into its parent's list
 * (commands.c for the top level).
 */
#ifndef COMMAND_COMMANDS_H
#define COMMAND_COMMANDS_H

#include "cli/command.h"

extern const Program PROGRAM;

extern const Command STATUS;
extern const Command ORPHANS;
extern const Command ORPHANS_CLEAN;
extern const Command JOURNAL;
extern const Command JOURNAL_LIST;
extern const Command JOURNAL_SHOW;
extern const Command JOURNAL_VERIFY;
extern const Command JOURNAL_EXPORT;
extern const Command JOURNAL_SETTLE;
extern const Command RESTORE;
extern const Command UNDO;
extern const Command USER;
extern const Command USER_LIST;
extern const Command USER_SHOW;
extern const Command USER_DELETE;
extern const Command USER_OFFBOARD;
extern const Command USER_RENAME;
extern const Command USER_MERGE;
extern const Command USER_DUPLICATES;
extern const Command USER_EXPORT;
extern const Command SSO;
extern const Command LOGS;
extern const Command LOGS_SIZE;
extern const Command LOGS_PARTITIONS;
extern const Command LOGS_PRUNE;
extern const Command LOGS_LEDGER;
extern const Command BACKUP;
extern const Command BACKUP_CREATE;
extern const Command BACKUP_LIST;
extern const Command BACKUP_SHOW;
extern const Command BACKUP_VERIFY;
extern const Command BACKUP_REHEARSE;
extern const Command BACKUP_DIFF;
extern const Command BACKUP_PRUNE;
extern const Command BACKUP_PIN;
extern const Command BACKUP_UNPIN;
extern const Command LOGS_REDACT;
extern const Command LOGS_SLIM;
extern const Command LOGS_ARCHIVE;
extern const Command LOGS_ARCHIVE_LIST;
extern const Command LOGS_ARCHIVE_VERIFY;
extern const Command LOGS_ARCHIVE_SEARCH;
extern const Command LOGS_ARCHIVE_RESTORE;
extern const Command SQL;
extern const Command COMPLETION;
extern const Command MAN;

#endif
