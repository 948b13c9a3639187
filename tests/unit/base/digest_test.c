/* SHA-256 against the values of FIPS 180. */
#include "../suite.h"

#include <string.h>

#include "base/cleanup.h"
#include "base/digest.h"

#define OF_NOTHING "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
#define OF_ABC "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
#define OF_MILLION_A "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"

static void known_values(void **state)
{
    (void) state;
    Arena *arena CLEANUP(arena_release) = arena_new();

    assert_string_equal(sha256_hex(arena, "", 0), OF_NOTHING);
    assert_string_equal(sha256_hex(arena, "abc", 3), OF_ABC);
}

static void a_stream_equals_the_whole(void **state)
{
    (void) state;
    Arena *arena CLEANUP(arena_release) = arena_new();
    Digest *digest CLEANUP(digest_release) = digest_new();
    char chunk[1000];

    memset(chunk, 'a', sizeof chunk);
    for (int at = 0; at < 1000; at++)
        digest_add(digest, chunk, sizeof chunk);
    assert_string_equal(digest_hex(digest, arena), OF_MILLION_A);
}

static void adding_may_go_on_after_a_look(void **state)
{
    (void) state;
    Arena *arena CLEANUP(arena_release) = arena_new();
    Digest *digest CLEANUP(digest_release) = digest_new();

    assert_string_equal(digest_hex(digest, arena), OF_NOTHING);
    digest_add(digest, "ab", 2);
    (void) digest_hex(digest, arena);
    digest_add(digest, "c", 1);
    assert_string_equal(digest_hex(digest, arena), OF_ABC);
    assert_string_equal(digest_hex(digest, arena), OF_ABC);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_values),
        cmocka_unit_test(a_stream_equals_the_whole),
        cmocka_unit_test(adding_may_go_on_after_a_look),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
