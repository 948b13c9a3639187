#include "server/rows.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "server/type.h"

Rows *rows_take(PGresult *result)
{
    return (Rows *) result;
}

static const PGresult *result_of(const Rows *rows)
{
    return (const PGresult *) rows;
}

int64_t rows_affected(PGresult *result)
{
    return strtoll(PQcmdTuples(result), NULL, 10);
}

int rows_count(const Rows *rows)
{
    return PQntuples(result_of(rows));
}

int rows_column_count(const Rows *rows)
{
    return PQnfields(result_of(rows));
}

const char *rows_column_name(const Rows *rows, int column)
{
    return PQfname(result_of(rows), column);
}

const char *rows_column_type(const Rows *rows, int column)
{
    const char *name = type_short_name(PQftype(result_of(rows), column));

    return name == NULL ? "other" : name;
}

const char *rows_value(const Rows *rows, int row, int column)
{
    assert(row >= 0 && row < rows_count(rows) && column >= 0 && column < rows_column_count(rows));
    if (PQgetisnull(result_of(rows), row, column))
        return NULL;
    return PQgetvalue(result_of(rows), row, column);
}

/* PQfnumber would fold the case of a name without quotes; ours are exact. */
static int find_column(const Rows *rows, const char *name)
{
    int count = rows_column_count(rows);
    int column = 0;

    while (column < count && strcmp(rows_column_name(rows, column), name) != 0)
        column++;
    assert(column < count);
    return column;
}

const char *rows_text(const Rows *rows, int row, const char *column)
{
    return rows_value(rows, row, find_column(rows, column));
}

int64_t rows_number(const Rows *rows, int row, const char *column)
{
    const char *value = rows_text(rows, row, column);

    return value == NULL ? 0 : strtoll(value, NULL, 10);
}

double rows_real(const Rows *rows, int row, const char *column)
{
    const char *value = rows_text(rows, row, column);

    return value == NULL ? 0 : strtod(value, NULL);
}

bool rows_boolean(const Rows *rows, int row, const char *column)
{
    const char *value = rows_text(rows, row, column);

    return value != NULL && *value == 't';
}

bool rows_is_null(const Rows *rows, int row, const char *column)
{
    return rows_text(rows, row, column) == NULL;
}

void rows_release(Rows **rows)
{
    PQclear((PGresult *) *rows);
    *rows = NULL;
}
