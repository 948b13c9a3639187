#include "admin/restore_select.h"

#include <string.h>

#include "admin/restore_wishes.h"
#include "admin/set_reading.h"
#include "base/cleanup.h"
#include "base/json.h"
#include "litellm/growing_tables.h"
#include "litellm/references.h"

/* The value of a row that a reference means. */
typedef struct {
    size_t column;
    const Reference *reference; /* NULL: the value itself */
    size_t type_column;         /* of SHAPE_TYPED */
} Spot;

/* A row is wanted when what stands there is among the ids. */
typedef struct {
    Spot spot;
    const WordSet *ids;
    bool is_parent;
} Rule;

/* What stands there in a wanted row is wanted as well. */
typedef struct {
    Spot spot;
    WordSet *ids;
    bool is_own; /* only of rows that are wanted for themselves */
} Edge;

struct SelectionTable {
    const SetTable *table;
    LIST(Rule) rules;
    LIST(Edge) edges;
    size_t ids_known; /* when it was read last */
    int64_t own_rows; /* that were found then */
    int64_t parent_rows;
};

/* Rows that something refers to: the ids that are referred to. */
typedef struct {
    const char *table;
    const char *column;
    WordSet *ids;
} Parent;

static const char *const KINDS[] = {"user", "team", "key"};
enum { KIND_COUNT = sizeof KINDS / sizeof *KINDS };

struct RestoreSelection {
    Session *session;
    const char *folder;
    const Set *set;
    SelectionTable *tables;
    size_t table_count;
    WordSet *ids[KIND_COUNT];
    WordSet *mentioned[KIND_COUNT];
    WordSet *emails;
    LIST(Parent) parents;
};

/* KIND_COUNT when it is none of them. */
static size_t kind_number(const char *kind)
{
    size_t at = 0;

    while (at < KIND_COUNT && strcmp(KINDS[at], kind) != 0)
        at++;
    return at;
}

const WordSet *selection_ids(const RestoreSelection *selection, const char *kind)
{
    size_t number = kind_number(kind);

    return number == KIND_COUNT ? NULL : selection->ids[number];
}

const WordSet *selection_mentioned(const RestoreSelection *selection, const char *kind)
{
    return selection->mentioned[kind_number(kind)];
}

const WordSet *selection_emails(const RestoreSelection *selection)
{
    return selection->emails;
}

/* Building. */

static SelectionTable *find_table(const RestoreSelection *selection, const char *name)
{
    for (size_t at = 0; at < selection->table_count; at++)
        if (strcmp(selection->tables[at].table->name, name) == 0)
            return &selection->tables[at];
    return NULL;
}

/* false when the table has no such column. */
static bool find_column(const SelectionTable *table, const char *name, size_t *column)
{
    for (*column = 0; *column < table->table->column_count; (*column)++)
        if (strcmp(table->table->columns[*column].name, name) == 0)
            return true;
    return false;
}

/* "target_type=user": the column in front, what it must say behind. */
static bool find_type_column(RestoreSelection *selection, const SelectionTable *table, Spot *spot)
{
    const char *path = spot->reference->path;

    return spot->reference->shape != SHAPE_TYPED ||
           find_column(table, arena_copy_span(selection->session->arena, path, strcspn(path, "=")),
                       &spot->type_column);
}

static bool find_spot(RestoreSelection *selection, const SelectionTable *table,
                      const Reference *reference, Spot *spot)
{
    *spot = (Spot){.reference = reference};
    return find_column(table, reference->column, &spot->column) &&
           find_type_column(selection, table, spot);
}

static void add_rule(RestoreSelection *selection, SelectionTable *table, Rule rule)
{
    list_add(selection->session->arena, &table->rules, rule);
}

static void add_edge(RestoreSelection *selection, SelectionTable *table, Edge edge)
{
    list_add(selection->session->arena, &table->edges, edge);
}

/* The ids by which rows of the table are wanted as parents. */
static WordSet *parent_ids(RestoreSelection *selection, const char *table, const char *column)
{
    for (size_t at = 0; at < selection->parents.count; at++)
        if (strcmp(selection->parents.items[at].table, table) == 0 &&
            strcmp(selection->parents.items[at].column, column) == 0)
            return selection->parents.items[at].ids;

    SelectionTable *parent = find_table(selection, table);
    Spot spot = {0};
    if (parent == NULL || !find_column(parent, column, &spot.column))
        return NULL;
    WordSet *ids = wordset_new(selection->session->arena);
    list_add(selection->session->arena, &selection->parents, ((Parent){table, column, ids}));
    add_rule(selection, parent, (Rule){spot, ids, true});
    return ids;
}

