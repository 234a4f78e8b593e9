/* What this room refuses by itself, in the same form as the api's refusals. */
#include "http/internal.h"

#define REFUSAL_BYTES \
    1024 /* titles and details are fixed texts, the longest together under 300 bytes */

void refusal_body(enum err err, const char *detail, struct text_buf *out) {
    text_addf(out, "{\"type\":\"urn:ddh:problem:%s\",\"title\":\"%s\",\"status\":%d", err_slug(err),
              err_title(err), err_http(err));
    if (detail != NULL) text_addf(out, ",\"detail\":\"%s\"", detail);
    text_add(out, "}\n");
}

void refusal_response(enum err err, const char *detail, struct text_buf *out) {
    struct text_buf body;
    text_buf_init(&body, REFUSAL_BYTES);
    refusal_body(err, detail, &body);
    ASSERT(!body.overflowed);
    int status = err_http(err);
    text_addf(out, "HTTP/1.1 %d %s\r\n", status, http_reason(status));
    text_addf(out, "Connection: close\r\nContent-Type: application/problem+json\r\n");
    text_addf(out, "Content-Length: %zu\r\nCache-Control: no-store\r\n", body.length);
    if (status == 429 || status == 503) text_add(out, "Retry-After: 1\r\n");
    text_add(out, "\r\n");
    text_add_bytes(out, body.data, body.length);
    text_buf_close(&body);
}

/* --- the filter -------------------------------------------------------------------------------
 * h2o answers some mistakes itself (a broken chunk, a chunked body above every limit), with a line
 * of plain text. Such a response is one for which no exchange was made. */

struct replacement {
    h2o_ostream_t ostream; /* first: h2o hands it back */
    h2o_iovec_t body;
};

static void send_replacement(h2o_ostream_t *self, h2o_req_t *request, h2o_iovec_t *bufs,
                             size_t count, h2o_send_state_t state) {
    struct replacement *replacement = (struct replacement *)(void *)self;
    (void)bufs;
    (void)count;
    h2o_ostream_send_next(self, request, &replacement->body, 1, state);
}

static void set_up(h2o_filter_t *self, h2o_req_t *request, h2o_ostream_t **slot) {
    (void)self;
    struct connection *c = connection_of(request);
    if (c->exchange == NULL && request->res.status >= 400) {
        enum err err = request->res.status == 413 ? ERR_TOO_LARGE : ERR_INVALID;
        struct text_buf body;
        text_buf_init(&body, REFUSAL_BYTES);
        refusal_body(err, err == ERR_INVALID ? "the body is not framed as HTTP/1.1 says" : NULL,
                     &body);
        ASSERT(!body.overflowed);
        struct replacement *replacement =
            (struct replacement *)(void *)h2o_add_ostream(request, sizeof *replacement, slot);
        slot = &replacement->ostream.next;
        replacement->ostream.do_send = send_replacement;
        replacement->body = h2o_strdup(&request->pool, body.data, body.length);
        text_buf_close(&body);

        request->res.status = err_http(err);
        request->res.reason = http_reason(err_http(err));
        request->res.content_length = replacement->body.len;
        request->res.headers = (h2o_headers_t){0};
        exchange_add_header(request, SLICE("Content-Type"), SLICE("application/problem+json"));
        exchange_security_headers(request, false);
        c->http->view.refused_requests++;
    }
    h2o_setup_next_ostream(request, slot);
}

void refusal_register_filter(h2o_pathconf_t *path) {
    h2o_filter_t *filter = h2o_create_filter(path, sizeof *filter);
    filter->on_setup_ostream = set_up;
}
