#include "tests/unit/file/scratch.h"

#include "base/cleanup.h"
#include "file/compress.h"

/* What came out, as text: data as it is, "|" for the end of a frame, "<note>". */
static const char *unpacked(Scratch *scratch, const Text *packed, size_t piece)
{
    Decompressor *decompressor CLEANUP(decompressor_release) = decompressor_new();
    Text *told = text_new(scratch->arena);
    size_t size = text_length(packed);

    for (size_t at = 0; at < size; at += piece) {
        size_t left = size - at;
        Bytes input = {text_value(packed) + at, piece < left ? piece : left}, found;
        Unpacked what;
        do {
            scratch_worked(scratch, decompressor_next(decompressor, &input, &what, &found, "x",
                                                      &scratch->error));
            if (what == UNPACKED_DATA)
                text_add_span(told, found.data, found.size);
            else if (what == UNPACKED_END)
                text_add(told, "|");
            else if (what == UNPACKED_NOTE)
                text_addf(told, "<%.*s>", (int) found.size, found.data);
        } while (what != UNPACKED_NOTHING);
        assert_int_equal(input.size, 0);
    }
    assert_true(decompressor_is_between(decompressor));
    return text_value(told);
}

static const Text *sample(Scratch *scratch)
{
    Compressor *compressor CLEANUP(compressor_release) = compressor_new(COMPRESS_LEVEL);
    Text *packed = text_new(scratch->arena);

    compress_note("before", 6, packed);
    compressor_add(compressor, "one, ", 5, packed);
    compressor_add(compressor, "two", 3, packed);
    compressor_end(compressor, packed);
    compressor_end(compressor, packed);
    compress_note("", 0, packed);
    compress_note("{\"rows\": 2}", 11, packed);
    compressor_add(compressor, "three", 5, packed);
    compressor_end(compressor, packed);
    return packed;
}

static void frames_and_notes_come_back_whatever_the_pieces(void **state)
{
    Scratch *scratch = *state;
    const Text *packed = sample(scratch);

    for (size_t piece = 1; piece <= text_length(packed); piece++)
        assert_string_equal(unpacked(scratch, packed, piece),
                            "<before>one, two|<><{\"rows\": 2}>three|");
}

static void a_large_frame_comes_in_pieces(void **state)
{
    Scratch *scratch = *state;
    Compressor *compressor CLEANUP(compressor_release) = compressor_new(COMPRESS_LEVEL);
    Text *packed = text_new(scratch->arena), *plain = text_new(scratch->arena);

    for (unsigned at = 0, value = 1; at < 200000; at++, value = value * 1664525 + 1013904223)
        text_addf(plain, "%x,%s\n", value, at % 3 == 0 ? "the same" : "");
    compressor_add(compressor, text_value(plain), text_length(plain), packed);
    compressor_end(compressor, packed);
    assert_in_range(text_length(packed), 1, text_length(plain) * 2 / 3);
    text_add(plain, "|");
    assert_string_equal(unpacked(scratch, packed, 70000), text_value(plain));
}

static void a_forgotten_frame_leaves_nothing_in_the_next(void **state)
{
    Scratch *scratch = *state;
    Compressor *compressor CLEANUP(compressor_release) = compressor_new(19);
    Text *packed = text_new(scratch->arena);

    compressor_add(compressor, "never", 5, packed);
    compressor_forget(compressor);
    text_clear(packed);
    compressor_end(compressor, packed);
    assert_int_equal(text_length(packed), 0);
    compressor_add(compressor, "always", 6, packed);
    compressor_end(compressor, packed);
    assert_string_equal(unpacked(scratch, packed, 7), "always|");
}

static const char ORIGINAL[] = "some text that is not repeated";

/* *is_whole: it ends where a frame ends, and is what it was. */
static bool unpacks(Scratch *scratch, const char *packed, size_t size, bool *is_whole)
{
    Text *text = text_new(scratch->arena);
    Decompressor *decompressor CLEANUP(decompressor_release) = decompressor_new();
    Bytes input = {packed, size}, found;
    Unpacked what;
    bool is_good;

    do {
        is_good = decompressor_next(decompressor, &input, &what, &found, "x", &scratch->error);
        if (is_good && what == UNPACKED_DATA)
            text_add_span(text, found.data, found.size);
    } while (is_good && what != UNPACKED_NOTHING);
    *is_whole =
        is_good && decompressor_is_between(decompressor) && strcmp(text_value(text), ORIGINAL) == 0;
    return is_good;
}

static void every_damage_is_noticed(void **state)
{
    enum { WINDOW_BYTE = 5 };
    Scratch *scratch = *state;
    Compressor *compressor CLEANUP(compressor_release) = compressor_new(COMPRESS_LEVEL);
    Text *text = text_new(scratch->arena);
    bool is_whole;

    compressor_add(compressor, ORIGINAL, strlen(ORIGINAL), text);
    compressor_end(compressor, text);

    size_t size = text_length(text);
    char *packed = arena_copy_span(scratch->arena, text_value(text), size);
    for (size_t at = 0; at < size; at++) {
        packed[at] ^= 1;
        /* How large a window to keep is no part of the contents. */
        assert_true(!unpacks(scratch, packed, size, &is_whole) || is_whole == (at == WINDOW_BYTE));
        packed[at] ^= 1;
        assert_false(unpacks(scratch, packed, at, &is_whole) && is_whole);
    }
    assert_true(unpacks(scratch, packed, size, &is_whole) && is_whole);
    assert_false(unpacks(scratch, "no zstd at all", 14, &is_whole));
    assert_int_equal(scratch->error.outcome, OUTCOME_FILE_ERROR);
    assert_string_equal(scratch->error.message, "\"x\" is damaged");
    assert_string_equal(scratch->error.detail, "zstd: Unknown frame descriptor");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(frames_and_notes_come_back_whatever_the_pieces),
        SCRATCH_TEST(a_large_frame_comes_in_pieces),
        SCRATCH_TEST(a_forgotten_frame_leaves_nothing_in_the_next),
        SCRATCH_TEST(every_damage_is_noticed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
