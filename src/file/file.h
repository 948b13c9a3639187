/*
 * file.h - files that are whole or absent, and the folders they lie in.
 *
 * Everything made here is for its owner only (files 0600, folders 0700) and no
 * symbolic link is followed at the end of a path.  Failures are
 * OUTCOME_FILE_ERROR with the path and what the system says; a full disk also
 * gets a hint that names the folder.
 */
#ifndef FILE_FILE_H
#define FILE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"

/* After a crash path holds its old content or the new one; true means the new one is on disk. */
bool file_replace(const char *path, const char *data, size_t size, Error *error);

/* The whole file, with a zero byte behind it.  Larger than limit bytes is a failure. */
bool file_read(Arena *arena, const char *path, size_t limit, const char **data, size_t *size,
               Error *error);

/* A new file, or a file anew, with what is in the other one; on disk when it returns true, but for
 * the folder. */
bool file_copy(const char *from, const char *to, Error *error);

/* Gone, or never there: both are true. */
bool file_remove(const char *path, Error *error);

/* Something of that name is there (a symbolic link counts, wherever it leads). */
bool file_exists(const char *path);

/* Makes the folder and those above it; one that is already there is left as it is. */
bool folder_make(const char *path, Error *error);

/* The same below a folder that is there; its entry is on disk after folder_sync of that one. */
bool folder_make_unsynced(const char *path, Error *error);

/* As folder_make, of a folder that may not be there yet. */
bool folder_make_new(const char *path, Error *error);

/* With the files in it; a folder inside is a failure.  Gone, or never there: both are true. */
bool folder_remove(const char *path, Error *error);

/* Unless there is something in it; then, and when it was never there, nothing happens. */
bool folder_remove_empty(const char *path, Error *error);

/* What was made, renamed or removed in the folder is on disk when this returns true. */
bool folder_sync(const char *path, Error *error);

/* The names in it, sorted bytewise, without "." and ".."; ends with NULL. */
bool folder_list(Arena *arena, const char *path, const char *const **names, size_t *count,
                 Error *error);

/* "FOLDER/NAME" */
const char *path_join(Arena *arena, const char *folder, const char *name);

/* "/a/b" of "/a/b/c", "." of "c", "/" of "/c". */
const char *path_folder(Arena *arena, const char *path);

/* A piece of a file, gone when the callback returns; false, with the error filled, stops it. */
typedef bool FileReader(void *context, const char *data, size_t size, Error *error);

/* For the modules beside this one. */

/* The bytes from the first offset to before the second, in pieces of any size; an end of the file
 * before that is a failure.  Where the file stands does not matter and does not change. */
bool file_read_range(int file, const char *path, int64_t from, int64_t to, FileReader *reader,
                     void *context, Error *error);

int file_open(const char *path, int flags); /* adds O_NOFOLLOW, O_CLOEXEC and 0600; -1 and errno */
void file_close(int *file);
bool file_write(int file, const char *path, const char *data, size_t size, Error *error);
bool file_fail(Error *error, int number, const char *action, const char *path); /* always false */

#endif
