#include <string.h>

#include "base/cleanup.h"
#include "cli/completion_parts.h"
#include "cli/options.h"

typedef struct {
    Arena *arena;
    FILE *stream;
    Stops stops;
} Script;

/* Which command the words so far name; what follows an option that takes a value is skipped. */
static const char WALK[] = "    for ((at = 1; at < COMP_CWORD; at++)); do\n"
                           "        word=${COMP_WORDS[at]}\n"
                           "        if [[ -n $option ]]; then\n"
                           "            [[ $word == = ]] || option=\n"
                           "            continue\n"
                           "        fi\n"
                           "        case $word in\n"
                           "            --) over=1 ;;\n"
                           "            %s) [[ -n $over ]] || option=$word ;;\n"
                           "            -*) ;;\n"
                           "            *)\n"
                           "                [[ -z $over ]] || continue\n"
                           "                case \"$path $word\" in\n"
                           "                    %s) path=\"$path $word\" ;;\n"
                           "                esac\n"
                           "                ;;\n"
                           "        esac\n"
                           "    done\n"
                           "    word=${COMP_WORDS[COMP_CWORD]}\n"
                           "    [[ $word != = ]] || word=\n";

static void put_walk(const Script *script)
{
    Words valued = completion_valued(script->arena, &script->stops);
    Words paths = {0};

    for (size_t at = 1; at < script->stops.count; at++)
        list_add(script->arena, &paths,
                 arena_format(script->arena, "\" %s\"", script->stops.items[at].path));
    if (paths.count == 0)
        list_add(script->arena, &paths, "\"\"");
    fprintf(script->stream, WALK, text_join(script->arena, valued.items, valued.count, "|"),
            text_join(script->arena, paths.items, paths.count, "|"));
}

/* The options of every command are written once, for any path. */
static const char *option_pattern(Arena *arena, const char *path, const OptionPlace *place)
{
    const char *any = place->group == &COMMON_OPTIONS ? "*" : "";
    const char *lead = *path == '\0' ? "" : " ";
    const char *name = arena_format(arena, "%s\"%s%s %s\"", any, lead, path,
                                    option_long_name(arena, place->option));

    if (place->option->letter == 0)
        return name;
    return arena_format(arena, "%s|%s\"%s%s -%c\"", name, any, lead, path, place->option->letter);
}

static void put_value(const Script *script, const Stop *stop, const OptionPlace *place)
{
    const Option *option = place->option;
    const char *pattern = option_pattern(script->arena, stop->path, place);

    if (option->kind == OPTION_CHOICE) {
        Text *words = text_new(script->arena);
        for (const char *const *choice = option->choices; *choice != NULL; choice++)
            text_addf(words, "%s%s", choice == option->choices ? "" : " ", *choice);
        fprintf(script->stream,
                "            %s) mapfile -t COMPREPLY < <(compgen -W '%s' -- \"$word\") ;;\n",
                pattern, text_value(words));
    } else if (option->completion != COMPLETE_NOTHING) {
        fprintf(script->stream,
                "            %s)\n"
                "                compopt -o filenames\n"
                "                mapfile -t COMPREPLY < <(compgen -%c -- \"$word\")\n"
                "                ;;\n",
                pattern, option->completion == COMPLETE_FOLDERS ? 'd' : 'f');
    }
}

static void put_values(const Script *script)
{
    fputs("    if [[ -n $option ]]; then\n        case \"$path $option\" in\n", script->stream);
    for (size_t at = 0; at < script->stops.count; at++) {
        const Stop *stop = &script->stops.items[at];
        for (size_t place = 0; place < stop->places.count; place++)
            if (at == 0 || stop->places.items[place].group != &COMMON_OPTIONS)
                put_value(script, stop, &stop->places.items[place]);
    }
    fputs("        esac\n        return\n    fi\n", script->stream);
}

static void put_words(const Script *script)
{
    fputs("    case \"$path\" in\n", script->stream);
    for (size_t at = 0; at < script->stops.count; at++) {
        const Stop *stop = &script->stops.items[at];
        fprintf(script->stream, "        \"%s%s\")\n            options='",
                *stop->path == '\0' ? "" : " ", stop->path);
        for (size_t place = 0; place < stop->places.count; place++)
            fprintf(script->stream, "%s%s", place == 0 ? "" : " ",
                    option_long_name(script->arena, stop->places.items[place].option));
        fputs("'\n            words='", script->stream);
        const char *separator = "";
        for (const Command *const *child = stop->command->subcommands;
             child != NULL && *child != NULL; child++, separator = " ")
            fprintf(script->stream, "%s%s", separator, (*child)->name);
        for (size_t word = 0; word < stop->operand_words.count; word++, separator = " ")
            fprintf(script->stream, "%s%s", separator, stop->operand_words.items[word]);
        fputs("'\n            ;;\n", script->stream);
    }
    fputs("    esac\n"
          "    if [[ $word == -* && -z $over ]]; then\n"
          "        mapfile -t COMPREPLY < <(compgen -W \"$options\" -- \"$word\")\n"
          "    else\n"
          "        mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$word\")\n"
          "    fi\n",
          script->stream);
}

void completion_bash(const Program *program, FILE *stream)
{
    Arena *arena CLEANUP(arena_release) = arena_new();
    const char *function = completion_function(arena, program);
    Script script = {arena, stream, completion_stops(arena, program)};

    fprintf(stream,
            "# bash completion for %s\n\n%s()\n{\n"
            "    local at word option= over= path= options= words=\n"
            "    COMPREPLY=()\n",
            program->name, function);
    put_walk(&script);
    put_values(&script);
    put_words(&script);
    fprintf(stream, "}\n\ncomplete -F %s %s\n", function, program->name);
}
