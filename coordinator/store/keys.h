/* The names of the keys, as docs/redis-keys.md has them. */
#ifndef STORE_KEYS_H
#define STORE_KEYS_H

#include "base/limits.h"

/* The version of what the keys hold, in {ddh}:meta. Changes when older programs would misread
 * it. */
#define STORE_SCHEMA "4"

#define KEY_TAG_MAX (LIMIT_ID - 1)            /* of the tag itself, "ddh" */
#define KEY_PREFIX_SIZE (KEY_TAG_MAX + 4)     /* "{tag}:" and a NUL */
#define KEY_SIZE (KEY_PREFIX_SIZE + LIMIT_ID) /* "{tag}:name" and a NUL */

#endif
