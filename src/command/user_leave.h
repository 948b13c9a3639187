/*
 * user_leave.h - what "user delete" and "user offboard" have in common.
 */
#ifndef COMMAND_USER_LEAVE_H
#define COMMAND_USER_LEAVE_H

#include <stdbool.h>
#include <stdint.h>

#include "admin/user_delete.h"
#include "base/error.h"
#include "base/text.h"
#include "cli/command.h"
#include "command/change.h"

/* The call's operands and the lines of a file (NULL: none), each id once; OUTCOME_USAGE without
 * any. */
bool user_leave_ids(const Call *call, const char *from, Words *ids, Error *error);

/* Shows the plan and gets a yes: the user_id must be typed, or how many users there are. */
bool user_leave_decide(const Call *call, const ChangeOptions *options, const UserDelete *delete,
                       const char *verb, ChangeDecision *decision, Error *error);

/* Runs the plan; then, unless it is a rehearsal, looks whether anything has come back. */
bool user_leave_run(const Call *call, const ChangeOptions *options, UserDelete *delete,
                    ChangeDecision decision, Error *error);

/* Blocks the users' keys in an operation of its own and waits for the proxies' caches. */
bool user_leave_block(const ChangeOptions *options, Session *session, const Words *ids,
                      const UserDeleteRequest *request, int64_t wait_ms, Error *error);

/* Waits, then looks again: OUTCOME_FOUND when a proxy has put something back. */
bool user_leave_check_later(const UserDelete *delete, int64_t after_ms, Error *error);

#endif
