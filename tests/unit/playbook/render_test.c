/* Rendering: golden answers, byte for byte, and the promises behind them one by one. */
#include "unit/playbook/fixture.h"

#include <stdlib.h>

#include <jansson.h>

/* 2026-11-22 07:50:45 in Denmark, a day later, two days later. */
#define VALID_FROM INT64_C(1795330245000)
#define EXPIRES_AT (VALID_FROM + DAY_MS)
#define LIFTED_AT (VALID_FROM + 2 * DAY_MS)

struct world {
    struct playbook *minimal, *water;
    struct text_buf minimal_values, water_values;
};

static int set_up(void **state) {
    static struct world world;
    world.minimal = playbook_of(MINIMAL);
    world.water = playbook_of(WATER);
    world.minimal_values = canonical_of(world.minimal, MINIMAL_VALUES);
    world.water_values = canonical_of(world.water, WATER_VALUES);
    *state = &world;
    return 0;
}

static int tear_down(void **state) {
    struct world *world = *state;
    text_buf_close(&world->minimal_values);
    text_buf_close(&world->water_values);
    playbook_destroy(world->minimal);
    playbook_destroy(world->water);
    return 0;
}

static struct playbook_ask ask_of(const struct text_buf *values) {
    return (struct playbook_ask){.parameters = text_slice(values),
                                 .audience = PLAYBOOK_AGENT,
                                 .place = PLAYBOOK_INSIDE,
                                 .moment = PLAYBOOK_ACTIVE,
                                 .language = "da",
                                 .municipality = "Horsens",
                                 .area = "Horsens, Hedensted",
                                 .valid_from = VALID_FROM,
                                 .expires_at = EXPIRES_AT,
                                 .lifted_at = LIFTED_AT};
}

static struct text_buf render(const struct playbook *playbook, const struct playbook_ask *ask) {
    struct text_buf out;
    struct problem problem;
    text_buf_init(&out, 256 * 1024);
    if (playbook_render(playbook, ask, &out, &problem) != ERR_OK)
        fail_msg("%s: %s", problem.field, problem.detail);
    return out;
}

