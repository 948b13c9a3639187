/* user show - everything about one user. */
#include "command/commands.h"

#include <stdio.h>

#include "admin/user_show.h"
#include "base/cleanup.h"
#include "base/json.h"
#include "base/terminal.h"
#include "cli/options.h"
#include "cli/table.h"
#include "command/session.h"

typedef struct {
    CommonOptions common;
} ShowOptions;

/* As the statements return them. */

static const Column RECORD_COLUMNS[] = {
    {"user_id", NULL, COLUMN_TEXT},         {"user_email", NULL, COLUMN_TEXT},
    {"user_alias", NULL, COLUMN_TEXT},      {"user_role", NULL, COLUMN_TEXT},
    {"sso_user_id", NULL, COLUMN_TEXT},     {"provider", NULL, COLUMN_TEXT},
    {"has_password", NULL, COLUMN_BOOLEAN}, {"spend", NULL, COLUMN_MONEY},
    {"max_budget", NULL, COLUMN_MONEY},     {"budget_duration", NULL, COLUMN_TEXT},
    {"budget_reset_at", NULL, COLUMN_TIME}, {"created_at", NULL, COLUMN_TIME},
    {"last_used", NULL, COLUMN_TEXT},
};

static const Column KEY_COLUMNS[] = {
    {"key_alias", NULL, COLUMN_TEXT},  {"key_name", NULL, COLUMN_TEXT},
    {"team_id", NULL, COLUMN_TEXT},    {"team_alias", NULL, COLUMN_TEXT},
    {"blocked", NULL, COLUMN_BOOLEAN}, {"expires", NULL, COLUMN_TIME},
    {"spend", NULL, COLUMN_MONEY},     {"last_used", NULL, COLUMN_TIME},
    {"token", NULL, COLUMN_TEXT},
};

static const Column TEAM_COLUMNS[] = {
    {"team_id", NULL, COLUMN_TEXT},
    {"team_alias", NULL, COLUMN_TEXT},
    {"role", NULL, COLUMN_TEXT},
    {"is_rostered", "in its roster", COLUMN_BOOLEAN},
    {"listed", "in the user's list", COLUMN_NUMBER},
    {"member_spend", NULL, COLUMN_MONEY},
    {"member_budget", NULL, COLUMN_TEXT},
    {"is_gone", "team is gone", COLUMN_BOOLEAN},
};

static const Column ORGANISATION_COLUMNS[] = {
    {"organization_id", NULL, COLUMN_TEXT}, {"organization_alias", NULL, COLUMN_TEXT},
    {"user_role", NULL, COLUMN_TEXT},       {"spend", NULL, COLUMN_MONEY},
    {"budget_id", NULL, COLUMN_TEXT},
};

static const Column INVITATION_COLUMNS[] = {
    {"invitation", NULL, COLUMN_TEXT},     {"for_user", "for", COLUMN_TEXT},
    {"created_by", NULL, COLUMN_TEXT},     {"updated_by", NULL, COLUMN_TEXT},
    {"is_accepted", NULL, COLUMN_BOOLEAN}, {"expires_at", NULL, COLUMN_TIME},
};

static const Column BELONGING_COLUMNS[] = {
    {"what", NULL, COLUMN_TEXT},   {"if_deleted", NULL, COLUMN_TEXT}, {"table", NULL, COLUMN_TEXT},
    {"column", NULL, COLUMN_TEXT}, {"rows", NULL, COLUMN_COUNT},      {"note", NULL, COLUMN_TEXT},
};

static const Column OBSTACLE_COLUMNS[] = {
    {"of", "deleting by", COLUMN_TEXT},
    {"text", "what stands in the way", COLUMN_TEXT},
};

#define COUNT(columns) (sizeof(columns) / sizeof *(columns))

typedef struct {
    UserSection section;
    const char *name; /* the JSON key */
    const char *title;
    const Column *columns;
    size_t column_count;
} Section;

static const Section SECTIONS[] = {
    {USER_SHOWS_KEYS, "keys", "Keys", KEY_COLUMNS, COUNT(KEY_COLUMNS)},
    {USER_SHOWS_TEAMS, "teams", "Teams", TEAM_COLUMNS, COUNT(TEAM_COLUMNS)},
    {USER_SHOWS_ORGANISATIONS, "organisations", "Organisations", ORGANISATION_COLUMNS,
     COUNT(ORGANISATION_COLUMNS)},
    {USER_SHOWS_INVITATIONS, "invitations", "Invitations made and received", INVITATION_COLUMNS,
     COUNT(INVITATION_COLUMNS)},
};

/* Tables. */

static Table *section_table(Arena *arena, const Section *section, const UserShow *show)
{
    const Rows *rows = show->sections[section->section];
    Table *table = table_new(arena, section->columns, section->column_count);
    const char **values = arena_array(arena, const char *, section->column_count);

    for (int row = 0; row < rows_count(rows); row++) {
        for (size_t column = 0; column < section->column_count; column++)
            values[column] = rows_text(rows, row, section->columns[column].name);
        table_add_texts(table, values, section->column_count);
    }
    return table;
}

