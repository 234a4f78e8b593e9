/* Why, in sentences: what the coordinator answers in words, a person reads in Danish and English. */
#include "fixture.h"

#include "agents-cli/why.h"

/* The coordinator's own words, from its table: the client does not link it. */
#define BEGIN(name) __attribute__((unused)) static const char *const name##_list[] = {
#define WORD(prefix, constant, text) text,
#define END(name, prefix) \
    NULL                  \
    }                     \
    ;
#include "core/words.def"

typedef void telling(struct text_buf *out, enum language language, const json_t *answer);

static void expect_lines(telling *tell, enum language language, const char *json,
                         const char *wanted) {
    struct text_buf out;
    json_t *answer = json_loads(json, 0, NULL);
    assert_non_null(answer);
    text_buf_init(&out, 65536);
    tell(&out, language, answer);
    assert_string_equal(text_slice(&out).data, wanted);
    text_buf_close(&out);
    json_decref(answer);
}

static void every_rule_has_words(void **state) {
    (void)state;
    for (int l = 0; l < LANGUAGE_COUNT; l++) {
        for (const char *const *rule = sharing_rule_list; *rule != NULL; rule++)
            assert_string_not_equal(texts_word((enum language)l, "rule", *rule), *rule);
        for (const char *const *factor = index_factor_list; *factor != NULL; factor++)
            if (l == LANGUAGE_DA)
                assert_string_not_equal(texts_word(LANGUAGE_DA, "factor", *factor), *factor);
        for (const char *const *reason = routing_reason_list + 1; *reason != NULL; reason++)
            assert_string_not_equal(texts_word((enum language)l, "decision", *reason), *reason);
    }
}

static void an_assignment_has_its_index(void **state) {
    (void)state;
    const char *json =
        "{\"why\":{\"reason\":\"helped\",\"index\":{},\"helper_available\":3,\"helper_present\":8,\"agent\":\"vib\","
        "\"organisation\":\"0630\",\"stopped\":{\"one_way\":1,\"reserve\":3}}}";
    expect_lines(why_call, LANGUAGE_EN, json,
                 "Went to vib of 0630: nobody at home was free, and this helper could best spare "
                 "someone (3 of 8 agents there were available).\n"
                 "When it was weighed, these organisations could have helped, but: 1 is helped the "
                 "other way itself, 3 has only its reserve left.\n");
    expect_lines(why_call, LANGUAGE_DA,
                 "{\"why\":{\"reason\":\"longest_idle\",\"index\":{},\"agent\":\"ida\","
                 "\"organisation\":\"0615\",\"stopped\":{}}}",
                 "Gik til ida i 0615: har været ledig længst derhjemme.\n");
}

static void an_index_is_told_by_its_factors(void **state) {
    (void)state;
    const char *json = "{\"why\":{\"reason\":\"longest_waiting\",\"index\":{\"own\":131072,"
                       "\"wait\":500000,\"speed\":-65536},\"agent\":\"ida\","
                       "\"organisation\":\"0615\",\"stopped\":{}}}";
    expect_lines(why_call, LANGUAGE_EN, json,
                 "Went to ida of 0615: the agent became free, and the call had the largest index "
                 "(own citizen 4.00 times, wait 198 times, speed 0.50 times).\n");
    expect_lines(why_call, LANGUAGE_DA, json,
                 "Gik til ida i 0615: agenten blev ledig, og kaldet havde det største indeks "
                 "(egen borger 4,00 gange, ventetid 198 gange, hurtighed 0,50 gange).\n");
}

static void a_wait_names_each_rule(void **state) {
    (void)state;
    const char *json =
        "{\"why\":{\"reason\":\"rejected\",\"index\":{},\"agent\":null,\"organisation\":null,"
        "\"stopped\":{},\"helpers\":[{\"organisation\":\"0630\",\"rule\":\"declines\",\"able\":4,"
        "\"idle\":2,\"slack\":-1}]}}";
    expect_lines(why_call, LANGUAGE_EN, json,
                 "Last: the offer was rejected.\nIt waits. Right now:\n"
                 "  0630: takes over nothing new. Able: 4, available: 2, to spare: -1.\n");
}

static void routes_are_a_table(void **state) {
    (void)state;
    expect_lines(why_routes, LANGUAGE_EN, "{\"routes\":[],\"queues\":[],\"declining\":[\"0630\"]}",
                 "Nobody helps, and nobody waits where there is an agreement.\n"
                 "Decline: 0630.\n");
    expect_lines(
        why_routes, LANGUAGE_DA,
        "{\"routes\":[{\"helper\":\"0630\",\"helped\":\"0615\",\"agreement\":\"naboer\","
        "\"since\":null,\"at_work\":2,\"rule\":\"none\"}],"
        "\"queues\":[{\"organisation\":\"0615\",\"topic\":\"vand\",\"language\":\"da\","
        "\"waiting\":7,\"first_wait_ms\":65000,\"helpers\":0,\"stopped\":{\"reserve\":2}}]}",
        "Hjælper             Hjulpet             Aftale               Siden     I gang  Stoppet af\n"
        "0630                0615                naboer               -              2  -\n"
        "\n"
        "Venter    Emne             Sprog  Kald  Første  Kan hjælpe  Stoppet\n"
        "0615      vand             da        7    1:05           0  2 har kun sin reserve "
        "tilbage\n");
}

static void a_dry_run_says_that_nothing_changed(void **state) {
    (void)state;
    expect_lines(
        why_dry_run, LANGUAGE_EN,
        "{\"gained\":{\"count\":1,\"pairs\":[{\"helper\":\"0630\",\"helped\":\"0615\"}]},"
        "\"lost\":{\"count\":0,\"pairs\":[]},\"calls\":{\"of\":5000,\"looked_at\":2000,"
        "\"offers\":[{\"call\":\"call-1\",\"municipality\":\"0615\",\"topic\":\"vand\","
        "\"waited_ms\":5000,\"agent\":\"vib\",\"helper\":\"0630\"}]},"
        "\"agents\":[{\"topic\":\"vand\",\"language\":\"da\",\"waiting\":5000,\"trained\":3,"
        "\"trained_idle\":1,\"would_qualify\":40,\"would_qualify_idle\":9}],"
        "\"reserves\":[{\"organisation\":\"0630\",\"present\":3,\"reserve\":2,\"would_help\":1}]}",
        "Pairs of organisations that then could help: 1.\n"
        "  0630 → 0615\n"
        "1 of 5,000 waiting calls would be offered at once.\n"
        "Only the first 2,000 of 5,000 waiting calls were looked at.\n"
        "  call-1 (0615, vand, waited 0:05) → vib of 0630\n"
        "Agents on shift:\n"
        "  vand, Danish: 5,000 waiting; trained 3, available 1; would be qualified 40, available "
        "9\n"
        "0630 could spare nobody more: 3 on shift, reserve 2, 1 helping.\n"
        "Nothing has been changed.\n");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_rule_has_words),
        cmocka_unit_test(an_assignment_has_its_index),
        cmocka_unit_test(an_index_is_told_by_its_factors),
        cmocka_unit_test(a_wait_names_each_rule),
        cmocka_unit_test(routes_are_a_table),
        cmocka_unit_test(a_dry_run_says_that_nothing_changed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
