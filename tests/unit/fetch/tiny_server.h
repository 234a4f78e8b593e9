/* A server of a few canned behaviours on the test's own loop and a port of the system's choosing.
 * By path:
 *   /ok           200 "hello" /status/NNN that status, body "sorry"
 *   /echo         200, the request back as it came /slow never answers
 *   /endless      200 and bytes without end /stream 200, what the test pushes with tiny_push()
 *   /headers      200 after 20 KiB of headers /drop closes without a word
 *   /half         promises 100 bytes, sends 5, closes */
#ifndef TINY_SERVER_H
#define TINY_SERVER_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <uv.h>

struct tiny_server;

struct tiny_server *tiny_open(uv_loop_t *loop);
void tiny_close(struct tiny_server *server); /* gone once the loop has run */
int tiny_port(const struct tiny_server *server);
uint32_t tiny_connections(const struct tiny_server *server); /* accepted so far */
uint32_t tiny_busy_most(
    const struct tiny_server *server);         /* requests unanswered at once, at most */
void tiny_release(struct tiny_server *server); /* answers every /slow with "late" */
void tiny_push(struct tiny_server *server,
               const char *bytes); /* to every open /stream, as one chunk */
uint32_t tiny_streams(const struct tiny_server *server);

#endif
