/*
 * user_place.h - every column in which a user_id may stand, in this database.
 *
 * The graph of references says which, the catalog which of them are there; foreign keys to users
 * that the graph lacks are added, so that a table of next month's LiteLLM takes part.
 */
#ifndef ADMIN_USER_PLACE_H
#define ADMIN_USER_PLACE_H

#include <stdbool.h>

#include "base/error.h"
#include "base/list.h"
#include "base/sql.h"
#include "base/text.h"
#include "litellm/references.h"
#include "operation/session.h"
#include "server/statement.h"

typedef struct {
    const char *table;
    const char *column;
    ReferenceShape shape;
    ReferenceRole role;
    const char *type_column; /* of SHAPE_TYPED: the column that says whose id it is */
    const char *type;        /* and what it says of users */
    const char *path;        /* of SHAPE_JSON */
    bool is_foreign_key;     /* to the users' own table */
    bool is_carried;         /* the foreign key is ON UPDATE CASCADE */
    bool is_log;             /* grows without bound: only ever changed piece by piece */
} UserPlace;

typedef LIST(UserPlace) UserPlaces;

/* The user row's own id. */
extern const UserPlace USER_ROW;

/* All but the row itself. OUTCOME_REFUSED when a table that takes part has no primary key. */
bool user_places(Session *session, UserPlaces *places, Error *error);

/* "LiteLLM_X.column" of the foreign keys that the graph lacks but that are dealt with here. */
void user_places_accept(Session *session, const UserPlaces *places, Words *accepted);

/* A statement of sql/server/user_move made ready for the place; measure and others are for those
 * of user_merge, and NULL otherwise. */
Statement user_place_statement(Session *session, const UserPlace *place, const SqlText *sql,
                               const char *measure, const char *const *others);

#endif
