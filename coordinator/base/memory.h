/* Large tables. */
#ifndef BASE_MEMORY_H
#define BASE_MEMORY_H

#include <stddef.h>

/* Asks for large pages under memory of `bytes`, where the kernel has them: in a table of tens of megabytes that is looked up
 * at random, finding the page costs more than reading it. Changes nothing else; NULL does no harm. */
void memory_huge(void *memory, size_t bytes);

#endif
