/*
 * session.h - what a command works with: the state folder, the journal, the server.
 *
 * Opening a session heals: operations that an earlier run left behind are judged first (see
 * doubt.h).  Everything in it lives until session_close.
 */
#ifndef OPERATION_SESSION_H
#define OPERATION_SESSION_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/error.h"
#include "file/state.h"
#include "journal/journal.h"
#include "server/catalog.h"
#include "server/server.h"

typedef enum {
    SESSION_JOURNAL, /* reads the journal; a database is used only to heal, if one is named */
    SESSION_FILES,   /* works on files of the state folder: as above, but the journal is made */
    SESSION_READS,   /* reads the database; a journal that is there is healed and read */
    SESSION_SAVES,   /* reads the database, which may be a standby; the journal is made */
    SESSION_CHANGES, /* changes the database: journal and state folder are made if needed */
} SessionKind;

typedef struct {
    SessionKind kind;
    const char *command;      /* "orphans clean" */
    const char *const *words; /* the command line, for the journal; NULL at the end */
    const char *dbname;
    const char *schema;
    const char *state;
    const char *identity_file; /* age's, for what is encrypted; NULL: none */
} SessionRequest;

typedef struct {
    Arena *arena;
    SessionKind kind;
    const char *command;
    const char *const *words; /* without passwords */
    State state;
    Journal *journal; /* NULL: there is none yet, or it could not be read by a reader */
    Server *server;   /* NULL only for SESSION_JOURNAL and SESSION_FILES */
    const ServerIdentity *identity;
    const Catalog *catalog;
    const char *fingerprint; /* of the live schema */
    const char *identity_file;
    SessionRequest request; /* to connect again */
} Session;

/*
 * SESSION_CHANGES fails where it is known beforehand that nothing can be changed (a standby,
 * a read-only default), and with OUTCOME_IN_DOUBT when an earlier operation on this
 * database could not be judged.  The others go on in both cases, with a warning.
 */
bool session_open(const SessionRequest *request, Session **session, Error *error);
void session_close(Session **session);

/* Reconnects after the connection was lost; the catalog stays. */
bool session_reconnect(Session *session, Error *error);

#endif
