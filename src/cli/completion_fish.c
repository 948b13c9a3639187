#include <string.h>

#include "base/cleanup.h"
#include "cli/completion_parts.h"

typedef struct {
    const Program *program;
    Arena *arena;
    FILE *stream;
    const char *function;
    Stops stops;
} Script;

static const char WALK[] = "function %s_path\n"
                           "    set -l path\n"
                           "    set -l is_value 0\n"
                           "    for word in (commandline -opc)[2..-1]\n"
                           "        if test $is_value = 1\n"
                           "            set is_value 0\n"
                           "            continue\n"
                           "        end\n"
                           "        switch $word\n"
                           "            case '--'\n"
                           "                break\n"
                           "            case %s\n"
                           "                set is_value 1\n"
                           "            case '-*'\n"
                           "                continue\n"
                           "            case '*'\n"
                           "                set -l longer (string join ' ' $path $word)\n"
                           "                if contains -- \"$longer\" %s\n"
                           "                    set path \"$longer\"\n"
                           "                end\n"
                           "        end\n"
                           "    end\n"
                           "    echo \"$path\"\n"
                           "end\n\n"
                           "function %s_at\n"
                           "    set -l path (%s_path)\n"
                           "    test \"$path\" = \"$argv[1]\"\n"
                           "end\n\n";

static const char *quoted(const Script *script, const char *text)
{
    return arena_format(script->arena, "'%s'", completion_quote(script->arena, text, true));
}

static void put_walk(const Script *script)
{
    Words valued = completion_valued(script->arena, &script->stops);
    Words paths = {0};

    for (size_t at = 1; at < script->stops.count; at++)
        list_add(script->arena, &paths, quoted(script, script->stops.items[at].path));
    fprintf(script->stream, WALK, script->function,
            text_join(script->arena, valued.items, valued.count, " "),
            text_join(script->arena, paths.items, paths.count, " "), script->function,
            script->function);
}

static void put_lead(const Script *script, const Stop *stop)
{
    fprintf(script->stream, "complete -c %s -n \"%s_at '%s'\"", script->program->name,
            script->function, stop->path);
}

static void put_option(const Script *script, const Stop *stop, const Option *option)
{
    put_lead(script, stop);
    fprintf(script->stream, " -l %s", option_long_name(script->arena, option) + 2);
    if (option->letter != 0)
        fprintf(script->stream, " -s %c", option->letter);
    if (option->completion == COMPLETE_FILES)
        fputs(" -r -F", script->stream);
    else if (option->completion == COMPLETE_FOLDERS)
        fputs(" -x -a '(__fish_complete_directories)'", script->stream);
    else if (option->kind != OPTION_SWITCH)
        fputs(" -x", script->stream);
    if (option->kind == OPTION_CHOICE) {
        fputs(" -a '", script->stream);
        for (const char *const *choice = option->choices; *choice != NULL; choice++)
            fprintf(script->stream, "%s%s", choice == option->choices ? "" : " ", *choice);
        fputc('\'', script->stream);
    }
    fprintf(script->stream, " -d %s\n", quoted(script, option->summary));
}

static void put_word(const Script *script, const Stop *stop, const char *word, const char *summary)
{
    put_lead(script, stop);
    fprintf(script->stream, " -a %s", word);
    if (summary != NULL)
        fprintf(script->stream, " -d %s", quoted(script, summary));
    fputc('\n', script->stream);
}

static void put_stop(const Script *script, const Stop *stop)
{
    for (const Command *const *child = stop->command->subcommands; child != NULL && *child != NULL;
         child++)
        put_word(script, stop, (*child)->name, (*child)->summary);
    for (size_t word = 0; word < stop->operand_words.count; word++)
        put_word(script, stop, stop->operand_words.items[word], NULL);
    for (size_t place = 0; place < stop->places.count; place++)
        put_option(script, stop, stop->places.items[place].option);
}

void completion_fish(const Program *program, FILE *stream)
{
    Arena *arena CLEANUP(arena_release) = arena_new();
    Script script = {program, arena, stream, completion_function(arena, program),
                     completion_stops(arena, program)};

    fprintf(stream, "# fish completion for %s\n\n", program->name);
    put_walk(&script);
    fprintf(stream, "complete -c %s -f\n", program->name);
    for (size_t at = 0; at < script.stops.count; at++)
        put_stop(&script, &script.stops.items[at]);
}
