/* csv_find.c - single fields of a row: bytes outside of quotes, eight at a time. */
#include <stdint.h>
#include <string.h>

#include "base/csv.h"

enum { WORD_BYTES = 8 };

static const uint64_t ONES = UINT64_C(0x0101010101010101);
static const uint64_t LOW_BITS = UINT64_C(0x7f7f7f7f7f7f7f7f);
static const uint64_t GATHER = UINT64_C(0x0102040810204080);

/* The first byte is the lowest, whatever the machine. */
static uint64_t load(const char *data)
{
    uint64_t word;

    memcpy(&word, data, sizeof word);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    word = __builtin_bswap64(word);
#endif
    return word;
}

/* A one in each byte that is the given one. */
static uint64_t equal_bytes(uint64_t word, char byte)
{
    uint64_t rest = word ^ ONES * (unsigned char) byte;

    return ~(((rest & LOW_BITS) + LOW_BITS) | rest | LOW_BITS) >> 7;
}

/* Such ones as bits 0 to 7. */
static unsigned gather(uint64_t ones)
{
    return (unsigned) (ones * GATHER >> 56);
}

/* Bit n tells whether an odd number of bits is set up to n. */
static unsigned parities(unsigned bits)
{
    bits ^= bits << 1;
    bits ^= bits << 2;
    bits ^= bits << 4;
    return bits & 0xff;
}

/* The number of the lowest bit that is set; one is. */
static unsigned lowest(unsigned bits)
{
    unsigned number = 0;

    for (; (bits & 1) == 0; bits >>= 1)
        number++;
    return number;
}

static size_t find_slowly(const char *data, size_t at, size_t size, char wanted, bool *is_quoted)
{
    for (; at < size; at++) {
        *is_quoted ^= data[at] == '"';
        if (data[at] == wanted && !*is_quoted)
            return at;
    }
    return size;
}

void sheet_unquote(Text *text, const char *field, size_t length)
{
    if (length == 0 || field[0] != '"') {
        text_add_span(text, field, length);
        return;
    }
    for (size_t at = 1; at + 1 < length; at++) {
        text_add_char(text, field[at]);
        at += field[at] == '"';
    }
}

size_t sheet_find(const char *data, size_t size, char wanted, bool *is_quoted)
{
    size_t at = 0;

    for (; size - at >= WORD_BYTES; at += WORD_BYTES) {
        uint64_t word = load(data + at);
        uint64_t quotes = equal_bytes(word, '"'), hits = equal_bytes(word, wanted);
        if ((quotes | hits) == 0)
            continue;
        unsigned quoted = parities(gather(quotes)) ^ (*is_quoted ? 0xff : 0);
        unsigned outside = gather(hits) & ~quoted;
        if (outside != 0) {
            *is_quoted = false;
            return at + lowest(outside);
        }
        *is_quoted = (quoted & 0x80) != 0;
    }
    return find_slowly(data, at, size, wanted, is_quoted);
}