static Table *record_table(Arena *arena, const UserShow *show)
{
    const Rows *rows = show->sections[USER_SHOWS_RECORD];
    size_t last = COUNT(RECORD_COLUMNS) - 1;
    const char *values[COUNT(RECORD_COLUMNS)] = {NULL};
    Table *table = table_new(arena, RECORD_COLUMNS, last + 1);

    for (size_t column = 0; column < last; column++)
        values[column] = rows_text(rows, 0, RECORD_COLUMNS[column].name);
    values[last] = show->last_used;
    table_add_texts(table, values, last + 1);
    return table;
}

static Table *belonging_table(Arena *arena, const UserShow *show)
{
    Table *table = table_new(arena, BELONGING_COLUMNS, COUNT(BELONGING_COLUMNS));

    for (size_t at = 0; at < show->belongings.count; at++) {
        const UserBelonging *one = &show->belongings.items[at];
        table_add(table, cell_text(one->what), cell_text(one->fate), cell_text(one->table),
                  cell_text(one->column), one->rows < 0 ? cell_null() : cell_number(one->rows),
                  cell_text(one->note));
    }
    return table;
}

static Table *obstacle_table(Arena *arena, const UserShow *show)
{
    Table *table = table_new(arena, OBSTACLE_COLUMNS, COUNT(OBSTACLE_COLUMNS));

    for (size_t at = 0; at < show->obstacles.count; at++)
        table_add(table, cell_text(show->obstacles.items[at].of),
                  cell_text(show->obstacles.items[at].text));
    return table;
}

/* Printing. */

static void print_section(const char *title, const Table *table)
{
    if (table_rows(table) == 0)
        return;
    printf("\n%s\n\n", title);
    table_print(table, FORMAT_TABLE, stdout);
}

static void print_page(const Call *call, const UserShow *show)
{
    table_print_record(record_table(call->arena, show), FORMAT_TABLE, stdout);
    for (size_t at = 0; at < COUNT(SECTIONS); at++)
        print_section(SECTIONS[at].title, section_table(call->arena, &SECTIONS[at], show));
    print_section("Everything that has to do with the user", belonging_table(call->arena, show));
    print_section("Obstacles", obstacle_table(call->arena, show));
}

static void print_document(const Call *call, const UserShow *show)
{
    Document *page CLEANUP(document_release) = document_object();
    Document *record CLEANUP(document_release) = table_document(record_table(call->arena, show));
    const Document *user = document_at(record, 0);

    for (size_t at = 0; at < document_count(user); at++) {
        const char *key = document_key_at(user, at);
        const Document *value = document_find(user, key); /* NULL of a null */
        if (value == NULL)
            document_set_null(page, key);
        else
            document_set(page, key, document_copy(value));
    }
    for (size_t at = 0; at < COUNT(SECTIONS); at++)
        document_set(page, SECTIONS[at].name,
                     table_document(section_table(call->arena, &SECTIONS[at], show)));
    document_set(page, "belongings", table_document(belonging_table(call->arena, show)));
    document_set(page, "obstacles", table_document(obstacle_table(call->arena, show)));
    document_print(page, stdout);
}

static bool run(const Call *call, Error *error)
{
    TableFormat format = common_format(common_options(call));
    Session *session CLEANUP(session_close) = NULL;
    UserShow show CLEANUP(user_show_release) = {0};

    if (!command_session(call, SESSION_READS, &session, error) ||
        !user_show(session, call->operands[0], &show, error))
        return false;
    if (format == FORMAT_JSON)
        print_document(call, &show);
    else if (format == FORMAT_CSV)
        table_print(belonging_table(call->arena, &show), format, stdout);
    else
        print_page(call, &show);
    return true;
}

static const Example EXAMPLES[] = {
    {"litellm-dba user show ines@example.org", "what belongs to her, and what holds her back"},
    {"litellm-dba user show sso-ines --json", "the same as one object"},
    {"litellm-dba user show sso-ines --csv", "the table of what belongs to her"},
    NO_MORE_EXAMPLES,
};

const Command USER_SHOW = {
    .name = "show",
    .summary = "everything that belongs to a user, and what stands in the way of deleting it",
    .description =
        "The user's row, keys, teams, organisations and invitations; then every table that has "
        "rows of the user, what a deletion would do to them, and the budgets and permissions that "
        "nothing else names. At the end what would make LiteLLM's own delete fail or leave "
        "something behind, and what would make \"user delete\" refuse.",
    .operands = "ID",
    .groups = {INCLUDE_COMMON(ShowOptions, common)},
    .options_size = sizeof(ShowOptions),
    .examples = EXAMPLES,
    .run = run,
};
