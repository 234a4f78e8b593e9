/* Reading and lint: good playbooks are taken whole, broken ones refused whole with line, key and
 * reason. */
#include "unit/playbook/fixture.h"

#include <dirent.h>
#include <stdlib.h>

#include <jansson.h>

#include "base/limits.h"

static void test_good_playbooks_are_read(void **state) {
    (void)state;
    static const char *const paths[] = {MINIMAL,
                                        WATER,
                                        GENERAL,
                                        FIRE,
                                        PASSPORT,
                                        EPIDEMIC,
                                        "playbooks/water-do-not-use/playbook.json",
                                        "playbooks/storm/playbook.json",
                                        "playbooks/power-outage/playbook.json",
                                        "playbooks/it-outage/playbook.json"};
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        struct text_buf text = file_read(paths[i]);
        struct playbook_report report;
        struct playbook *playbook = playbook_read(text_slice(&text), &report);
        if (report.count > 0)
            fail_msg("%s:%u: %s: %s", paths[i], report.findings[0].line, report.findings[0].key,
                     report.findings[0].reason);
        assert_non_null(playbook);
        uint8_t version[SHA256_BYTES];
        crypto_sha256(text.data, text.length, version);
        assert_memory_equal(playbook_version(playbook), version, SHA256_BYTES);
        playbook_destroy(playbook);
        text_buf_close(&text);
    }
}

static void test_what_a_playbook_says_of_itself(void **state) {
    (void)state;
    struct playbook *playbook = playbook_of(WATER);
    assert_string_equal(playbook_id(playbook), "water-contamination");
    assert_string_equal(playbook_title(playbook, "en"), "Advice to boil drinking water");
    assert_string_equal(playbook_title(playbook, "da"), "Råd om at koge drikkevand");
    assert_string_equal(playbook_title(playbook, "pl"), playbook_title(playbook, "da"));
    assert_string_equal(playbook_title(playbook, NULL), playbook_title(playbook, "da"));
    assert_int_equal(playbook_topic_count(playbook), 1);
    assert_string_equal(playbook_topic(playbook, 0), "vand");
    assert_int_equal(playbook_language_count(playbook), 2);
    assert_string_equal(playbook_language(playbook, 1), "en");
    struct playbook_terms terms;
    playbook_terms(playbook, &terms);
    assert_int_equal(terms.default_duration_ms, 24 * HOUR_MS);
    assert_int_equal(terms.max_duration_ms, 168 * HOUR_MS);
    assert_int_equal(terms.warn_before_ms, 120 * MINUTE_MS);
    assert_int_equal(terms.review_every_ms, 6 * HOUR_MS);
    assert_int_equal(terms.lifted_ms, 48 * HOUR_MS);
    playbook_destroy(playbook);
}

static void test_what_is_wished_while_active(void **state) {
    (void)state;
    struct playbook_while_active wishes;
    struct playbook_calendar_day day;
    struct playbook *playbook = playbook_of(WATER);
    playbook_while_active(playbook, "en", &wishes);
    assert_int_equal(wishes.wrap_up_ms, 20000);
    assert_string_equal(wishes.wrap_up_reason, "More calls than usual: short wrap-up");
    assert_int_equal(wishes.shared_topic_count, 1);
    assert_string_equal(wishes.shared_topics[0], "vand");
    assert_int_equal(wishes.keep_open_hours, 4);
    assert_true(wishes.call_up);
    assert_false(wishes.acknowledge_first);
    assert_int_equal(strncmp(wishes.staffing, "Let one person", 14), 0);
    assert_int_equal(playbook_calendar_count(playbook), 2);
    playbook_calendar(playbook, 1, "da", &day);
    assert_string_equal(day.on, "2027-04-14");
    assert_string_equal(day.kind, "exercise");
    assert_string_equal(day.title, "Øvelse med alle kommuner");
    playbook_destroy(playbook);
    playbook = playbook_of(FIRE);
    playbook_while_active(playbook, "da", &wishes);
    assert_true(wishes.acknowledge_first);
    playbook_destroy(playbook);
    playbook = playbook_of(MINIMAL); /* wishes nothing */
    playbook_while_active(playbook, "da", &wishes);
    assert_int_equal(wishes.wrap_up_ms, 0);
    assert_null(wishes.wrap_up_reason);
    assert_null(wishes.staffing);
    assert_int_equal(wishes.shared_topic_count, 0);
    assert_int_equal(playbook_calendar_count(playbook), 0);
    playbook_destroy(playbook);
}

struct expectation {
    char file[64], key[96], reason[128];
    unsigned line;
};

/* One row of expected.tsv: file, line, key ("-": none), part of the reason. */
static bool next_expectation(char **at, struct expectation *out) {
    while (**at == '#')
        *at += strcspn(*at, "\n") + 1;
    if (**at == '\0') return false;
    int used = 0;
    int fields = sscanf(*at, "%63[^\t]\t%u\t%95[^\t]\t%127[^\n]\n%n", out->file, &out->line,
                        out->key, out->reason, &used);
    assert_int_equal(fields, 4);
    if (strcmp(out->key, "-") == 0) out->key[0] = '\0';
    *at += used;
    return true;
}

