/*
 * costs.h - what requests cost, summed while their rows are deleted.
 *
 * Lines of the ledger (see journal/ledger.h) with equal day, team, user, key and model become one.
 * Memory: a line for each of those that differ.
 */
#ifndef OPERATION_COSTS_H
#define OPERATION_COSTS_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/json.h"
#include "journal/ledger.h"
#include "server/query.h"

typedef struct Costs Costs;

Costs *costs_new(void);
void costs_release(Costs **costs);

/* Copies what it needs; names (aliases) are left out. */
void costs_add(Costs *costs, const LedgerLine *line);
void costs_add_all(Costs *costs, const Costs *others);

/* The rows of a statement that sums the costs of requests up (server/logs/.../cost, for one); how
 * many requests they stand for. */
int64_t costs_add_sums(Costs *costs, const Rows *rows, const char *day);

/* Nothing, as if it were new. */
void costs_clear(Costs *costs);

/* By day, team, user, key and model; the array and its texts live until the next change. */
const LedgerLine *costs_lines(Costs *costs, size_t *count);

size_t costs_count(const Costs *costs); /* of lines */
int64_t costs_requests(const Costs *costs);
double costs_spend(const Costs *costs);

/*
 * For the note of a batch: its costs as an addition to those of the batches before, so that a text
 * is spelled once in many notes (before may be NULL: there are none).  costs_add_document adds the
 * notes to nothing, in their order: to just those that were "before".
 */
Document *costs_document(const Costs *costs, const Costs *before);
bool costs_add_document(Costs *costs, const Document *document, Error *error);

#endif
