#include "agents-cli/arguments.h"
#include "agents-cli/tests/fixture.h"

/* Splits at blanks; the words live in `line`. */
static bool parse(char *line, struct arguments *out, struct text_buf *problem) {
    char *argv[LIMIT_ARGUMENTS + 8];
    int argc = 0;
    for (char *word = strtok_r(line, " ", &line); word != NULL; word = strtok_r(NULL, " ", &line))
        argv[argc++] = word;
    text_buf_init(problem, 4096);
    return arguments_parse(argc, argv, LANGUAGE_EN, out, problem);
}

static void good(void **state) {
    struct arguments a;
    struct text_buf problem;
    char line[] = "agents-cli activate water --param a=1 --param=b=2 --server=http://x --exercise";
    (void)state;
    assert_true(parse(line, &a, &problem));
    assert_int_equal(a.verb, VERB_ACTIVATE);
    assert_int_equal(a.positional_count, 1);
    assert_string_equal(a.positionals[0], "water");
    assert_string_equal(arguments_value(&a, "server"), "http://x");
    assert_string_equal(arguments_value(&a, "param"), "b=2");
    assert_string_equal(a.options[0].value, "a=1");
    assert_true(arguments_has(&a, "exercise"));
    assert_false(arguments_has(&a, "yes"));
    text_buf_close(&problem);
}

static void words_behind_two_hyphens(void **state) {
    struct arguments a;
    struct text_buf problem;
    char line[] = "agents-cli ack -- --help";
    (void)state;
    assert_true(parse(line, &a, &problem));
    assert_string_equal(a.positionals[0], "--help");
    text_buf_close(&problem);
}

static void help_needs_nothing_else(void **state) {
    struct arguments a;
    struct text_buf problem;
    char line[] = "agents-cli ack -h", none[] = "agents-cli";
    (void)state;
    assert_true(parse(line, &a, &problem));
    assert_true(arguments_has(&a, "help"));
    text_buf_close(&problem);
    assert_true(parse(none, &a, &problem));
    assert_int_equal(a.verb, VERB_COUNT);
    text_buf_close(&problem);
}

static void wrong(void **state) {
    static const struct {
        const char *line, *says;
    } rows[] = {
        {"agents-cli frob", "no command called 'frob'"},
        {"agents-cli status", "missing after 'status': available|break|offline"},
        {"agents-cli status a b", "'b' is one word too many"},
        {"agents-cli whoami --plain", "no option '--plain'"},
        {"agents-cli whoami --serve x", "no option '--serve'"},
        {"agents-cli whoami -x", "no option '-x'"},
        {"agents-cli whoami --server", "--server needs a value: URL[,URL]"},
        {"agents-cli whoami --json=1", "--json takes no value"},
        {"agents-cli whoami --json --json", "--json is given twice"},
        {"agents-cli login --token abc", "must not stand on the command line"},
        {"agents-cli login --token=abc", "must not stand on the command line"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct arguments a;
        struct text_buf problem;
        char line[128];
        snprintf(line, sizeof line, "%s", rows[i].line);
        assert_false(parse(line, &a, &problem));
        if (strstr(problem.data, rows[i].says) == NULL)
            fail_msg("'%s' says: %s", rows[i].line, problem.data);
        assert_null(strstr(problem.data, "abc"));
        text_buf_close(&problem);
    }
}

static void too_many(void **state) {
    struct arguments a;
    struct text_buf problem;
    char line[8 * LIMIT_ARGUMENTS] = "agents-cli calls";
    (void)state;
    for (int i = 0; i < LIMIT_ARGUMENTS + 1; i++)
        snprintf(line + strlen(line), sizeof line - strlen(line), " x");
    assert_false(parse(line, &a, &problem));
    text_buf_close(&problem);
}

static void help_of_every_command(void **state) {
    (void)state;
    for (int language = 0; language < LANGUAGE_COUNT; language++) {
        for (int verb = 0; verb <= VERB_COUNT; verb++) {
            struct text_buf help;
            text_buf_init(&help, 65536);
            arguments_help(&help, language, verb);
            assert_false(help.overflowed);
            assert_non_null(strstr(help.data, "--help"));
            if (verb < VERB_COUNT) assert_non_null(strstr(help.data, "\n  agents-cli "));
            text_buf_close(&help);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(good),
        cmocka_unit_test(words_behind_two_hyphens),
        cmocka_unit_test(help_needs_nothing_else),
        cmocka_unit_test(wrong),
        cmocka_unit_test(too_many),
        cmocka_unit_test(help_of_every_command),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