static void assert_refused(const char *folder, const struct expectation *expected) {
    char path[256];
    snprintf(path, sizeof path, "%s/%s", folder, expected->file);
    struct text_buf text = file_read(path);
    struct playbook_report report;
    assert_null(playbook_read(text_slice(&text), &report));
    text_buf_close(&text);
    if (report.errors != 1) fail_msg("%s: %u errors, not 1", expected->file, report.errors);
    for (uint32_t i = 0; i < report.count; i++) {
        const struct playbook_finding *found = &report.findings[i];
        if (!found->error) continue;
        if (found->line != expected->line || strcmp(found->key, expected->key) != 0 ||
            strstr(found->reason, expected->reason) == NULL)
            fail_msg("%s: line %u, key %s, reason %s; wanted line %u, key %s, reason ...%s...",
                     expected->file, found->line, found->key, found->reason, expected->line,
                     expected->key, expected->reason);
    }
}

static size_t count_json_files(const char *folder) {
    char path[1024];
    snprintf(path, sizeof path, "%s/%s", DDH_SOURCE_DIR, folder);
    DIR *open = opendir(path);
    assert_non_null(open);
    size_t count = 0;
    for (struct dirent *entry = readdir(open); entry != NULL; entry = readdir(open))
        if (strstr(entry->d_name, ".json") != NULL) count++;
    closedir(open);
    return count;
}

/* Each broken file is the minimal one with one thing wrong, so exactly one error must be found,
 * where it is. schema_check.cjs says which of the two folders a JSON Schema can see. */
static void assert_all_refused(const char *folder, size_t least) {
    char path[256];
    snprintf(path, sizeof path, "%s/expected.tsv", folder);
    struct text_buf table = file_read(path);
    char *at = table.data;
    struct expectation expected;
    size_t count = 0;
    while (next_expectation(&at, &expected)) {
        assert_refused(folder, &expected);
        count++;
    }
    assert_true(count >= least);
    assert_int_equal(count, count_json_files(folder));
    text_buf_close(&table);
}

static void test_every_broken_playbook_is_refused_with_line_key_and_reason(void **state) {
    (void)state;
    assert_all_refused("tests/unit/playbook/broken", 30);
    assert_all_refused("tests/unit/playbook/broken-lint-only", 20);
}

static void refuse_text(struct slice json, struct playbook_report *report) {
    assert_null(playbook_read(json, report));
    assert_true(report->errors > 0);
}

static void test_what_is_no_playbook_at_all(void **state) {
    (void)state;
    struct playbook_report report;
    refuse_text(SLICE(""), &report);
    refuse_text((struct slice){NULL, 0}, &report);
    refuse_text(SLICE("null"), &report);
    refuse_text(SLICE("[]"), &report);
    refuse_text(SLICE("{"), &report);
    refuse_text(SLICE("{\"id\": \"\xff\"}"), &report);
    assert_non_null(strstr(report.findings[0].reason, "unable to decode byte 0xff"));
    refuse_text(SLICE("{\"id\": \"a\\u0000b\"}"), &report);
    refuse_text(SLICE("{}"), &report);
    assert_string_equal(report.findings[0].key, "format");
    assert_false(report.more);
}

static void test_a_file_that_is_too_large(void **state) {
    (void)state;
    char *spaces = malloc(LIMIT_DOCUMENT_BYTES + 1);
    assert_non_null(spaces);
    memset(spaces, ' ', LIMIT_DOCUMENT_BYTES + 1);
    struct playbook_report report;
    refuse_text((struct slice){spaces, LIMIT_DOCUMENT_BYTES + 1}, &report);
    assert_non_null(strstr(report.findings[0].reason, "larger than"));
    assert_int_equal(report.findings[0].line, 0);
    free(spaces);
}

static void test_more_findings_than_fit(void **state) {
    (void)state;
    struct text_buf text;
    text_buf_init(&text, 64 * 1024);
    text_add(&text, "{\"format\": 1");
    for (int i = 0; i < 200; i++)
        text_addf(&text, ",\n\"unknown-%d\": %d", i, i);
    text_add(&text, "}");
    struct playbook_report report;
    refuse_text(text_slice(&text), &report);
    assert_int_equal(report.count, LIMIT_PLAYBOOK_FINDINGS);
    assert_true(report.more);
    assert_true(report.errors > 200);
    for (uint32_t i = 1; i < report.count; i++)
        assert_true(report.findings[i - 1].line <= report.findings[i].line);
    text_buf_close(&text);
}

/* A key from outside may be long and full of surprises; a finding stays within its fields and
 * valid UTF-8. */
