/* Commits and renewals as arguments of one FCALL. Pure: no connection, no loop. The arrays are kept
 * and used again; the arguments point into the commit, which must stay until they are sent. */
#ifndef STORE_REQUEST_H
#define STORE_REQUEST_H

#include "base/text.h"
#include "engine/engine.h"

struct request {
    const char **argv;
    size_t *lengths;
    size_t count, capacity;
    char *numbers; /* the digits of numbers and hashes; never moves while arguments point to it */
    size_t numbers_used, numbers_capacity;
};

/* What all requests of one store have in common. */
struct request_head {
    struct slice meta_key; /* "{ddh}:meta" */
    struct slice leader;   /* this process's, in the fence */
};

void request_init(struct request *request);
void request_close(struct request *request);

/* False: no memory; nothing is to be sent. */
bool request_commit(struct request *request, const struct request_head *head,
                    const struct commit *commit) MUST_CHECK;
bool request_renew(struct request *request, const struct request_head *head, uint64_t epoch,
                   const struct commit_availability *leases, uint32_t count) MUST_CHECK;

#endif
