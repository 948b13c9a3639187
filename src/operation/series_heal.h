/*
 * series_heal.h - what a dead run left of a series.
 *
 * Batches that were committed stay. Of the segment that was being filled, all batches but the last
 * are known to be in force; the last one is judged by its note, and kept or left out. Then it is
 * divided into its files, and the ledger gets its lines.
 */
#ifndef OPERATION_SERIES_HEAL_H
#define OPERATION_SERIES_HEAL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "operation/witnesses.h"

/* What a person found out about the last batch, or that the witnesses are to be heard. */
typedef enum { HEAL_JUDGES, HEAL_AS_COMMITTED, HEAL_AS_ABORTED } HealVerdict;

typedef struct {
    int64_t rows; /* that are in force */
    int64_t bytes;
} SeriesHealed;

/* Whether it takes the server to tell. */
bool series_needs_server(const Incident *incident, bool *needs, Error *error);

/* OUTCOME_IN_DOUBT when the witnesses disagree: nothing is touched then. */
bool series_heal(const Incident *incident, HealVerdict verdict, SeriesHealed *healed, Error *error);

#endif