static void test_a_finding_about_a_strange_key(void **state) {
    (void)state;
    struct text_buf text;
    text_buf_init(&text, 64 * 1024);
    text_add(&text, "{\n\"");
    for (int i = 0; i < 700; i++)
        text_add(&text, "ø");
    text_add(&text, "\": 1,\n\"\\u00e5.b[3]\": 2}");
    struct playbook_report report;
    refuse_text(text_slice(&text), &report);
    bool found = false;
    for (uint32_t i = 0; i < report.count; i++) {
        const struct playbook_finding *finding = &report.findings[i];
        assert_true(text_is_utf8(finding->key, strlen(finding->key)));
        assert_true(text_is_utf8(finding->reason, strlen(finding->reason)));
        if (strcmp(finding->key, "å.b[3]") == 0) found = finding->line == 3;
    }
    assert_true(found);
    text_buf_close(&text);
}

/* Warnings do not refuse: the minimal playbook becomes one about storms, which is expected to
 * have ten questions. */
static void test_a_warning_leaves_the_playbook_usable(void **state) {
    (void)state;
    struct text_buf text = file_read(MINIMAL);
    char *type = strstr(text.data, "\"general\"");
    assert_non_null(type);
    memcpy(type, "\"storm\"  ", strlen("\"general\""));
    struct playbook_report report;
    struct playbook *playbook = playbook_read(text_slice(&text), &report);
    assert_non_null(playbook);
    assert_int_equal(report.errors, 0);
    assert_int_equal(report.count, 1);
    assert_false(report.findings[0].error);
    assert_string_equal(report.findings[0].key, "questions");
    playbook_destroy(playbook);
    text_buf_close(&text);
}

static void remove_english(json_t *json) {
    if (json_is_object(json)) json_object_del(json, "en");
    const char *key;
    json_t *value;
    json_object_foreach(json, key, value) remove_english(value);
    size_t index;
    json_array_foreach(json, index, value) remove_english(value);
}

static void test_danish_alone_is_enough_but_warned_of(void **state) {
    (void)state;
    struct text_buf text = file_read(MINIMAL);
    json_t *root = json_loadb(text.data, text.length, 0, NULL);
    assert_non_null(root);
    remove_english(root);
    json_array_remove(json_object_get(root, "languages"), 1);
    char *dumped = json_dumps(root, JSON_INDENT(1));
    struct playbook_report report;
    struct playbook *playbook = playbook_read(slice_of(dumped), &report);
    assert_non_null(playbook);
    assert_int_equal(report.count, 1);
    assert_false(report.findings[0].error);
    assert_string_equal(report.findings[0].key, "languages");
    playbook_destroy(playbook);
    free(dumped);
    json_decref(root);
    text_buf_close(&text);
}

static void test_more_parameters_than_a_hand_can_fill_in(void **state) {
    (void)state;
    struct text_buf text;
    text_buf_init(&text, 64 * 1024);
    text_add(&text, "{\n\"parameters\": {");
    for (int i = 0; i <= LIMIT_PLAYBOOK_PARAMETERS; i++)
        text_addf(&text, "%s\n\"p%d\": {}", i == 0 ? "" : ",", i);
    text_add(&text, "}}");
    struct playbook_report report;
    refuse_text(text_slice(&text), &report);
    bool found = false;
    for (uint32_t i = 0; i < report.count; i++)
        if (strcmp(report.findings[i].key, "parameters") == 0)
            found = strstr(report.findings[i].reason, "has 25 items; at most 24") != NULL;
    assert_true(found);
    text_buf_close(&text);
}

static void test_audiences_and_places_by_name(void **state) {
    (void)state;
    enum playbook_audience audience;
    enum playbook_place place;
    for (int i = 0; i < PLAYBOOK_AUDIENCE_COUNT; i++) {
        const char *text = playbook_audience_text((enum playbook_audience)i);
        assert_true(playbook_audience_from_text(text, &audience));
        assert_int_equal(audience, i);
    }
    for (int i = 0; i < PLAYBOOK_PLACE_COUNT; i++) {
        assert_true(playbook_place_from_text(playbook_place_text((enum playbook_place)i), &place));
        assert_int_equal(place, i);
    }
    assert_false(playbook_audience_from_text("citizen", &audience));
    assert_false(playbook_audience_from_text(NULL, &audience));
    assert_false(playbook_place_from_text("nearby", &place));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_good_playbooks_are_read),
        cmocka_unit_test(test_what_a_playbook_says_of_itself),
        cmocka_unit_test(test_what_is_wished_while_active),
        cmocka_unit_test(test_every_broken_playbook_is_refused_with_line_key_and_reason),
        cmocka_unit_test(test_what_is_no_playbook_at_all),
        cmocka_unit_test(test_a_file_that_is_too_large),
        cmocka_unit_test(test_more_findings_than_fit),
        cmocka_unit_test(test_a_finding_about_a_strange_key),
        cmocka_unit_test(test_a_warning_leaves_the_playbook_usable),
        cmocka_unit_test(test_danish_alone_is_enough_but_warned_of),
        cmocka_unit_test(test_more_parameters_than_a_hand_can_fill_in),
        cmocka_unit_test(test_audiences_and_places_by_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
