/* Announcements: XML that nothing breaks out of, the chain of CAP messages, JSON-LD. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "playbook/announcement.h"
#include "playbook/xml.h"

static void texts_are_escaped(void **state) {
    (void)state;
    struct text_buf out;
    text_buf_init(&out, 1024);
    xml_text(&out, "a < b & c > \"d\" ]]> \t\n\r \x01 \xef\xbf\xbe|\xef\xbf\xbd \xc3\xa6");
    assert_string_equal(out.data, "a &lt; b &amp; c &gt; &quot;d&quot; ]]&gt; &#9;&#10;&#13; "
                                  "\xef\xbf\xbd \xef\xbf\xbd|\xef\xbf\xbd \xc3\xa6");
    text_buf_clear(&out);
    xml_element(&out, "web", NULL);
    xml_element(&out, "web", "");
    assert_int_equal(out.length, 0);
    xml_element(&out, "web", "<");
    assert_string_equal(out.data, "<web>&lt;</web>\n");
    text_buf_close(&out);
}

static const struct announcement_place places[] = {{.code = "0615", .name = "Horsens"},
                                                   {.code = "0630", .name = "Vejle & omegn"}};

static struct announcement sample(void) {
    return (struct announcement){
        .id = "activation-7",
        .sender = "ddh",
        .crisis_type = "water_contamination",
        .coverage = "Danmark",
        .places = places,
        .place_count = 2,
        .messages = {{PLAYBOOK_ACTIVE, INT64_C(1795330245123)},
                     {PLAYBOOK_EXPIRED, INT64_C(1795333845123)},
                     {PLAYBOOK_LIFTED, INT64_C(1795337445123)}},
        .message_count = 1,
        .expires_at = INT64_C(1795333845123),
        .texts = {{"da", "Kog <vandet>", "Kog & drik", "Ring \"nu\"", "Horsens Kommune",
                   "76 29 29 29", "https://horsens.dk/?a=1&b=2"}},
        .text_count = 1,
    };
}

static void has(const struct text_buf *out, const char *text) {
    if (strstr(out->data, text) == NULL) fail_msg("no %s in %s", text, out->data);
}
static void lacks(const struct text_buf *out, const char *text) {
    if (strstr(out->data, text) != NULL) fail_msg("%s in %s", text, out->data);
}

static void a_chain_names_what_came_before(void **state) {
    (void)state;
    struct announcement a = sample();
    struct text_buf out;
    text_buf_init(&out, 1 << 20);
    announcement_cap(&a, &a, 1, &out);
    has(&out, "<identifier>activation-7.1.1795330245123</identifier>");
    has(&out, "<sent>2026-11-22T07:50:45+01:00</sent>");
    has(&out, "<status>Actual</status>");
    has(&out, "<msgType>Alert</msgType>");
    lacks(&out, "<references>");
    has(&out, "<expires>2026-11-22T08:50:45+01:00</expires>");
    has(&out, "<headline>Kog &lt;vandet&gt;</headline>");
    has(&out, "<areaDesc>Vejle &amp; omegn</areaDesc>");
    a.message_count = 2;
    text_buf_clear(&out);
    announcement_cap(&a, &a, 1, &out);
    has(&out, "<msgType>Update</msgType>");
    has(&out,
        "<references>ddh,activation-7.1.1795330245123,2026-11-22T07:50:45+01:00</references>");
    lacks(&out, "<expires>"); /* expired, it stands all the same */
    lacks(&out, "AllClear");
    a.message_count = 3;
    text_buf_clear(&out);
    announcement_cap(&a, &a, 1, &out);
    has(&out, "<identifier>activation-7.3.1795337445123</identifier>");
    has(&out, "<msgType>Cancel</msgType>");
    has(&out, "ddh,activation-7.1.1795330245123,2026-11-22T07:50:45+01:00 "
              "ddh,activation-7.2.1795333845123,2026-11-22T08:50:45+01:00</references>");
    has(&out, "<responseType>AllClear</responseType>");
    text_buf_close(&out);
}

static void an_exercise_says_so_and_everywhere_has_a_name(void **state) {
    (void)state;
    struct announcement a = sample();
    struct text_buf out;
    text_buf_init(&out, 1 << 20);
    a.exercise = true;
    a.place_count = 0;
    a.crisis_type = "general";
    a.messages[0].at = INT64_C(1782884445000); /* summer */
    announcement_cap(&a, &a, 1, &out);
    has(&out, "<status>Exercise</status>");
    has(&out, "<areaDesc>Danmark</areaDesc>");
    has(&out, "<category>Other</category>");
    has(&out, "<sent>2026-07-01T07:40:45+02:00</sent>");
    lacks(&out, "geocode");
    text_buf_close(&out);
}

static void json_ld_is_json(void **state) {
    (void)state;
    struct announcement a = sample();
    struct text_buf out;
    text_buf_init(&out, 1 << 20);
    a.texts[a.text_count++] = a.texts[0];
    a.texts[1].language = "en";
    text_add_char(&out, '[');
    announcement_json_ld(&a, &out);
    text_add_char(&out, ']');
    json_t *root = json_loadb(out.data, out.length, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(root);
    assert_int_equal(json_array_size(root), 2);
    const json_t *english = json_array_get(root, 1);
    assert_string_equal(json_string_value(json_object_get(english, "inLanguage")), "en");
    assert_string_equal(json_string_value(json_object_get(english, "@type")),
                        "SpecialAnnouncement");
    assert_int_equal(json_array_size(json_object_get(english, "announcementLocation")), 2);
    json_decref(root);
    text_buf_close(&out);
}

static void what_is_no_answer_is_refused(void **state) {
    (void)state;
    struct arena arena;
    struct announcement_text text;
    struct text_buf out;
    arena_init(&arena, 4096);
    text_buf_init(&out, 4096);
    assert_false(announcement_read(SLICE("{"), &arena, &text));
    assert_false(announcement_read(SLICE("{\"language\":\"da\"}"), &arena, &text));
    assert_true(announcement_read(
        SLICE("{\"language\":\"da\",\"title\":\"t\",\"text\":\"x\",\"where_to_go\":\"w\","
              "\"authority\":{\"name\":\"n\",\"contact\":\"c\",\"url\":\"u\"}}"),
        &arena, &text));
    assert_string_equal(text.authority, "n");
    assert_false(announcement_speech(SLICE("{\"speech\":3}"), &out));
    assert_true(announcement_speech(SLICE("{\"speech\":\"hej\"}"), &out));
    assert_string_equal(out.data, "hej");
    text_buf_close(&out);
    arena_close(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_are_escaped),
        cmocka_unit_test(a_chain_names_what_came_before),
        cmocka_unit_test(an_exercise_says_so_and_everywhere_has_a_name),
        cmocka_unit_test(json_ld_is_json),
        cmocka_unit_test(what_is_no_answer_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
