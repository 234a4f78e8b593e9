/* Activating: against the shipped playbook, so that the two cannot drift apart. */
#include "agents-cli/guide.h"
#include "agents-cli/refuse.h"
#include "agents-cli/tests/fixture.h"

static json_t *document(void) {
    json_t *root =
        json_load_file(DDH_SOURCE_DIR "/playbooks/water-contamination/playbook.json", 0, NULL);
    assert_non_null(root);
    return root;
}

static bool value(const json_t *playbook, const char *name, const char *text) {
    struct text_buf problem;
    json_t *out = NULL;
    text_buf_init(&problem, 8192);
    const json_t *parameter = json_object_get(json_object_get(playbook, "parameters"), name);
    assert_non_null(parameter);
    bool ok = guide_value(parameter, text, FIXTURE_NOW, LANGUAGE_DA, &out, &problem);
    assert_true(ok ? out != NULL : problem.length > 0);
    json_decref(out);
    text_buf_close(&problem);
    return ok;
}

static void values(void **state) {
    json_t *playbook = document();
    (void)state;
    assert_true(value(playbook, "boil_minutes", "2"));
    assert_false(value(playbook, "boil_minutes", "0"));
    assert_false(value(playbook, "boil_minutes", "11"));
    assert_false(value(playbook, "boil_minutes", "two"));
    assert_false(value(playbook, "boil_minutes", "2 minutter"));
    assert_false(value(playbook, "boil_minutes", ""));
    assert_false(value(playbook, "boil_minutes", "99999999999999999999"));
    assert_true(value(playbook, "bath", "allowed"));
    assert_false(value(playbook, "bath", "maybe"));
    assert_true(value(playbook, "affected_area", "Horsens midtby"));
    assert_false(value(playbook, "affected_area", ""));
    assert_false(value(playbook, "affected_area", "a\nb"));
    json_decref(playbook);
}

