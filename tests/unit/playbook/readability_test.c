#include "unit/playbook/fixture.h"

#include "playbook/readability.h"

static struct readability measure(const char *text) {
    struct readability measured;
    readability_measure(text, &measured);
    return measured;
}

static void assert_measured(const char *text, uint32_t words, uint32_t sentences, uint32_t longs) {
    struct readability measured = measure(text);
    assert_int_equal(measured.words, words);
    assert_int_equal(measured.sentences, sentences);
    assert_int_equal(measured.long_words, longs);
}

static void test_words_sentences_and_long_words(void **state) {
    (void)state;
    assert_measured("", 0, 0, 0);
    assert_measured("Kog vandet.", 2, 1, 0);
    assert_measured("Kog vandet", 2, 1, 0);
    assert_measured("Kog vandet. Det skal koge!", 5, 2, 0);
    assert_measured("Hvorfor? Fordi det regner.", 4, 2, 1);
    assert_measured("Æblerne og øllet er på åen.", 6, 1,
                    1); /* 7 letters in 9 bytes is long, 6 is not */
    assert_measured("Kort og nyt: Se siden.", 5, 2, 0);
    assert_measured("(Kog vandet.) Så drik.", 4, 2, 0);
    assert_measured("Vent – og drik ikke.", 4, 1, 0); /* a dash is no word */
}

static void test_numbers_and_times_do_not_make_a_text_easier(void **state) {
    (void)state;
    assert_measured("Det skete den 22.11.2026 kl. 07.50 i dag.", 8, 1, 0);
    assert_measured("Den 22. november kl. 7.50 kom det.", 7, 1, 1);
    assert_measured("Ring 76 29 29 29 nu.", 3, 1, 0);
    assert_measured("Se https://horsens.dk/vand nu.", 3, 1, 1);
}

static void test_lix_is_bjornssons_formula_rounded_up(void **state) {
    (void)state;
    assert_int_equal(
        readability_lix(&(struct readability){.words = 20, .sentences = 2, .long_words = 5}), 35);
    assert_int_equal(
        readability_lix(&(struct readability){.words = 21, .sentences = 2, .long_words = 5}),
        35); /* 34.3 */
    assert_int_equal(
        readability_lix(&(struct readability){.words = 20, .sentences = 2, .long_words = 6}), 40);
    assert_int_equal(
        readability_lix(&(struct readability){.words = 7, .sentences = 1, .long_words = 2}),
        36); /* 35.57 */
    assert_int_equal(readability_lix(&(struct readability){0}), 0);
}

static void test_spoken_words(void **state) {
    (void)state;
    assert_int_equal(readability_spoken_words(""), 0);
    assert_int_equal(readability_spoken_words("Kog vandet i 2 minutter."), 5);
    assert_int_equal(readability_spoken_words("Ring 82 12 12 12."), 5);
    assert_int_equal(readability_spoken_words("Ring 112 nu"), 4);
    assert_int_equal(readability_spoken_words("22. november klokken 7.50"), 5);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words_sentences_and_long_words),
        cmocka_unit_test(test_numbers_and_times_do_not_make_a_text_easier),
        cmocka_unit_test(test_lix_is_bjornssons_formula_rounded_up),
        cmocka_unit_test(test_spoken_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