/* What belongs to a kind of owner, and the owner's own row. */
static void add_ownership(RestoreSelection *selection, SelectionTable *table,
                          const Reference *reference, size_t kind)
{
    Spot spot;

    if ((reference->role & (ROLE_OWNER | ROLE_IDENTITY)) == 0 ||
        !find_spot(selection, table, reference, &spot))
        return;
    add_rule(selection, table, (Rule){spot, selection->ids[kind], false});
    WordSet *into =
        reference->role == ROLE_IDENTITY ? selection->ids[kind] : selection->mentioned[kind];
    add_edge(selection, table, (Edge){spot, into, true});
}

/* What governs a row: its budget, its permissions. */
static void add_setting(RestoreSelection *selection, SelectionTable *table,
                        const Reference *reference)
{
    const Reference *identity = reference_identity(reference->kind);
    Spot spot;

    if (reference->role != ROLE_SETTING || reference->shape == SHAPE_ARRAY || identity == NULL ||
        !find_spot(selection, table, reference, &spot))
        return;
    WordSet *ids = parent_ids(selection, identity->table, identity->column);
    if (ids != NULL)
        add_edge(selection, table, (Edge){spot, ids, false});
}

static void add_references(RestoreSelection *selection, SelectionTable *table)
{
    for (const Reference *reference = REFERENCES; reference->kind != NULL; reference++) {
        if (strcmp(reference->table, table->table->name) != 0)
            continue;
        if (kind_number(reference->kind) < KIND_COUNT)
            add_ownership(selection, table, reference, kind_number(reference->kind));
        add_setting(selection, table, reference);
    }
}

bool selection_is_author(const char *table, const char *column)
{
    for (const Reference *reference = REFERENCES; reference->kind != NULL; reference++)
        if (reference->role == ROLE_AUTHOR && strcmp(reference->table, table) == 0 &&
            strcmp(reference->column, column) == 0)
            return true;
    return false;
}

/* Without its parent a row cannot be inserted. */
static void add_foreign_keys(RestoreSelection *selection, SelectionTable *table)
{
    const Catalog *catalog = selection->session->catalog;

    for (size_t at = 0; at < catalog->foreign_key_count; at++) {
        const CatalogForeignKey *key = &catalog->foreign_keys[at];
        Spot spot = {0};

        if (strcmp(key->table, table->table->name) != 0 || key->columns[1] != NULL ||
            selection_is_author(key->table, key->columns[0]) ||
            !find_column(table, key->columns[0], &spot.column))
            continue;
        WordSet *ids = parent_ids(selection, key->parent_table, key->parent_columns[0]);
        if (ids != NULL)
            add_edge(selection, table, (Edge){spot, ids, false});
    }
}

static void make_tables(RestoreSelection *selection)
{
    const Set *set = selection->set;

    selection->tables =
        arena_array(selection->session->arena, SelectionTable, set->table_count + 1);
    for (size_t at = 0; at < set->table_count; at++)
        if (!growing_table_is_log(set->tables[at].name))
            selection->tables[selection->table_count++].table = &set->tables[at];
    for (size_t at = 0; at < selection->table_count; at++) {
        add_references(selection, &selection->tables[at]);
        add_foreign_keys(selection, &selection->tables[at]);
    }
}

/* A row. */

/* What stands at the spot, in the arena when it is inside something; NULL: nothing. */
static const char *value_at(const Spot *spot, const SheetRow *row, Arena *arena)
{
    const char *value = row->values[spot->column];
    const Reference *reference = spot->reference;
    Document *document CLEANUP(document_release) = NULL;
    Error ignored;

    if (value == NULL || reference == NULL || reference->shape == SHAPE_PLAIN)
        return value;
    if (reference->shape == SHAPE_TYPED)
        return text_equal(row->values[spot->type_column], strchr(reference->path, '=') + 1) ? value
                                                                                            : NULL;
    if (reference->shape != SHAPE_JSON ||
        !document_parse(value, row->lengths[spot->column], &document, &ignored))
        return NULL;
    return arena_copy(arena, document_text(document_find(document, reference->path)));
}

