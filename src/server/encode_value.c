#include "server/encode_value.h"

#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/json_check.h"
#include "base/utf8.h"

/* Numbers in the order of the network. */

static void put(char *place, uint64_t number, size_t size)
{
    for (size_t at = size; at-- > 0; number >>= CHAR_BIT)
        place[at] = (char) (number & UCHAR_MAX);
}

static void add_number(Text *out, uint64_t number, size_t size)
{
    put(text_reserve(out, size), number, size);
    text_used(out, size);
}

void add_int16(Text *out, int16_t number)
{
    add_number(out, (uint64_t) number, sizeof number);
}

void add_int32(Text *out, int32_t number)
{
    add_number(out, (uint64_t) number, sizeof number);
}

void add_int64(Text *out, int64_t number)
{
    add_number(out, (uint64_t) number, sizeof number);
}

size_t leave_int32(Text *out)
{
    add_int32(out, 0);
    return text_length(out) - sizeof(int32_t);
}

void fill_int32(Text *out, size_t place, int32_t number)
{
    put(text_reserve(out, 0) - (text_length(out) - place), (uint64_t) number, sizeof number);
}

/* Texts. */

bool encode_text(const char *text, size_t length, Text *out)
{
    text_add_span(out, text, length);
    return true;
}

bool encode_name(const char *text, size_t length, Text *out)
{
    enum { NAME_MAX_BYTES = 63 };

    return length <= NAME_MAX_BYTES && encode_text(text, length, out);
}

bool encode_jsonb(const char *text, size_t length, Text *out)
{
    enum { JSONB_VERSION = 1 };

    text_add_char(out, JSONB_VERSION);
    return encode_text(text, length, out);
}

/* Bytes. */

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return -1;
}

static bool add_hex(const char *text, size_t length, Text *out)
{
    char *place = text_reserve(out, length / 2);

    for (size_t at = 0; at + 1 < length; at += 2) {
        int high = hex_digit(text[at]), low = hex_digit(text[at + 1]);
        if (high < 0 || low < 0)
            return false;
        place[at / 2] = (char) (high * 16 + low);
    }
    text_used(out, length / 2);
    return length % 2 == 0;
}

bool encode_bytea(const char *text, size_t length, Text *out)
{
    return length >= 2 && text[0] == '\\' && text[1] == 'x' && add_hex(text + 2, length - 2, out);
}

bool encode_uuid(const char *text, size_t length, Text *out)
{
    static const size_t GROUPS[] = {8, 4, 4, 4, 12};

    if (length != 36)
        return false;
    for (size_t at = 0; at < sizeof GROUPS / sizeof *GROUPS; at++) {
        if (at > 0 && *text++ != '-')
            return false;
        if (!add_hex(text, GROUPS[at], out))
            return false;
        text += GROUPS[at];
    }
    return true;
}

bool encode_bool(const char *text, size_t length, Text *out)
{
    if (length != 1 || (*text != 't' && *text != 'f'))
        return false;
    text_add_char(out, (char) (*text == 't'));
    return true;
}

/* Numbers. */

static bool read_integer(const char *text, int64_t *number)
{
    bool is_negative = *text == '-';
    int64_t value = 0; /* negative: that range is the larger one */

    text += is_negative;
    if (*text == '\0')
        return false;
    for (; *text != '\0'; text++)
        if (*text < '0' || *text > '9' || __builtin_mul_overflow(value, 10, &value) ||
            __builtin_sub_overflow(value, *text - '0', &value))
            return false;
    if (!is_negative && value == INT64_MIN)
        return false;
    *number = is_negative ? value : -value;
    return true;
}

static bool add_integer(const char *text, size_t size, Text *out)
{
    int64_t greatest = INT64_MAX >> CHAR_BIT * (sizeof(int64_t) - size);
    int64_t number;

    if (!read_integer(text, &number) || number > greatest || number < -greatest - 1)
        return false;
    add_number(out, (uint64_t) number, size);
    return true;
}

bool encode_int2(const char *text, size_t length, Text *out)
{
    (void) length;
    return add_integer(text, sizeof(int16_t), out);
}

bool encode_int4(const char *text, size_t length, Text *out)
{
    (void) length;
    return add_integer(text, sizeof(int32_t), out);
}

bool encode_int8(const char *text, size_t length, Text *out)
{
    (void) length;
    return add_integer(text, sizeof(int64_t), out);
}

