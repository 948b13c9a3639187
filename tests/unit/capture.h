/*
 * capture.h - what a piece of code writes to stdout or stderr, or to a terminal.
 */
#ifndef TESTS_UNIT_CAPTURE_H
#define TESTS_UNIT_CAPTURE_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct {
    FILE *stream;
    int saved;
    FILE *file;
} Capture;

static inline Capture capture_begin(FILE *stream)
{
    Capture capture = {stream, dup(fileno(stream)), tmpfile()};

    if (capture.file == NULL)
        abort();
    fflush(stream);
    dup2(fileno(capture.file), fileno(stream));
    return capture;
}

/* What was written.  The caller frees it. */
static inline char *capture_end(Capture *capture)
{
    fflush(capture->stream);
    dup2(capture->saved, fileno(capture->stream));
    close(capture->saved);

    long size = (fseek(capture->file, 0, SEEK_END), ftell(capture->file));
    char *text = calloc(1, (size_t) size + 1);
    rewind(capture->file);
    if (text == NULL || fread(text, 1, (size_t) size, capture->file) != (size_t) size)
        abort();
    fclose(capture->file);
    return text;
}

#endif