static void judge(const SelectionTable *table, const SheetRow *row, Arena *arena, bool *is_own,
                  bool *is_parent)
{
    *is_own = false;
    *is_parent = false;
    for (size_t at = 0; at < table->rules.count; at++) {
        const Rule *rule = &table->rules.items[at];
        const char *value =
            wordset_count(rule->ids) == 0 ? NULL : value_at(&rule->spot, row, arena);
        if (value != NULL && wordset_has(rule->ids, value, strlen(value)))
            *(rule->is_parent ? is_parent : is_own) = true;
    }
}

bool selection_wants(const SheetRow *row, void *context)
{
    Arena *arena CLEANUP(arena_release) = arena_new();
    bool is_own, is_parent;

    judge(context, row, arena, &is_own, &is_parent);
    return is_own || is_parent;
}

static bool take_row(const SheetRow *row, void *context, Error *error)
{
    Arena *arena CLEANUP(arena_release) = arena_new();
    SelectionTable *table = context;
    bool is_own, is_parent;

    (void) error;
    judge(table, row, arena, &is_own, &is_parent);
    table->own_rows += is_own;
    table->parent_rows += is_parent && !is_own;
    for (size_t at = 0; (is_own || is_parent) && at < table->edges.count; at++) {
        const Edge *edge = &table->edges.items[at];
        const char *value = value_at(&edge->spot, row, arena);
        if (value != NULL && *value != '\0' && (is_own || !edge->is_own))
            wordset_add(edge->ids, value, strlen(value));
    }
    return true;
}

/* All of them, until nothing more is found. */

static size_t ids_of(const SelectionTable *table)
{
    size_t count = 0;

    for (size_t at = 0; at < table->rules.count; at++)
        count += wordset_count(table->rules.items[at].ids);
    return count;
}

bool selection_read(Session *session, const char *folder, const SetTable *table,
                    SheetRowFunction *on_row, void *context, Error *error)
{
    for (size_t at = 0; at < table->file_count; at++) {
        Arena *arena CLEANUP(arena_release) = arena_new();
        PackedFacts facts;
        SetReading reading = {
            .folder = folder,
            .identity = session->identity_file,
            .table = table,
            .file = &table->files[at],
            .on_row = on_row,
            .context = context,
        };
        if (!set_reading_run(&reading, arena, &facts, error))
            return false;
    }
    return true;
}

static bool read_table(RestoreSelection *selection, SelectionTable *table, Error *error)
{
    table->ids_known = ids_of(table);
    table->own_rows = 0;
    table->parent_rows = 0;
    return selection_read(selection->session, selection->folder, table->table, take_row, table,
                          error);
}

static bool read_tables(RestoreSelection *selection, Error *error)
{
    for (bool has_grown = true; has_grown;) {
        has_grown = false;
        for (size_t at = 0; at < selection->table_count; at++) {
            SelectionTable *table = &selection->tables[at];
            if (ids_of(table) == table->ids_known)
                continue;
            has_grown = true;
            if (!read_table(selection, table, error))
                return false;
        }
    }
    return true;
}

bool restore_select(Session *session, const char *folder, const Set *set,
                    const RestoreWishes *wishes, RestoreSelection **selection, Error *error)
{
    RestoreSelection *made = arena_alloc(session->arena, sizeof *made);

    *made = (RestoreSelection){
        .session = session,
        .folder = folder,
        .set = set,
        .emails = wordset_new(session->arena),
    };
    for (size_t at = 0; at < KIND_COUNT; at++) {
        made->ids[at] = wordset_new(session->arena);
        made->mentioned[at] = wordset_new(session->arena);
    }
    make_tables(made);
    if (!restore_wishes_find(session, folder, set, wishes, made->ids, made->emails, error) ||
        !read_tables(made, error))
        return false;
    *selection = made;
    return true;
}

SelectionTable *selection_table(const RestoreSelection *selection, const char *table)
{
    SelectionTable *found = find_table(selection, table);

    return found != NULL && found->own_rows + found->parent_rows > 0 ? found : NULL;
}

bool selection_is_parent(const SelectionTable *table)
{
    return table->own_rows == 0;
}
