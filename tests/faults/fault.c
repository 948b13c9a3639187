/*
 * fault.c - preloaded into the program under test: something goes wrong at the n-th system call.
 *
 * What counts: what changes the files below a folder, and what goes over a connection to a
 * server.  Each such call has a name ("write journal.db-wal", "send COMMIT;").
 *
 *     FAULT_FOLDER  the folder
 *     FAULT_DO      what goes wrong:
 *         kill          the process dies before the call
 *         tear          half of what was to be written or sent goes out, then the process dies
 *         short         only half is written, and write says so: no failure at all
 *         EIO, ENOSPC, EDQUOT   the call fails
 *         cut           the connection breaks before the call
 *         lose          the connection breaks after the call: the answer is lost
 *         INT, TERM, STOP   the process gets this signal before the call
 *         anything else is a command that the shell runs before the call
 *     FAULT_AT      at which of the calls that FAULT_DO can strike (1 is the first); none: never
 *     FAULT_ON      only calls whose name matches this shell pattern count
 *     FAULT_STAYS   set: from then on the error stays (no room, no connection)
 *     FAULT_FREE    so many bytes are free on every disk, as far as the program can ask
 *     FAULT_LOG     gets a line for each call that counts, and "struck" when it happened
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

enum { FILES = 1024, NAME_SIZE = 512, WORDS_SHOWN = 60 };

/* Kinds of calls, and which kinds an action can strike. */
enum {
    TAKES_ROOM = 1, /* creates, writes, makes longer */
    CHANGES = 2,    /* any other change of a file or folder */
    SENDS = 4,
    RECEIVES = 8,
};

/* What the wrapper has to do. */
typedef enum { GO_ON, FAIL, HALF, HALF_AND_DIE, GO_ON_AND_CUT } Verdict;

static char names[FILES][NAME_SIZE]; /* by file descriptor; "" is none of ours */
static bool is_server[FILES];
static bool is_cut[FILES];
static long counted;
static bool has_struck;
static pthread_mutex_t counting = PTHREAD_MUTEX_INITIALIZER; /* a second thread writes files */

