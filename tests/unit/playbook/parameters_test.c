#include "unit/playbook/fixture.h"

#include "base/limits.h"

struct world {
    struct playbook *playbook;
};

static int set_up(void **state) {
    static struct world world;
    world.playbook = playbook_of(MINIMAL);
    *state = &world;
    return 0;
}

static int tear_down(void **state) {
    struct world *world = *state;
    playbook_destroy(world->playbook);
    return 0;
}

static void test_values_become_canonical(void **state) {
    struct world *world = *state;
    struct text_buf canonical = canonical_of(
        world->playbook,
        " {\"bus\": \"runs\", \"since\": \"2026-07-01T12:00:00+02:00\", \"dry\": 20, \"wait\": 48,"
        "\"link\": \"https://horsens.dk/vej\", \"phone\": \"+45 76292929\", \"who\": \"Å & Ø\","
        "\"road\": \"Havnegade \\\"nord\\\"\"} ");
    assert_string_equal(
        canonical.data,
        "{\"road\":\"Havnegade \\\"nord\\\"\",\"who\":\"Å & Ø\","
        "\"phone\":\"76 29 29 29\",\"link\":\"https://horsens.dk/vej\",\"depth\":10,"
        "\"wait\":48,\"dry\":20,\"since\":\"2026-07-01T10:00:00.000Z\","
        "\"bus\":\"runs\"}");
    struct text_buf again = canonical_of(world->playbook, canonical.data);
    assert_string_equal(again.data, canonical.data); /* canonical is a fixed point */
    text_buf_close(&again);
    text_buf_close(&canonical);
}

/* MINIMAL_VALUES with one member replaced, added or left out (`value` NULL). */
static void assert_refused(const struct playbook *playbook, const char *name, const char *value,
                           const char *detail) {
    struct text_buf json, canonical;
    text_buf_init(&json, 64 * 1024);
    text_buf_init(&canonical, 64 * 1024);
    static const char *const defaults[][2] = {{"road", "\"Havnegade\""},
                                              {"who", "\"Horsens Kommune\""},
                                              {"phone", "\"76292929\""},
                                              {"link", "\"https://horsens.dk/vej\""},
                                              {"wait", "1"},
                                              {"dry", "20"},
                                              {"since", "\"2026-11-22T07:30:00+01:00\""},
                                              {"bus", "\"stopped\""}};
    text_add(&json, "{");
    for (size_t i = 0; i < sizeof defaults / sizeof defaults[0]; i++) {
        if (strcmp(defaults[i][0], name) != 0)
            text_addf(&json, "\"%s\":%s,", defaults[i][0], defaults[i][1]);
    }
    if (value != NULL)
        text_addf(&json, "\"%s\":%s}", name, value);
    else
        json.data[json.length - 1] = '}';
    struct problem problem = {0};
    enum err err = playbook_check_parameters(playbook, text_slice(&json), &canonical, &problem);
    if (err != ERR_PARAMETERS_REFUSED) fail_msg("%s = %s is not refused", name, value);
    assert_string_equal(problem.field, name);
    if (strstr(problem.detail, detail) == NULL)
        fail_msg("%s = %s: %s; wanted ...%s...", name, value, problem.detail, detail);
    text_buf_close(&canonical);
    text_buf_close(&json);
}

