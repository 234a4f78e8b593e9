/* What an exercise came to: the table for people and the same as JSON. */
#ifndef DRILL_REPORT_H
#define DRILL_REPORT_H

#include "drill/exercise.h"

/* Prints the table, writes the report's file when one is asked for, and reports what is wrong
 * about the whole: nothing happened, screens not reached. */
void report_make(struct exercise *exercise);

#endif
