/* Lines that expect something: "expect c1 offered to ida", "expect refused conflict at until". */
#ifndef STORIES_EXPECTATIONS_H
#define STORIES_EXPECTATIONS_H

#include "teller.h"

/* False: no such expectation is known. One that does not hold fails with the teller. */
bool expect(struct teller *t, const struct words_of_line *line);

#endif
