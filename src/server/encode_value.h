/*
 * encode_value.h - one value of one type as COPY's binary format wants it: for encode*.c alone.
 *
 * The texts are what PostgreSQL writes: ISO dates, UTC, hex bytea, shortest exact floats.  They end
 * with a zero byte and have none inside.
 */
#ifndef SERVER_ENCODE_VALUE_H
#define SERVER_ENCODE_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

/* Appends the value without its length; false when the text is none of the type. */
typedef bool EncodeValue(const char *text, size_t length, Text *out);

EncodeValue encode_text; /* and everything else that travels as its text */
EncodeValue encode_name;
EncodeValue encode_jsonb;
EncodeValue encode_bool;
EncodeValue encode_bytea;
EncodeValue encode_uuid;
EncodeValue encode_int2;
EncodeValue encode_int4;
EncodeValue encode_int8;
EncodeValue encode_float4;
EncodeValue encode_float8;
EncodeValue encode_date;
EncodeValue encode_timestamp;
EncodeValue encode_timestamptz;

/* What only the server would notice; open is scratch. */
typedef bool CheckValue(const char *text, size_t length, Text *open);

/* Room to work in, used again and again. */
typedef struct {
    Text *element; /* of an array, without its quotes */
    Text *open;    /* of JSON: see json_check.h */
} EncodeScratch;

typedef struct {
    const char *name; /* as type_shorten gives it */
    unsigned int oid;
    EncodeValue *encode;
    CheckValue *check; /* NULL: encoding it is check enough */
} ValueType;

/* NULL for a type that is not known here. */
const ValueType *value_type(const char *name);

/* Of an enum: its label. */
extern const ValueType ENUM_TYPE;

/* The value with its length in front, or -1 for a NULL text; checks when it is strict. */
bool encode_field(const ValueType *type, const char *text, size_t length, bool is_strict,
                  EncodeScratch *scratch, Text *out);

/* An array of such values without its length, in every form in which the server writes one. */
bool encode_array(const ValueType *element, const char *text, bool is_strict,
                  EncodeScratch *scratch, Text *out);

/* Numbers in the order of the network. */
void add_int16(Text *out, int16_t number);
void add_int32(Text *out, int32_t number);
void add_int64(Text *out, int64_t number);

/* Leaves room for a number that is not known yet, and fills it in. */
size_t leave_int32(Text *out);
void fill_int32(Text *out, size_t place, int32_t number);

#endif
