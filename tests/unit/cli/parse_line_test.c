/* From a command line to a call, or to a message that helps. */
#include "../suite.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "cli/parse_line.h"
#include "cli/tree.h"
#include "sample_program.h"

enum { MOST_WORDS = 20 };

static Arena *arena;
static Call call;
static Wish wish;
static Error error;

static int make_arena(void **state)
{
    (void) state;
    arena = arena_new();
    error = (Error){0};
    return 0;
}

static int drop_arena(void **state)
{
    (void) state;
    arena_release(&arena);
    return 0;
}

/* Splits at single blanks: "orphans clean x".  An empty word is written as ''. */
static bool parse(const char *line)
{
    char *argv[MOST_WORDS + 1] = {arena_copy(arena, "litellm-dba")};
    int argc = 1;
    char *rest = NULL;

    for (char *word = strtok_r(arena_copy(arena, line), " ", &rest); word != NULL;
         word = strtok_r(NULL, " ", &rest)) {
        assert_true(argc < MOST_WORDS);
        argv[argc++] = strcmp(word, "''") == 0 ? arena_copy(arena, "") : word;
    }
    return parse_line(&SAMPLE, arena, argc, argv, &call, &wish, &error);
}

static void check_parsed(const char *line, const char *name, const char *operands)
{
    if (!parse(line))
        fail_test("%s: %s", line, error.message);
    assert_string_equal(call.name, name);
    assert_string_equal(text_join(arena, call.operands, call.operand_count, "|"), operands);
}

static void check_refused(const char *line, const char *message, const char *hint)
{
    assert_false(parse(line));
    assert_int_equal(error.outcome, OUTCOME_USAGE);
    assert_string_equal(error.message, message);
    assert_string_equal(error.hint, hint);
}

static const CommonOptions *common(void)
{
    return common_options(&call);
}

static const CleanOptions *clean(void)
{
    return call.options;
}

static const ListOptions *list(void)
{
    return call.options;
}

static void commands_are_found(void **state)
{
    (void) state;
    check_parsed("status", "status", "");
    check_parsed("orphans", "orphans", "");
    check_parsed("orphans key-expired", "orphans", "key-expired");
    check_parsed("orphans clean a b", "orphans clean", "a|b");
    check_parsed("journal show 7", "journal show", "7");
    assert_int_equal(wish, WISH_RUN);
    assert_ptr_equal(call.path[2], &SHOW);
    assert_int_equal(call.path_length, 3);
    assert_string_equal(call.words[2], "show");
    assert_null(call.words[4]);
}

static void options_stand_anywhere(void **state)
{
    (void) state;
    static const char *const LINES[] = {
        "--dbname x -q --dry-run orphans clean a", "orphans --dbname x -q clean a --dry-run",
        "orphans clean a --dbname=x -q --dry-run", "-qd x orphans clean --dry-run a",
        "-qdx orphans --dry-run clean a",          "--dry-run orphans -d x clean -q a",
    };

    for (size_t at = 0; at < sizeof LINES / sizeof *LINES; at++) {
        check_parsed(LINES[at], "orphans clean", "a");
        assert_string_equal(common()->dbname, "x");
        assert_true(common()->quiet);
        assert_true(clean()->change.dry_run);
        assert_false(common()->json);
    }
}

static void a_value_is_never_a_command(void **state)
{
    (void) state;
    check_parsed("--dbname orphans status", "status", "");
    assert_string_equal(common()->dbname, "orphans");
    check_parsed("-d --json status", "status", "");
    assert_string_equal(common()->dbname, "--json");
    assert_false(common()->json);
    check_parsed("--dbname= status", "status", "");
    assert_string_equal(common()->dbname, "");
}

static void two_dashes_end_the_options(void **state)
{
    (void) state;
    check_parsed("orphans -- clean", "orphans", "clean");
    check_parsed("orphans clean -- --json -q", "orphans clean", "--json|-q");
    assert_false(common()->json);
    check_parsed("orphans clean a -- b -", "orphans clean", "a|b|-");
    check_parsed("orphans clean - ''", "orphans clean", "-|");
}

