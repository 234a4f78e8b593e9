/* The one file that knows libcrypto: SHA-256, HMAC-SHA-256, random bytes, comparison in constant time, base64. */
#ifndef BASE_CRYPTO_H
#define BASE_CRYPTO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SHA256_BYTES 32

void crypto_sha256(const void *data, size_t length, uint8_t out[SHA256_BYTES]);
void crypto_hmac_sha256(const void *key, size_t key_length, const void *data, size_t length,
                        uint8_t out[SHA256_BYTES]);
/* False when the system gives no randomness: then nothing may go on. */
bool crypto_random(void *out, size_t length);
bool crypto_equal(const void *a, const void *b, size_t length);
/* Standard base64 with padding. `out` holds 4 * ((length + 2) / 3) + 1 bytes. */
void crypto_base64(const void *data, size_t length, char *out);
/* The reverse. False unless it is well-formed and exactly `size` bytes. */
bool crypto_from_base64(const char *text, uint8_t *out, size_t size);

#endif
