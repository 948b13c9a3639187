#include "tests/unit/journal/tamper.h"

#include "base/text.h"
#include "journal/chain.h"

enum { OPERATIONS = 3, EVENTS = 12 };

#define OTHER_HASH "abcdefabcdefabcdefabcdefabcdefabcdefabcdefabcdefabcdefabcdefabcd"
#define ZEROS "0000000000000000000000000000000000000000000000000000000000000000"

static void write_journal(Scratch *scratch, const char *path)
{
    Journal *journal = NULL;

    scratch_worked(scratch, journal_open(path, &journal, &scratch->error));
    for (int i = 0; i < OPERATIONS; i++) {
        int64_t operation;
        scratch_worked(scratch, journal_begin_operation(journal, "{\"command\":\"x\"}", &operation,
                                                        &scratch->error));
        for (JournalKind kind = JOURNAL_PREPARED; kind <= JOURNAL_ENDED; kind++)
            scratch_worked(
                scratch, journal_append(journal, operation, kind, "{\"rows\":5}", &scratch->error));
    }
    journal_close(&journal);
}

/* A journal of twelve events.  Written once a test, then copied: that spares many a sync. */
static const char *fresh(Scratch *scratch)
{
    const char *path = scratch_path(scratch, "journal.db");
    const char *template = scratch_path(scratch, "template.db");
    const char *data;
    size_t size;
    FILE *copy;

    if (!file_exists(template))
        write_journal(scratch, template);
    scratch_worked(scratch,
                   file_read(scratch->arena, template, 1 << 20, &data, &size, &scratch->error));
    copy = fopen(path, "w");
    assert_non_null(copy);
    assert_int_equal(fwrite(data, 1, size, copy), size);
    assert_int_equal(fclose(copy), 0);
    assert_false(file_exists(scratch_path(scratch, "journal.db-wal")));
    return path;
}

static JournalProof verified(Scratch *scratch, const JournalAnchor *anchors, size_t count)
{
    Journal *journal = NULL;
    JournalProof proof;

    scratch_worked(scratch, journal_open_existing(scratch_path(scratch, "journal.db"), &journal,
                                                  &scratch->error));
    scratch_worked(
        scratch, journal_verify(journal, scratch->arena, anchors, count, &proof, &scratch->error));
    journal_close(&journal);
    return proof;
}

/* "changed 5, removed 7": every finding, and nothing else. */
static const char *findings(Scratch *scratch, const JournalAnchor *anchors, size_t count)
{
    JournalProof proof = verified(scratch, anchors, count);
    const char *text = "";

    for (size_t i = 0; i < proof.finding_count; i++)
        text = arena_format(scratch->arena, "%s%s%s %lld", text, i == 0 ? "" : ", ",
                            journal_damage_name(proof.findings[i].what),
                            (long long) proof.findings[i].sequence);
    return text;
}

static void expect(Scratch *scratch, const char *expected)
{
    assert_string_equal(findings(scratch, NULL, 0), expected);
}

/* The text with the number in place of each "@". */
static const char *with(Scratch *scratch, const char *text, int sequence)
{
    Text *result = text_new(scratch->arena);

    for (; *text != '\0'; text++)
        if (*text == '@')
            text_addf(result, "%d", sequence);
        else
            text_add_char(result, *text);
    return text_value(result);
}

static void an_untouched_journal_has_no_findings(void **state)
{
    Scratch *scratch = *state;
    JournalProof proof;

    fresh(scratch);
    proof = verified(scratch, NULL, 0);
    assert_int_equal(proof.finding_count, 0);
    assert_int_equal(proof.event_count, EVENTS);
    assert_int_equal(proof.head_sequence, EVENTS);
    assert_int_equal(strlen(proof.head_hash), 64);
}

static void no_journal_is_an_empty_chain(void **state)
{
    Scratch *scratch = *state;
    JournalProof proof;

    scratch_worked(scratch, journal_verify(NULL, scratch->arena, NULL, 0, &proof, &scratch->error));
    assert_int_equal(proof.finding_count + (size_t) proof.event_count, 0);
    assert_string_equal(proof.head_hash, CHAIN_START);
}

