/* Signatures of Standard Webhooks 1.0.0. Pure. */
#ifndef PUBLISH_SIGN_H
#define PUBLISH_SIGN_H

#include "base/crypto.h"
#include "base/text.h"

#define WEBHOOK_SECRET_BYTES 32
#define WEBHOOK_SIGNATURE_MAX 128 /* two signatures with the blank between, and a NUL */

/* Appends "v1,<base64>", behind a blank when something stands there: the HMAC-SHA-256 of `content`, which is
 * "<id>.<timestamp>.<body>". */
void webhook_sign(const uint8_t secret[WEBHOOK_SECRET_BYTES], struct slice content,
                  char out[WEBHOOK_SIGNATURE_MAX]);

#endif
