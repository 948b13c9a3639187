/*
 * journal_event.h - a row of the journal as JSON, for the commands that print rows.
 */
#ifndef COMMAND_JOURNAL_EVENT_H
#define COMMAND_JOURNAL_EVENT_H

#include "base/json.h"
#include "journal/journal.h"

/* Fills an empty object; the body is an object in it, or text when it is no JSON. */
void event_describe(Document *object, const JournalEvent *event);

#endif