static void test_each_type_refuses_what_does_not_fit(void **state) {
    struct world *world = *state;
    static const char *const rows[][3] = {
        {"wait", NULL, "must be given"},
        {"road", NULL, "must be given"},
        {"none", "1", "no such parameter"},
        {"wait", "0", "between 1 and 48"},
        {"wait", "49", "between 1 and 48"},
        {"wait", "\"1\"", "whole number"},
        {"wait", "1.5", "whole number"},
        {"wait", "null", "whole number"},
        {"road", "7", "must be a text"},
        {"road", "\"\"", "must not be empty"},
        {"road", "\" Havnegade\"", "begin or end with a space"},
        {"road", "\"a b c d e f g\"", "7 words; at most 6"},
        {"road", "\"0123456789012345678901234567890123456789012345678901234567890\"",
         "61 characters long; at most 60"},
        {"road", "\"to\\nlinjer\"", "one line"},
        {"road", "\"{who}\"", "must not hold { or }"},
        {"road", "\"Ring 010190-1234\"", "CPR"},
        {"road", "\"Den Digitale Hotline\"", "N67"},
        {"road", "\"Ring ikke til os\"", "N109"},
        {"road", "\"www.horsens.dk\"", "https://"},
        {"phone", "\"7629292\"", "Danish phone number"},
        {"phone", "\"+46 76292929000\"", "Danish phone number"},
        {"link", "\"http://horsens.dk/vej\"", "https://"},
        {"link", "\"https://horsens.dk/vej rute\"", "https://"},
        {"since", "\"2026-11-22T07:30:00\"", "with its zone"},
        {"since", "\"2026-02-30T07:30:00Z\"", "with its zone"},
        {"since", "\"1999-11-22T07:30:00Z\"", "between 2020 and 2099"},
        {"since", "1763794245123", "must be a text"},
        {"bus", "\"flies\"", "one of the 2 options"},
        {"bus", "0", "must be a text"},
        {"depth", "300", "between 1 and 200"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_refused(world->playbook, rows[i][0], rows[i][1], rows[i][2]);
}

static void assert_document_refused(const struct playbook *playbook, struct slice json,
                                    const char *detail) {
    struct text_buf canonical;
    text_buf_init(&canonical, 64 * 1024);
    struct problem problem = {0};
    assert_int_equal(playbook_check_parameters(playbook, json, &canonical, &problem),
                     ERR_PARAMETERS_REFUSED);
    if (strstr(problem.detail, detail) == NULL)
        fail_msg("%s; wanted ...%s...", problem.detail, detail);
    assert_int_equal(canonical.length, 0);
    text_buf_close(&canonical);
}

static void test_documents_that_are_none(void **state) {
    struct world *world = *state;
    static char large[LIMIT_PARAMETERS_BYTES + 1];
    memset(large, ' ', sizeof large);
    assert_document_refused(world->playbook, SLICE("["), "not valid JSON");
    assert_document_refused(world->playbook, SLICE("[]"), "must be a JSON object");
    assert_document_refused(world->playbook, SLICE("{\"wait\":1,\"wait\":2}"), "not valid JSON");
    assert_document_refused(world->playbook, SLICE("{\"road\":\"\xc3\x28\"}"), "not valid JSON");
    assert_document_refused(world->playbook, (struct slice){large, sizeof large}, "too large");
    assert_document_refused(world->playbook, SLICE(""), "must be given"); /* as {} */
    assert_document_refused(
        world->playbook,
        SLICE("{\"øøøøøøøøøøøøøøøøøøøøøøøøøøøøøøøøøøøøøøøøøøøøøøøøøøøøøøøøøøøø\":1}"),
        "no such parameter");
}

static void test_a_full_buffer_is_an_error(void **state) {
    struct world *world = *state;
    struct text_buf canonical;
    text_buf_init(&canonical, 20);
    struct problem problem = {0};
    assert_int_equal(
        playbook_check_parameters(world->playbook, SLICE(MINIMAL_VALUES), &canonical, &problem),
        ERR_LIMIT_REACHED);
    text_buf_close(&canonical);
}

/* The general playbook's values with more behind them; a member given twice is the last one's. */
static void assert_general_refused(const struct playbook *general, const char *more,
                                   const char *field, const char *detail) {
    struct text_buf canonical;
    struct problem problem = {0};
    text_buf_init(&canonical, 64 * 1024);
    enum err err = playbook_check_parameters(general, slice_of(more), &canonical, &problem);
    if (err != ERR_PARAMETERS_REFUSED) fail_msg("not refused: %s", more);
    assert_string_equal(problem.field, field);
    if (strstr(problem.detail, detail) == NULL)
        fail_msg("%s: %s; wanted ...%s...", field, problem.detail, detail);
    assert_int_equal(canonical.length, 0);
    text_buf_close(&canonical);
}

#define GENERAL_WITH(headline, what_to_do)                                   \
    "{\"headline\":\"" headline                                              \
    "\",\"affected_area\":\"Hadsund og omegn\",\"what_to_do\":\"" what_to_do \
    "\",\"authority_name\":\"Mariagerfjord Kommune\",\"authority_phone\":"   \
    "\"97113000\",\"information_url\":\"https://mariagerfjord.dk/bro\","     \
    "\"announced_at\":\"2026-11-22T06:30:00+01:00\"}"

static void test_prose_typed_at_activation_keeps_the_playbooks_rules(void **state) {
    (void)state;
    struct playbook *general = playbook_of(GENERAL);
    static const char *const rows[][3] = {
        {GENERAL_WITH("Broen er lukket", "Myndighederne opfordrer trafikanter til foreløbig "
                                         "udelukkende at benytte omfartsvejen."),
         "what_to_do", "too hard to read: LIX "},
        {GENERAL_WITH("Broen er lukket", "Kør en anden vej"), "what_to_do", "whole sentences"},
        {GENERAL_WITH("Broen er lukket", "Ring ikke til os."), "what_to_do", "N109"},
        {GENERAL_WITH("Broen er lukket", "a b c d e f g h i j k l m n o p q r s."), "what_to_do",
         "19 words; at most 18"},
        {GENERAL_WITH("Den Digitale Hotline er nede", "Vent lidt. Prøv igen."), "headline", "N67"},
        {GENERAL_WITH("1 2 3 4 5 6 7 8 9", "Vent lidt. Prøv igen."), "headline",
         "9 words; at most 8"},
        {GENERAL_WITH("12345678901234567890 12345678901234567890 123456789012 1234 9",
                      "Vent lidt."),
         "headline", "phone menu"},
        {"{" GENERAL_VALUES ",\"question_1\":\"Kører bussen?\"}", "answer_1",
         "given together with question_1"},
        {"{" GENERAL_VALUES ",\"answer_5\":\"Ja, den kører.\",\"question_5\":null}", "question_5",
         "given together with answer_5"},
        {"{" GENERAL_VALUES ",\"question_1\":\"Kører bussen?\",\"answer_1\":\"Busselskaberne "
         "omdirigerer samtlige regionale buslinjer foreløbig uden erstatningskørsel.\"}",
         "answer_1", "shorter sentences and words"},
        {"{" GENERAL_VALUES ",\"question_1\":\"\",\"answer_1\":\"Ja, den kører.\"}", "question_1",
         "must not be empty"},
        {"{}", "headline", "must be given"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_general_refused(general, rows[i][0], rows[i][1], rows[i][2]);
    struct text_buf canonical = canonical_of(
        general, GENERAL_WITH("Broen over Mariager Fjord er lukket", "Kør en anden vej."));
    struct text_buf again = canonical_of(general, canonical.data);
    assert_string_equal(again.data, canonical.data);
    text_buf_close(&again);
    text_buf_close(&canonical);
    playbook_destroy(general);
}

/* An activation with the examples must always work: drills and previews use them. */
static void test_the_examples_of_the_shipped_are_accepted(void **state) {
    (void)state;
    static const char *const paths[] = {WATER,
                                        GENERAL,
                                        FIRE,
                                        PASSPORT,
                                        EPIDEMIC,
                                        "playbooks/water-do-not-use/playbook.json",
                                        "playbooks/storm/playbook.json",
                                        "playbooks/power-outage/playbook.json",
                                        "playbooks/it-outage/playbook.json"};
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        struct playbook *playbook = playbook_of(paths[i]);
        struct text_buf examples = examples_of(paths[i]);
        struct text_buf canonical = canonical_of(playbook, examples.data);
        text_buf_close(&canonical);
        text_buf_close(&examples);
        playbook_destroy(playbook);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values_become_canonical),
        cmocka_unit_test(test_each_type_refuses_what_does_not_fit),
        cmocka_unit_test(test_documents_that_are_none),
        cmocka_unit_test(test_a_full_buffer_is_an_error),
        cmocka_unit_test(test_prose_typed_at_activation_keeps_the_playbooks_rules),
        cmocka_unit_test(test_the_examples_of_the_shipped_are_accepted),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
