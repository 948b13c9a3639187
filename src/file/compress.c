#include "file/compress.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <zstd.h>

#include "base/arena.h"

struct Compressor {
    ZSTD_CCtx *stream;
    bool has_data; /* a frame was begun */
};

static size_t must(size_t code)
{
    /* Every buffer is ours and every parameter checked: only memory can be short. */
    if (ZSTD_isError(code))
        arena_exhausted();
    return code;
}

Compressor *compressor_new(int level)
{
    Compressor *compressor = calloc(1, sizeof *compressor);

    assert(level >= 1 && level <= COMPRESS_LEVEL_MAX);
    if (compressor == NULL || (compressor->stream = ZSTD_createCCtx()) == NULL)
        arena_exhausted();
    must(ZSTD_CCtx_setParameter(compressor->stream, ZSTD_c_compressionLevel, level));
    must(ZSTD_CCtx_setParameter(compressor->stream, ZSTD_c_checksumFlag, 1));
    return compressor;
}

void compressor_release(Compressor **compressor)
{
    if (*compressor == NULL)
        return;
    ZSTD_freeCCtx((*compressor)->stream);
    free(*compressor);
    *compressor = NULL;
}

/* One step; how much the library still holds back. */
static size_t step(Compressor *compressor, ZSTD_inBuffer *in, ZSTD_EndDirective directive,
                   Text *out)
{
    size_t room = ZSTD_CStreamOutSize();
    ZSTD_outBuffer written = {.dst = text_reserve(out, room), .size = room};
    size_t left = must(ZSTD_compressStream2(compressor->stream, &written, in, directive));

    text_used(out, written.pos);
    return left;
}

void compressor_add(Compressor *compressor, const char *data, size_t size, Text *out)
{
    ZSTD_inBuffer in = {.src = data, .size = size};

    compressor->has_data |= size > 0;
    while (in.pos < in.size)
        step(compressor, &in, ZSTD_e_continue, out);
}

void compressor_end(Compressor *compressor, Text *out)
{
    ZSTD_inBuffer none = {0};

    while (compressor->has_data && step(compressor, &none, ZSTD_e_end, out) > 0)
        continue;
    compressor->has_data = false;
}

void compressor_forget(Compressor *compressor)
{
    must(ZSTD_CCtx_reset(compressor->stream, ZSTD_reset_session_only));
    compressor->has_data = false;
}

/* The last of the sixteen magic numbers that zstd leaves to applications. */
enum {
    NOTE_MAGIC_LOW = 0x50,
    NOTE_MAGIC_OURS = 0x5f,
    NOTE_HEAD = COMPRESS_NOTE_HEAD,
    MAGIC_SIZE = 4,
};

static const unsigned char NOTE_MAGIC_REST[] = {0x2a, 0x4d, 0x18};

void compress_note(const char *note, size_t size, Text *out)
{
    char head[NOTE_HEAD] = {NOTE_MAGIC_OURS};

    assert(size <= UINT32_MAX);
    memcpy(head + 1, NOTE_MAGIC_REST, sizeof NOTE_MAGIC_REST);
    for (int at = 0; at < 4; at++)
        head[MAGIC_SIZE + at] = (char) (size >> (8 * at) & 0xff);
    text_add_span(out, head, sizeof head);
    text_add_span(out, note, size);
}

/* Reading. */

typedef enum {
    PLACE_BETWEEN, /* the head of the next frame is being collected */
    PLACE_FRAME,
    PLACE_NOTE,
} Place;

struct Decompressor {
    ZSTD_DCtx *stream;
    Arena *arena;
    Place place;
    unsigned char head[NOTE_HEAD];
    size_t head_size;
    size_t head_used; /* by the frame it belongs to */
    size_t note_left;
    bool has_ended; /* a frame, with its last data: the end is still to be told */
    Text *note;
    char *out;
};

Decompressor *decompressor_new(void)
{
    Decompressor *decompressor = calloc(1, sizeof *decompressor);

    if (decompressor == NULL || (decompressor->stream = ZSTD_createDCtx()) == NULL)
        arena_exhausted();
    decompressor->arena = arena_new();
    decompressor->note = text_new(decompressor->arena);
    decompressor->out = arena_alloc(decompressor->arena, ZSTD_DStreamOutSize());
    return decompressor;
}

void decompressor_release(Decompressor **decompressor)
{
    if (*decompressor == NULL)
        return;
    ZSTD_freeDCtx((*decompressor)->stream);
    arena_release(&(*decompressor)->arena);
    free(*decompressor);
    *decompressor = NULL;
}

bool decompressor_is_between(const Decompressor *decompressor)
{
    return decompressor->place == PLACE_BETWEEN && decompressor->head_size == 0;
}

