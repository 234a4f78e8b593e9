/* A replay as a page for a browser: one file, drawings inside it, nothing that runs. */
#ifndef SIMULATE_REPORT_H
#define SIMULATE_REPORT_H

#include "simulate/summary.h"

struct report {
    const struct scenario *scenario;
    const struct trace *trace, *baseline; /* NULL: there is none */
    const struct summary *summary;
    const char *sharing; /* "index" */
};

/* Makes the directory where there is none, and writes its index.html. */
enum err report_write(const char *directory, const struct report *report,
                      struct problem *problem) MUST_CHECK;
/* The page. ERR_LIMIT_REACHED: no memory. */
enum err report_page(const struct report *report, struct text_buf *out,
                     struct problem *problem) MUST_CHECK;

#endif