#define REAL(name) \
    static __typeof__(&name) real; \
    if (real == NULL) \
    *(void **) &real = dlsym(RTLD_NEXT, #name)

static const char *setting(const char *name)
{
    const char *value = getenv(name);
    return value == NULL ? "" : value;
}

static void note(const char *line)
{
    static int (*real_open)(const char *, int, ...);
    static ssize_t (*real_write)(int, const void *, size_t);
    const char *log = setting("FAULT_LOG");
    char text[NAME_SIZE + 64];
    int number = errno;

    if (*log == '\0')
        return;
    if (real_open == NULL) {
        *(void **) &real_open = dlsym(RTLD_NEXT, "open");
        *(void **) &real_write = dlsym(RTLD_NEXT, "write");
    }
    int file = real_open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    int size = snprintf(text, sizeof text, "%s\n", line);
    if (file < 0 || real_write(file, text, (size_t) size) != size)
        abort();
    close(file);
    errno = number;
}

/* The rest of path when it lies below the folder or is it, else NULL. */
static const char *below(const char *path)
{
    const char *folder = setting("FAULT_FOLDER");
    size_t length = strlen(folder);

    if (length == 0 || strncmp(path, folder, length) != 0)
        return NULL;
    if (path[length] == '\0')
        return ".";
    return path[length] == '/' ? path + length + 1 : NULL;
}

static const char *name_of(int file)
{
    return file >= 0 && file < FILES && names[file][0] != '\0' ? names[file] : NULL;
}

static void remember(int file, const char *name)
{
    if (file >= 0 && file < FILES)
        snprintf(names[file], NAME_SIZE, "%s", name == NULL ? "" : name);
}

static bool is_connection(int file)
{
    return file >= 0 && file < FILES && is_server[file];
}

static int error_number(const char *action)
{
    return strcmp(action, "EIO") == 0      ? EIO
           : strcmp(action, "ENOSPC") == 0 ? ENOSPC
           : strcmp(action, "EDQUOT") == 0 ? EDQUOT
                                           : 0;
}

static int signal_number(const char *action)
{
    return strcmp(action, "kill") == 0   ? SIGKILL
           : strcmp(action, "INT") == 0  ? SIGINT
           : strcmp(action, "TERM") == 0 ? SIGTERM
           : strcmp(action, "STOP") == 0 ? SIGSTOP
                                         : 0;
}

static bool is_one_of(const char *action, const char *first, const char *second)
{
    return strcmp(action, first) == 0 || strcmp(action, second) == 0;
}

static int strikes(const char *action)
{
    if (is_one_of(action, "tear", ""))
        return TAKES_ROOM | SENDS;
    if (strcmp(action, "short") == 0 || is_one_of(action, "ENOSPC", "EDQUOT"))
        return TAKES_ROOM;
    if (strcmp(action, "EIO") == 0)
        return TAKES_ROOM | CHANGES;
    if (strcmp(action, "cut") == 0)
        return SENDS | RECEIVES;
    if (strcmp(action, "lose") == 0)
        return SENDS;
    return TAKES_ROOM | CHANGES | SENDS;
}

static void run(const char *command)
{
    pid_t child = fork();

    if (child == 0) {
        unsetenv("LD_PRELOAD");
        execl("/bin/sh", "sh", "-c", command, (char *) NULL);
        _exit(127);
    }
    while (child > 0 && waitpid(child, NULL, 0) < 0 && errno == EINTR)
        continue;
}

static Verdict strike(const char *action)
{
    if (error_number(action) != 0) {
        errno = error_number(action);
        return FAIL;
    }
    if (strcmp(action, "tear") == 0)
        return HALF_AND_DIE;
    if (strcmp(action, "short") == 0)
        return HALF;
    if (strcmp(action, "lose") == 0)
        return GO_ON_AND_CUT;
    if (signal_number(action) != 0)
        kill(getpid(), signal_number(action));
    else if (strcmp(action, "cut") != 0)
        run(action);
    return GO_ON;
}

/* An error that stays goes on; what was cut is refused in connect. */
static Verdict stay(const char *action)
{
    if (*setting("FAULT_STAYS") == '\0' || error_number(action) == 0)
        return GO_ON;
    return strike(action);
}

/* One more of those that count; true for the one that is to be struck. */
static bool count(const char *name)
{
    pthread_mutex_lock(&counting);
    bool strikes_now = !has_struck && ++counted == strtol(setting("FAULT_AT"), NULL, 10);
    note(name);
    if (strikes_now)
        note("struck");
    has_struck |= strikes_now;
    pthread_mutex_unlock(&counting);
    return strikes_now;
}

static Verdict meet(int kind, const char *verb, const char *object)
{
    const char *action = setting("FAULT_DO"), *pattern = setting("FAULT_ON");
    char name[NAME_SIZE + 32];

    snprintf(name, sizeof name, "%s %s", verb, object);
    if ((strikes(action) & kind) == 0)
        return GO_ON;
    if (has_struck)
        return stay(action);
    if (*pattern != '\0' && fnmatch(pattern, name, 0) != 0)
        return GO_ON;
    return count(name) ? strike(action) : GO_ON;
}

/* Files. */

static bool may_open(const char *path, int flags)
{
    const char *name = below(path);
    return name == NULL || (flags & O_CREAT) == 0 || meet(TAKES_ROOM, "create", name) != FAIL;
}

static mode_t mode_of(int flags, va_list rest)
{
    return (flags & O_CREAT) != 0 ? va_arg(rest, mode_t) : 0;
}

#define OPEN(name) \
    int name(const char *path, int flags, ...) \
    { \
        REAL(name); \
        va_list rest; \
        va_start(rest, flags); \
        mode_t mode = mode_of(flags, rest); \
        va_end(rest); \
        if (!may_open(path, flags)) \
            return -1; \
        int file = real(path, flags, mode); \
        remember(file, below(path)); \
        return file; \
    }
OPEN(open)
OPEN(open64)

int __open_2(const char *path, int flags);
int __open_2(const char *path, int flags)
{
    return open(path, flags);
}

int close(int file)
{
    REAL(close);
    if (file >= 0 && file < FILES) {
        names[file][0] = '\0';
        is_server[file] = is_cut[file] = false;
    }
    return real(file);
}

static void die(void)
{
    raise(SIGKILL);
}

/* How a write that takes room is done: all of it, half of it, or not at all. */
#define WRITE(file, size, call_of_size) \
    const char *name = name_of(file); \
    Verdict verdict = name == NULL ? GO_ON : meet(TAKES_ROOM, "write", name); \
    if (verdict == FAIL) \
        return -1; \
    size_t part = verdict == HALF || verdict == HALF_AND_DIE ? ((size) + 1) / 2 : (size); \
    ssize_t result = call_of_size; \
    if (verdict == HALF_AND_DIE) \
        die(); \
    return result

ssize_t write(int file, const void *data, size_t size)
{
    REAL(write);
    WRITE(file, size, real(file, data, part));
}

ssize_t pwrite(int file, const void *data, size_t size, off_t at)
{
    REAL(pwrite);
    WRITE(file, size, real(file, data, part, at));
}

ssize_t pwrite64(int file, const void *data, size_t size, off64_t at)
{
    REAL(pwrite64);
    WRITE(file, size, real(file, data, part, at));
}

static bool may_change(int kind, const char *verb, const char *name)
{
    return name == NULL || meet(kind, verb, name) != FAIL;
}

int fsync(int file)
{
    REAL(fsync);
    return may_change(CHANGES, "sync", name_of(file)) ? real(file) : -1;
}

int fdatasync(int file)
{
    REAL(fdatasync);
    return may_change(CHANGES, "sync", name_of(file)) ? real(file) : -1;
}

int ftruncate(int file, off_t size)
{
    REAL(ftruncate);
    return may_change(TAKES_ROOM, "truncate", name_of(file)) ? real(file, size) : -1;
}

int ftruncate64(int file, off64_t size)
{
    REAL(ftruncate64);
    return may_change(TAKES_ROOM, "truncate", name_of(file)) ? real(file, size) : -1;
}

int rename(const char *from, const char *to)
{
    REAL(rename);
    return may_change(CHANGES, "rename", below(from)) ? real(from, to) : -1;
}

int unlink(const char *path)
{
    REAL(unlink);
    return may_change(CHANGES, "unlink", below(path)) ? real(path) : -1;
}

int rmdir(const char *path)
{
    REAL(rmdir);
    return may_change(CHANGES, "rmdir", below(path)) ? real(path) : -1;
}

int mkdir(const char *path, mode_t mode)
{
    REAL(mkdir);
    return may_change(TAKES_ROOM, "mkdir", below(path)) ? real(path, mode) : -1;
}

/* The connection. */

static bool stays_away(void)
{
    return has_struck && *setting("FAULT_STAYS") != '\0' &&
           is_one_of(setting("FAULT_DO"), "cut", "lose");
}

/* The header's own type for an address, which takes any. */
int connect(int file, __CONST_SOCKADDR_ARG address, socklen_t size)
{
    REAL(connect);
    const struct sockaddr *place = address.__sockaddr__;
    bool is_ours = place->sa_family == AF_INET || place->sa_family == AF_INET6 ||
                   (place->sa_family == AF_UNIX &&
                    strstr(((const struct sockaddr_un *) place)->sun_path, ".s.PGSQL.") != NULL);

    if (is_ours && stays_away()) {
        errno = ECONNREFUSED;
        return -1;
    }
    if (is_ours && file < FILES)
        is_server[file] = true;
    return real(file, address, size);
}

/* A statement by its first words (Parse is 'P', length, name, text), anything else by its letter.
 */
static void describe(const char *data, size_t size, char words[WORDS_SHOWN + 1])
{
    size_t start = 5, shown = 0;

    if (size < 7 || data[0] != 'P') {
        snprintf(words, WORDS_SHOWN + 1, "%s%.1s", data[0] == '\0' ? "startup" : "", data);
        return;
    }
    start += strnlen(data + start, size - start) + 1;
    while (start < size && data[start] != '\0' && shown < WORDS_SHOWN) {
        words[shown++] = data[start] == '\n' ? ' ' : data[start];
        start++;
    }
    words[shown] = '\0';
}

/* An answer that came in already is lost, too. */
static void cut(int file)
{
    shutdown(file, SHUT_RDWR);
    is_cut[file] = true;
}

ssize_t send(int file, const void *data, size_t size, int flags)
{
    REAL(send);
    char words[WORDS_SHOWN + 1];

    if (!is_connection(file))
        return real(file, data, size, flags);
    describe(data, size, words);
    bool had_struck = has_struck;
    Verdict verdict = meet(SENDS, "send", words);
    if (has_struck && !had_struck && strcmp(setting("FAULT_DO"), "cut") == 0)
        cut(file);
    ssize_t result = real(file, data, verdict == HALF_AND_DIE ? (size + 1) / 2 : size, flags);
    int number = errno;
    if (verdict == HALF_AND_DIE)
        die();
    if (verdict == GO_ON_AND_CUT)
        cut(file);
    errno = number;
    return result;
}

ssize_t recv(int file, void *data, size_t size, int flags)
{
    REAL(recv);

    if (!is_connection(file))
        return real(file, data, size, flags);
    bool had_struck = has_struck;
    meet(RECEIVES, "receive", "");
    if (has_struck && !had_struck)
        cut(file);
    return is_cut[file] ? 0 : real(file, data, size, flags);
}

int statvfs(const char *path, struct statvfs *facts)
{
    const char *bytes = setting("FAULT_FREE");
    int result;

    REAL(statvfs);
    result = real(path, facts);
    if (*bytes != '\0') {
        facts->f_frsize = 1;
        facts->f_bavail = (fsblkcnt_t) strtoull(bytes, NULL, 10);
    }
    return result;
}
