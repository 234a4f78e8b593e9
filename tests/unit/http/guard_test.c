/* The guard on its own: what a head says, and that it says the same however it arrives. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/limits.h"
#include "http/guard.h"

static enum guard_verdict check(struct slice bytes, struct guard_head *out) {
    size_t scanned = 0;
    return guard_check(bytes, &scanned, out);
}

/* As a slow client sends it; stops at the first verdict. */
static enum guard_verdict check_bytewise(struct slice bytes, struct guard_head *out) {
    size_t scanned = 0;
    enum guard_verdict verdict = GUARD_INCOMPLETE;
    for (size_t length = 1; length <= bytes.length && verdict == GUARD_INCOMPLETE; length++)
        verdict = guard_check((struct slice){bytes.data, length}, &scanned, out);
    return verdict;
}

static void what_a_head_says(void **state) {
    (void)state;
    static const struct {
        const char *head;
        struct guard_head expected;
    } rows[] = {
        {"GET /a?b=c HTTP/1.1\r\nHost: x\r\n\r\n",
         {.method = API_GET, .target = {"/a?b=c", 6}, .body_limit = LIMIT_BODY_BYTES}},
        {"\r\nDELETE / HTTP/1.0\r\n\r\n",
         {.method = API_DELETE, .target = {"/", 1}, .body_limit = LIMIT_BODY_BYTES}},
        {"POST /v1/calls HTTP/1.1\r\nhOsT:\r\nContent-Length: \t 0012 \r\n\r\n",
         {.method = API_POST,
          .target = {"/v1/calls", 9},
          .content_length = 12,
          .body_limit = LIMIT_BODY_BYTES}},
        {"PUT /v1/playbooks/w HTTP/1.1\r\nHost: x\r\nContent-Length: 262144\r\n\r\n",
         {.method = API_PUT,
          .target = {"/v1/playbooks/w", 15},
          .content_length = LIMIT_DOCUMENT_BYTES,
          .body_limit = LIMIT_DOCUMENT_BYTES}},
        {"PUT /x HTTP/1.1\r\nHost: x\r\ntransfer-encoding: Chunked\r\nExpect: 100-Continue\r\n\r\n",
         {.method = API_PUT, .target = {"/x", 2}, .chunked = true, .body_limit = LIMIT_BODY_BYTES}},
        {"PATCH /x HTTP/1.1\r\nHost: x\r\nX-Name: J\xc3\xb8rgen, \xf8\r\n\r\n",
         {.method = API_METHOD_OTHER, .target = {"/x", 2}, .body_limit = LIMIT_BODY_BYTES}},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct guard_head head;
        char all[256];
        (void)snprintf(all, sizeof all, "%sBODY\n\n", rows[i].head);
        assert_int_equal(check(slice_of(all), &head), GUARD_PASS);
        assert_int_equal(head.head_length, strlen(rows[i].head));
        assert_int_equal(head.method, rows[i].expected.method);
        assert_int_equal(head.target.length, rows[i].expected.target.length);
        assert_memory_equal(head.target.data, rows[i].expected.target.data, head.target.length);
        assert_int_equal(head.content_length, rows[i].expected.content_length);
        assert_int_equal(head.chunked, rows[i].expected.chunked);
        assert_int_equal(head.body_limit, rows[i].expected.body_limit);
        assert_int_equal(check_bytewise(slice_of(rows[i].head), &head), GUARD_PASS);
        assert_int_equal(head.head_length, strlen(rows[i].head));
    }
}

static void lengths_that_are_too_long_by_any_measure(void **state) {
    (void)state;
    static const char *const lengths[] = {"65537", "4294967296", "18446744073709551615",
                                          "18446744073709551617",
                                          "99999999999999999999999999999999999999999"};
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        char all[256];
        struct guard_head head;
        (void)snprintf(all, sizeof all, "POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: %s\r\n\r\n",
                       lengths[i]);
        assert_int_equal(check(slice_of(all), &head), GUARD_REFUSE);
        assert_int_equal(head.err, ERR_TOO_LARGE);
    }
}

