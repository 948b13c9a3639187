#include <string.h>

#include "base/cleanup.h"
#include "cli/completion_parts.h"
#include "cli/options.h"

typedef struct {
    Arena *arena;
    FILE *stream;
    Stops stops;
} Script;

static const char WALK[] = "    for word in \"${(@)words[2,CURRENT-1]}\"; do\n"
                           "        if [[ -n $option ]]; then\n"
                           "            option=\n"
                           "            continue\n"
                           "        fi\n"
                           "        case $word in\n"
                           "            --) over=1 ;;\n"
                           "            %s) [[ -n $over ]] || option=$word ;;\n"
                           "            -*) ;;\n"
                           "            *)\n"
                           "                [[ -z $over ]] || continue\n"
                           "                case \"$line $word\" in\n"
                           "                    %s) line=\"$line $word\" ;;\n"
                           "                esac\n"
                           "                ;;\n"
                           "        esac\n"
                           "    done\n"
                           "    if [[ -z $option && -z $over && $PREFIX == --*=* ]]; then\n"
                           "        option=${PREFIX%%%%=*}\n"
                           "        compset -P '*='\n"
                           "    fi\n";

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

static void put_value(const Script *script, const Stop *stop, const OptionPlace *place)
{
    const Option *option = place->option;
    const char *any = place->group == &COMMON_OPTIONS ? "*" : "";
    const char *lead = *stop->path == '\0' ? "" : " ";

    if (option->kind != OPTION_CHOICE && option->completion == COMPLETE_NOTHING)
        return;
    fprintf(script->stream, "            %s\"%s%s %s\"", any, lead, stop->path,
            option_long_name(script->arena, option));
    if (option->letter != 0)
        fprintf(script->stream, "|%s\"%s%s -%c\"", any, lead, stop->path, option->letter);
    fputs(") ", script->stream);
    if (option->kind == OPTION_CHOICE) {
        fputs("compadd --", script->stream);
        for (const char *const *choice = option->choices; *choice != NULL; choice++)
            fprintf(script->stream, " %s", *choice);
    } else {
        fputs(option->completion == COMPLETE_FOLDERS ? "_files -/" : "_files", script->stream);
    }
    fputs(" ;;\n", script->stream);
}

static void put_values(const Script *script)
{
    fputs("    if [[ -n $option ]]; then\n        case \"$line $option\" in\n", script->stream);
    for (size_t at = 0; at < script->stops.count; at++) {
        const Stop *stop = &script->stops.items[at];
        for (size_t place = 0; place < stop->places.count; place++)
            if (at == 0 || stop->places.items[place].group != &COMMON_OPTIONS)
                put_value(script, stop, &stop->places.items[place]);
    }
    fputs("        esac\n        return\n    fi\n", script->stream);
}

/* 'name:what it is', as _describe reads it. */
static void put_described(const Script *script, const char *name, const char *summary)
{
    fprintf(script->stream, "                '%s:%s'\n", name,
            completion_quote(script->arena, summary, false));
}

static void put_stop(const Script *script, const Stop *stop)
{
    fprintf(script->stream, "        \"%s%s\")\n            options=(\n",
            *stop->path == '\0' ? "" : " ", stop->path);
    for (size_t place = 0; place < stop->places.count; place++) {
        const Option *option = stop->places.items[place].option;
        put_described(script, option_long_name(script->arena, option), option->summary);
    }
    fputs("            )\n            commands=(\n", script->stream);
    for (const Command *const *child = stop->command->subcommands; child != NULL && *child != NULL;
         child++)
        put_described(script, (*child)->name, (*child)->summary);
    fputs("            )\n            operands=(", script->stream);
    for (size_t word = 0; word < stop->operand_words.count; word++)
        fprintf(script->stream, "%s%s", word == 0 ? "" : " ", stop->operand_words.items[word]);
    fputs(")\n            ;;\n", script->stream);
}

void completion_zsh(const Program *program, FILE *stream)
{
    Arena *arena CLEANUP(arena_release) = arena_new();
    const char *function = completion_function(arena, program);
    Script script = {arena, stream, completion_stops(arena, program)};

    fprintf(stream,
            "#compdef %s\n\n%s()\n{\n"
            "    local word option= over= line=\n"
            "    local -a options commands operands\n",
            program->name, function);
    put_walk(&script);
    put_values(&script);
    fputs("    case $line in\n", stream);
    for (size_t at = 0; at < script.stops.count; at++)
        put_stop(&script, &script.stops.items[at]);
    fprintf(stream,
            "    esac\n"
            "    if [[ $PREFIX == -* && -z $over ]]; then\n"
            "        _describe -o option options\n"
            "    else\n"
            "        (( $#commands == 0 )) || _describe command commands\n"
            "        (( $#operands == 0 )) || compadd -- $operands\n"
            "    fi\n"
            "}\n\n"
            "if [[ $funcstack[1] == %s ]]; then\n"
            "    %s \"$@\"\n"
            "else\n"
            "    compdef %s %s\n"
            "fi\n",
            function, function, function, program->name);
}
