/* Signatures of Standard Webhooks 1.0.0. Pure. */
#ifndef BASE_WEBHOOK_H
#define BASE_WEBHOOK_H

#include "base/crypto.h"
#include "base/text.h"

#define WEBHOOK_SECRET_BYTES 32
#define WEBHOOK_SIGNATURE_MAX 128 /* two signatures with the blank between, and a NUL */

/* Appends "v1,<base64>", behind a blank when something stands there: the HMAC-SHA-256 of `content`, which is
 * "<id>.<timestamp>.<body>". */
void webhook_sign(const uint8_t secret[WEBHOOK_SECRET_BYTES], struct slice content,
                  char out[WEBHOOK_SIGNATURE_MAX]);

/* Whether one of the signatures in a header is that of `content`. In constant time. */
bool webhook_verify(const uint8_t secret[WEBHOOK_SECRET_BYTES], struct slice content,
                    struct slice header);

/* "whsec_<base64>" to the secret; false: it is none. */
bool webhook_read_secret(const char *text, uint8_t out[WEBHOOK_SECRET_BYTES]);

#endif