static void a_changed_row_is_named_alone(void **state)
{
    static const char *const CHANGES[] = {
        "UPDATE event SET body = '{\"rows\":6}' WHERE sequence = @",
        "UPDATE event SET at = '2020-01-01T00:00:00.000000Z' WHERE sequence = @",
        "UPDATE event SET operation = 99 WHERE sequence = @",
        "UPDATE event SET previous = '" OTHER_HASH "' WHERE sequence = @",
        "UPDATE event SET previous = '" ZEROS "' WHERE sequence = @ AND sequence > 1",
        "UPDATE event SET hash = '" OTHER_HASH "' WHERE sequence = @",
    };
    Scratch *scratch = *state;

    for (size_t change = 0; change < sizeof CHANGES / sizeof *CHANGES; change++)
        for (int sequence = 2; sequence <= EVENTS; sequence += 5) {
            const char *path = fresh(scratch);
            tamper(scratch, path, with(scratch, CHANGES[change], sequence));
            expect(scratch, with(scratch, "changed @", sequence));
        }
}

static void a_changed_row_with_a_new_hash_is_named_alone(void **state)
{
    Scratch *scratch = *state;

    for (int sequence = 1; sequence <= EVENTS; sequence++) {
        const char *path = fresh(scratch);
        tamper(scratch, path,
               with(scratch, "UPDATE event SET body = '{}' WHERE sequence = @", sequence));
        tamper_rehash(scratch, path, sequence);
        expect(scratch, with(scratch, "changed @", sequence));
    }
}

/* Seals and all: then the row behind it is the witness. */
static void a_resealed_change_is_named_too(void **state)
{
    Scratch *scratch = *state;

    for (int sequence = 1; sequence < EVENTS; sequence++) {
        const char *path = fresh(scratch);
        tamper(scratch, path,
               with(scratch, "UPDATE event SET body = '{}' WHERE sequence = @", sequence));
        tamper_rehash(scratch, path, sequence);
        tamper(scratch, path,
               with(scratch,
                    "UPDATE seal SET hash = (SELECT hash FROM event WHERE "
                    "event.sequence = seal.sequence) WHERE sequence = @",
                    sequence));
        expect(scratch, with(scratch, "changed @", sequence));
    }
}

static void two_changed_rows_are_both_named(void **state)
{
    Scratch *scratch = *state;
    const char *path = fresh(scratch);

    tamper(scratch, path, "UPDATE event SET body = '{}' WHERE sequence IN (4, 5, 12)");
    expect(scratch, "changed 4, changed 5, changed 12");
    tamper_rehash(scratch, path, 4);
    tamper_rehash(scratch, path, 12);
    expect(scratch, "changed 4, changed 5, changed 12");
}

static void removed_rows_are_named(void **state)
{
    static const struct {
        const char *where;
        const char *expected;
    } CASES[] = {
        {"= 1", "removed 1"},
        {"= 6", "removed 6"},
        {"= 12", "removed 12"},
        {"BETWEEN 1 AND 3", "removed 1"},
        {"BETWEEN 4 AND 6", "removed 4"},
        {"BETWEEN 11 AND 12", "removed 11"},
        {"IN (2, 7, 8, 12)", "removed 2, removed 7, removed 12"},
        {"> 0", "removed 1"},
    };
    Scratch *scratch = *state;

    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        const char *path = fresh(scratch);
        tamper(scratch, path,
               arena_format(scratch->arena, "DELETE FROM event WHERE sequence %s", CASES[i].where));
        expect(scratch, CASES[i].expected);
    }
}

static void the_text_says_from_where_to_where(void **state)
{
    Scratch *scratch = *state;
    const char *path = fresh(scratch);
    JournalProof proof;

    tamper(scratch, path, "DELETE FROM event WHERE sequence BETWEEN 4 AND 6 OR sequence = 12");
    proof = verified(scratch, NULL, 0);
    assert_int_equal(proof.finding_count, 2);
    assert_string_equal(proof.findings[0].text, "events 4 to 6 are missing");
    assert_string_equal(proof.findings[1].text, "event 12 is missing at the end");
}

