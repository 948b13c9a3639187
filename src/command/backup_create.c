/* backup create - the database at one instant, as CSV files. */
#include "command/commands.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "admin/backup.h"
#include "base/cleanup.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/parse.h"
#include "cli/options.h"
#include "cli/progress.h"
#include "command/session.h"
#include "command/set_report.h"
#include "file/compress.h"

typedef struct {
    CommonOptions common;
    bool with_logs;
    bool all;
    const char *since;
    Words tables;
    Words exclude;
    int64_t jobs;
    const char *compress;
    Words encrypt_to;
    bool without_credentials;
    bool mask;
} CreateOptions;

/* What was asked for. */

static bool fail_compress(const char *text, Error *error)
{
    fail(error, OUTCOME_USAGE, "\"%s\" is no way to compress", text);
    return fail_hint(error, "none, zstd, or zstd:LEVEL with a level of 1 to %d.",
                     (int) COMPRESS_LEVEL_MAX);
}

static bool read_compress(const char *text, int *level, Error *error)
{
    static const char ZSTD[] = "zstd:";
    int64_t number;
    Error ignored;

    *level = strcmp(text, "zstd") == 0 ? COMPRESS_LEVEL : 0;
    if (*level > 0 || strcmp(text, "none") == 0)
        return true;
    if (!text_starts_with(text, ZSTD) ||
        !parse_number(text + strlen(ZSTD), 1, COMPRESS_LEVEL_MAX, &number, &ignored))
        return fail_compress(text, error);
    *level = (int) number;
    return true;
}

static bool read_since(const Call *call, const char **since, Error *error)
{
    const CreateOptions *options = call->options;
    int64_t instant;

    if (options->since == NULL)
        return true;
    if (options->all || (!options->with_logs && options->tables.count == 0)) {
        fail(error, OUTCOME_USAGE, "--since is for logs, and %s",
             options->all ? "--all takes all of them" : "there are none in the set");
        return fail_hint(error, "Say --with-logs --since %s.", options->since);
    }
    int64_t now = clock_now();
    if (!parse_past(options->since, now, &instant, error))
        return false;
    if (instant > now) {
        fail(error, OUTCOME_USAGE, "--since is in the future: %s", options->since);
        return fail_hint(error, "No log would be in the set. Leave --with-logs out for that.");
    }
    *since = clock_format_utc(call->arena, instant);
    return true;
}

/* Ends with NULL; NULL itself for none. */
static const char *const *recipients(const Call *call, const Words *words)
{
    Words list = *words;

    if (list.count == 0)
        return NULL;
    list_add(call->arena, &list, NULL);
    return list.items;
}

static bool read_request(const Call *call, BackupRequest *request, Error *error)
{
    const CreateOptions *options = call->options;

    *request = (BackupRequest){
        .choice =
            {
                .with_logs = options->with_logs || options->all,
                .tables = options->tables,
                .exclude = options->exclude,
            },
        .jobs = options->jobs,
        .packing = {.recipients = recipients(call, &options->encrypt_to)},
        .mask = options->mask,
        .without_credentials = options->without_credentials,
        .tell = progress_step,
    };
    return read_compress(options->compress, &request->packing.level, error) &&
           read_since(call, &request->choice.since, error);
}

/* What was made. */

static void warn_of_credentials(const Call *call, const BackupResult *result)
{
    if (result->credentials.count > 0)
        log_warning(
            "whoever reads the set can get in: %s; --without-credentials leaves them out, "
            "--encrypt-to locks the set",
            text_join(call->arena, result->credentials.items, result->credentials.count, ", "));
}

static void print_json(const BackupResult *result)
{
    Document *document CLEANUP(document_release) = document_object();

    document_set_text(document, "outcome", outcome_name(OUTCOME_COMPLETED));
    document_set_text(document, "folder", result->folder);
    document_set_number(document, "duration_ms", result->duration_ms);
    set_describe(document, &result->set);
    document_print(document, stdout);
}