static void after_an_operand_no_word_is_a_command(void **state)
{
    (void) state;
    check_parsed("orphans key-expired clean", "orphans", "key-expired|clean");
}

static void kinds_of_values(void **state)
{
    (void) state;
    check_parsed(
        "orphans clean --in-use-within 15m --accept-column A.b --accept-column=C.d -ar f x",
        "orphans clean", "x");
    assert_int_equal(clean()->in_use_within, 900000);
    assert_int_equal(clean()->accept_column.count, 2);
    assert_string_equal(clean()->accept_column.items[0], "A.b");
    assert_string_equal(clean()->accept_column.items[1], "C.d");
    assert_true(clean()->all_safe);
    assert_string_equal(clean()->report, "f");
    check_parsed("orphans -n 5 --sort class -q -q", "orphans", "");
    assert_int_equal(list()->limit, 5);
    assert_string_equal(list()->sort, "class");
    check_parsed("orphans -n5 -n 1000", "orphans", "");
    assert_int_equal(list()->limit, 1000);
}

static void defaults_stay(void **state)
{
    (void) state;
    check_parsed("orphans", "orphans", "");
    assert_int_equal(list()->limit, 20);
    assert_string_equal(list()->sort, "count");
    check_parsed("orphans clean x", "orphans clean", "x");
    assert_int_equal(clean()->change.expect_rows, NOT_GIVEN);
    assert_int_equal(clean()->change.max_rows, NOT_GIVEN);
    check_parsed("orphans clean x --expect-rows 0", "orphans clean", "x");
    assert_int_equal(clean()->change.expect_rows, 0);
}

static void the_environment_is_read(void **state)
{
    (void) state;
    setenv("LITELLM_DBA_STATE", "/from/environment", 1);
    setenv("LITELLM_DBA_LIMIT", "7", 1);
    setenv("LITELLM_DBA_SCHEMA", "", 1);
    setenv("LITELLM_DBA_QUIET", "1", 1);
    check_parsed("orphans", "orphans", "");
    assert_string_equal(common()->state, "/from/environment");
    assert_int_equal(list()->limit, 7);
    assert_null(common()->schema);
    assert_false(common()->quiet);
    check_parsed("orphans --limit 8 --state here", "orphans", "");
    assert_int_equal(list()->limit, 8);
    assert_string_equal(common()->state, "here");
    setenv("LITELLM_DBA_LIMIT", "0", 1);
    check_refused("orphans", "LITELLM_DBA_LIMIT: 0 is out of range",
                  "Give a number from 1 to 1000.");
    unsetenv("LITELLM_DBA_LIMIT");
    unsetenv("LITELLM_DBA_STATE");
    unsetenv("LITELLM_DBA_SCHEMA");
    unsetenv("LITELLM_DBA_QUIET");
}

static void formats(void **state)
{
    (void) state;
    check_parsed("status", "status", "");
    assert_int_equal(common_format(common()), FORMAT_TABLE);
    check_parsed("status --csv", "status", "");
    assert_int_equal(common_format(common()), FORMAT_CSV);
    check_parsed("--json status", "status", "");
    assert_int_equal(common_format(common()), FORMAT_JSON);
    check_refused("status --json --csv", "--json and --csv cannot be used together",
                  "Choose one of them.");
    check_refused("status -qv", "--quiet and --verbose cannot be used together",
                  "Choose one of them.");
}

