/* Foreign switchboards: a table, a list of names and an answer, of any bytes, with a line end between them. What is read is read
 * whole, and what is refused gives no figure. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/assert.h"
#include "wire/queue_adapter.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static struct queue_reports reports;
    static struct queue_names names;
    struct queue_adapter adapter;
    struct problem problem;
    const char *text = (const char *)data;
    const char *first = size == 0 ? NULL : memchr(text, '\n', size);
    if (first == NULL) return 0;
    struct slice table = {text, (size_t)(first - text)};
    size_t left = size - table.length - 1;
    const char *second = left == 0 ? NULL : memchr(first + 1, '\n', left);
    if (second == NULL) return 0;
    struct slice named = {first + 1, (size_t)(second - first - 1)};
    struct slice answer = {second + 1, left - named.length - 1};
    if (wire_decode_queue_names(named, &names, &problem) != ERR_OK) names.count = 0;
    ASSERT(names.count <= LIMIT_QUEUE_NAMES);
    if (wire_decode_queue_adapter(table, &adapter, &problem) != ERR_OK) return 0;
    if (wire_read_queues(&adapter, &names, answer, &reports, &problem) != ERR_OK) {
        ASSERT(reports.count == 0 && problem.err != ERR_OK);
        return 0;
    }
    ASSERT(reports.count > 0 && reports.rows[0].given != 0);
    for (uint32_t i = 0; i < reports.count; i++)
        ASSERT(reports.rows[i].values.waiting <= 100000 &&
               reports.rows[i].values.longest_wait_ms >= 0 &&
               reports.rows[i].values.longest_wait_ms <= DAY_MS);
    return 0;
}
