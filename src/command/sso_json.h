/*
 * sso_json.h - the seats as JSON.
 */
#ifndef COMMAND_SSO_JSON_H
#define COMMAND_SSO_JSON_H

#include <stdbool.h>
#include <stdint.h>

#include "admin/sso.h"

/* What was asked for. */
typedef struct {
    int64_t used;  /* how many count */
    int64_t limit; /* or NOT_GIVEN */
    bool only_stuck;
} SeatView;

bool sso_is_shown(const SeatView *view, const Seat *seat);

void sso_print_json(const Seats *seats, const SeatView *view);

#endif
