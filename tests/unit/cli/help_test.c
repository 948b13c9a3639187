/* Help, the manual and completion: three readers of the same tables. */
#include "../capture.h"
#include "../suite.h"

#include <stdbool.h>

#include "base/cleanup.h"
#include "base/terminal.h"
#include "cli/completion.h"
#include "cli/help.h"
#include "cli/man.h"
#include "cli/tree.h"
#include "sample_program.h"

static Arena *arena;

static int make_arena(void **state)
{
    (void) state;
    arena = arena_new();
    return 0;
}

static int drop_arena(void **state)
{
    (void) state;
    arena_release(&arena);
    return 0;
}

static const char *all_of(FILE *stream)
{
    Text *text = text_new(arena);
    char chunk[4096];

    rewind(stream);
    for (size_t size; (size = fread(chunk, 1, sizeof chunk, stream)) > 0;)
        text_add_span(text, chunk, size);
    fclose(stream);
    return text_value(text);
}

static const char *help_of(const Command *const path[], size_t length)
{
    FILE *stream = tmpfile();

    assert_non_null(stream);
    help_print(&SAMPLE, path, length, stream);
    return all_of(stream);
}

static const char *manual(void)
{
    FILE *stream = tmpfile();

    assert_non_null(stream);
    man_print(&SAMPLE, stream);
    return all_of(stream);
}

static const char *completion_for(const char *shell)
{
    FILE *stream = tmpfile();
    Error error;

    assert_non_null(stream);
    assert_true(completion_print(&SAMPLE, shell, stream, &error));
    return all_of(stream);
}

static void check_contains(const char *text, const char *part)
{
    if (strstr(text, part) == NULL)
        fail_test("\"%s\" is missing in:\n%s", part, text);
}

static void a_page_reads_like_this(void **state)
{
    (void) state;
    const Command *const path[] = {&ROOT, &ORPHANS, &CLEAN};
    const char *help = help_of(path, 3);
    const char *expected =
        "litellm-dba orphans clean - remove orphans\n"
        "\n"
        "Usage: litellm-dba orphans clean [OPTION...] CLASS...\n"
        "\n"
        "Shows a plan first.\n"
        "\n"
        ".Dots, \\backslashes and 'quotes' stay as they are, and a paragraph that is\n"
        "longer than a line is wrapped at the width of the page, whatever that is.\n"
        "\n"
        "Options:\n"
        "      --in-use-within TIME      leave keys alone that were used within it\n"
        "      --accept-column TABLE.COLUMN\n"
        "                                a column that is not a reference (may be\n"
        "                                repeated)\n"
        "  -r, --report FILE             where to write what's been done\n"
        "  -a, --all-safe                every class that is safe\n"
        "\n"
        "Options of every change:\n"
        "      --dry-run                 show the plan and stop\n";

    assert_int_equal(strncmp(help, expected, strlen(expected)), 0);
    check_contains(help,
                   "\nOptions of every command:\n  -d, --dbname CONNINFO         the database");
    check_contains(help, "\nExamples:\n  litellm-dba orphans clean key-expired --dry-run\n"
                         "      what would go\n");
}

static void check_page(const Command *const path[], size_t length, void *context)
{
    int *pages = context;
    const char *help = help_of(path, length);

    for (const char *line = help; *line != '\0';) {
        size_t size = strcspn(line, "\n");
        const char *copy = arena_copy_span(arena, line, size);
        if (terminal_width(copy) > 80 || (size > 0 && line[size - 1] == ' '))
            fail_test("a bad line: \"%s\"", copy);
        line += size + (line[size] == '\n');
    }
    check_contains(help, command_path_name(arena, path, length, true));
    check_contains(help, path[length - 1]->summary);
    check_contains(help, "--help");
    (*pages)++;
}

static void every_page_fits(void **state)
{
    (void) state;
    int pages = 0;

    command_visit(&ROOT, check_page, &pages);
    assert_int_equal(pages, 6);
}

static void commands_and_defaults_are_listed(void **state)
{
    (void) state;
    const Command *const root[] = {&ROOT};
    const Command *const orphans[] = {&ROOT, &ORPHANS};

    check_contains(help_of(root, 1), "Usage: litellm-dba [OPTION...] COMMAND ...\n");
    check_contains(help_of(root, 1), "\nCommands:\n  status   one page about the database\n"
                                     "  orphans  list orphans by class\n");
    check_contains(help_of(orphans, 2), "Usage: litellm-dba orphans [OPTION...] [CLASS...]\n"
                                        "       litellm-dba orphans [OPTION...] COMMAND ...\n");
    check_contains(help_of(orphans, 2),
                   "  -n, --limit N          how many rows to show [LITELLM_DBA_LIMIT]\n"
                   "      --sort ORDER       what to sort by: count, class\n");
}

static void the_manual_is_escaped(void **state)
{
    (void) state;
    const char *page = manual();

    check_contains(page, ".TH LITELLM-DBA 1 \"\" \"litellm-dba 0.1.0\" \"User Commands\"\n");
    check_contains(page, "\n\\&.Dots, \\ebackslashes and \\(aqquotes\\(aq stay");
    check_contains(page, "\n\\fB\\-r\\fR, \\fB\\-\\-report\\fR \\fIFILE\\fR\n");
    check_contains(page, "\n\\fB\\(ti/.pgpass\\fR\n");
    check_contains(page, "\n.SS orphans clean \\fICLASS...\\fR\n");
    for (const char *line = page; line != NULL; line = strchr(line, '\n')) {
        line += *line == '\n';
        if (*line == '\'')
            fail_test("a line of the manual starts with a quote");
    }
}