static void report(const Call *call, const BackupResult *result)
{
    Arena *arena = call->arena;
    const Set *set = &result->set;

    warn_of_credentials(call, result);
    if (common_options(call)->json) {
        print_json(result);
        return;
    }
    printf("%s\n", result->folder);
    log_info("%s, %s, %s of CSV in %s, in %s",
             text_plural(arena, (int64_t) set->table_count, "table", "tables"),
             text_plural(arena, set_rows(set), "row", "rows"),
             text_bytes(arena, set_csv_bytes(set)), text_bytes(arena, set_file_bytes(set)),
             text_duration(arena, result->duration_ms));
}

static bool run(const Call *call, Error *error)
{
    Session *session CLEANUP(session_close) = NULL;
    BackupRequest request;
    BackupResult result;

    if (!read_request(call, &request, error) ||
        !command_session(call, SESSION_SAVES, &session, error))
        return false;
    progress_begin(call->name, -1, "rows");
    bool is_done = backup_create(session, &request, &result, error);
    progress_end();
    if (is_done)
        report(call, &result);
    return is_done;
}

static const CreateOptions DEFAULTS = {.jobs = 1, .compress = "zstd"};

static const Option OPTIONS[] = {
    SWITCH(CreateOptions, with_logs, 0,
           "also what only tells what happened: requests, errors, "
           "audits, health checks"),
    TEXT(CreateOptions, since, 0, "TIME", "of logs only what is not older: 30d, or 2026-11-21"),
    SWITCH(CreateOptions, all, 0, "every table, every row"),
    WORDS(CreateOptions, tables, 't', "NAME",
          "only these; a pattern fits several: "
          "'LiteLLM_Daily*'"),
    WORDS(CreateOptions, exclude, 0, "NAME", "not these; may be a pattern as well"),
    NUMBER(CreateOptions, jobs, 'j', "NUMBER", 1, 16,
           "connections that read at once, 1 unless "
           "told"),
    TEXT(CreateOptions, compress, 0, "HOW", "none, zstd or zstd:LEVEL; zstd:1 unless told"),
    WORDS(CreateOptions, encrypt_to, 0, "RECIPIENT",
          "encrypt every file with age for this "
          "recipient"),
    SWITCH(CreateOptions, without_credentials, 0,
           "leave out what lets somebody in: hashes of "
           "passwords, open invitations"),
    SWITCH(CreateOptions, mask, 0,
           "placeholders for secrets and people: a set to hand to "
           "support"),
    NO_MORE_OPTIONS,
};

static const Example EXAMPLES[] = {
    {"litellm-dba backup create", "users, teams, keys, budgets, settings: everything but logs"},
    {"litellm-dba backup create --with-logs --since 30d --jobs 2", "and the logs of a month"},
    {"litellm-dba backup create --encrypt-to age1...", "only whoever has the identity can read it"},
    {"litellm-dba backup create --mask", "a set that can be shown to others"},
    NO_MORE_EXAMPLES,
};

const Command BACKUP_CREATE = {
    .name = "create",
    .summary = "write a set: the database at one instant, as CSV files",
    .description =
        "All tables of LiteLLM's schema but the logs, read in one snapshot: what moves between "
        "tables meanwhile is in the set once. Columns stand in an order of their own and small "
        "tables are sorted, so equal data gives equal files. Prisma's table of migrations is "
        "noted in the manifest, not saved. The folder of the set is printed; README in it says "
        "how psql alone brings it back.\n\n"
        "If LITELLM_SALT_KEY (or else LITELLM_MASTER_KEY) is in the environment, the manifest "
        "gets a fingerprint of it, never the key: a restore can then say whether LiteLLM will be "
        "able to read what it has encrypted.\n\n"
        "Reading needs no more than SELECT and works on a standby. While it goes on, a change of "
        "the tables themselves (a migration) waits.",
    .options = OPTIONS,
    .defaults = &DEFAULTS,
    .groups = {INCLUDE_COMMON(CreateOptions, common)},
    .options_size = sizeof(CreateOptions),
    .examples = EXAMPLES,
    .run = run,
};
