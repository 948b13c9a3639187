#include "operation/anchors.h"

#include <ctype.h>

#include "base/log.h"
#include "file/file.h"
#include "file/kit.h"

static void read_anchor(Session *session, const char *folder, Anchors *anchors)
{
    Kit kit;
    Error failure = {0};

    if (!file_exists(path_join(session->arena, folder, KIT_MANIFEST)))
        return;
    if (!kit_read(session->arena, folder, &kit, &failure))
        log_warning("%s", failure.message);
    else if (kit.journal_head != NULL)
        list_add(session->arena, anchors, (JournalAnchor){kit.journal_sequence, kit.journal_head});
}

bool anchors_read(Session *session, Anchors *anchors, Error *error)
{
    const char *const *names;
    size_t count;

    if (session->journal == NULL)
        return true;
    if (!folder_list(session->arena, session->state.operations, &names, &count, error))
        return false;
    for (size_t at = 0; at < count; at++)
        if (isdigit((unsigned char) names[at][0]))
            read_anchor(session, path_join(session->arena, session->state.operations, names[at]),
                        anchors);
    return true;
}
