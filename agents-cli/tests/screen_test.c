/* Screens compared with committed ones, 80x24 and 200x60, Danish and English; and whatever the
 * size, every line fits. */
#include "agents-cli/plain.h"
#include "agents-cli/screen.h"
#include "agents-cli/tests/fixture.h"

static void draw(struct session *session, int columns, int rows, const char *name) {
    struct text_buf screen, bare;
    text_buf_init(&screen, 4 * 1024 * 1024);
    text_buf_init(&bare, 4 * 1024 * 1024);
    screen_draw(session, columns, rows, &screen);
    fixture_strip(&screen, &bare);
    fixture_compare(&bare, name);
    text_buf_close(&screen);
    text_buf_close(&bare);
}

static void offered(void **state) {
    struct session s;
    (void)state;
    fixture_open(&s, LANGUAGE_DA);
    session_tick(&s, 1500);
    draw(&s, 80, 24, "free.da.80x24.txt");
    fixture_play(&s, "2-offered.events");
    session_tick(&s, 4500);
    draw(&s, 80, 24, "offered.da.80x24.txt");
    session_close(&s);
}

/* A call of another organisation's citizen, out of its queue: help by agreement, said as such. */
static void overflow(void **state) {
    struct session s;
    (void)state;
    for (int language = 0; language < LANGUAGE_COUNT; language++) {
        fixture_open(&s, language);
        fixture_play(&s, "2-overflow.events");
        session_tick(&s, 4500);
        draw(&s, 80, 24,
             language == LANGUAGE_DA ? "overflow.da.80x24.txt" : "overflow.en.80x24.txt");
        session_close(&s);
    }
}

static void talking(void **state) {
    struct session s;
    (void)state;
    for (int language = 0; language < LANGUAGE_COUNT; language++) {
        bool danish = language == LANGUAGE_DA;
        fixture_open(&s, language);
        fixture_play(&s, "2-offered.events");
        fixture_play(&s, "3-activated.events");
        fixture_play(&s, "4-answered.events");
        session_tick(&s, 20000);
        draw(&s, 80, 24, danish ? "talking.da.80x24.txt" : "talking.en.80x24.txt");
        draw(&s, 200, 60, danish ? "talking.da.200x60.txt" : "talking.en.200x60.txt");
        session_key(&s, '4');
        draw(&s, 80, 24, danish ? "not.da.80x24.txt" : "not.en.80x24.txt");
        session_close(&s);
    }
}

static void wrapping_up_and_lost(void **state) {
    struct session s;
    (void)state;
    fixture_open(&s, LANGUAGE_DA);
    fixture_play(&s, "2-offered.events");
    fixture_play(&s, "3-activated.events");
    fixture_play(&s, "4-answered.events");
    fixture_play(&s, "5-ended.events");
    session_tick(&s, 1000 + 17000);
    draw(&s, 80, 24, "wrapping.da.80x24.txt");
    session_key(&s, 'd');
    draw(&s, 80, 24, "outcome.da.80x24.txt");
    session_key(&s, 'x');
    fixture_play(&s, "6-acknowledged.events");
    fixture_play(&s, "7-lifted.events");
    session_link(&s, LINK_LOST, NULL, "(Connection refused)");
    session_tick(&s, 1000 + 40000);
    draw(&s, 80, 24, "lost.da.80x24.txt");
    session_key(&s, '?');
    draw(&s, 80, 24, "help.da.80x24.txt");
    session_close(&s);
}

static void overview(void **state) {
    struct session s;
    size_t length;
    char *text = fixture_read(DATA "overview.json", &length);
    (void)state;
    for (int language = 0; language < LANGUAGE_COUNT; language++) {
        session_init(&s, language, 1000);
        s.view = VIEW_OVERVIEW;
        s.view_chosen = true;
        session_link(&s, LINK_UP, "http://127.0.0.1:8080", NULL);
        s.model.snapshot = true;
        fixture_reply(&s, WISH_OVERVIEW, text);
        draw(&s, 80, 24,
             language == LANGUAGE_DA ? "overview.da.80x24.txt" : "overview.en.80x24.txt");
        draw(&s, 200, 60,
             language == LANGUAGE_DA ? "overview.da.200x60.txt" : "overview.en.200x60.txt");
        session_close(&s);
    }
    free(text);
}

