#include "base/crypto.h"

#include <string.h>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <openssl/sha.h>

#include "base/assert.h"

void crypto_sha256(const void *data, size_t length, uint8_t out[SHA256_BYTES]) {
    SHA256(data, length, out);
}

void crypto_hmac_sha256(const void *key, size_t key_length, const void *data, size_t length,
                        uint8_t out[SHA256_BYTES]) {
    unsigned int written = 0;
    ASSERT(HMAC(EVP_sha256(), key, (int)key_length, data, length, out, &written) != NULL);
    ASSERT(written == SHA256_BYTES);
}

bool crypto_random(void *out, size_t length) { return RAND_bytes(out, (int)length) == 1; }

bool crypto_equal(const void *a, const void *b, size_t length) {
    return CRYPTO_memcmp(a, b, length) == 0;
}

void crypto_base64(const void *data, size_t length, char *out) {
    EVP_EncodeBlock((unsigned char *)out, data, (int)length);
}

bool crypto_from_base64(const char *text, uint8_t *out, size_t size) {
    unsigned char bytes[192];
    size_t length = strlen(text), padding = (3 - size % 3) % 3;
    if (length != 4 * ((size + 2) / 3) || 3 * (length / 4) > sizeof bytes) return false;
    /* EVP_DecodeBlock takes blanks around it, and counts what stands for the padding. */
    if (strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/") !=
            length - padding ||
        strspn(text + length - padding, "=") != padding)
        return false;
    if (EVP_DecodeBlock(bytes, (const unsigned char *)text, (int)length) < 0) return false;
    memcpy(out, bytes, size);
    OPENSSL_cleanse(bytes, sizeof bytes);
    return true;
}
