/* What a peer tells is read whole or refused with the member and the reason; what is not known is passed over. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "wire/peer_view.h"

#define CALL                                                                                                   \
    "{\"call\":\"call-17\",\"attempt\":2,\"state\":\"reserved\",\"municipality\":\"0615\",\"topic\":\"vand\"," \
    "\"language\":\"da\",\"channel\":\"phone\",\"priority\":5,\"waited_ms\":1200,\"hops\":1}"
#define SERVED "{\"call\":\"call-9\",\"attempt\":1,\"state\":\"ended\",\"talk_ms\":81000}"
#define LEND                                                                                   \
    "{\"state\":\"open\",\"seats\":30,\"preference\":3,\"free\":7,\"address\":\"sip:a@b.dk\"," \
    "\"topics\":[\"vand\"],\"languages\":[\"da\",\"en\"]}"
#define HASH "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static struct peer_view view;

static enum err read(const char *text, struct problem *problem) {
    return wire_decode_peer_view(slice_of(text), &view, problem);
}

static void a_view_is_read(void **state) {
    struct problem problem;
    (void)state;
    const char *text =
        "{\"version\":\"1.4\",\"at\":\"3-1043\",\"calls\":[" CALL "],\"served\":[" SERVED
        ",{\"call\":\"call-10\",\"attempt\":1,\"state\":\"queued\",\"talk_ms\":null}],\"lend\":" LEND
        ",\"answers\":\"" HASH "\",\"weather\":{\"tomorrow\":[1]}}";
    assert_int_equal(read(text, &problem), ERR_OK);
    assert_int_equal(view.epoch, 3);
    assert_int_equal(view.number, 1043);
    assert_int_equal(view.call_count, 1);
    assert_int_equal(view.calls[0].call, 17);
    assert_int_equal(view.calls[0].attempt, 2);
    assert_string_equal(view.calls[0].topic, "vand");
    assert_int_equal(view.calls[0].state, CALL_STATE_RESERVED);
    assert_int_equal(view.calls[0].waited_ms, 1200);
    assert_int_equal(view.served_count, 2);
    assert_true(view.served[0].answered);
    assert_int_equal(view.served[0].talk_ms, 81000);
    assert_false(view.served[1].answered);
    assert_int_equal(view.lending, LENDING_OPEN);
    assert_int_equal(view.lend.seats, 30);
    assert_int_equal(view.free, 7);
    assert_false(view.again);
    assert_int_equal(view.lend.languages.count, 2);
    assert_string_equal(view.lend.address, "sip:a@b.dk");
    assert_int_equal(view.answers[1], 0x23);
}

static void nothing_lent_is_closed(void **state) {
    struct problem problem;
    (void)state;
    assert_int_equal(
        read("{\"version\":\"1.0\",\"at\":\"1-0\",\"calls\":[],\"served\":[]}", &problem), ERR_OK);
    assert_int_equal(view.lending, LENDING_CLOSED);
    assert_int_equal(view.call_count + view.served_count, 0);
}

#define WHOLE(calls, served, lend)                                                  \
    "{\"version\":\"1.0\",\"at\":\"1-5\",\"calls\":[" calls "],\"served\":[" served \
    "],\"lend\":" lend "}"

static void what_is_wrong_is_named(void **state) {
    static const struct {
        const char *text, *field;
    } cases[] = {
        {"{\"version\":\"2.0\",\"at\":\"1-5\",\"calls\":[],\"served\":[]}", "version"},
        {"{\"at\":\"1-5\",\"calls\":[],\"served\":[]}", "version"},
        {"{\"version\":\"1.0\",\"calls\":[],\"served\":[]}", "at"},
        {"{\"version\":\"1.0\",\"at\":\"1\",\"calls\":[],\"served\":[]}", "at"},
        {"{\"version\":\"1.0\",\"at\":\"01-5\",\"calls\":[],\"served\":[]}", "at"},
        {"{\"version\":\"1.0\",\"at\":\"1-5\",\"served\":[]}", "calls"},
        {"{\"version\":\"1.0\",\"at\":\"1-5\",\"calls\":[],\"served\":{}}", "served"},
        {"{\"version\":\"1.0\",\"at\":\"1-5\",\"calls\":[],\"served\":[],\"answers\":\"12\"}",
         "answers"},
        {WHOLE(CALL ",{\"call\":\"17\"}", "", "null"), "calls[1].call"},
        {WHOLE("{\"call\":\"call-017\"}", "", "null"), "calls[0].call"},
        {WHOLE(
             "{\"call\":\"call-1\",\"attempt\":1,\"state\":\"queued\",\"topic\":\"vand\",\"language\":\"da\","
             "\"channel\":\"phone\",\"priority\":5,\"waited_ms\":0,\"hops\":1}",
             "", "null"),
         "calls[0].state"},
        {WHOLE("{\"call\":\"call-1\",\"attempt\":1,\"state\":\"reserved\",\"topic\":\"Vand!\"}", "",
               "null"),
         "calls[0].topic"},
        {WHOLE(
             "{\"call\":\"call-1\",\"attempt\":1,\"state\":\"reserved\",\"topic\":\"vand\",\"language\":\"da\","
             "\"channel\":\"phone\",\"priority\":50}",
             "", "null"),
         "calls[0].priority"},
        {WHOLE("", "{\"call\":\"call-1\",\"attempt\":1,\"state\":\"asleep\"}", "null"),
         "served[0].state"},
        {WHOLE("", "{\"call\":\"call-1\",\"attempt\":1,\"state\":\"ended\",\"talk_ms\":-1}",
               "null"),
         "served[0].talk_ms"},
        {WHOLE("", "7", "null"), "served[0].call"},
        {WHOLE("", "", "7"), "lend"},
        {WHOLE("", "", "{\"state\":\"open\",\"seats\":0}"), "lend.seats"},
        {WHOLE(
             "", "",
             "{\"state\":\"open\",\"seats\":1,\"preference\":3,\"free\":0,\"address\":\"a\\nb\"}"),
         "lend.address"},
        {WHOLE(
             "", "",
             "{\"state\":\"open\",\"seats\":1,\"preference\":3,\"free\":0,\"address\":\"a\",\"topics\":[1]}"),
         "lend.topics"},
        {WHOLE("", "{\"call\":\"call-1\",\"attempt\":0}", "null"), "served[0].attempt"},
        {"[]", NULL},
        {"{\"version\":", NULL},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct problem problem = {0};
        assert_int_not_equal(read(cases[i].text, &problem), ERR_OK);
        if (cases[i].field != NULL) assert_string_equal(problem.field, cases[i].field);
    }
}

static void too_many_rows_are_refused(void **state) {
    struct text_buf text;
    struct problem problem;
    (void)state;
    text_buf_init(&text, 1024 * 1024);
    text_add(&text, "{\"version\":\"1.0\",\"at\":\"1-5\",\"served\":[],\"calls\":[" CALL);
    for (int i = 0; i < LIMIT_PEER_CALLS; i++)
        text_add(&text, "," CALL);
    text_add(&text, "]}");
    assert_int_not_equal(wire_decode_peer_view(text_slice(&text), &view, &problem), ERR_OK);
    assert_string_equal(problem.field, "calls");
    text_buf_close(&text);
}

static void answers_may_only_hold_what_can_be_shown(void **state) {
    static const struct {
        const char *text;
        bool good;
    } cases[] = {
        {"{\"answers\":[]}", true},
        {"{\"answers\":[{\"text\":\"Kog vandet\",\"more\":[{\"x\":\"y\"}],\"n\":1}]}", true},
        {"{\"answers\":[{\"text\":\"\\u001b[2J\"}]}", false},
        {"{\"answers\":[{\"more\":[{\"x\":\"a\\nb\"}]}]}", false},
        {"{\"answers\":[7]}", false},
        {"{\"answers\":{}}", false},
        {"{}", false},
        {"no", false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct problem problem = {0};
        enum err err = wire_check_peer_answers(slice_of(cases[i].text), &problem);
        assert_int_equal(err == ERR_OK, cases[i].good);
    }
}

static void a_text_is_taken_out(void **state) {
    char out[16];
    struct text_buf rest;
    struct problem problem;
    (void)state;
    text_buf_init(&rest, 1024);
    assert_int_equal(wire_take_text(SLICE("{\"a\":1,\"secret\":\"x\"}"), "secret", out, sizeof out,
                                    &rest, &problem),
                     ERR_OK);
    assert_string_equal(out, "x");
    assert_string_equal(rest.data, "{\"a\":1}");
    text_buf_clear(&rest);
    assert_int_equal(wire_take_text(SLICE("{\"a\":1}"), "secret", out, sizeof out, &rest, &problem),
                     ERR_OK);
    assert_string_equal(out, "");
    assert_int_not_equal(wire_take_text(SLICE("{\"secret\":\"0123456789abcdefg\"}"), "secret", out,
                                        sizeof out, &rest, &problem),
                         ERR_OK);
    assert_string_equal(problem.field, "secret");
    text_buf_close(&rest);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_view_is_read),
        cmocka_unit_test(nothing_lent_is_closed),
        cmocka_unit_test(what_is_wrong_is_named),
        cmocka_unit_test(too_many_rows_are_refused),
        cmocka_unit_test(answers_may_only_hold_what_can_be_shown),
        cmocka_unit_test(a_text_is_taken_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