static size_t digits(const char *text)
{
    return strspn(text, "0123456789");
}

/* C would also take hexadecimal digits, blanks and other words. */
static bool is_decimal(const char *text)
{
    text += *text == '-';
    if (digits(text) == 0)
        return false;
    text += digits(text);
    if (*text == '.') {
        if (digits(++text) == 0)
            return false;
        text += digits(text);
    }
    if (*text == 'e') {
        text++;
        text += *text == '-' || *text == '+';
        if (digits(text) == 0)
            return false;
        text += digits(text);
    }
    return *text == '\0';
}

/* The words for what has no digits. */
static bool read_special(const char *text, double *number)
{
    static const struct {
        const char *word;
        double number;
    } WORDS[] = {{"NaN", NAN}, {"Infinity", HUGE_VAL}, {"-Infinity", -HUGE_VAL}};

    for (size_t at = 0; at < sizeof WORDS / sizeof *WORDS; at++)
        if (strcmp(text, WORDS[at].word) == 0) {
            *number = WORDS[at].number;
            return true;
        }
    return false;
}

bool encode_float8(const char *text, size_t length, Text *out)
{
    double number;
    int64_t bits;

    (void) length;
    if (!read_special(text, &number)) {
        if (!is_decimal(text))
            return false;
        errno = 0;
        number = strtod(text, NULL);
        if (errno == ERANGE && (number == 0 || isinf(number)))
            return false;
    }
    memcpy(&bits, &number, sizeof bits);
    add_int64(out, bits);
    return true;
}

bool encode_float4(const char *text, size_t length, Text *out)
{
    double special;
    float number;
    int32_t bits;

    (void) length;
    if (read_special(text, &special)) {
        number = (float) special;
    } else {
        if (!is_decimal(text))
            return false;
        errno = 0;
        number = strtof(text, NULL);
        if (errno == ERANGE && (number == 0 || isinf(number)))
            return false;
    }
    memcpy(&bits, &number, sizeof bits);
    add_int32(out, bits);
    return true;
}

/* What there is. */

static bool check_text(const char *text, size_t length, Text *open)
{
    (void) open;
    return utf8_is_valid(text, length);
}

static bool check_json(const char *text, size_t length, Text *open)
{
    size_t position;

    return utf8_is_valid(text, length) &&
           document_check(text, length, CHECK_AS_JSON, open, &position);
}

static bool check_jsonb(const char *text, size_t length, Text *open)
{
    size_t position;

    return utf8_is_valid(text, length) &&
           document_check(text, length, CHECK_AS_JSONB, open, &position);
}

/* The numbers are those of pg_type. */
static const ValueType TYPES[] = {
    {"text", 25, encode_text, check_text},
    {"jsonb", 3802, encode_jsonb, check_jsonb},
    {"int4", 23, encode_int4, NULL},
    {"int8", 20, encode_int8, NULL},
    {"float8", 701, encode_float8, NULL},
    {"bool", 16, encode_bool, NULL},
    {"timestamp", 1114, encode_timestamp, NULL},
    {"bytea", 17, encode_bytea, NULL},
    {"timestamptz", 1184, encode_timestamptz, NULL},
    {"date", 1082, encode_date, NULL},
    {"varchar", 1043, encode_text, check_text},
    {"bpchar", 1042, encode_text, check_text},
    {"name", 19, encode_name, check_text},
    {"json", 114, encode_text, check_json},
    {"uuid", 2950, encode_uuid, NULL},
    {"int2", 21, encode_int2, NULL},
    {"float4", 700, encode_float4, NULL},
};

const ValueType ENUM_TYPE = {"enum", 0, encode_text, check_text};

const ValueType *value_type(const char *name)
{
    for (size_t at = 0; at < sizeof TYPES / sizeof *TYPES; at++)
        if (strcmp(TYPES[at].name, name) == 0)
            return &TYPES[at];
    return NULL;
}

bool encode_field(const ValueType *type, const char *text, size_t length, bool is_strict,
                  EncodeScratch *scratch, Text *out)
{
    if (text == NULL) {
        add_int32(out, -1);
        return true;
    }
    if (length > INT32_MAX - 1)
        return false;
    size_t place = leave_int32(out);
    if (!type->encode(text, length, out) ||
        (is_strict && type->check != NULL && !type->check(text, length, scratch->open)))
        return false;
    fill_int32(out, place, (int32_t) (text_length(out) - place - sizeof(int32_t)));
    return true;
}
