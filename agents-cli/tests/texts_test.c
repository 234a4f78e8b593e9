/* The tables are whole: no language lacks a text, a place to fill in or the sentence for a
 * refusal; the manual names every command and option. */
#include "agents-cli/arguments.h"
#include "agents-cli/manual.h"
#include "agents-cli/tests/fixture.h"
#include "base/error.h"

static unsigned places(const char *text) {
    unsigned found = 0;
    for (const char *at = text; (at = strchr(at, '{')) != NULL; at++)
        if (at[1] >= '0' && at[1] <= '9' && at[2] == '}') found |= 1u << (at[1] - '0');
    return found;
}

static void both_languages_fill_in_the_same(void **state) {
    (void)state;
    for (int id = 0; id < TEXT_COUNT; id++) {
        const char *da = texts_get(LANGUAGE_DA, id), *en = texts_get(LANGUAGE_EN, id);
        assert_true(da[0] != '\0' && en[0] != '\0');
        assert_true(text_is_utf8(da, strlen(da)) && text_is_utf8(en, strlen(en)));
        if (places(da) != places(en)) fail_msg("'%s' and '%s' fill in other things", da, en);
    }
}

static void every_refusal_has_a_sentence(void **state) {
    (void)state;
    for (int err = 0; err < ERR_COUNT; err++)
        for (int language = 0; language < LANGUAGE_COUNT; language++)
            if (texts_problem(language, err_slug(err)) == NULL)
                fail_msg("there is no sentence for %s", err_slug(err));
    assert_null(texts_problem(LANGUAGE_DA, "no-such-problem"));
}

static void filling_in(void **state) {
    struct text_buf b;
    (void)state;
    text_buf_init(&b, 1024);
    texts_fill(&b, LANGUAGE_EN, T_USAGE_VALUE, "server", "URL{0}", NULL);
    assert_string_equal(b.data, "The option --server needs a value: URL{0}.");
    text_buf_close(&b);
}

static void choosing_a_language(void **state) {
    (void)state;
    assert_int_equal(texts_choose(NULL, NULL, "da_DK.UTF-8"), LANGUAGE_DA);
    assert_int_equal(texts_choose("", "", "da"), LANGUAGE_DA);
    assert_int_equal(texts_choose("en_GB.UTF-8", NULL, "da_DK.UTF-8"), LANGUAGE_EN);
    assert_int_equal(texts_choose(NULL, "da.UTF-8", "C"), LANGUAGE_DA);
    assert_int_equal(texts_choose(NULL, NULL, "dav_KE"), LANGUAGE_EN);
    assert_int_equal(texts_choose(NULL, NULL, NULL), LANGUAGE_EN);
}

static void unknown_words_are_shown_as_they_are(void **state) {
    (void)state;
    assert_string_equal(texts_word(LANGUAGE_DA, "state", "in_call"), "i samtale");
    assert_string_equal(texts_word(LANGUAGE_DA, "state", "meditating"), "meditating");
}

/* mdoc writes an option as ".It Fl -name" and a command as ".Cm name". */
static void the_manual_names_everything(void **state) {
    size_t length, count;
    char *page = fixture_read(DDH_SOURCE_DIR "/agents-cli/agents-cli.1.in", &length);
    const struct option_spec *options = option_specs(&count);
    struct text_buf manual;
    char wanted[128];
    (void)state;
    text_buf_init(&manual, 4 * 1024 * 1024);
    assert_true(manual_write(&manual, page));
    assert_null(strstr(manual.data, "\" COMMANDS"));
    for (int verb = 0; verb < VERB_COUNT; verb++) {
        snprintf(wanted, sizeof wanted, "\n.It Xo\n.Cm %s\n", verb_spec(verb)->name);
        if (strstr(manual.data, wanted) == NULL) fail_msg("the manual lacks %s", wanted + 1);
    }
    for (size_t i = 0; i < count; i++) {
        snprintf(wanted, sizeof wanted, ".It Fl -%s", options[i].name);
        if (strstr(manual.data, wanted) == NULL) fail_msg("the manual lacks %s", wanted);
    }
    assert_false(manual_write(&manual, "a page without the marks"));
    text_buf_close(&manual);
    free(page);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_languages_fill_in_the_same),
        cmocka_unit_test(every_refusal_has_a_sentence),
        cmocka_unit_test(filling_in),
        cmocka_unit_test(choosing_a_language),
        cmocka_unit_test(unknown_words_are_shown_as_they_are),
        cmocka_unit_test(the_manual_names_everything),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
