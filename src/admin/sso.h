/*
 * sso.h - who counts against LiteLLM's limit on users, and who cannot be deleted by it.
 *
 * Without a licence LiteLLM refuses every SSO login once there are more than five users. All rows
 * count, whoever they are for; newer versions pass over those that SCIM has made inactive.
 */
#ifndef ADMIN_SSO_H
#define ADMIN_SSO_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/list.h"
#include "base/text.h"
#include "operation/session.h"

enum { SSO_FREE_SEATS = 5 };

/* What goes wrong when LiteLLM itself is told to delete the user. */
typedef enum {
    STUCK_DELETE,  /* /user/delete fails, or has failed */
    STUCK_SCIM,    /* the identity provider's delete fails, /user/delete does not */
    STUCK_REMAINS, /* it works, and something is left behind */
    STUCK_NOT,     /* nothing does */
} StuckEffect;

typedef struct {
    const char *code; /* for scripts: "inviter", "organisation" ... */
    StuckEffect effect;
    int64_t count;
    const char *text; /* for people */
} StuckReason;

typedef struct {
    const char *user_id;
    const char *email; /* this and those below are NULL where there is none */
    const char *role;
    const char *sso_user_id;
    const char *provider;
    const char *last_login;      /* UTC: when the newest session of the dashboard was made ... */
    const char *session_expires; /* ... and when the last of them ends */
    bool is_active;              /* not made inactive by SCIM */
    Words twins;                 /* the same e-mail, or the same id at the identity provider */
    LIST(StuckReason) reasons;   /* the worst first */
} Seat;

typedef struct {
    LIST(Seat) seats; /* every user, bytewise by user_id */
    Words outside;    /* "reports.note.user_id": foreign keys of other schemas, not looked into */
    int64_t active;   /* what newer versions count */
    int64_t with_sso; /* have an id or a note of an identity provider */
    int64_t stuck;    /* cannot be deleted by LiteLLM ... */
    int64_t by_scim;  /* ... or only not by SCIM */
} Seats;

/* Reads all of it in one snapshot. */
bool sso_read(Session *session, Seats *seats, Error *error);

/* "delete", "scim" or "remains"; NULL for STUCK_NOT. */
const char *stuck_effect_name(StuckEffect effect);

/* The worst of the seat's reasons. */
StuckEffect seat_stuck(const Seat *seat);

/* The seat of that user, or NULL. */
Seat *seats_find(const Seats *seats, const char *user_id);

#endif
