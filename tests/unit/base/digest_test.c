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

/* RFC 4231, test cases 2 and 6. */
static void a_key_makes_another_digest(void **state)
{
    (void) state;
    Arena *arena CLEANUP(arena_release) = arena_new();
    static const char WANT[] = "what do ya want for nothing?";
    static const char LONG[] = "Test Using Larger Than Block-Size Key - Hash Key First";
    unsigned char key[131];

    memset(key, 0xaa, sizeof key);
    assert_string_equal(hmac_sha256_hex(arena, "Jefe", 4, WANT, sizeof WANT - 1),
                        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    assert_string_equal(hmac_sha256_hex(arena, key, sizeof key, LONG, sizeof LONG - 1),
                        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_values),
        cmocka_unit_test(a_stream_equals_the_whole),
        cmocka_unit_test(adding_may_go_on_after_a_look),
        cmocka_unit_test(a_key_makes_another_digest),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