static void unknown_options(void **state)
{
    (void) state;
    check_refused("status --jsn", "litellm-dba status has no option --jsn",
                  "Did you mean \"--json\"?  Try \"litellm-dba status --help\".");
    check_refused("orphans clean x --dry-rum=postgres://u:secret@h",
                  "litellm-dba orphans clean has no option --dry-rum",
                  "Did you mean \"--dry-run\"?  Try \"litellm-dba orphans clean --help\".");
    check_refused("status --dry-run", "litellm-dba status has no option --dry-run",
                  "Try \"litellm-dba status --help\".");
    check_refused("status -x", "litellm-dba status has no option -x",
                  "Try \"litellm-dba status --help\".");
    check_refused("status -xh", "litellm-dba status has no option -x",
                  "Try \"litellm-dba status --help\".");
    check_refused("--password x status", "there is no option --password",
                  "Try \"litellm-dba --help\".");
    check_refused("--bogus", "there is no option --bogus", "Try \"litellm-dba --help\".");
}

static void long_options_are_not_abbreviated(void **state)
{
    (void) state;
    check_refused("orphans clean x --dry", "litellm-dba orphans clean has no option --dry",
                  "Did you mean \"--dry-run\"?  Try \"litellm-dba orphans clean --help\".");
    check_refused("status --verb", "litellm-dba status has no option --verb",
                  "Did you mean \"--verbose\"?  Try \"litellm-dba status --help\".");
    check_refused("status --dbnam=x", "litellm-dba status has no option --dbnam",
                  "Did you mean \"--dbname\"?  Try \"litellm-dba status --help\".");
}

static void unknown_commands(void **state)
{
    (void) state;
    check_refused("orphan", "there is no command \"orphan\"",
                  "Did you mean \"orphans\"?  Try \"litellm-dba --help\".");
    check_refused("frobnicate", "there is no command \"frobnicate\"",
                  "Try \"litellm-dba --help\".");
    check_refused("journal shwo 3", "journal has no command \"shwo\"",
                  "Did you mean \"show\"?  Try \"litellm-dba journal --help\".");
    check_refused("orphan --help", "there is no command \"orphan\"",
                  "Did you mean \"orphans\"?  Try \"litellm-dba --help\".");
    check_refused("", "a command is needed", "Try \"litellm-dba --help\".");
    check_refused("journal", "journal needs a command", "Try \"litellm-dba journal --help\".");
}

static void values_are_checked(void **state)
{
    (void) state;
    check_refused("orphans --limit", "--limit needs a value: N",
                  "Try \"litellm-dba orphans --help\".");
    check_refused("orphans -n", "--limit needs a value: N", "Try \"litellm-dba orphans --help\".");
    check_refused("status --json=yes", "--json takes no value",
                  "Try \"litellm-dba status --help\".");
    check_refused("orphans --limit ten", "--limit: \"ten\" is not a number",
                  "Write digits only, as in 1500.");
    check_refused("orphans --limit 1001", "--limit: 1001 is out of range",
                  "Give a number from 1 to 1000.");
    check_refused("orphans clean x --max-rows -1", "--max-rows: -1 is out of range",
                  "Give a number of at least 0.");
    check_refused("orphans --sort size", "--sort: \"size\" is not one of the choices",
                  "Choose one of: count, class.");
    check_refused("orphans clean x --in-use-within 5", "--in-use-within: \"5\" is not a duration",
                  "Write a number and its unit: 90s, 15m, 2h, 30d, 1w, or 1h30m.");
}

static void operands_are_counted(void **state)
{
    (void) state;
    check_refused("orphans clean", "orphans clean needs CLASS...",
                  "Try \"litellm-dba orphans clean --help\".");
    check_refused("journal show", "journal show needs OPERATION",
                  "Try \"litellm-dba journal show --help\".");
    check_refused("journal show 1 2", "\"2\" is one operand too many for journal show",
                  "Try \"litellm-dba journal show --help\".");
}

static void a_password_is_not_repeated(void **state)
{
    (void) state;
    static const char *const LINES[] = {
        "status postgresql://u:secret@h/d", "postgresql://u:secret@h/d",
        "status password=secret",           "status --dbnme=postgresql://u:secret@h/d",
        "journal postgresql://u:secret@h",  "status -xpostgresql://u:secret@h",
    };

    for (size_t at = 0; at < sizeof LINES / sizeof *LINES; at++) {
        assert_false(parse(LINES[at]));
        assert_null(strstr(error.message, "secret"));
        assert_null(strstr(error.hint, "secret"));
        assert_string_equal(error.detail, "");
    }
}