static void removal_shows_whatever_is_set_back(void **state)
{
    Scratch *scratch = *state;
    const char *path = fresh(scratch);

    /* The counter alone, the seals alone; both need something from outside. */
    tamper(scratch, path,
           "DELETE FROM event WHERE sequence > 10; UPDATE sqlite_sequence SET seq = 10");
    expect(scratch, "removed 11");
    path = fresh(scratch);
    tamper(scratch, path,
           "DELETE FROM event WHERE sequence > 10; DELETE FROM seal WHERE sequence > 10");
    expect(scratch, "removed 11");
    path = fresh(scratch);
    tamper(scratch, path, "UPDATE sqlite_sequence SET seq = 3");
    expect(scratch, "unprotected 0");
    tamper(scratch, path, "DELETE FROM sqlite_sequence");
    expect(scratch, "unprotected 0");
}

static void a_removed_row_cannot_be_bridged(void **state)
{
    Scratch *scratch = *state;
    const char *path = fresh(scratch);

    tamper(scratch, path,
           "DELETE FROM event WHERE sequence = 6;"
           "UPDATE event SET previous = (SELECT hash FROM event WHERE sequence = 5)"
           " WHERE sequence = 7");
    tamper_rehash(scratch, path, 7);
    expect(scratch, "removed 6, changed 7");
}

static void rows_numbered_anew_hide_no_gap(void **state)
{
    Scratch *scratch = *state;
    const char *path = fresh(scratch);

    tamper(scratch, path,
           "DELETE FROM event WHERE sequence = 6;"
           "UPDATE event SET sequence = sequence - 1 WHERE sequence > 6;"
           "UPDATE sqlite_sequence SET seq = 11");
    expect(scratch, "removed 6");
    path = fresh(scratch);
    tamper(
        scratch, path,
        "UPDATE event SET sequence = 13 WHERE sequence = 5; UPDATE sqlite_sequence SET seq = 13");
    expect(scratch, "removed 5, changed 13");
}

static void events_after_a_gap_are_not_blamed(void **state)
{
    Scratch *scratch = *state;
    const char *path = fresh(scratch);
    Journal *journal = NULL;
    int64_t operation;

    tamper(scratch, path,
           "DELETE FROM event WHERE sequence > 10; UPDATE sqlite_sequence SET seq = 10");
    scratch_worked(scratch, journal_open(path, &journal, &scratch->error));
    scratch_worked(scratch, journal_begin_operation(journal, "{}", &operation, &scratch->error));
    scratch_worked(scratch,
                   journal_append(journal, operation, JOURNAL_ENDED, "{}", &scratch->error));
    journal_close(&journal);
    expect(scratch, "removed 11");
}

#define INSERT(sequence, previous, hash) \
    "INSERT INTO event VALUES (" sequence ", 9, 'planned', '2026-01-01T00:00:00.000000Z', '{}', " \
    "" previous ", " hash ")"
#define LAST_HASH "(SELECT hash FROM event WHERE sequence = 12)"
#define RANDOM_HASH "lower(hex(randomblob(32)))"

static void inserted_rows_are_named(void **state)
{
    static const struct {
        const char *sql;
        bool is_rehashed;
        int sequence;
    } CASES[] = {
        {INSERT("NULL", LAST_HASH, RANDOM_HASH), false, 13},
        {INSERT("NULL", LAST_HASH, RANDOM_HASH), true, 13}, /* a perfect forgery */
        {INSERT("NULL", "'" ZEROS "'", RANDOM_HASH), false, 13},
        {INSERT("NULL", "'" ZEROS "'", RANDOM_HASH), true, 13},
        {INSERT("NULL", RANDOM_HASH, RANDOM_HASH), false, 13},
        {INSERT("NULL", RANDOM_HASH, RANDOM_HASH), true, 13},
        {INSERT("1000", LAST_HASH, RANDOM_HASH), false, 1000},
        {INSERT("1000", LAST_HASH, RANDOM_HASH), true, 1000},
        {INSERT("0", "'" ZEROS "'", RANDOM_HASH), true, 0},
        {INSERT("-5", "'" ZEROS "'", RANDOM_HASH), false, -5},
    };
    Scratch *scratch = *state;

    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        const char *path = fresh(scratch);
        tamper(scratch, path, CASES[i].sql);
        if (CASES[i].is_rehashed)
            tamper_rehash(scratch, path, CASES[i].sequence);
        expect(scratch, with(scratch, "inserted @", CASES[i].sequence));
    }
}

