/*
 * sso_reasons.h - why LiteLLM cannot delete a user cleanly: for sso.c alone.
 */
#ifndef ADMIN_SSO_REASONS_H
#define ADMIN_SSO_REASONS_H

#include "admin/sso.h"

/* Adds to each seat its reasons; inside the transaction that read them. */
bool sso_read_reasons(Session *session, Seats *seats, Error *error);

#endif
