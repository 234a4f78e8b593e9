/* Writes the manual page at build time: the page without its commands on stdin, whole on stdout. */
#include <stdio.h>

#include "agents-cli/manual.h"

int main(void) {
    struct text_buf page, out;
    char bytes[4096];
    size_t length;
    text_buf_init(&page, 1024 * 1024);
    text_buf_init(&out, 4 * 1024 * 1024);
    while ((length = fread(bytes, 1, sizeof bytes, stdin)) > 0)
        text_add_bytes(&page, bytes, length);
    bool done = manual_write(&out, text_slice(&page).data) && !out.overflowed;
    if (done) done = fputs(out.data, stdout) >= 0 && fflush(stdout) == 0;
    if (!done) fputs("the manual page cannot be written\n", stderr);
    text_buf_close(&page);
    text_buf_close(&out);
    return done ? 0 : 1;
}