/* The same as a tree, for tests of single members. */
static json_t *render_tree(const struct playbook *playbook, const struct playbook_ask *ask) {
    struct text_buf out = render(playbook, ask);
    json_t *tree = json_loadb(out.data, out.length, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(tree);
    text_buf_close(&out);
    return tree;
}

static const char *text(json_t *tree, const char *key) {
    const char *value = json_string_value(json_object_get(tree, key));
    assert_non_null(value);
    return value;
}

static void assert_golden(const char *name, const struct playbook *playbook,
                          const struct playbook_ask *ask) {
    char path[256];
    snprintf(path, sizeof path, "tests/unit/playbook/golden/%s.json", name);
    struct text_buf golden = file_read(path);
    struct text_buf out = render(playbook, ask);
    text_add_char(&out, '\n');
    if (golden.length != out.length || memcmp(golden.data, out.data, out.length) != 0) {
        fprintf(stderr, "rendered:\n%s", out.data); /* fail_msg would cut it */
        fail_msg("%s is not what was rendered", path);
    }
    text_buf_close(&out);
    text_buf_close(&golden);
}

static void test_golden_answers(void **state) {
    struct world *world = *state;
    struct playbook_ask ask = ask_of(&world->water_values);
    assert_golden("water-agent-da-inside-active", world->water, &ask);
    ask.language = "en";
    ask.place = PLAYBOOK_UNKNOWN;
    ask.audience = PLAYBOOK_CHATBOT;
    assert_golden("water-chatbot-en-unknown-active", world->water, &ask);
    ask.language = "da";
    ask.audience = PLAYBOOK_PHONE_MENU;
    ask.moment = PLAYBOOK_EXPIRED;
    ask.exercise = true;
    assert_golden("water-phone_menu-da-unknown-expired-exercise", world->water, &ask);
    ask = ask_of(&world->water_values);
    ask.audience = PLAYBOOK_PUBLIC;
    ask.moment = PLAYBOOK_LIFTED;
    assert_golden("water-public-da-inside-lifted", world->water, &ask);
    ask = ask_of(&world->minimal_values);
    ask.language = "en";
    ask.audience = PLAYBOOK_PUBLIC;
    assert_golden("minimal-public-en-inside-fallback", world->minimal, &ask);
}

/* One golden answer with the playbook's own examples filled in. */
static void assert_golden_example(const char *name, const char *path, struct playbook_ask ask) {
    struct playbook *playbook = playbook_of(path);
    struct text_buf examples = examples_of(path);
    struct text_buf values = canonical_of(playbook, examples.data);
    ask.parameters = text_slice(&values);
    assert_golden(name, playbook, &ask);
    text_buf_close(&values);
    text_buf_close(&examples);
    playbook_destroy(playbook);
}

static void test_golden_answers_of_the_shipped(void **state) {
    struct world *world = *state;
    struct playbook_ask ask = ask_of(&world->minimal_values);
    assert_golden_example("fire-agent-da-inside-active", FIRE, ask);
    assert_golden_example("general-agent-da-inside-active", GENERAL, ask);
    ask.audience = PLAYBOOK_PHONE_MENU;
    ask.place = PLAYBOOK_UNKNOWN;
    assert_golden_example("general-phone_menu-da-unknown-active", GENERAL, ask);
    ask.language = "en";
    ask.audience = PLAYBOOK_CHATBOT;
    ask.place = PLAYBOOK_OUTSIDE;
    assert_golden_example("passport-chatbot-en-outside-active", PASSPORT, ask);
    ask.moment = PLAYBOOK_LIFTED;
    ask.place = PLAYBOOK_INSIDE;
    ask.audience = PLAYBOOK_PUBLIC;
    assert_golden_example("epidemic-public-en-inside-lifted", EPIDEMIC, ask);
}

/* A question whose text and answer were not typed is not there; the others are. */
static void test_a_question_that_was_left_out_is_not_asked(void **state) {
    struct world *world = *state;
    struct playbook *general = playbook_of(GENERAL);
    static const struct {
        const char *values;
        size_t questions;
        const char *first;
    } rows[] = {{"{" GENERAL_VALUES "}", 1, "when-over"},
                {"{" GENERAL_VALUES ",\"question_2\":\"Kører bussen?\","
                 "\"answer_2\":\"Ja, ad en anden vej.\"}",
                 2, "typed-2"},
                {"{" GENERAL_VALUES ",\"question_1\":null,\"answer_1\":null}", 1, "when-over"}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct text_buf values = canonical_of(general, rows[i].values);
        assert_null(strstr(values.data, "question_1"));
        struct playbook_ask ask = ask_of(&world->minimal_values);
        ask.parameters = text_slice(&values);
        json_t *tree = render_tree(general, &ask);
        json_t *questions = json_object_get(tree, "questions");
        assert_int_equal(json_array_size(questions), rows[i].questions);
        assert_string_equal(text(json_array_get(questions, 0), "id"), rows[i].first);
        json_decref(tree);
        text_buf_close(&values);
    }
    playbook_destroy(general);
}

static void test_the_same_ask_gives_the_same_bytes(void **state) {
    struct world *world = *state;
    struct playbook *again = playbook_of(WATER);
    static const char *const languages[] = {"da", "en", "ar"};
    for (int a = 0; a < PLAYBOOK_AUDIENCE_COUNT; a++) {
        for (int p = 0; p < PLAYBOOK_PLACE_COUNT; p++) {
            for (int m = PLAYBOOK_ACTIVE; m <= PLAYBOOK_LIFTED; m++) {
                struct playbook_ask ask = ask_of(&world->water_values);
                ask.audience = (enum playbook_audience)a;
                ask.place = (enum playbook_place)p;
                ask.moment = (enum playbook_moment)m;
                ask.language = languages[(a + p + m) % 3];
                struct text_buf one = render(world->water, &ask), other = render(again, &ask);
                assert_int_equal(one.length, other.length);
                assert_memory_equal(one.data, other.data, one.length);
                text_buf_close(&one);
                text_buf_close(&other);
            }
        }
    }
    playbook_destroy(again);
}

/* The answers and questions of every audience, place, moment and language leave no placeholder
 * behind and name where to go (N114), whom to ask, and which guide (N60). */
static void test_every_answer_is_whole(void **state) {
    struct world *world = *state;
    static const char *const languages[] = {"da", "en"};
    for (int i = 0; i < PLAYBOOK_AUDIENCE_COUNT * PLAYBOOK_PLACE_COUNT * 3 * 2; i++) {
        struct playbook_ask ask = ask_of(&world->water_values);
        ask.language = languages[i % 2];
        ask.moment = (enum playbook_moment)(i / 2 % 3);
        ask.place = (enum playbook_place)(i / 6 % 3);
        ask.audience = (enum playbook_audience)(i / 18);
        json_t *tree = render_tree(world->water, &ask);
        char *dumped = json_dumps(json_object_get(tree, "text"), JSON_ENCODE_ANY);
        assert_null(strpbrk(dumped, "{}"));
        free(dumped);
        assert_string_equal(text(tree, "language"), ask.language);
        assert_true(json_is_false(json_object_get(tree, "fallback")));
        assert_null(strpbrk(text(tree, "where_to_go"), "{}"));
        assert_string_equal(text(tree, "guide"), "vand-kogeanbefaling");
        json_t *authority = json_object_get(tree, "authority");
        assert_string_equal(text(authority, "name"), "Horsens Kommune");
        assert_string_equal(text(authority, "contact"), "76 29 29 29");
        assert_string_equal(text(authority, "url"), "https://horsens.dk/drikkevand");
        bool menu = ask.audience == PLAYBOOK_PHONE_MENU;
        assert_true((json_object_get(tree, "speech") != NULL) == menu);
        assert_true((json_array_size(json_object_get(tree, "questions")) == 0) ==
                    (menu || (ask.moment == PLAYBOOK_LIFTED && ask.place == PLAYBOOK_OUTSIDE)));
        assert_true((json_array_size(json_object_get(tree, "do_not_say")) > 0) ==
                    (ask.audience == PLAYBOOK_AGENT));
        json_decref(tree);
    }
}

static void test_ten_questions_in_citizens_own_words(void **state) {
    struct world *world = *state;
    struct playbook_ask ask = ask_of(&world->water_values);
    json_t *tree = render_tree(world->water, &ask);
    json_t *questions = json_object_get(tree, "questions");
    assert_int_equal(json_array_size(questions), 10);
    assert_string_equal(text(json_array_get(questions, 1), "question"),
                        "Hvor længe skal vandet koge?");
    assert_non_null(strstr(text(json_array_get(questions, 1), "answer"), "mindst 2 minutter."));
    json_decref(tree);
    ask.place = PLAYBOOK_OUTSIDE; /* how long to boil is no question outside the area */
    tree = render_tree(world->water, &ask);
    assert_int_equal(json_array_size(json_object_get(tree, "questions")), 4);
    json_decref(tree);
}

static void test_an_exercise_is_marked_everywhere(void **state) {
    struct world *world = *state;
    struct playbook_ask ask = ask_of(&world->minimal_values);
    ask.exercise = true;
    json_t *tree = render_tree(world->minimal, &ask);
    assert_true(json_is_true(json_object_get(tree, "exercise")));
    assert_string_equal(text(tree, "title"), "ØVELSE: Vand på vejen");
    assert_int_equal(strncmp(text(tree, "text"), "ØVELSE. Der står", strlen("ØVELSE. Der står")),
                     0);
    json_decref(tree);
    ask.language = "en";
    tree = render_tree(world->minimal, &ask);
    assert_string_equal(text(tree, "title"), "EXERCISE: Water on the road");
    json_decref(tree);
    ask.language = "da";
    ask.audience = PLAYBOOK_PHONE_MENU;
    tree = render_tree(world->minimal, &ask);
    assert_non_null(strstr(text(tree, "speech"), "Øvelse. Der står"));
    json_decref(tree);
}

static void test_what_has_expired_says_since_when_and_whom_to_ask(void **state) {
    struct world *world = *state;
    struct playbook_ask ask = ask_of(&world->minimal_values);
    ask.moment = PLAYBOOK_EXPIRED;
    json_t *tree = render_tree(world->minimal, &ask);
    assert_string_equal(
        text(tree, "text"),
        "Ikke bekræftet siden 23.11.2026 kl. 07.50; spørg Horsens Kommune, 76 29 29 "
        "29. Der står 10 cm vand på Havnegade. Vent 1 time. Bussen holder stille.");
    assert_int_equal(json_array_size(json_object_get(tree, "marks")), 1);
    json_decref(tree);
    ask.language = "en";
    tree = render_tree(world->minimal, &ask);
    assert_int_equal(strncmp(text(tree, "text"),
                             "Not confirmed since 23 November 2026 at 07:50; ask "
                             "Horsens Kommune, 76 29 29 29. There are",
                             75),
                     0);
    json_decref(tree);
    ask.language = "da";
    ask.audience = PLAYBOOK_PHONE_MENU;
    tree = render_tree(world->minimal, &ask);
    assert_string_equal(
        text(tree, "speech"),
        "Velkommen til Horsens Kommune. Ikke bekræftet siden 23. november klokken "
        "7.50; spørg Horsens Kommune, 76 29 29 29. Der står vand på Havnegade siden "
        "22. november klokken 7.30. Vent 1 time. Bliv i røret.");
    json_decref(tree);
}

static void test_lifting_changes_the_texts(void **state) {
    struct world *world = *state;
    struct playbook_ask ask = ask_of(&world->minimal_values);
    ask.moment = PLAYBOOK_LIFTED;
    json_t *tree = render_tree(world->minimal, &ask);
    assert_string_equal(text(tree, "title"), "Ophævet: Vand på vejen");
    assert_string_equal(text(tree, "text"),
                        "Vandet er væk fra Havnegade den 24.11.2026 kl. 07.50.");
    assert_int_equal(json_array_size(json_object_get(tree, "questions")), 1);
    assert_int_equal(json_integer_value(json_object_get(tree, "lifted_at")), LIFTED_AT);
    json_decref(tree);
    ask.moment = PLAYBOOK_ACTIVE;
    tree = render_tree(world->minimal, &ask);
    assert_true(json_is_null(json_object_get(tree, "lifted_at")));
    json_decref(tree);
}

static void test_a_language_that_is_not_there_falls_back_and_says_so(void **state) {
    struct world *world = *state;
    struct playbook_ask ask = ask_of(&world->minimal_values);
    ask.language = "pl";
    json_t *tree = render_tree(world->minimal, &ask);
    assert_string_equal(text(tree, "language"), "da");
    assert_true(json_is_true(json_object_get(tree, "fallback")));
    assert_int_equal(strncmp(text(tree, "text"), "Available in Danish only. Der står", 34), 0);
    json_decref(tree);
    ask.language = "en"; /* the agent's answer is in English, one of its questions is not */
    tree = render_tree(world->minimal, &ask);
    assert_true(json_is_false(json_object_get(tree, "fallback")));
    json_t *questions = json_object_get(tree, "questions");
    assert_true(json_is_false(json_object_get(json_array_get(questions, 0), "fallback")));
    assert_string_equal(text(json_array_get(questions, 0), "answer"),
                        "Wait 1 hour. Call 76 29 29 29. We do not know when.");
    assert_true(json_is_true(json_object_get(json_array_get(questions, 1), "fallback")));
    assert_string_equal(text(json_array_get(questions, 1), "question"), "Hvorfor er der vand?");
    json_decref(tree);
    ask.language = NULL; /* nobody asked for another */
    tree = render_tree(world->minimal, &ask);
    assert_true(json_is_false(json_object_get(tree, "fallback")));
    json_decref(tree);
}

static void assert_greeting(const struct world *world, const char *name, const char *greeting) {
    struct playbook_ask ask = ask_of(&world->minimal_values);
    ask.municipality = name;
    json_t *tree = render_tree(world->minimal, &ask);
    assert_string_equal(text(tree, "greeting"), greeting);
    json_decref(tree);
}

static void test_the_greeting_is_the_citizens_own_municipality(void **state) {
    struct world *world = *state;
    assert_greeting(world, "Horsens", "Velkommen til Horsens Kommune.");
    assert_greeting(world, "København", "Velkommen til Københavns Kommune.");
    assert_greeting(world, "Bornholm", "Velkommen til Bornholms Regionskommune.");
    assert_greeting(world, "Samsø Kommune", "Velkommen til Samsø Kommune.");
    assert_greeting(world, "Region Midtjylland", "Velkommen til Region Midtjylland.");
    assert_greeting(world, NULL, "");
}

static void test_citizens_see_only_what_is_theirs(void **state) {
    struct world *world = *state;
    struct playbook_ask ask = ask_of(&world->minimal_values);
    json_t *tree = render_tree(world->minimal, &ask);
    assert_int_equal(json_array_size(json_object_get(tree, "escalate")), 2);
    assert_int_equal(json_array_size(json_object_get(tree, "clarify")), 1);
    assert_int_equal(json_array_size(json_object_get(tree, "transfer")), 1);
    json_decref(tree);
    ask.audience = PLAYBOOK_PUBLIC;
    tree = render_tree(world->minimal, &ask);
    assert_int_equal(json_array_size(json_object_get(tree, "escalate")), 1);
    assert_int_equal(json_array_size(json_object_get(tree, "do_not_say")), 0);
    assert_null(json_object_get(tree, "clarify"));
    assert_null(json_object_get(tree, "transfer"));
    json_decref(tree);
}

static void test_texts_from_a_duty_leader_cannot_leave_their_place(void **state) {
    struct world *world = *state;
    struct text_buf values = canonical_of(
        world->minimal, "{\"road\":\"\\\",\\\"x\\\":\\\"\\\\\",\"who\":\"A/B\",\"phone\":\"112\","
                        "\"link\":\"https://horsens.dk/\",\"wait\":2,\"dry\":20,"
                        "\"since\":\"2026-07-01T12:00:00Z\",\"bus\":\"runs\"}");
    struct playbook_ask ask = ask_of(&values);
    json_t *tree = render_tree(world->minimal, &ask);
    assert_null(json_object_get(tree, "x"));
    assert_string_equal(text(tree, "text"),
                        "Der står 10 cm vand på \",\"x\":\"\\. Vent 2 timer. Bussen kører.");
    json_decref(tree);
    ask.place = PLAYBOOK_OUTSIDE; /* summer time */
    ask.area = NULL;
    tree = render_tree(world->minimal, &ask);
    assert_string_equal(
        text(tree, "text"),
        "Der er ikke vand hos dig. Det gælder alle kommuner siden 01.07.2026 kl. 14.00.");
    json_decref(tree);
    text_buf_close(&values);
}

static void test_what_cannot_be_rendered(void **state) {
    struct world *world = *state;
    struct text_buf out;
    struct problem problem = {0};
    text_buf_init(&out, 256 * 1024);
    struct playbook_ask ask = ask_of(&world->water_values);
    assert_int_equal(playbook_render(world->minimal, &ask, &out, &problem), ERR_PARAMETERS_REFUSED);
    assert_string_equal(problem.field, "affected_area");
    assert_int_equal(out.length, 0);
    text_buf_close(&out);
    ask = ask_of(&world->minimal_values);
    struct text_buf whole = render(world->minimal, &ask);
    for (size_t ceiling = 1; ceiling < whole.length; ceiling += 37) {
        text_buf_init(&out, ceiling);
        assert_int_equal(playbook_render(world->minimal, &ask, &out, &problem), ERR_LIMIT_REACHED);
        text_buf_close(&out);
    }
    text_buf_close(&whole);
}

static void test_the_print_is_for_people(void **state) {
    struct world *world = *state;
    struct text_buf out;
    text_buf_init(&out, 256 * 1024);
    playbook_print(world->water, "da", &out);
    assert_non_null(strstr(out.data, "Råd om at koge drikkevand\n"));
    assert_non_null(strstr(out.data, "{boil_minutes}  minutes 1-10, must be given\n"));
    assert_non_null(strstr(out.data, "Er min adresse omfattet?"));
    assert_non_null(strstr(out.data, "Giftlinjen 82 12 12 12"));
    assert_non_null(strstr(out.data, "CHECKLIST"));
    assert_non_null(strstr(out.data, "WHILE IT IS ACTIVE\n  wrap-up 20 s: Flere opkald"));
    assert_non_null(strstr(out.data, "  shared topics: vand\n  phones open 4 h more\n"));
    assert_non_null(strstr(out.data, "CALENDAR\n  2027-05-12 review: Gennemgang"));
    assert_non_null(
        strstr(out.data, "  consulted: municipal_editor\n  informed: agent, partner\n"));
    for (const char *at = out.data; *at != '\0'; at++)
        assert_false(*at == ' ' && at[1] == '\n');
    text_buf_clear(&out);
    playbook_print(world->minimal, "en", &out);
    assert_non_null(strstr(out.data, "Water on the road\n"));
    assert_non_null(strstr(out.data, "public, inside (falls back to Danish)"));
    assert_non_null(strstr(out.data, "{depth}  count 1-200, has a default"));
    text_buf_close(&out);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_golden_answers),
        cmocka_unit_test(test_golden_answers_of_the_shipped),
        cmocka_unit_test(test_a_question_that_was_left_out_is_not_asked),
        cmocka_unit_test(test_the_same_ask_gives_the_same_bytes),
        cmocka_unit_test(test_every_answer_is_whole),
        cmocka_unit_test(test_ten_questions_in_citizens_own_words),
        cmocka_unit_test(test_an_exercise_is_marked_everywhere),
        cmocka_unit_test(test_what_has_expired_says_since_when_and_whom_to_ask),
        cmocka_unit_test(test_lifting_changes_the_texts),
        cmocka_unit_test(test_a_language_that_is_not_there_falls_back_and_says_so),
        cmocka_unit_test(test_the_greeting_is_the_citizens_own_municipality),
        cmocka_unit_test(test_citizens_see_only_what_is_theirs),
        cmocka_unit_test(test_texts_from_a_duty_leader_cannot_leave_their_place),
        cmocka_unit_test(test_what_cannot_be_rendered),
        cmocka_unit_test(test_the_print_is_for_people),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
