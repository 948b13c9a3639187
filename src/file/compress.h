/*
 * compress.h - zstd frames and the notes between them.  The only place that includes zstd.h.
 *
 * A frame can be read back by itself, and any number of them one after the other are a file of
 * zstd.  A note is a "skippable frame": every zstd tool passes over it, and we keep in it what must
 * be on disk together with the frame before.  Running out of memory ends the program.
 */
#ifndef FILE_COMPRESS_H
#define FILE_COMPRESS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/text.h"

enum {
    COMPRESS_LEVEL = 1,
    COMPRESS_LEVEL_MAX = 19,
    COMPRESS_NOTE_HEAD = 8, /* bytes in front of a note */
};

typedef struct Compressor Compressor;

Compressor *compressor_new(int level);
void compressor_release(Compressor **compressor);

/* Append what comes out.  Ending a frame of nothing adds nothing. */
void compressor_add(Compressor *compressor, const char *data, size_t size, Text *out);
void compressor_end(Compressor *compressor, Text *out);

/* The frame that was begun is not continued. */
void compressor_forget(Compressor *compressor);

void compress_note(const char *note, size_t size, Text *out);

typedef enum {
    UNPACKED_NOTHING, /* all of the input is used up */
    UNPACKED_DATA,
    UNPACKED_END, /* of a frame */
    UNPACKED_NOTE,
} Unpacked;

typedef struct {
    const char *data;
    size_t size;
} Bytes;

typedef struct Decompressor Decompressor;

Decompressor *decompressor_new(void);
void decompressor_release(Decompressor **decompressor);

/*
 * Takes from the front of *input and says what it came upon; *found (data or a note) lives until
 * the next call.  OUTCOME_FILE_ERROR when it is no zstd, or damaged; name is for the message.
 */
bool decompressor_next(Decompressor *decompressor, Bytes *input, Unpacked *what, Bytes *found,
                       const char *name, Error *error);

/* Between two frames, so that the input may end here. */
bool decompressor_is_between(const Decompressor *decompressor);

#endif
