/*
 * anchors.h - heads of the journal's chain that were written down elsewhere.
 *
 * Each operation's folder keeps the head of its time, so that rewriting the whole journal
 * still shows.
 */
#ifndef OPERATION_ANCHORS_H
#define OPERATION_ANCHORS_H

#include "base/error.h"
#include "base/list.h"
#include "journal/chain.h"
#include "operation/session.h"

typedef LIST(JournalAnchor) Anchors;

/* Folders without a manifest (a run that is under way, or was killed) are passed over. */
bool anchors_read(Session *session, Anchors *anchors, Error *error);

#endif
