#include "publish/sign.h"

#include <string.h>

#include "base/assert.h"

void webhook_sign(const uint8_t secret[WEBHOOK_SECRET_BYTES], struct slice content,
                  char out[WEBHOOK_SIGNATURE_MAX]) {
    uint8_t hash[SHA256_BYTES];
    char text[4 * ((SHA256_BYTES + 2) / 3) + 1];
    crypto_hmac_sha256(secret, WEBHOOK_SECRET_BYTES, content.data, content.length, hash);
    crypto_base64(hash, sizeof hash, text);
    size_t length = strlen(out);
    ASSERT(length + 4 + strlen(text) < WEBHOOK_SIGNATURE_MAX);
    if (length > 0) out[length++] = ' ';
    memcpy(out + length, "v1,", 3);
    memcpy(out + length + 3, text, strlen(text) + 1);
}
