#include <sys/stat.h>
#include <unistd.h>

#include "agents-cli/config.h"
#include "agents-cli/tests/fixture.h"

struct place {
    char folder[64], config[256], token[256];
};

static int open_place(void **state) {
    struct place *place = calloc(1, sizeof *place);
    snprintf(place->folder, sizeof place->folder, "/tmp/agents-cli-test-XXXXXX");
    if (mkdtemp(place->folder) == NULL) return -1;
    snprintf(place->config, sizeof place->config, "%s/ddh/config.json", place->folder);
    snprintf(place->token, sizeof place->token, "%s/ddh/token", place->folder);
    *state = place;
    return 0;
}

static int close_place(void **state) {
    struct place *place = *state;
    char inner[128];
    unlink(place->config);
    unlink(place->token);
    snprintf(inner, sizeof inner, "%s/ddh", place->folder);
    rmdir(inner);
    int left = rmdir(place->folder); /* nothing else may be left behind */
    free(place);
    return left;
}

static void put(const char *path, const char *text, mode_t mode) {
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
    chmod(path, mode);
}

static void there_and_back(void **state) {
    struct place *place = *state;
    struct config a = {.plain_http = true, .has_language = true, .language = LANGUAGE_DA}, b = {0};
    struct text_buf problem;
    struct stat about;
    text_buf_init(&problem, 8192);
    assert_true(
        config_take_servers(&a, "https://a.dk/, http://127.0.0.1:8080", LANGUAGE_EN, &problem));
    assert_int_equal(a.server_count, 2);
    assert_string_equal(a.servers[0], "https://a.dk");
    assert_true(config_write(place->config, &a, LANGUAGE_EN, &problem));
    assert_int_equal(config_read(place->config, &b, LANGUAGE_EN, &problem), CONFIG_OK);
    assert_string_equal(b.servers[1], "http://127.0.0.1:8080");
    assert_true(b.plain_http && b.has_language && b.language == LANGUAGE_DA);
    assert_int_equal(stat(place->config, &about), 0);
    assert_int_equal(about.st_mode & 0777, 0644);
    text_buf_close(&problem);
}

static void addresses(void **state) {
    static const char *const wrong[] = {"",
                                        "koordinator",
                                        "ftp://a.dk",
                                        "http://",
                                        "https://a b",
                                        "https://user:pw@a.dk",
                                        "https://a?x",
                                        "https://a.dk,"};
    struct config config = {0};
    struct text_buf problem;
    (void)state;
    text_buf_init(&problem, 65536);
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_false(config_take_servers(&config, wrong[i], LANGUAGE_DA, &problem));
    assert_false(config_take_servers(
        &config, "http://a,http://a,http://a,http://a,http://a,http://a,http://a,http://a,http://a",
        LANGUAGE_DA, &problem));
    assert_false(config_is_exposed("https://a.dk"));
    assert_false(config_is_exposed("http://127.0.0.1:8080"));
    assert_false(config_is_exposed("http://localhost"));
    assert_false(config_is_exposed("http://[::1]:80"));
    assert_true(config_is_exposed("http://a.dk"));
    assert_true(config_is_exposed("http://127.evil.dk"));
    assert_true(config_is_exposed("http://localhost.evil.dk"));
    text_buf_close(&problem);
}

static void refused_configs(void **state) {
    static const struct {
        const char *text, *says;
    } rows[] = {
        {"{\"servers\":[\"http://127.0.0.1\"],\"sevrers\":[]}", "'sevrers'"},
        {"{\"servers\":\"http://127.0.0.1\"}", "'servers'"},
        {"{\"language\":\"sv\"}", "'language'"},
        {"{\"servers\":[\"nowhere\"]}", "'nowhere'"},
        {"{\"plain_http\":1}", "'plain_http'"},
        {"{\n\"servers\":[\n", "line 3"},
        {"[]", "not valid JSON"},
        {"", "not valid JSON"},
    };
    struct place *place = *state;
    struct config whole = {.plain_http = true};
    struct text_buf problem;
    text_buf_init(&problem, 65536);
    assert_true(config_write(place->config, &whole, LANGUAGE_EN, &problem)); /* makes the folder */
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct config config = {0};
        text_buf_clear(&problem);
        put(place->config, rows[i].text, 0644);
        assert_int_equal(config_read(place->config, &config, LANGUAGE_EN, &problem),
                         CONFIG_PROBLEM);
        if (strstr(problem.data, rows[i].says) == NULL)
            fail_msg("%s says: %s", rows[i].text, problem.data);
    }
    text_buf_close(&problem);
}

static void tokens(void **state) {
    struct place *place = *state;
    struct text_buf problem;
    struct stat about;
    char token[CONFIG_TOKEN];
    text_buf_init(&problem, 8192);
    assert_int_equal(config_read_token(place->token, token, LANGUAGE_EN, &problem), CONFIG_ABSENT);
    assert_true(config_write_token(place->token, "ddh_secret", LANGUAGE_EN, &problem));
    assert_int_equal(stat(place->token, &about), 0);
    assert_int_equal(about.st_mode & 0777, 0600);
    assert_int_equal(config_read_token(place->token, token, LANGUAGE_EN, &problem), CONFIG_OK);
    assert_string_equal(token, "ddh_secret");
    chmod(place->token, 0640);
    assert_int_equal(config_read_token(place->token, token, LANGUAGE_EN, &problem), CONFIG_PROBLEM);
    assert_non_null(strstr(problem.data, "Others can read"));
    put(place->token, " \n", 0600);
    assert_int_equal(config_read_token(place->token, token, LANGUAGE_EN, &problem), CONFIG_PROBLEM);
    put(place->token, "ddh_\xc3\xa6", 0600);
    assert_int_equal(config_read_token(place->token, token, LANGUAGE_EN, &problem), CONFIG_PROBLEM);
    assert_null(strstr(problem.data, "ddh_"));
    text_buf_close(&problem);
}

static void places(void **state) {
    char path[CONFIG_PATH];
    (void)state;
    setenv("XDG_CONFIG_HOME", "/x/y", 1);
    assert_true(config_path("token", path));
    assert_string_equal(path, "/x/y/ddh/token");
    setenv("XDG_CONFIG_HOME", "relative", 1); /* the standard: to be passed over */
    setenv("HOME", "/home/ida", 1);
    assert_true(config_path("token", path));
    assert_string_equal(path, "/home/ida/.config/ddh/token");
    unsetenv("HOME");
    assert_false(config_path("token", path));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(there_and_back, open_place, close_place),
        cmocka_unit_test(addresses),
        cmocka_unit_test_setup_teardown(refused_configs, open_place, close_place),
        cmocka_unit_test_setup_teardown(tokens, open_place, close_place),
        cmocka_unit_test(places),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
