/* main.c - hands the command tables to the command line. */
#include "cli/program.h"
#include "command/commands.h"

int main(int argc, char *argv[])
{
    return program_main(&PROGRAM, argc, argv);
}