static void garbage_is_known_before_its_end(void **state) {
    (void)state;
    static const struct slice starts[] = {{"\x16\x03", 2}, {"GET /\n", 6}, {"\n", 1},
                                          {"GET /\r ", 7}, {"\0", 1},      {"GET /\r\r", 7},
                                          {"GET \x7f", 5}};
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
        struct guard_head head;
        assert_int_equal(check(starts[i], &head), GUARD_REFUSE);
        assert_int_equal(head.err, ERR_INVALID);
        assert_non_null(head.detail);
        assert_int_equal(check_bytewise(starts[i], &head), GUARD_REFUSE);
    }
    struct guard_head head;
    assert_int_equal(check(SLICE("GET / HTTP/1.1\r\nHost: x\r\n\r"), &head), GUARD_INCOMPLETE);
}

/* A small generator of its own, so that a failure can be repeated. */
static uint32_t draw(uint32_t *state, uint32_t below) {
    *state = *state * 1664525u + 1013904223u;
    return (*state >> 8) % below;
}

/* Heads with bytes changed, doubled, dropped: the verdict depends on the bytes alone, never on how
 * they were cut, and what passes is framed unambiguously. */
static void broken_heads_are_judged_the_same_in_pieces(void **state) {
    (void)state;
    static const char *const seeds[] = {
        "GET /v1/agents?organisation=0615 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer t\r\n\r\n",
        "POST /v1/calls HTTP/1.1\r\nHost: x\r\nContent-Length: 17\r\nIdempotency-Key: k\r\n\r\n",
        "PUT /v1/playbooks/w HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n",
    };
    static const char alphabet[] = "\r\n\r\n: \tA0/\x01\x80,";
    uint32_t random = 7, verdicts[3] = {0};
    for (int round = 0; round < 60000; round++) {
        char bytes[256];
        const char *seed = seeds[draw(&random, 3)];
        size_t length = strlen(seed);
        memcpy(bytes, seed, length);
        for (uint32_t edits = draw(&random, 4); edits > 0; edits--) {
            size_t at = draw(&random, (uint32_t)length);
            uint32_t kind = draw(&random, 4);
            if (kind == 0) {
                bytes[at] = alphabet[draw(&random, sizeof alphabet - 1)];
            } else if (kind == 1 && length < sizeof bytes) {
                memmove(bytes + at + 1, bytes + at, length++ - at);
            } else if (kind == 3) {
                length = at + 1;
            } else if (length > 1) {
                memmove(bytes + at, bytes + at + 1, --length - at);
            }
        }
        struct guard_head whole, pieces;
        enum guard_verdict verdict = check((struct slice){bytes, length}, &whole);
        assert_int_equal(check_bytewise((struct slice){bytes, length}, &pieces), verdict);
        verdicts[verdict]++;
        if (verdict == GUARD_REFUSE) assert_int_equal(pieces.err, whole.err);
        if (verdict != GUARD_PASS) continue;
        assert_int_equal(pieces.head_length, whole.head_length);
        assert_true(whole.head_length <= length);
        assert_memory_equal(bytes + whole.head_length - 4, "\r\n\r\n", 4);
        assert_true(whole.content_length <= whole.body_limit);
        assert_false(whole.chunked && whole.content_length > 0);
        assert_true(whole.target.data[0] == '/');
    }
    for (int i = 0; i < 3; i++)
        assert_true(verdicts[i] > 1000); /* enough of each has happened */
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_a_head_says),
        cmocka_unit_test(lengths_that_are_too_long_by_any_measure),
        cmocka_unit_test(garbage_is_known_before_its_end),
        cmocka_unit_test(broken_heads_are_judged_the_same_in_pieces),
    };
    return cmocka_run_group_tests_name("http guard", tests, NULL, NULL);
}
