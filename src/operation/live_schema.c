#include "operation/live_schema.h"

LiveSchema live_schema(Arena *arena, const Catalog *catalog)
{
    LIST(SchemaColumn) columns = {0};
    const CatalogTable *logs = catalog_table(catalog, "LiteLLM_SpendLogs");

    for (size_t at = 0; at < catalog->table_count; at++) {
        const CatalogTable *table = &catalog->tables[at];
        for (size_t column = 0; column < table->column_count; column++)
            list_add(arena, &columns,
                     (SchemaColumn){table->name, table->columns[column].name,
                                    table->columns[column].type});
    }
    return (LiveSchema){
        .columns = columns.items,
        .column_count = columns.count,
        .spend_logs_partitioned = logs != NULL && logs->is_partitioned,
    };
}
