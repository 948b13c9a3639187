/*
 * user_parts.h - rows and entries that hang on a user: found, counted, locked, changed.
 *
 * A part is some rows of one table, or entries of one column, that a statement of
 * sql/server/users finds; the same text counts, locks and changes them, so that all three mean the
 * same rows.  Which table and column is data from the reference graph and the live catalog.
 */
#ifndef ADMIN_USER_PARTS_H
#define ADMIN_USER_PARTS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/list.h"
#include "operation/operation.h"
#include "operation/plan.h"
#include "operation/session.h"

typedef enum {
    USER_PART_DELETE,            /* rows that name an id in a column */
    USER_PART_DELETE_TYPED,      /* the same where another column says what kind of id it is */
    USER_PART_DELETE_FOREIGN,    /* the same for a column that is no text */
    USER_PART_DELETE_INVITED,    /* invitations of others that name the user as their author */
    USER_PART_DELETE_BUDGET,     /* budgets that nothing else names */
    USER_PART_DELETE_PERMISSION, /* object permissions that nothing else names */
    USER_PART_CLEAR,             /* the column becomes NULL, as its foreign key says */
    USER_PART_CLEAR_FOREIGN,     /* the same for a column that is no text */
    USER_PART_ASSIGN,            /* the column gets another value */
    USER_PART_ASSIGN_AUTHORED,   /* the same but for rows that go anyway */
    USER_PART_OWN_CLEAR,         /* a column of the user's own row becomes NULL */
    USER_PART_OWN_ASSIGN,        /* ... gets another value */
    USER_PART_OWN_EMPTY,         /* ... becomes an empty list */
    USER_PART_ELEMENTS,          /* elements of a text[] are taken out */
    USER_PART_ENTRIES,           /* entries of a roster are taken out */
    USER_PART_BLOCK,             /* keys are blocked */
} UserPartKind;

typedef struct {
    UserPartKind kind;
    const char *what; /* "key", "team-membership": goes into plans and file names */
    const char *table;
    const char *column;
    const char *owner;       /* AUTHORED: the column that says whose row it is */
    const char *type_column; /* TYPED: and what must be in it */
    const char *type;
    const char *ids;   /* text[] literal: whose rows */
    const char *users; /* text[] literal: BUDGET and PERMISSION, whose rows do not count */
    const NamedReference *references; /* BUDGET and PERMISSION: who may name them */
    const char *to;                   /* ASSIGN: the value */
    const char *note;                 /* for the reader of a plan, or NULL */
    bool is_shared;                   /* rows of it may be in another part as well */
    int64_t count;
    const char *digest; /* of the keys */
} UserPart;

typedef LIST(UserPart) UserParts;

bool user_part_deletes(const UserPart *part);
bool user_part_reassigns(const UserPart *part);  /* gives to somebody else what the user made */
bool user_part_is_setting(const UserPart *part); /* a budget or an object permission */

/* Whether the part's table, columns and statement are there in this database. */
bool user_part_can(Session *session, const UserPart *part);

/* Fills count and digest. */
bool user_part_count(Session *session, UserPart *part, Error *error);

/* The line of a plan that says what would be done. */
PlanLine user_part_line(const UserPart *part);

bool user_part_lock(Operation *operation, const UserPart *part, Error *error);

/* OUTCOME_REFUSED when the rows are no longer those that were counted. */
bool user_part_check(Operation *operation, const UserPart *part, Error *error);

bool user_part_change(Operation *operation, const UserPart *part, Error *error);

/* What another column of the part's rows names: "value" of each, added to ids.  For DELETE and
 * DELETE_TYPED. */
bool user_part_collect(Session *session, const UserPart *part, const char *value, Words *ids,
                       Error *error);

/* The ids as a text[] literal, for a parameter. */
const char *user_part_literal(Arena *arena, const Words *ids);

/* The refusal of a plan that no longer holds; always false. */
bool user_part_fail_stale(const char *what, int64_t planned, int64_t found, Error *error);

#endif
