/* The data directory: what is local to this machine. `mode` says whether it was made for exercises; `admin.sock` is the local
 * way in; `admin.token` the first token. Everything that matters is in Redis. */
#ifndef COORDINATOR_DATA_DIRECTORY_H
#define COORDINATOR_DATA_DIRECTORY_H

#include "base/crypto.h"
#include "base/error.h"

#define DATA_PATH 512

struct data_directory {
    char path[DATA_PATH], admin_socket[DATA_PATH + 16], admin_token[DATA_PATH + 16];
    bool exercise;
};

/* Opens it, or makes it (mode 700) for what `exercise` says; one that was made for the other is refused. */
enum err data_directory_open(const char *path, bool exercise, struct data_directory *out,
                             struct problem *problem) MUST_CHECK;
/* Draws a secret, writes it to `admin.token` (mode 600), and gives its hash. */
enum err data_directory_first_token(const struct data_directory *data, uint8_t hash[SHA256_BYTES],
                                    struct problem *problem) MUST_CHECK;

#endif
