#include "base/utf8.h"

#include <string.h>

#include "base/text.h"

/* Bytes that a lead byte announces, or 0. */
static size_t announced(unsigned char lead)
{
    if (lead < 0x80)
        return 1;
    if (lead >= 0xC2 && lead < 0xE0)
        return 2;
    if (lead >= 0xE0 && lead < 0xF0)
        return 3;
    return lead >= 0xF0 && lead < 0xF5 ? 4 : 0;
}

size_t utf8_read(const char *text, size_t length, uint32_t *character)
{
    static const uint32_t SMALLEST[] = {0, 0, 0x80, 0x800, 0x10000};
    static const unsigned char LEAD_BITS[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
    unsigned char lead = (unsigned char) text[0];
    size_t size = announced(lead);

    if (size == 0 || size > length)
        return 0;
    uint32_t value = lead & LEAD_BITS[size];
    for (size_t at = 1; at < size; at++) {
        unsigned char next = (unsigned char) text[at];
        if ((next & 0xC0) != 0x80)
            return 0;
        value = value << 6 | (next & 0x3F);
    }
    if (value < SMALLEST[size] || value > 0x10FFFF || (value >= 0xD800 && value < 0xE000))
        return 0;
    *character = value;
    return size;
}

/* Nearly everything is ASCII: eight bytes at a time. */
static size_t ascii_length(const char *text, size_t length)
{
    size_t at = 0;
    uint64_t word;

    for (; length - at >= sizeof word; at += sizeof word) {
        memcpy(&word, text + at, sizeof word);
        if ((word & 0x8080808080808080) != 0)
            break;
    }
    while (at < length && (unsigned char) text[at] < 0x80)
        at++;
    return at;
}

bool utf8_is_valid(const char *text, size_t length)
{
    uint32_t character;

    while (length > 0) {
        size_t size = ascii_length(text, length);
        if (size == 0)
            size = utf8_read(text, length, &character);
        if (size == 0)
            return false;
        text += size;
        length -= size;
    }
    return true;
}

const char *utf8_repair(Arena *arena, const char *text, size_t length, size_t *repaired_length)
{
    Text *repaired = text_new(arena);
    uint32_t character;

    while (length > 0) {
        size_t size = utf8_read(text, length, &character);
        if (size == 0) {
            text_add(repaired, "\xEF\xBF\xBD");
            size = 1;
        } else {
            text_add_span(repaired, text, size);
        }
        text += size;
        length -= size;
    }
    *repaired_length = text_length(repaired);
    return text_value(repaired);
}
