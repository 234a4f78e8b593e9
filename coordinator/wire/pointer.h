/* JSON pointers (RFC 6901): "/result/0/queueSize" names one value in a document. Private to the room, as is all that names
 * jansson. */
#ifndef WIRE_POINTER_H
#define WIRE_POINTER_H

#include <jansson.h>
#include <stdbool.h>

/* Empty (the whole document), or tokens that each begin with a slash; ~ only as ~0 and ~1. */
bool pointer_is_well_formed(const char *pointer);
/* The value; NULL: there is none. Lent by `document`. The pointer must be well formed. "-" names what does not exist yet,
 * and so nothing. */
const json_t *pointer_find(const json_t *document, const char *pointer);

#endif
