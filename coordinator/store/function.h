/* The source of the Redis function library, commit.lua, as it is compiled in. */
#ifndef STORE_FUNCTION_H
#define STORE_FUNCTION_H

#include "base/text.h"

/* The version of the arguments, VERSION in commit.lua. */
#define FUNCTION_VERSION "3"

struct slice function_source(void);

#endif
