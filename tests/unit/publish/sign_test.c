/* Signatures of webhooks, against what the npm package `standardwebhooks` 1.1.1 makes of the same. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "publish/sign.h"

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

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_signature_is_the_standards)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
