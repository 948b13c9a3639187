/*
 * session.h - a session from a command line.
 */
#ifndef COMMAND_SESSION_H
#define COMMAND_SESSION_H

#include <stdbool.h>

#include "base/error.h"
#include "cli/command.h"
#include "operation/session.h"

/* As session_open, with what the call's common options say. */
bool command_session(const Call *call, SessionKind kind, Session **session, Error *error);

#endif
