/* Signatures of webhooks, against what the npm package `standardwebhooks` 1.1.1 makes of the same. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/webhook.h"

static void a_signature_is_the_standards(void **state) {
    (void)state;
    uint8_t secret[WEBHOOK_SECRET_BYTES];
    char out[WEBHOOK_SIGNATURE_MAX] = "";
    for (size_t i = 0; i < sizeof secret; i++)
        secret[i] = (uint8_t)i;
    struct slice content = SLICE("bot.1.7.1614265330.{\"test\":2432232314}");
    webhook_sign(secret, content, out);
    assert_string_equal(out, "v1,Attws1uW4u1sjLoKazDZ1AYDA25H36/cMJa+r+R/jkE=");
    webhook_sign(secret, content, out); /* while a secret is changed there are two */
    assert_string_equal(out, "v1,Attws1uW4u1sjLoKazDZ1AYDA25H36/cMJa+r+R/jkE= "
                             "v1,Attws1uW4u1sjLoKazDZ1AYDA25H36/cMJa+r+R/jkE=");
}

static void a_signature_is_verified(void **state) {
    (void)state;
    uint8_t secret[WEBHOOK_SECRET_BYTES] = {7}, other[WEBHOOK_SECRET_BYTES] = {8};
    char header[WEBHOOK_SIGNATURE_MAX] = "";
    struct slice content = SLICE("nord.1.{}"), changed = SLICE("nord.2.{}");
    webhook_sign(other, content, header);
    assert_false(webhook_verify(secret, content, slice_of(header)));
    webhook_sign(secret, content, header); /* one of two is enough */
    assert_true(webhook_verify(secret, content, slice_of(header)));
    assert_false(webhook_verify(secret, changed, slice_of(header)));
    assert_false(webhook_verify(secret, content, (struct slice){header, strlen(header) - 1}));
    assert_false(webhook_verify(secret, content, (struct slice){NULL, 0}));
    assert_false(webhook_verify(secret, content, SLICE(" ")));
}

static void a_secret_is_read_as_it_is_shown(void **state) {
    (void)state;
    uint8_t secret[WEBHOOK_SECRET_BYTES], again[WEBHOOK_SECRET_BYTES];
    char shown[64] = "whsec_";
    for (size_t i = 0; i < sizeof secret; i++)
        secret[i] = (uint8_t)(251 * i + 3);
    crypto_base64(secret, sizeof secret, shown + 6);
    assert_true(webhook_read_secret(shown, again));
    assert_memory_equal(secret, again, sizeof secret);
    static const char *const wrong[] = {"",
                                        "whsec_",
                                        "AAAA",
                                        "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                                        "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                                        "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA-=",
                                        "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA ",
                                        "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=A"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_false(webhook_read_secret(wrong[i], again));
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_signature_is_the_standards),
                                       cmocka_unit_test(a_signature_is_verified),
                                       cmocka_unit_test(a_secret_is_read_as_it_is_shown)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