static void a_row_put_between_others_is_named_alone(void **state)
{
    Scratch *scratch = *state;

    for (int sequence = 1; sequence <= EVENTS; sequence++) {
        const char *path = fresh(scratch);
        tamper(scratch, path,
               with(scratch,
                    "UPDATE event SET sequence = sequence + 1000 WHERE sequence >= @;"
                    "UPDATE event SET sequence = sequence - 999 WHERE sequence > 999;"
                    "UPDATE sqlite_sequence SET seq = 13",
                    sequence));
        tamper(scratch, path, with(scratch, INSERT("@", "'" ZEROS "'", RANDOM_HASH), sequence));
        expect(scratch, with(scratch, "inserted @", sequence));
    }
}

static void a_sealed_intruder_breaks_the_chain(void **state)
{
    Scratch *scratch = *state;
    const char *path = fresh(scratch);

    tamper(scratch, path, INSERT("NULL", "'" ZEROS "'", RANDOM_HASH));
    tamper_rehash(scratch, path, 13);
    tamper(scratch, path, "INSERT INTO seal SELECT sequence, hash FROM event WHERE sequence = 13");
    expect(scratch, "inserted 13");
}

static void touched_seals_are_not_taken_for_touched_events(void **state)
{
    Scratch *scratch = *state;
    const char *path = fresh(scratch);

    tamper(scratch, path, "DELETE FROM seal WHERE sequence = 6");
    expect(scratch, "unprotected 6");
    path = fresh(scratch);
    tamper(scratch, path, "UPDATE seal SET hash = '" OTHER_HASH "' WHERE sequence = 6");
    expect(scratch, "unprotected 6");
}

static void removed_changed_and_inserted_at_once(void **state)
{
    Scratch *scratch = *state;
    const char *path = fresh(scratch);

    tamper(scratch, path,
           "DELETE FROM event WHERE sequence = 3;"
           "UPDATE event SET body = '{\"rows\":0}' WHERE sequence = 8;" INSERT("NULL", LAST_HASH,
                                                                               RANDOM_HASH));
    expect(scratch, "removed 3, changed 8, inserted 13");
}

static void missing_guards_are_named(void **state)
{
    static const struct {
        const char *sql;
        const char *text;
    } CASES[] = {
        {"DROP TRIGGER event_is_never_removed",
         "the trigger \"event_is_never_removed\" is missing"},
        {"DROP TRIGGER event_is_never_changed; CREATE TRIGGER event_is_never_changed BEFORE UPDATE "
         "ON event BEGIN SELECT 1; END",
         "the trigger \"event_is_never_changed\" is not as it was made"},
        {"CREATE TRIGGER spy AFTER INSERT ON event BEGIN SELECT 1; END",
         "the trigger \"spy\" does not belong to the journal"},
        {"DROP VIEW operation; CREATE VIEW operation AS SELECT 1 AS operation",
         "the view \"operation\" is not as it was made"},
        {"CREATE TABLE stranger (x)", "the table \"stranger\" does not belong to the journal"},
    };
    Scratch *scratch = *state;

    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        const char *path = fresh(scratch);
        sqlite3 *handle = tamper_open(path);
        JournalProof proof;
        tamper_run(handle, CASES[i].sql);
        sqlite3_close(handle);
        proof = verified(scratch, NULL, 0);
        assert_int_equal(proof.finding_count, 1);
        assert_int_equal(proof.findings[0].what, JOURNAL_UNPROTECTED);
        assert_string_equal(proof.findings[0].text, CASES[i].text);
    }
}

static const char *hash_of(Scratch *scratch, int sequence)
{
    sqlite3 *handle = tamper_open(scratch_path(scratch, "journal.db"));
    const char *hash =
        tamper_text(handle, scratch->arena,
                    with(scratch, "SELECT hash FROM event WHERE sequence = @", sequence));
    sqlite3_close(handle);
    return hash;
}

