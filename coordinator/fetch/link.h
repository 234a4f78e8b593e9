/* libcurl's multi handle on the libuv loop: which sockets to watch, when its timer is due.
 * Private to the room. */
#ifndef FETCH_LINK_H
#define FETCH_LINK_H

struct link;
struct uv_loop_s;

/* `acted` is called after every action of libcurl's, from the loop: whatever finished is then to
 * be read with curl_multi_info_read. NULL when libcurl or memory fails. */
struct link *fetch_link_create(struct uv_loop_s *loop, void (*acted)(void *ctx), void *ctx);
void *fetch_link_multi(struct link *link); /* the CURLM */
/* Every easy handle must have been removed. Calls `done` from the loop once all is closed. */
void fetch_link_close(struct link *link, void (*done)(void *ctx), void *ctx);

#endif
