#include "command/session.h"

#include <stdlib.h>

#include "cli/options.h"

bool command_session(const Call *call, SessionKind kind, Session **session, Error *error)
{
    const CommonOptions *common = common_options(call);
    SessionRequest request = {
        .kind = kind,
        .command = call->name,
        .words = call->words,
        .dbname = common->dbname,
        .schema = common->schema,
        .state = common->state,
        .identity_file = getenv("LITELLM_DBA_IDENTITY"),
    };

    return session_open(&request, session, error);
}
