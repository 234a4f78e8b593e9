/* The real programs, for tests: a private redis-server on a unix socket, the coordinator with a driven clock, and requests
 * over one connection that is kept. Everything lies in a directory of its own, which goes at the end. */
#ifndef TESTS_LIVE_SERVICE_H
#define TESTS_LIVE_SERVICE_H

#include <jansson.h>
#include <stdbool.h>

#include "base/error.h"
#include "base/time.h"

struct live_service;

/* Starts both; the clock stands at `start`. NULL: they did not start, which has been said. */
struct live_service *live_open(const char *coordinator, time_ms start);
/* False: the coordinator did not end in order (it died before, or a sanitizer spoke). */
bool live_close(struct live_service *live);
/* The coordinator is killed and started anew at `now`. */
bool live_restart(struct live_service *live, time_ms now);

const char *live_url(const struct live_service *live); /* http://127.0.0.1:PORT */
const char *live_redis_socket(const struct live_service *live);
const char *live_admin(const struct live_service *live); /* the first token's secret */

/* The answer's status, 0 when there was none; its body as JSON in *answer (may be NULL), the caller's. */
long live_ask(struct live_service *live, const char *method, const char *path, const char *secret,
              const char *body, json_t **answer);
/* The same with a body that is no JSON. */
long live_send(struct live_service *live, const char *path, const char *secret, const char *media,
               const char *body, json_t **answer);
/* An answer's outcome as the core would have said it. */
enum err live_outcome(long status, const json_t *answer, struct problem *problem);
/* Asks for a token's secret; `agent` and `organisation` may be NULL. False: it was refused. */
bool live_token(struct live_service *live, const char *id, const char *role, const char *agent,
                const char *organisation, char secret[64]);
/* The request that gives a command; from api/routes.def. NULL: no request does. {member} in its path is a member of the
 * command's payload. */
struct live_route {
    const char *command, *method, *path;
};
const struct live_route *live_route(const char *command);
/* Gives the command whose members are `payload`. Its answer in *answer, the caller's, also when it is refused. */
long live_command(struct live_service *live, const struct live_route *route, const json_t *payload,
                  const char *secret, json_t **answer);
/* The clock goes to `now`, with every deadline on the way. */
bool live_set_clock(struct live_service *live, time_ms now, json_t **answer);

#endif