/* Rewrites from a row to the end, hashes, seals and all: nothing inside can tell. */
static void rewrite_from(Scratch *scratch, const char *path, int first)
{
    tamper(scratch, path, with(scratch, "UPDATE event SET body = '{}' WHERE sequence = @", first));
    for (int sequence = first; sequence <= EVENTS; sequence++) {
        tamper_rehash(scratch, path, sequence);
        tamper(scratch, path,
               with(scratch,
                    "UPDATE event SET previous = (SELECT hash FROM event AS before WHERE "
                    "before.sequence = event.sequence - 1) WHERE sequence = @",
                    sequence + 1));
    }
    tamper(scratch, path, "DELETE FROM seal; INSERT INTO seal SELECT sequence, hash FROM event");
}

static void anchors_show_a_perfect_forgery(void **state)
{
    Scratch *scratch = *state;
    const char *path = fresh(scratch);
    const JournalAnchor anchors[] = {{4, hash_of(scratch, 4)},
                                     {12, hash_of(scratch, 12)},
                                     {9, hash_of(scratch, 9)},
                                     {0, CHAIN_START}};

    assert_string_equal(findings(scratch, anchors, 4), "");
    rewrite_from(scratch, path, 6);
    assert_string_equal(findings(scratch, NULL, 0), "");
    assert_string_equal(findings(scratch, anchors, 4), "changed 9");
    assert_string_equal(findings(scratch, anchors, 1), "");

    path = fresh(scratch);
    tamper(scratch, path,
           "DELETE FROM event WHERE sequence > 10; DELETE FROM seal WHERE sequence > 10;"
           "UPDATE sqlite_sequence SET seq = 10");
    assert_string_equal(findings(scratch, NULL, 0), "");
    assert_string_equal(findings(scratch, (const JournalAnchor[]){{12, anchors[1].hash}}, 1),
                        "removed 12");
}

static void fields_cannot_flow_into_each_other(void **state)
{
    Scratch *scratch = *state;
    JournalEvent event = {1, 12, "planned", "2026", "{}", CHAIN_START, NULL};
    const char *hash = chain_hash(scratch->arena, &event);

    assert_int_equal(strlen(hash), 64);
    event.at = "2026{";
    event.body = "}";
    assert_string_not_equal(chain_hash(scratch->arena, &event), hash);
    event = (JournalEvent){11, 2, "planned", "2026", "{}", CHAIN_START, NULL};
    assert_string_not_equal(chain_hash(scratch->arena, &event), hash);
}

/* The encoding is a promise: old journals must verify for ever. */
static void the_hash_never_changes(void **state)
{
    Scratch *scratch = *state;
    const JournalEvent event = {1,    1,           "planned", "2026-11-21T03:00:00.123456Z",
                                "{}", CHAIN_START, NULL};

    assert_string_equal(chain_hash(scratch->arena, &event),
                        "1349937522bf79249957922d06e4b026316c3bee18871814273bba14b581330f");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(an_untouched_journal_has_no_findings),
        SCRATCH_TEST(no_journal_is_an_empty_chain),
        SCRATCH_TEST(a_changed_row_is_named_alone),
        SCRATCH_TEST(a_changed_row_with_a_new_hash_is_named_alone),
        SCRATCH_TEST(a_resealed_change_is_named_too),
        SCRATCH_TEST(two_changed_rows_are_both_named),
        SCRATCH_TEST(removed_rows_are_named),
        SCRATCH_TEST(the_text_says_from_where_to_where),
        SCRATCH_TEST(removal_shows_whatever_is_set_back),
        SCRATCH_TEST(a_removed_row_cannot_be_bridged),
        SCRATCH_TEST(rows_numbered_anew_hide_no_gap),
        SCRATCH_TEST(events_after_a_gap_are_not_blamed),
        SCRATCH_TEST(inserted_rows_are_named),
        SCRATCH_TEST(a_row_put_between_others_is_named_alone),
        SCRATCH_TEST(a_sealed_intruder_breaks_the_chain),
        SCRATCH_TEST(touched_seals_are_not_taken_for_touched_events),
        SCRATCH_TEST(removed_changed_and_inserted_at_once),
        SCRATCH_TEST(missing_guards_are_named),
        SCRATCH_TEST(anchors_show_a_perfect_forgery),
        SCRATCH_TEST(fields_cannot_flow_into_each_other),
        SCRATCH_TEST(the_hash_never_changes),
    };
    return cmocka_run_group_tests_name("journal/chain", tests, NULL, NULL);
}
