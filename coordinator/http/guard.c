#include "http/guard.h"

#include "base/assert.h"
#include "base/limits.h"

#include <string.h>
#include <strings.h>

#define GUARD_HEADERS 100     /* what h2o can hold; above it, it would only say "Bad Request" */
#define GUARD_METHOD_BYTES 16 /* the longest registered method in common use is half of it */

/* Where a document is sent rather than a command. */
static const struct {
    enum api_method method;
    struct slice prefix;
    size_t limit;
} body_limits[] = {
    {API_PUT, {"/v1/playbooks/", sizeof("/v1/playbooks/") - 1}, LIMIT_DOCUMENT_BYTES},
};

/* Headers that may stand once: a second one makes two readers of the same request disagree. */
enum single {
    SINGLE_HOST,
    SINGLE_CONTENT_LENGTH,
    SINGLE_TRANSFER_ENCODING,
    SINGLE_EXPECT,
    SINGLE_AUTHORIZATION,
    SINGLE_CONTENT_TYPE,
    SINGLE_IDEMPOTENCY_KEY,
    SINGLE_LAST_EVENT_ID,
    SINGLE_COUNT
};

static const struct slice singles[SINGLE_COUNT] = {
    [SINGLE_HOST] = {"host", 4},
    [SINGLE_CONTENT_LENGTH] = {"content-length", 14},
    [SINGLE_TRANSFER_ENCODING] = {"transfer-encoding", 17},
    [SINGLE_EXPECT] = {"expect", 6},
    [SINGLE_AUTHORIZATION] = {"authorization", 13},
    [SINGLE_CONTENT_TYPE] = {"content-type", 12},
    [SINGLE_IDEMPOTENCY_KEY] = {"idempotency-key", 15},
    [SINGLE_LAST_EVENT_ID] = {"last-event-id", 13},
};

struct reader {
    const char *at, *end; /* of the head */
    bool http11;
    bool seen[SINGLE_COUNT];
    struct slice values[SINGLE_COUNT];
};

static enum guard_verdict refuse(struct guard_head *out, enum err err, const char *detail) {
    out->err = err;
    out->detail = detail;
    return GUARD_REFUSE;
}

/* RFC 9110, 5.6.2: what a method or a header's name is made of. */
static bool is_token(char c) {
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) return true;
    return c != '\0' && strchr("!#$%&'*+-.^_`|~", c) != NULL;
}

static bool same_word(struct slice a, struct slice b) {
    return a.length == b.length && strncasecmp(a.data, b.data, b.length) == 0;
}

size_t guard_body_limit(enum api_method method, struct slice target) {
    for (size_t i = 0; i < sizeof body_limits / sizeof *body_limits; i++)
        if (body_limits[i].method == method && target.length > body_limits[i].prefix.length &&
            memcmp(target.data, body_limits[i].prefix.data, body_limits[i].prefix.length) == 0)
            return body_limits[i].limit;
    return LIMIT_BODY_BYTES;
}

/* Looks at the bytes that are new for the end of the head, and for bytes that no head may hold:
 * then there is no need to wait for an end that a TLS client, say, will never send. */
static enum guard_verdict find_end(struct slice bytes, size_t *scanned, struct guard_head *out) {
    const char *data = bytes.data;
    size_t most = bytes.length < LIMIT_HEADER_BYTES ? bytes.length : LIMIT_HEADER_BYTES;
    for (size_t i = *scanned; i < most; i++) {
        unsigned char c = (unsigned char)data[i];
        if (c == '\n') {
            if (i == 0 || data[i - 1] != '\r')
                return refuse(out, ERR_INVALID, "a line must end with carriage return, line feed");
            if (i >= 5 && memcmp(data + i - 3, "\r\n\r", 3) == 0) {
                out->head_length = i + 1;
                return GUARD_PASS;
            }
        } else if (i > 0 && data[i - 1] == '\r') {
            return refuse(out, ERR_INVALID, "a line must end with carriage return, line feed");
        } else if ((c < 0x20 && c != '\t' && c != '\r') || c == 0x7f) {
            return refuse(out, ERR_INVALID, "this is not HTTP/1.1 in plain text");
        }
    }
    *scanned = most;
    if (bytes.length >= LIMIT_HEADER_BYTES)
        return refuse(out, ERR_HEADERS_TOO_LARGE, "request line and headers are above 16 KiB");
    return GUARD_INCOMPLETE;
}

static enum api_method method_of(struct slice word) {
    static const struct {
        const char *word;
        enum api_method method;
    } methods[] = {{"GET", API_GET},
                   {"HEAD", API_HEAD},
                   {"POST", API_POST},
                   {"PUT", API_PUT},
                   {"DELETE", API_DELETE}};
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++)
        if (slice_equals(word, methods[i].word)) return methods[i].method;
    return API_METHOD_OTHER;
}

/* The line without its end; steps past it. */
static struct slice take_line(struct reader *r) {
    const char *start = r->at;
    while (*r->at != '\r')
        r->at++;
    struct slice line = {start, (size_t)(r->at - start)};
    r->at += 2;
    return line;
}

