/* h2o's headers, once and the same everywhere: built for libuv, as the Debian library is. We lean
 * on three things that h2o 2.2.5 does and does not promise
 * (coordinator/docs/decisions/0005-h2o-behind-one-room.md); another release must be read before it
 * is used, hence the check. */
#ifndef HTTP_H2O_INCLUDE_H
#define HTTP_H2O_INCLUDE_H

#define H2O_USE_LIBUV 1

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wundef"
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wunused-parameter"
#pragma GCC diagnostic ignored "-Wsign-compare"
#include <h2o.h>
#include <h2o/http1.h>
#pragma GCC diagnostic pop

#if H2O_LIBRARY_VERSION_MAJOR != 0 || H2O_LIBRARY_VERSION_MINOR != 13
#error "this room was written against libh2o 0.13 (h2o 2.2.5)"
#endif

#endif
