/* main.c - hands the command tables to the command line. */
#include "base/arena.h"
#include "base/cleanup.h"
#include "cli/program.h"
#include "command/arguments.h"
#include "command/commands.h"

int main(int argc, char *argv[])
{
    Arena *arena CLEANUP(arena_release) = arena_new();

    return program_main(&PROGRAM, argc, arguments_take(arena, argc, argv));
}
