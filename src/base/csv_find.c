/* csv_find.c - bytes outside of quotes, eight at a time. */
#include <stdint.h>

#include "base/csv.h"

enum { WORD_BYTES = 8 };

static const uint64_t ONES = UINT64_C(0x0101010101010101);
static const uint64_t LOW_BITS = UINT64_C(0x7f7f7f7f7f7f7f7f);
static const uint64_t GATHER = UINT64_C(0x0102040810204080);

/* The first byte is the lowest, whatever the machine. */
static uint64_t load(const char *data)
{
    const unsigned char *bytes = (const unsigned char *) data;
    uint64_t word = 0;

    for (unsigned at = 0; at < WORD_BYTES; at++)
        word |= (uint64_t) bytes[at] << 8 * at;
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

static size_t find_slowly(const char *data, size_t at, size_t size, char wanted, bool *is_quoted)
{
    for (; at < size; at++) {
        *is_quoted ^= data[at] == '"';
        if (data[at] == wanted && !*is_quoted)
            return at;
    }
    return size;
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
        if ((gather(hits) & ~quoted) != 0)
            break;
        *is_quoted = (quoted & 0x80) != 0;
    }
    return find_slowly(data, at, size, wanted, is_quoted);
}
