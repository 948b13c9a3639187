#include "file/program.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "file/file.h"

extern char **environ;

enum { READ_END, WRITE_END, COMPLAINT_SIZE = 1024 };

struct Program {
    const char *name;
    pid_t pid; /* 0 once it was waited for */
    int input;
    int output;
    int complaints;
};

/* Closed in the other program: it gets its ends by dup2. */
static bool make_pipe(int ends[2], Error *error)
{
    if (pipe(ends) != 0)
        return fail_errno(error, OUTCOME_FILE_ERROR, errno, "could not make a pipe");
    fcntl(ends[READ_END], F_SETFD, FD_CLOEXEC);
    fcntl(ends[WRITE_END], F_SETFD, FD_CLOEXEC);
    return true;
}

typedef struct {
    int input[2];
    int output[2];
    int complaints[2];
} Pipes;

static void close_pipes(Pipes *pipes)
{
    int *ends[] = {pipes->input, pipes->output, pipes->complaints};

    for (size_t at = 0; at < sizeof ends / sizeof *ends; at++) {
        file_close(&ends[at][READ_END]);
        file_close(&ends[at][WRITE_END]);
    }
}

static int keep(int *end)
{
    int kept = *end;

    *end = -1;
    return kept;
}

/* Ours is the default of every signal that we ignore or block. */
static int spawn(pid_t *pid, const char *const *arguments, int input, int output, int complaints)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none, ignored;

    sigemptyset(&none);
    sigemptyset(&ignored);
    sigaddset(&ignored, SIGPIPE);
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, complaints, STDERR_FILENO);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &ignored);
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF |
                                              POSIX_SPAWN_SETPGROUP);
    int code = posix_spawnp(pid, arguments[0], &actions, &attributes,
                            (char *const *) (uintptr_t) arguments, environ);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return code;
}

bool program_start(Arena *arena, const char *const *arguments, int input, int output,
                   Program **program, Error *error)
{
    Pipes pipes CLEANUP(close_pipes) = {{-1, -1}, {-1, -1}, {-1, -1}};
    pid_t pid;

    if ((input < 0 && !make_pipe(pipes.input, error)) ||
        (output < 0 && !make_pipe(pipes.output, error)) || !make_pipe(pipes.complaints, error))
        return false;

    int code = spawn(&pid, arguments, input < 0 ? pipes.input[READ_END] : input,
                     output < 0 ? pipes.output[WRITE_END] : output, pipes.complaints[WRITE_END]);
    if (code != 0) {
        fail_errno(error, OUTCOME_FILE_ERROR, code, "could not start \"%s\"", arguments[0]);
        return fail_hint(error, "Install the package \"%s\", or see to it that PATH leads to it.",
                         arguments[0]);
    }
    *program = arena_alloc(arena, sizeof **program);
    **program = (Program){
        .name = arena_copy(arena, arguments[0]),
        .pid = pid,
        .input = keep(&pipes.input[WRITE_END]),
        .output = keep(&pipes.output[READ_END]),
        .complaints = keep(&pipes.complaints[READ_END]),
    };
    return true;
}

int program_input(const Program *program)
{
    return program->input;
}

int program_output(const Program *program)
{
    return program->output;
}

static void close_ends(Program *program)
{
    file_close(&program->input);
    file_close(&program->output);
}

/* Up to the end of what it said, or of the room for it. */
static void read_complaint(Program *program, char complaint[COMPLAINT_SIZE])
{
    size_t size = 0;

    while (size < COMPLAINT_SIZE - 1) {
        ssize_t count = read(program->complaints, complaint + size, COMPLAINT_SIZE - 1 - size);
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            break;
        size += (size_t) count;
    }
    while (size > 0 && complaint[size - 1] == '\n')
        size--;
    complaint[size] = '\0';
}

static int await(Program *program)
{
    int status = 0;

    while (waitpid(program->pid, &status, 0) < 0 && errno == EINTR)
        continue;
    program->pid = 0;
    return status;
}

bool program_finish(Program *program, Error *error)
{
    char complaint[COMPLAINT_SIZE];

    if (program->pid == 0)
        return true;
    close_ends(program);
    read_complaint(program, complaint);
    /* One that says more than there is room for must not wait for us. */
    file_close(&program->complaints);
    int status = await(program);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return true;
    if (WIFSIGNALED(status))
        fail(error, OUTCOME_FILE_ERROR, "\"%s\" was stopped by signal %d", program->name,
             WTERMSIG(status));
    else
        fail(error, OUTCOME_FILE_ERROR, "\"%s\" failed with exit code %d", program->name,
             WEXITSTATUS(status));
    return fail_detail(error, "%s", complaint);
}

void program_release(Program **program)
{
    if (*program == NULL)
        return;
    close_ends(*program);
    file_close(&(*program)->complaints);
    if ((*program)->pid > 0) {
        kill((*program)->pid, SIGKILL);
        await(*program);
    }
    *program = NULL;
}
