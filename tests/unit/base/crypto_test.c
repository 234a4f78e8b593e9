/* The known answers are those of FIPS 180-4's examples, RFC 4231 and RFC 4648. */
#include "base/crypto.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"

static void assert_hex(const uint8_t *bytes, const char *hex) {
    struct text_buf b;
    text_buf_init(&b, 100);
    text_add_hex(&b, bytes, SHA256_BYTES);
    assert_string_equal(b.data, hex);
    text_buf_close(&b);
}

static void sha256(void **state) {
    (void)state;
    uint8_t out[SHA256_BYTES];
    crypto_sha256("", 0, out);
    assert_hex(out, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    crypto_sha256("abc", 3, out);
    assert_hex(out, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    const char *two_blocks = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
    crypto_sha256(two_blocks, strlen(two_blocks), out);
    assert_hex(out, "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    char *million = malloc(1000000);
    assert_non_null(million);
    memset(million, 'a', 1000000);
    crypto_sha256(million, 1000000, out);
    free(million);
    assert_hex(out, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

static void hmac_sha256(void **state) {
    (void)state;
    uint8_t out[SHA256_BYTES], key[131];
    memset(key, 0x0b, 20);
    crypto_hmac_sha256(key, 20, "Hi There", 8, out);
    assert_hex(out, "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    crypto_hmac_sha256("Jefe", 4, "what do ya want for nothing?", 28, out);
    assert_hex(out, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    memset(key, 0xaa, sizeof key); /* a key longer than a block */
    const char *text = "Test Using Larger Than Block-Size Key - Hash Key First";
    crypto_hmac_sha256(key, sizeof key, text, strlen(text), out);
    assert_hex(out, "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

static void base64(void **state) {
    (void)state;
    static const struct {
        const char *text, *base64;
    } cases[] = {
        {"", ""},
        {"f", "Zg=="},
        {"fo", "Zm8="},
        {"foo", "Zm9v"},
        {"foob", "Zm9vYg=="},
        {"fooba", "Zm9vYmE="},
        {"foobar", "Zm9vYmFy"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t length = strlen(cases[i].text);
        char *out = malloc(4 * ((length + 2) / 3) + 1); /* exactly what the header asks for */
        assert_non_null(out);
        crypto_base64(cases[i].text, length, out);
        assert_string_equal(out, cases[i].base64);
        free(out);
    }
}

static void randomness_differs(void **state) {
    (void)state;
    uint8_t draws[16][SHA256_BYTES];
    for (int i = 0; i < 16; i++) {
        assert_true(crypto_random(draws[i], SHA256_BYTES));
        for (int k = 0; k < i; k++)
            assert_false(crypto_equal(draws[i], draws[k], SHA256_BYTES));
    }
}

static void equality(void **state) {
    (void)state;
    assert_true(crypto_equal("secret", "secret", 6));
    assert_false(crypto_equal("secret", "secres", 6));
    assert_false(crypto_equal("secret", "tecret", 6));
    assert_true(crypto_equal("secret", "secres", 5));
    assert_true(crypto_equal("a", "b", 0));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sha256),   cmocka_unit_test(hmac_sha256),
        cmocka_unit_test(base64),   cmocka_unit_test(randomness_differs),
        cmocka_unit_test(equality),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
