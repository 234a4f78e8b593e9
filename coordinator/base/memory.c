#include "base/memory.h"

#include <stdint.h>
#include <sys/mman.h>

#define HUGE_PAGE ((uintptr_t)2 << 20)

void memory_huge(void *memory, size_t bytes) {
    if (memory == NULL) return;
    uintptr_t first = ((uintptr_t)memory + HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE;
    uintptr_t end = ((uintptr_t)memory + bytes) / HUGE_PAGE * HUGE_PAGE;
    /* A refusal is no error: then the pages stay small. */
    if (end > first) (void)madvise((void *)first, end - first, MADV_HUGEPAGE);
}