static void the_manual_has_every_part(void **state)
{
    (void) state;
    static const char *const PARTS[] = {"NAME",        "SYNOPSIS", "DESCRIPTION",
                                        "COMMANDS",    "OPTIONS",  "EXIT STATUS",
                                        "ENVIRONMENT", "FILES",    "EXAMPLES"};
    const char *page = manual();

    for (size_t at = 0; at < sizeof PARTS / sizeof *PARTS; at++) {
        page = strstr(page, arena_format(arena, "\n.SH %s\n", PARTS[at]));
        assert_non_null(page);
    }
    check_contains(manual(), "\n\\fBDATABASE_URL\\fR\n");
    check_contains(manual(), "\n\\fBLITELLM_DBA_STATE\\fR\n");
    check_contains(manual(), "\n\\fB130\\fR (interrupted)\n");
}

/* What a shell says about a script, and how it ended. */
static int run_shell(const char *command, const char *script, const char **said)
{
    char name[] = "/tmp/completion_XXXXXX";
    int file = mkstemp(name);

    assert_true(file >= 0);
    assert_int_equal(write(file, script, strlen(script)), (ssize_t) strlen(script));
    close(file);
    FILE *pipe = popen(arena_format(arena, "%s %s 2>&1", command, name), "r");
    assert_non_null(pipe);
    Text *text = text_new(arena);
    for (int character; (character = fgetc(pipe)) != EOF;)
        text_add_char(text, (char) character);
    int status = pclose(pipe);
    unlink(name);
    *said = text_value(text);
    return status;
}

static void bash_completes(void **state)
{
    (void) state;
    static const char TRIES[] =
        "compopt() { :; }\n"
        "try() {\n"
        "    COMP_WORDS=(litellm-dba \"$@\")\n"
        "    COMP_CWORD=$#\n"
        "    _litellm_dba\n"
        "    echo \"$*> ${COMPREPLY[*]}\"\n"
        "}\n"
        "try ''\ntry st\ntry --js\ntry orphans ''\ntry orphans clean --d\ntry orphans clean key-e\n"
        "try --dbname status orphans cl\ntry -d = status orphans cl\ntry orphans --sort ''\n"
        "try orphans --sort = cl\ntry --state /et\ntry status --state /et\ntry orphans clean -r "
        "/etc/os-rel\n"
        "try orphans clean -- --\ntry orphans clean -- key-e\ntry --dbname ''\n";
    const char *said;
    const char *script = arena_format(arena, "%s%s", completion_for("bash"), TRIES);

    assert_int_equal(run_shell("bash --norc", script, &said), 0);
    assert_string_equal(said, "> status orphans journal\n"
                              "st> status\n"
                              "--js> --json\n"
                              "orphans > clean key-without-user key-expired\n"
                              "orphans clean --d> --dbname --dry-run\n"
                              "orphans clean key-e> key-expired\n"
                              "--dbname status orphans cl> clean\n"
                              "-d = status orphans cl> clean\n"
                              "orphans --sort > count class\n"
                              "orphans --sort = cl> class\n"
                              "--state /et> /etc\n"
                              "status --state /et> /etc\n"
                              "orphans clean -r /etc/os-rel> /etc/os-release\n"
                              "orphans clean -- --> \n"
                              "orphans clean -- key-e> key-expired\n"
                              "--dbname > \n");
}

static void other_shells_accept_their_script(void **state)
{
    (void) state;
    const char *said;

    check_contains(completion_for("zsh"), "'--report:where to write what'\\''s been done'");
    check_contains(completion_for("fish"), "-d 'where to write what\\'s been done'");
    if (system("command -v zsh >/dev/null") == 0)
        assert_int_equal(run_shell("zsh -n", completion_for("zsh"), &said), 0);
    if (system("command -v fish >/dev/null") == 0)
        assert_int_equal(run_shell("fish -n", completion_for("fish"), &said), 0);
}

static void hostile_words_stay_out(void **state)
{
    (void) state;
    for (const char *const *shell = COMPLETION_SHELLS; *shell != NULL; shell++)
        assert_null(strstr(completion_for(*shell), "hostile"));
}

static void another_shell_is_refused(void **state)
{
    (void) state;
    Error error;

    assert_false(completion_print(&SAMPLE, "tcsh", stdout, &error));
    assert_int_equal(error.outcome, OUTCOME_USAGE);
    assert_string_equal(error.hint, "Choose one of: bash, zsh, fish.");
}

static void the_version_has_two_lines(void **state)
{
    (void) state;
    FILE *stream = tmpfile();

    assert_non_null(stream);
    version_print(&SAMPLE, stream);
    assert_string_equal(all_of(stream), "litellm-dba 0.1.0\nMIT licence\n");
}

int main(void)
{
#define WITH_ARENA(test) cmocka_unit_test_setup_teardown(test, make_arena, drop_arena)
    const struct CMUnitTest tests[] = {
        WITH_ARENA(a_page_reads_like_this),           WITH_ARENA(every_page_fits),
        WITH_ARENA(commands_and_defaults_are_listed), WITH_ARENA(the_manual_is_escaped),
        WITH_ARENA(the_manual_has_every_part),        WITH_ARENA(bash_completes),
        WITH_ARENA(other_shells_accept_their_script), WITH_ARENA(hostile_words_stay_out),
        WITH_ARENA(another_shell_is_refused),         WITH_ARENA(the_version_has_two_lines),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