static void times(void **state) {
    static const struct {
        const char *text;
        int64_t at; /* 0: no time */
    } rows[] = {
        {"08:30", INT64_C(1763796600000)},
        {"8.30", INT64_C(1763796600000)},
        {"22.11 08:30", INT64_C(1763796600000)},
        {"22.11. 08.30", INT64_C(1763796600000)},
        {"22.11.2025 08:30", INT64_C(1763796600000)},
        {"2025-11-22T08:30:00+01:00", INT64_C(1763796600000)},
        {"1.7 12:00", INT64_C(1751364000000)}, /* summer time */
        {"26.10 03:30", INT64_C(1761445800000)},
        {"30.3 03:00", INT64_C(1743296400000)},
        {"24:00", 0},
        {"08:60", 0},
        {"0830", 0},
        {"08:30x", 0},
        {"", 0},
        {"31.2 08:30", 0},
        {"22.11.99999 08:30", 0},
        {"22.11 i morgen 08:30", 0},
        {"22.13 08:30", 0},
        {"-1:30", 0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        time_ms at = 0;
        bool ok = guide_time(rows[i].text, FIXTURE_NOW, &at);
        if (ok != (rows[i].at != 0) || (ok && at != rows[i].at))
            fail_msg("'%s' became %lld", rows[i].text, ok ? (long long)at : 0);
    }
}

static void what_is_missing(void **state) {
    json_t *playbook = document(), *given = json_pack("{s:i}", "boil_minutes", 2);
    const char *names[32];
    (void)state;
    size_t all = json_object_size(json_object_get(playbook, "parameters"));
    size_t count = guide_missing(playbook, given, false, names, 32);
    assert_int_equal(count, all - 1);
    for (size_t i = 0; i < count; i++)
        assert_string_not_equal(names[i], "boil_minutes");
    json_decref(given);
    json_decref(playbook);
}

/* What may be left out is asked for only where somebody can answer with an empty line. */
static void what_may_be_left_out(void **state) {
    json_t *playbook =
        json_loads("{\"parameters\":{\"where\":{\"type\":\"text\",\"title\":{\"da\":\"Hvor?\"},"
                   "\"example\":\"Her\"},\"more\":{\"type\":\"sentences\",\"optional\":true,"
                   "\"title\":{\"da\":\"Mere?\"},\"example\":\"Ja.\"}}}",
                   0, NULL);
    json_t *given = json_object(), *value = NULL;
    const json_t *more = json_object_get(json_object_get(playbook, "parameters"), "more");
    const json_t *where = json_object_get(json_object_get(playbook, "parameters"), "where");
    const char *names[32];
    struct text_buf out;
    (void)state;
    text_buf_init(&out, 8192);
    assert_int_equal(guide_missing(playbook, given, false, names, 32), 1);
    assert_string_equal(names[0], "where");
    assert_int_equal(guide_missing(playbook, given, true, names, 32), 2);
    assert_true(guide_value(more, "", FIXTURE_NOW, LANGUAGE_DA, &value, &out));
    assert_true(json_is_null(value));
    json_object_set_new(given, "more", value);
    assert_int_equal(guide_missing(playbook, given, true, names, 32), 1);
    assert_false(guide_value(where, "", FIXTURE_NOW, LANGUAGE_DA, &value, &out));
    text_buf_clear(&out);
    guide_question(&out, more, LANGUAGE_DA);
    assert_string_equal(out.data, "Mere? (fx Ja.; tom linje: udelades)");
    text_buf_clear(&out);
    guide_question(&out, where, LANGUAGE_DA);
    assert_string_equal(out.data, "Hvor? (fx Her)");
    text_buf_close(&out);
    json_decref(given);
    json_decref(playbook);
}

static void the_preview_fills_in(void **state) {
    json_t *playbook = document();
    json_t *given = json_pack("{s:i,s:s}", "boil_minutes", 2, "authority_name", "Horsens Kommune");
    struct text_buf out;
    (void)state;
    text_buf_init(&out, 65536);
    guide_preview(&out, playbook, given, "Horsens", LANGUAGE_DA, 200, false);
    assert_non_null(strstr(out.data, "mindst 2 minutter"));
    assert_non_null(strstr(out.data, "2 minutes"));
    assert_non_null(strstr(out.data, "til Horsens Kommune"));
    assert_null(strstr(out.data, "{boil_minutes}"));
    text_buf_close(&out);
    json_decref(given);
    json_decref(playbook);
}

static void municipalities(void **state) {
    json_t *list = json_loads("{\"organisations\":[{\"id\":\"0615\",\"name\":\"Horsens\"},"
                              "{\"id\":\"a\",\"name\":\"To\"},{\"id\":\"b\",\"name\":\"To\"}]}",
                              0, NULL);
    (void)state;
    assert_string_equal(guide_municipality(list, "0615"), "0615");
    assert_string_equal(guide_municipality(list, "horsens"), "0615");
    assert_null(guide_municipality(list, "To")); /* two of them: the code is needed */
    assert_string_equal(guide_municipality(list, "b"), "b");
    assert_null(guide_municipality(list, ""));
    json_decref(list);
}

static void sentence(int status, const char *body, const char *expected) {
    struct text_buf out;
    text_buf_init(&out, 8192);
    refuse_sentence(&out, LANGUAGE_EN, status, body, strlen(body));
    assert_string_equal(out.data, expected);
    text_buf_close(&out);
}

static void refusals(void **state) {
    (void)state;
    sentence(
        422,
        "{\"type\":\"urn:ddh:problem:parameters-refused\",\"title\":\"t\",\"field\":\"bath\","
        "\"detail\":\"must be one of the 3 options\"}",
        "The values do not fit the playbook. It concerns 'bath'. (must be one of the 3 options.)");
    sentence(400, "{\"type\":\"urn:ddh:problem:brand-new\",\"title\":\"that is new\"}",
             "The coordinator refused: that is new.");
    sentence(502, "<html>bad gateway</html>", "The coordinator could not do it (HTTP 502).");
    sentence(400, "{\"title\":\"a\x1b[2J\"}", "The coordinator could not do it (HTTP 400).");
    sentence(500, "", "The coordinator could not do it (HTTP 500).");
    assert_int_equal(refuse_exit(200), EXIT_DONE);
    assert_int_equal(refuse_exit(401), EXIT_NOT_LOGGED_IN);
    assert_int_equal(refuse_exit(403), EXIT_REFUSED);
    assert_int_equal(refuse_exit(404), EXIT_NOT_FOUND);
    assert_int_equal(refuse_exit(409), EXIT_REFUSED);
    assert_int_equal(refuse_exit(503), EXIT_NO_CONNECTION);
}

static void which_refusals_are_repeated(void **state) {
    static const char unknown[] = "{\"type\":\"urn:ddh:problem:outcome-unknown\"}";
    static const char limit[] = "{\"type\":\"urn:ddh:problem:limit-reached\"}";
    (void)state;
    assert_true(refuse_may_repeat(503, unknown, sizeof unknown - 1));
    assert_false(refuse_may_repeat(503, limit, sizeof limit - 1));
    assert_true(refuse_may_repeat(502, "", 0));
    assert_false(refuse_may_repeat(500, "", 0));
    assert_false(refuse_may_repeat(409, "", 0));
}

/* --- places ----------------------------------------------------------------------------------- */

static void places(const char *text, enum guide_where result, const char *said) {
    json_t *organisations = json_loads(
        "{\"organisations\":[{\"id\":\"0615\",\"name\":\"Horsens\"},{\"id\":\"0746\",\"name\":"
        "\"Skanderborg\"},{\"id\":\"0825\",\"name\":\"Læsø\"}]}",
        0, NULL);
    json_t *whole = json_array(), *parts = json_array();
    char wrong[GUIDE_PLACE];
    struct text_buf area;
    text_buf_init(&area, 4096);
    assert_int_equal(guide_area(organisations, text, whole, parts, wrong), result);
    guide_area_text(&area, organisations, whole, parts);
    assert_string_equal(result == GUIDE_TAKEN ? text_slice(&area).data : wrong, said);
    text_buf_close(&area);
    json_decref(parts);
    json_decref(whole);
    json_decref(organisations);
}

static void places_are_whole_or_in_part(void **state) {
    (void)state;
    places("horsens , 0746,Læsø", GUIDE_TAKEN, "Horsens, Skanderborg, Læsø");
    places("Horsens, 0615", GUIDE_TAKEN, "Horsens");
    places("horsens:8700", GUIDE_TAKEN, "Horsens (8700)");
    places(" Skanderborg : vestervang + 8660 ,horsens", GUIDE_TAKEN,
           "Horsens, Skanderborg (vestervang, 8660)");
    places("Horsens:8700,Horsens:8732+8700", GUIDE_TAKEN, "Horsens (8700, 8732)");
    places("", GUIDE_TAKEN, "");
    places("Hosens", GUIDE_NO_MUNICIPALITY, "Hosens");
    places("Horsens, Hosens:8700", GUIDE_NO_MUNICIPALITY, "Hosens");
    places("Horsens:8700, 8732", GUIDE_NO_MUNICIPALITY, "8732");
    places("Horsens:", GUIDE_NO_PART, "Horsens:");
    places("Horsens:+", GUIDE_NO_PART, "Horsens:+");
    places(":8700", GUIDE_NO_PART, ":8700");
    places("Horsens:a-zone-with-a-name-that-is-far-too-long-to-be-one-and-goes-on-and-on",
           GUIDE_NO_PART,
           "Horsens:a-zone-with-a-name-that-is-far-too-long-to-be-one-and-goes-on-and-on");
    places("Horsens, Horsens:8700", GUIDE_BOTH, "Horsens");
}

static void zones_are_known_by_id_or_name(void **state) {
    json_t *zones = json_loads("{\"zones\":[{\"id\":\"vest\",\"organisation\":\"0615\",\"name\":"
                               "\"Vestbyen\"},{\"id\":\"syd\",\"organisation\":\"0746\","
                               "\"name\":\"Syd\"}]}",
                               0, NULL);
    json_t *parts = json_loads("[{\"municipality\":\"0615\",\"postcodes\":[\"8700\"],"
                               "\"zones\":[\"VESTBYEN\"]}]",
                               0, NULL);
    const char *municipality = "", *zone = "";
    struct text_buf out;
    (void)state;
    text_buf_init(&out, 4096);
    assert_true(guide_zones(zones, parts, &municipality, &zone));
    guide_part_text(&out, parts, "0615");
    assert_string_equal(out.data, " (vest, 8700)");
    json_array_append_new(json_object_get(json_array_get(parts, 0), "zones"), json_string("syd"));
    assert_false(guide_zones(zones, parts, &municipality, &zone)); /* that is another's */
    assert_string_equal(municipality, "0615");
    assert_string_equal(zone, "syd");
    text_buf_clear(&out);
    guide_zone_list(&out, NULL, zones, NULL);
    assert_string_equal(out.data, "0615:vest (Vestbyen), 0746:syd (Syd)");
    text_buf_close(&out);
    json_decref(parts);
    json_decref(zones);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values),
        cmocka_unit_test(times),
        cmocka_unit_test(what_is_missing),
        cmocka_unit_test(what_may_be_left_out),
        cmocka_unit_test(the_preview_fills_in),
        cmocka_unit_test(municipalities),
        cmocka_unit_test(refusals),
        cmocka_unit_test(which_refusals_are_repeated),
        cmocka_unit_test(places_are_whole_or_in_part),
        cmocka_unit_test(zones_are_known_by_id_or_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
