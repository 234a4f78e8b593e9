/* The lock on the data directory: two coordinators never run on one. The file holds the directory's
 * id, drawn once; with the host's name it is the owner of the lease in Redis. So whoever holds the
 * lock knows that a living lease of the same owner is a dead predecessor's, and may take it at
 * once. The system drops the lock with the process. */
#ifndef STORE_LOCK_H
#define STORE_LOCK_H

#include "base/error.h"

#define LOCK_OWNER_MAX 112 /* "<host>/<32 hex digits>"; a host's name has 64 bytes at most */

struct data_lock {
    int file; /* -1: none */
    char owner[LOCK_OWNER_MAX];
};

/* `directory` NULL: no lock, an owner of this process alone. ERR_FENCED: another process runs on
 * it. */
enum err data_lock_take(const char *directory, struct data_lock *out,
                        struct problem *problem) MUST_CHECK;
void data_lock_release(struct data_lock *lock);

#endif