static enum guard_verdict read_request_line(struct reader *r, struct guard_head *out) {
    struct slice line = take_line(r);
    const char *at = line.data, *end = line.data + line.length;
    while (at < end && is_token(*at))
        at++;
    struct slice method = {line.data, (size_t)(at - line.data)};
    if (method.length == 0 || method.length > GUARD_METHOD_BYTES || at == end || *at != ' ')
        return refuse(out, ERR_INVALID, "the request line must begin with a method");
    out->method = method_of(method);

    const char *target = ++at;
    while (at < end && (unsigned char)*at > ' ' && (unsigned char)*at < 0x7f)
        at++;
    out->target = (struct slice){target, (size_t)(at - target)};
    struct slice version = {at, (size_t)(end - at)};
    r->http11 = slice_equals(version, " HTTP/1.1");
    if (!r->http11 && !slice_equals(version, " HTTP/1.0"))
        return refuse(out, ERR_INVALID, "only HTTP/1.1 is spoken here");
    if (out->target.length == 0 || *target != '/')
        return refuse(out, ERR_INVALID, "the target of a request must begin with a slash");
    return GUARD_PASS;
}

static enum guard_verdict read_header(struct reader *r, struct guard_head *out) {
    struct slice line = take_line(r);
    const char *at = line.data, *end = line.data + line.length;
    while (at < end && is_token(*at))
        at++;
    struct slice name = {line.data, (size_t)(at - line.data)};
    if (name.length == 0 || at == end || *at != ':')
        return refuse(out, ERR_INVALID, "a header must be a name, a colon and a value on one line");
    at++;
    while (at < end && (*at == ' ' || *at == '\t'))
        at++;
    while (end > at && (end[-1] == ' ' || end[-1] == '\t'))
        end--;
    for (int i = 0; i < SINGLE_COUNT; i++) {
        if (!same_word(name, singles[i])) continue;
        if (r->seen[i])
            return refuse(out, ERR_INVALID, "a header stands twice that may stand once");
        r->seen[i] = true;
        r->values[i] = (struct slice){at, (size_t)(end - at)};
    }
    return GUARD_PASS;
}

/* Digits only, and no more of them than any limit needs: "+5", "5, 5" and 2^64 + 5 are all no
 * lengths. */
static enum guard_verdict read_length(struct slice value, struct guard_head *out) {
    if (value.length == 0) return refuse(out, ERR_INVALID, "Content-Length must be a number");
    size_t length = 0;
    for (size_t i = 0; i < value.length; i++) {
        if (value.data[i] < '0' || value.data[i] > '9')
            return refuse(out, ERR_INVALID, "Content-Length must be a number");
        if (length <= out->body_limit) length = length * 10 + (size_t)(value.data[i] - '0');
    }
    if (length > out->body_limit)
        return refuse(out, ERR_TOO_LARGE, "the body is above what this address takes");
    out->content_length = length;
    return GUARD_PASS;
}

/* Where the request ends must be beyond doubt. */
static enum guard_verdict read_framing(const struct reader *r, struct guard_head *out) {
    if (r->http11 && !r->seen[SINGLE_HOST])
        return refuse(out, ERR_INVALID, "the Host header is missing");
    if (r->seen[SINGLE_CONTENT_LENGTH] && r->seen[SINGLE_TRANSFER_ENCODING])
        return refuse(out, ERR_INVALID, "Content-Length and Transfer-Encoding exclude each other");
    if (r->seen[SINGLE_EXPECT] && !same_word(r->values[SINGLE_EXPECT], SLICE("100-continue")))
        return refuse(out, ERR_INVALID, "the only expectation met here is 100-continue");
    if (r->seen[SINGLE_TRANSFER_ENCODING]) {
        if (!r->http11 || !same_word(r->values[SINGLE_TRANSFER_ENCODING], SLICE("chunked")))
            return refuse(out, ERR_INVALID, "the only transfer encoding taken here is chunked");
        out->chunked = true;
    }
    if (r->seen[SINGLE_CONTENT_LENGTH]) return read_length(r->values[SINGLE_CONTENT_LENGTH], out);
    return GUARD_PASS;
}

enum guard_verdict guard_check(struct slice bytes, size_t *scanned, struct guard_head *out) {
    ASSERT(*scanned <= bytes.length);
    *out = (struct guard_head){0};
    enum guard_verdict verdict = find_end(bytes, scanned, out);
    if (verdict != GUARD_PASS) return verdict;

    struct reader r = {.at = bytes.data, .end = bytes.data + out->head_length - 2};
    if (memcmp(r.at, "\r\n", 2) == 0) r.at += 2; /* one empty line before a request is forgiven */
    verdict = read_request_line(&r, out);
    for (int count = 0; verdict == GUARD_PASS && r.at < r.end; count++) {
        if (count == GUARD_HEADERS)
            return refuse(out, ERR_HEADERS_TOO_LARGE, "there are more than a hundred headers");
        verdict = read_header(&r, out);
    }
    if (verdict != GUARD_PASS) return verdict;
    out->body_limit = guard_body_limit(out->method, out->target);
    return read_framing(&r, out);
}
