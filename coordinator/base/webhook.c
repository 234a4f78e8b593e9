#include "base/webhook.h"

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

bool webhook_verify(const uint8_t secret[WEBHOOK_SECRET_BYTES], struct slice content,
                    struct slice header) {
    char wanted[WEBHOOK_SIGNATURE_MAX] = "";
    bool found = false;
    webhook_sign(secret, content, wanted);
    size_t length = strlen(wanted);
    for (size_t at = 0; at < header.length;) {
        const char *blank = memchr(header.data + at, ' ', header.length - at);
        size_t end = blank == NULL ? header.length : (size_t)(blank - header.data);
        if (end - at == length && crypto_equal(header.data + at, wanted, length)) found = true;
        at = end + 1;
    }
    return found;
}

bool webhook_read_secret(const char *text, uint8_t out[WEBHOOK_SECRET_BYTES]) {
    static const char prefix[] = "whsec_";
    if (strncmp(text, prefix, sizeof prefix - 1) != 0) return false;
    return crypto_from_base64(text + sizeof prefix - 1, out, WEBHOOK_SECRET_BYTES);
}