static size_t take(Bytes *input, size_t most)
{
    size_t size = input->size < most ? input->size : most;

    input->data += size;
    input->size -= size;
    return size;
}

/* Until size bytes of the head are there, or the input is used up. */
static bool collect_head(Decompressor *decompressor, Bytes *input, size_t size)
{
    const char *from = input->data;
    size_t missing = size > decompressor->head_size ? size - decompressor->head_size : 0;
    size_t taken = take(input, missing);

    memcpy(decompressor->head + decompressor->head_size, from, taken);
    decompressor->head_size += taken;
    return decompressor->head_size >= size;
}

static bool is_note(const unsigned char *head)
{
    return (head[0] & 0xf0) == NOTE_MAGIC_LOW &&
           memcmp(head + 1, NOTE_MAGIC_REST, sizeof NOTE_MAGIC_REST) == 0;
}

/* Decides what the next frame is; it stays undecided while the input is too short. */
static void start_frame(Decompressor *decompressor, Bytes *input)
{
    const unsigned char *head = decompressor->head;

    if (!collect_head(decompressor, input, MAGIC_SIZE))
        return;
    if (!is_note(head)) {
        must(ZSTD_DCtx_reset(decompressor->stream, ZSTD_reset_session_only));
        decompressor->place = PLACE_FRAME;
        decompressor->head_used = 0;
        return;
    }
    if (!collect_head(decompressor, input, NOTE_HEAD))
        return;
    decompressor->note_left =
        (size_t) head[4] | (size_t) head[5] << 8 | (size_t) head[6] << 16 | (size_t) head[7] << 24;
    text_clear(decompressor->note);
    decompressor->place = PLACE_NOTE;
}

static void end_frame(Decompressor *decompressor)
{
    decompressor->place = PLACE_BETWEEN;
    decompressor->head_size = 0;
}

static Unpacked read_note(Decompressor *decompressor, Bytes *input, Bytes *found)
{
    const char *from = input->data;
    size_t taken = take(input, decompressor->note_left);

    text_add_span(decompressor->note, from, taken);
    decompressor->note_left -= taken;
    if (decompressor->note_left > 0)
        return UNPACKED_NOTHING;
    *found = (Bytes){text_value(decompressor->note), text_length(decompressor->note)};
    end_frame(decompressor);
    return UNPACKED_NOTE;
}

/* The head that was collected comes first. */
static Bytes *source(Decompressor *decompressor, Bytes *input, Bytes *head)
{
    if (decompressor->head_used == decompressor->head_size)
        return input;
    *head = (Bytes){(const char *) decompressor->head + decompressor->head_used,
                    decompressor->head_size - decompressor->head_used};
    return head;
}

static bool read_frame(Decompressor *decompressor, Bytes *input, Unpacked *what, Bytes *found,
                       const char *name, Error *error)
{
    Bytes head;
    Bytes *from = source(decompressor, input, &head);
    ZSTD_inBuffer in = {.src = from->data, .size = from->size};
    ZSTD_outBuffer out = {.dst = decompressor->out, .size = ZSTD_DStreamOutSize()};
    size_t left = ZSTD_decompressStream(decompressor->stream, &out, &in);

    if (ZSTD_isError(left)) {
        fail(error, OUTCOME_FILE_ERROR, "\"%s\" is damaged", name);
        return fail_detail(error, "zstd: %s", ZSTD_getErrorName(left));
    }
    if (from == &head)
        decompressor->head_used += in.pos;
    else
        take(input, in.pos);
    *found = (Bytes){decompressor->out, out.pos};
    if (left == 0)
        end_frame(decompressor);
    decompressor->has_ended = left == 0 && out.pos > 0;
    *what = out.pos > 0 ? UNPACKED_DATA : left == 0 ? UNPACKED_END : UNPACKED_NOTHING;
    return true;
}

bool decompressor_next(Decompressor *decompressor, Bytes *input, Unpacked *what, Bytes *found,
                       const char *name, Error *error)
{
    *what = decompressor->has_ended ? UNPACKED_END : UNPACKED_NOTHING;
    *found = (Bytes){0};
    decompressor->has_ended = false;
    if (*what == UNPACKED_END)
        return true;
    do {
        if (decompressor->place == PLACE_BETWEEN)
            start_frame(decompressor, input);
        if (decompressor->place == PLACE_NOTE)
            *what = read_note(decompressor, input, found);
        else if (decompressor->place == PLACE_FRAME &&
                 !read_frame(decompressor, input, what, found, name, error))
            return false;
    } while (*what == UNPACKED_NOTHING && input->size > 0);
    return true;
}
