#include "unit/playbook/fixture.h"

#include "playbook/rules.h"

static void test_links(void **state) {
    (void)state;
    static const char *const good[] = {"https://a.dk", "https://horsens.dk/vand",
                                       "https://www.xn--rsted-uua.dk/a?b=c#d",
                                       "https://a-b.c1.example/%20"};
    static const char *const bad[] = {"http://a.dk",
                                      "https://",
                                      "https://dk",
                                      "https://a..dk",
                                      "https://-a.dk",
                                      "https://a-.dk",
                                      "https://a.dk:8080/",
                                      "https://user@a.dk/",
                                      "https://10.0.0.10/",
                                      "https://a.d",
                                      "https://A.dk/",
                                      "https://a.dk/æ",
                                      "https://a.dk/ b",
                                      "https://a.dk/\"",
                                      "https://a.dk?b",
                                      "ftp://a.dk/",
                                      ""};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
        if (!rule_is_url(good[i], strlen(good[i]))) fail_msg("refused: %s", good[i]);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        if (rule_is_url(bad[i], strlen(bad[i]))) fail_msg("accepted: %s", bad[i]);
}

static void test_phone_numbers(void **state) {
    (void)state;
    static const char *const good[] = {"112",         "1813",         "116117",     "82121212",
                                       "82 12 12 12", "+45 82121212", "+4582121212"};
    static const char *const bad[] = {"",          "11",         "8212121",     "821212123",
                                      "12345678",  "82  121212", "82-12-12-12", " 82121212",
                                      "82121212 ", "212",        "ring"};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
        if (!rule_is_phone(good[i])) fail_msg("refused: %s", good[i]);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        if (rule_is_phone(bad[i])) fail_msg("accepted: %s", bad[i]);
}

static void test_a_text_names_a_phone_number(void **state) {
    (void)state;
    assert_true(rule_names_phone("Ring 112."));
    assert_true(rule_names_phone("Ring til lægen, i hovedstaden 1813"));
    assert_true(rule_names_phone("Giftlinjen: 82 12 12 12."));
    assert_true(rule_names_phone("82121212"));
    assert_false(rule_names_phone("Mød op i Borgerservice kl. 10.30"));
    assert_false(rule_names_phone("ved 100 grader i 1999"));
    assert_false(rule_names_phone("Nr. 1123 og 1121212 og A112B"));
}

static void test_the_phone_way_is_never_closed(void **state) {
    (void)state;
    static const char *const closing[] = {"Ring ikke til os.",         "Du skal ikke; ring  ikke",
                                          "Lad være med at ringe.",    "Telefonen er lukket.",
                                          "Svar gives kun på nettet.", "Please do NOT call us.",
                                          "Don't call the council.",   "Our phone lines are closed",
                                          "It is only online.",        "Du kan ikke ringe til os"};
    static const char *const fine[] = {"Ring ikke 112 for at spørge.",
                                       "Ring ikke til 112, hvis du kan vente.",
                                       "Ring, ikke skriv.",
                                       "Kan du ikke ringe, så skriv.",
                                       "Don't call 112 to ask.",
                                       "Springe ikke over."};
    for (size_t i = 0; i < sizeof closing / sizeof closing[0]; i++)
        if (rule_citizen(closing[i]) == NULL) fail_msg("accepted: %s", closing[i]);
    for (size_t i = 0; i < sizeof fine / sizeof fine[0]; i++)
        if (rule_citizen(fine[i]) != NULL) fail_msg("refused: %s", fine[i]);
}

static void test_the_internal_name_is_not_for_citizens(void **state) {
    (void)state;
    assert_non_null(rule_citizen("Du taler med Den Digitale Hotline."));
    assert_non_null(rule_citizen("den  DIGITALE   hotline"));
    assert_non_null(rule_citizen("Welcome to the Digital Hotline"));
    assert_null(rule_citizen("En hotline er digital."));
}

static void test_links_inside_texts(void **state) {
    (void)state;
    assert_null(rule_citizen("Se https://horsens.dk/vand, eller (https://dr.dk)."));
    assert_non_null(rule_citizen("Se http://horsens.dk/vand"));
    assert_non_null(rule_citizen("Se www.horsens.dk"));
    assert_non_null(rule_citizen("Se https://horsens"));
    assert_non_null(rule_citizen("Se https://horsens.dk:80/"));
}

static void test_lines_dates_and_counts(void **state) {
    (void)state;
    assert_null(rule_line("Æ ø å – 100 °C"));
    assert_non_null(rule_line(" indrykket"));
    assert_non_null(rule_line("to\nlinjer"));
    assert_non_null(rule_line("\xff"));
    assert_non_null(rule_line("ring 0101901234"));
    assert_true(rule_is_date("2028-02-29"));
    assert_false(rule_is_date("2026-02-29"));
    assert_false(rule_is_date("2026-2-29"));
    assert_int_equal(rule_characters("æøå"), 3);
    assert_int_equal(rule_words("en to  tre"), 3);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_links),
        cmocka_unit_test(test_phone_numbers),
        cmocka_unit_test(test_a_text_names_a_phone_number),
        cmocka_unit_test(test_the_phone_way_is_never_closed),
        cmocka_unit_test(test_the_internal_name_is_not_for_citizens),
        cmocka_unit_test(test_links_inside_texts),
        cmocka_unit_test(test_lines_dates_and_counts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