static void check_wish(const char *line, Wish expected, const Command *command)
{
    if (!parse(line))
        fail_test("%s: %s", line, error.message);
    assert_int_equal(wish, expected);
    assert_ptr_equal(call.path[call.path_length - 1], command);
}

static void help_is_understood_anywhere(void **state)
{
    (void) state;
    check_wish("--help", WISH_HELP, &ROOT);
    check_wish("-h", WISH_HELP, &ROOT);
    check_wish("help", WISH_HELP, &ROOT);
    check_wish("help orphans clean", WISH_HELP, &CLEAN);
    check_wish("orphans --help", WISH_HELP, &ORPHANS);
    check_wish("--help orphans clean", WISH_HELP, &CLEAN);
    check_wish("orphans -qh clean --bogus", WISH_HELP, &CLEAN);
    check_wish("journal -h", WISH_HELP, &JOURNAL);
}

static void the_version_is_asked_for(void **state)
{
    (void) state;
    check_wish("--version", WISH_VERSION, &ROOT);
    check_wish("status --version", WISH_VERSION, &STATUS);
}

static void posix_order_changes_nothing(void **state)
{
    (void) state;
    setenv("POSIXLY_CORRECT", "1", 1);
    check_parsed("orphans clean a --dry-run b", "orphans clean", "a|b");
    assert_true(clean()->change.dry_run);
    unsetenv("POSIXLY_CORRECT");
}

static void operand_bounds(void **state)
{
    (void) state;
    static const struct {
        const char *operands;
        size_t minimum, maximum;
    } CASES[] = {
        {NULL, 0, 0},           {"", 0, 0},
        {"ID", 1, 1},           {"[ID]", 0, 1},
        {"[X]", 0, 1},          {"X", 1, 1},
        {"ID...", 1, SIZE_MAX}, {"[ID...]", 0, SIZE_MAX},
        {"OLD NEW", 2, 2},      {"SET [TABLE...]", 1, SIZE_MAX},
        {"A [B]", 1, 2},
    };

    for (size_t at = 0; at < sizeof CASES / sizeof *CASES; at++) {
        size_t minimum, maximum;
        Command command = {.operands = CASES[at].operands};
        command_operand_bounds(&command, &minimum, &maximum);
        assert_int_equal(minimum, CASES[at].minimum);
        assert_true(maximum == CASES[at].maximum);
    }
}

int main(void)
{
#define WITH_ARENA(test) cmocka_unit_test_setup_teardown(test, make_arena, drop_arena)
    const struct CMUnitTest tests[] = {
        WITH_ARENA(commands_are_found),
        WITH_ARENA(options_stand_anywhere),
        WITH_ARENA(a_value_is_never_a_command),
        WITH_ARENA(two_dashes_end_the_options),
        WITH_ARENA(after_an_operand_no_word_is_a_command),
        WITH_ARENA(kinds_of_values),
        WITH_ARENA(defaults_stay),
        WITH_ARENA(the_environment_is_read),
        WITH_ARENA(formats),
        WITH_ARENA(unknown_options),
        WITH_ARENA(long_options_are_not_abbreviated),
        WITH_ARENA(unknown_commands),
        WITH_ARENA(values_are_checked),
        WITH_ARENA(operands_are_counted),
        WITH_ARENA(a_password_is_not_repeated),
        WITH_ARENA(help_is_understood_anywhere),
        WITH_ARENA(the_version_is_asked_for),
        WITH_ARENA(posix_order_changes_nothing),
        WITH_ARENA(operand_bounds),
    };

    unsetenv("LITELLM_DBA_STATE");
    unsetenv("LITELLM_DBA_SCHEMA");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
