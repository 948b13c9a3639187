#include "command/journal_event.h"

#include <string.h>

/* A body we wrote is JSON; one that somebody changed may be anything. */
static void set_body(Document *event, const char *body)
{
    Document *parsed = NULL;
    Error ignored = {0};

    if (document_parse(body, strlen(body), &parsed, &ignored))
        document_set(event, "body", parsed);
    else
        document_set_text(event, "body", body);
}

void event_describe(Document *object, const JournalEvent *event)
{
    document_set_number(object, "sequence", event->sequence);
    document_set_number(object, "operation", event->operation);
    document_set_text(object, "kind", event->kind);
    document_set_text(object, "at", event->at);
    set_body(object, event->body);
    document_set_text(object, "previous", event->previous);
    document_set_text(object, "hash", event->hash);
}
