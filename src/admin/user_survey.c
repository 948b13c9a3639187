#include "admin/user_survey.h"

#include <string.h>

#include "admin/user_dependants.h"
#include "admin/user_names.h"
#include "admin/user_settings.h"

const UserPart *user_survey_part(const UserSurvey *survey, const char *table, const char *column)
{
    for (size_t at = 0; at < survey->parts.count; at++) {
        const UserPart *part = &survey->parts.items[at];
        if (strcmp(part->table, table) == 0 && (column == NULL || text_equal(part->column, column)))
            return part;
    }
    return NULL;
}

/* The user's own row. */

static bool add_own(UserSurvey *survey, UserPartKind kind, const char *column, const char *to,
                    Error *error)
{
    UserPart part = {
        .kind = kind,
        .what = "user",
        .table = "LiteLLM_UserTable",
        .column = column,
        .ids = survey->ids,
        .to = to,
        .note = arena_format(survey->session->arena, "%s%s%s", column,
                             to == NULL ? "" : " becomes ", to == NULL ? " is cleared" : to),
    };

    return user_add_part(survey, part, error);
}

static UserPart part_of_users(const UserSurvey *survey, const char *table, const char *what)
{
    return (UserPart){
        .kind = USER_PART_DELETE,
        .what = what,
        .table = table,
        .column = "user_id",
        .ids = survey->ids,
    };
}

static bool collect_keys(UserSurvey *survey, Error *error)
{
    UserPart keys = part_of_users(survey, "LiteLLM_VerificationToken", "key");
    Words tokens = {0};

    if (!user_part_collect(survey->session, &keys, "token", &tokens, error))
        return false;
    survey->keys = user_part_literal(survey->session->arena, &tokens);
    survey->key_count = (int64_t) tokens.count;
    return true;
}

static bool survey_deleted(UserSurvey *survey, Error *error)
{
    UserPart user = part_of_users(survey, "LiteLLM_UserTable", "user");

    return add_own(survey, USER_PART_OWN_CLEAR, "budget_reset_at", NULL, error) &&
           user_add_dependants(survey, &user, 0, error) && user_add_part(survey, user, error);
}

static bool survey_offboarded(UserSurvey *survey, Error *error)
{
    return add_own(survey, USER_PART_OWN_CLEAR, "password", NULL, error) &&
           add_own(survey, USER_PART_OWN_ASSIGN, "user_role", USER_LOWEST_ROLE, error) &&
           add_own(survey, USER_PART_OWN_EMPTY, "teams", "{}", error) &&
           user_add_members(survey, "user", survey->ids, error) &&
           user_add_owned(survey, "user", survey->ids, 0, error);
}

static bool survey_blocked(UserSurvey *survey, Error *error)
{
    UserPart keys = part_of_users(survey, "LiteLLM_VerificationToken", "key");

    return add_own(survey, USER_PART_OWN_CLEAR, "budget_reset_at", NULL, error) &&
           user_add_rows(survey, keys, 0, error);
}

typedef bool Surveyor(UserSurvey *survey, Error *error);

static Surveyor *const SURVEYORS[] = {
    [USER_ENDS_DELETED] = survey_deleted,
    [USER_ENDS_OFFBOARDED] = survey_offboarded,
    [USER_ENDS_BLOCKED] = survey_blocked,
};

bool user_survey(Session *session, const Users *users, const UserFate *fate, UserSurvey *survey,
                 Error *error)
{
    *survey = (UserSurvey){
        .session = session,
        .fate = fate,
        .ids = user_ids_literal(session->arena, users),
    };
    return collect_keys(survey, error) && SURVEYORS[fate->end](survey, error) &&
           user_settings_add(survey, error);
}
