/* What another coordinator tells: any bytes are read or refused. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/assert.h"
#include "wire/peer_view.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static struct peer_view view;
    struct problem problem;
    struct slice body = {(const char *)data, size};
    if (wire_decode_peer_view(body, &view, &problem) == ERR_OK) {
        ASSERT(view.call_count <= LIMIT_PEER_CALLS && view.served_count <= LIMIT_PEER_CALLS);
        for (uint32_t i = 0; i < view.call_count; i++)
            ASSERT(view.calls[i].call != 0 && view.calls[i].hops > 0);
    }
    if (wire_check_peer_answers(body, &problem) != ERR_OK) ASSERT(problem.err != ERR_OK);
    return 0;
}
