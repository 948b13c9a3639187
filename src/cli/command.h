/*
 * command.h - what the commands look like to their user.
 *
 * The program is one constant Program: a tree of Commands with tables of
 * Options.  Parsing, --help, the man page, completion and the tests of the
 * examples all read it, so they cannot disagree.
 */
#ifndef CLI_COMMAND_H
#define CLI_COMMAND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"

typedef enum {
    OPTION_SWITCH,   /* bool */
    OPTION_NUMBER,   /* int64_t */
    OPTION_TEXT,     /* const char * */
    OPTION_DURATION, /* int64_t, milliseconds: "15m" */
    OPTION_SIZE,     /* int64_t, bytes: "20MB" */
    OPTION_REAL,     /* double, not negative */
    OPTION_CHOICE,   /* const char *, one of choices */
    OPTION_WORDS,    /* Words: may be given again and again */
} OptionKind;

typedef enum { COMPLETE_NOTHING, COMPLETE_FILES, COMPLETE_FOLDERS } Completion;

typedef struct {
    OptionKind kind;
    char letter;       /* 'd' for -d, or 0 */
    const char *name;  /* the field's name: max_rows is --max-rows */
    const char *value; /* what follows, as in NUMBER; NULL for a switch */
    const char *summary;
    size_t offset;              /* of the field in the options */
    int64_t minimum;            /* NUMBER and DURATION, both included */
    int64_t maximum;            /* 0 with minimum 0: no upper bound */
    const char *const *choices; /* CHOICE, the last is NULL */
    bool from_environment;      /* LITELLM_DBA_MAX_ROWS, when --max-rows is not given */
    Completion completion;
} Option;

/* A table of options that many commands share, with a struct of its own. */
typedef struct {
    const char *title; /* its heading in the help */
    const Option *options;
    const void *defaults;
    size_t size;
} OptionGroup;

typedef struct {
    const OptionGroup *group;
    size_t offset; /* of the group's struct in the command's options */
} Inclusion;

typedef struct {
    const char *line; /* a command line the reader can try, with the program's name */
    const char *shows;
} Example;

typedef struct Command Command;

/* A command line that was understood. */
typedef struct {
    Arena *arena;        /* lives until the command is done */
    const void *options; /* the command's options struct */
    const char *const *operands;
    size_t operand_count;
    const char *name;           /* "orphans clean" */
    const char *const *words;   /* the whole command line, NULL at the end */
    const Command *const *path; /* from the root down to the command */
    size_t path_length;
} Call;

struct Command {
    const char *name;
    const char *summary;     /* one line: lower case, no full stop */
    const char *description; /* paragraphs, an empty line between two */

    /*
     * "CLASS...", "[CLASS...]", "OPERATION" or NULL: also says how many are taken.
     * Without brackets one is needed; "..." means any number more.
     */
    const char *operands;
    const char *const *(*operand_words)(Arena *arena); /* for completion; NULL-terminated */

    const Option *options; /* the command's own; the last has no name.  May be NULL */
    const void *defaults;  /* what the options hold before parsing, or NULL for zeros */
    size_t options_size;
    Inclusion groups[7];               /* the last one used is followed by a zeroed one */
    const Example *examples;           /* the last has no line.  May be NULL */
    const Command *const *subcommands; /* NULL at the end.  May be NULL */

    /* NULL: only its subcommands can be run. */
    bool (*run)(const Call *call, Error *error);
};

typedef struct {
    const char *name;
    const char *summary;
} Note; /* a line of the manual: an environment variable, a file */

typedef struct {
    const char *name;      /* "litellm-dba" */
    const char *version;   /* "1.0.0" */
    const char *licence;   /* one line */
    const Command *root;   /* its summary and description are the program's */
    const Note *variables; /* besides those of options; the last has no name */
    const Note *files;     /* the last has no name */
} Program;

/*
 * One word names the field, the option, the environment variable and the line
 * of help.  The comparison costs nothing and does not compile for a field of
 * another type.  Behind the summary more can be set:
 *
 *     TEXT(Options, state, 0, "DIR", "where the journal is", .from_environment = true)
 */
/* clang-format off */
#define FIELD(type, field, field_type) \
    (offsetof(type, field) + 0 * sizeof(&((type *) 0)->field == (field_type *) 0))
#define SWITCH(type, field, letter_, ...) \
    {.kind = OPTION_SWITCH, .letter = (letter_), .name = #field, \
     .offset = FIELD(type, field, bool), .summary = __VA_ARGS__}
#define NUMBER(type, field, letter_, value_, minimum_, maximum_, ...) \
    {.kind = OPTION_NUMBER, .letter = (letter_), .name = #field, .value = (value_), \
     .offset = FIELD(type, field, int64_t), \
     .minimum = (minimum_), .maximum = (maximum_), .summary = __VA_ARGS__}
#define TEXT(type, field, letter_, value_, ...) \
    {.kind = OPTION_TEXT, .letter = (letter_), .name = #field, .value = (value_), \
     .offset = FIELD(type, field, const char *), .summary = __VA_ARGS__}
#define DURATION(type, field, letter_, value_, ...) \
    {.kind = OPTION_DURATION, .letter = (letter_), .name = #field, .value = (value_), \
     .offset = FIELD(type, field, int64_t), .summary = __VA_ARGS__}
#define SIZE(type, field, letter_, value_, ...) \
    {.kind = OPTION_SIZE, .letter = (letter_), .name = #field, .value = (value_), \
     .offset = FIELD(type, field, int64_t), .summary = __VA_ARGS__}
#define REAL(type, field, letter_, value_, ...) \
    {.kind = OPTION_REAL, .letter = (letter_), .name = #field, .value = (value_), \
     .offset = FIELD(type, field, double), .summary = __VA_ARGS__}
#define CHOICE(type, field, letter_, value_, choices_, ...) \
    {.kind = OPTION_CHOICE, .letter = (letter_), .name = #field, .value = (value_), \
     .choices = (choices_), .offset = FIELD(type, field, const char *), .summary = __VA_ARGS__}
#define WORDS(type, field, letter_, value_, ...) \
    {.kind = OPTION_WORDS, .letter = (letter_), .name = #field, .value = (value_), \
     .offset = FIELD(type, field, Words), .summary = __VA_ARGS__}
#define NO_MORE_OPTIONS {.name = NULL}
#define NO_MORE_EXAMPLES {NULL, NULL}
#define NO_MORE_NOTES {NULL, NULL}
#define INCLUDE(type, field, group_type, group_) \
    {.group = (group_), .offset = FIELD(type, field, group_type)}
/* clang-format on */

#endif