/* Whatever the window and wherever the scroll: as many lines as rows, none too wide, no
 * character of control but marks. */
static void every_size_is_filled_exactly(void **state) {
    struct session s;
    (void)state;
    fixture_open(&s, LANGUAGE_DA);
    fixture_play(&s, "2-offered.events");
    fixture_play(&s, "3-activated.events");
    fixture_play(&s, "4-answered.events");
    for (int columns = 1; columns <= 140; columns += 3) {
        for (int rows = 1; rows <= 60; rows += 4) {
            struct text_buf screen;
            text_buf_init(&screen, 4 * 1024 * 1024);
            s.page = (columns + rows) % SESSION_PAGES;
            s.scroll = columns * rows % 40;
            screen_draw(&s, columns, rows, &screen);
            int lines = 0;
            for (char *at = screen.data; *at != '\0'; lines++) {
                char *end = strchr(at, '\n');
                assert_non_null(end);
                *end = '\0';
                if (show_width(at) > (size_t)columns)
                    fail_msg("%dx%d: '%s' is %zu wide", columns, rows, at, show_width(at));
                at = end + 1;
            }
            assert_int_equal(lines, rows);
            text_buf_close(&screen);
        }
    }
    session_close(&s);
}

/* The approved text, where to go and what it rests on stand on an 80x24 screen during a talk
 * without scrolling. */
static void the_answer_is_whole_at_80_by_24(void **state) {
    struct session s;
    struct text_buf screen;
    (void)state;
    fixture_open(&s, LANGUAGE_DA);
    fixture_play(&s, "2-offered.events");
    fixture_play(&s, "3-activated.events");
    fixture_play(&s, "4-answered.events");
    text_buf_init(&screen, 1024 * 1024);
    screen_draw(&s, 80, 24, &screen);
    assert_non_null(strstr(screen.data, "mindst 2 minutter"));
    assert_non_null(strstr(screen.data, "ophæver det."));
    assert_non_null(strstr(screen.data, "horsens.dk/drikkevand, eller ring"));
    assert_null(strstr(screen.data, "PgDn"));
    text_buf_close(&screen);
    session_close(&s);
}

static void line_mode(void **state) {
    struct session s;
    struct plain plain;
    struct text_buf told;
    static const char *const parts[] = {"2-offered.events",      "3-activated.events",
                                        "4-answered.events",     "5-ended.events",
                                        "6-acknowledged.events", "7-lifted.events"};
    (void)state;
    text_buf_init(&told, 1024 * 1024);
    plain_init(&plain);
    fixture_open(&s, LANGUAGE_DA);
    plain_tell(&plain, &s, &told);
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        fixture_play(&s, parts[i]);
        plain_tell(&plain, &s, &told);
        plain_tell(&plain, &s, &told); /* nothing is told twice */
    }
    plain_take_line(&plain, &s, "?");
    plain_tell(&plain, &s, &told);
    plain_take_line(&plain, &s, "d2");
    plain_tell(&plain, &s, &told);
    session_link(&s, LINK_LOST, NULL, "(refused)");
    plain_tell(&plain, &s, &told);
    fixture_compare(&told, "plain.da.txt");
    struct request request;
    bool asked = false;
    while (session_take_request(&s, &request))
        asked = asked || (request.wish == WISH_DISPOSE &&
                          strcmp(request.body, "{\"disposition\":\"warm_transfer\"}") == 0);
    assert_true(asked);
    text_buf_close(&told);
    session_close(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(offered),
        cmocka_unit_test(overflow),
        cmocka_unit_test(talking),
        cmocka_unit_test(wrapping_up_and_lost),
        cmocka_unit_test(overview),
        cmocka_unit_test(every_size_is_filled_exactly),
        cmocka_unit_test(the_answer_is_whole_at_80_by_24),
        cmocka_unit_test(line_mode),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
