/*
 * logs_prune_report.h - what a prune did, for people and for programs.
 */
#ifndef COMMAND_LOGS_PRUNE_REPORT_H
#define COMMAND_LOGS_PRUNE_REPORT_H

#include "admin/prune.h"
#include "admin/prune_after.h"
#include "cli/command.h"
#include "operation/series.h"

void logs_prune_report(const Call *call, const Prune *prune, const PruneRooms *rooms,
                       const SeriesResult *result);

#endif
