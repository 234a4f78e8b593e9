/* The role that only reads what citizens are told (N87): every route there is, asked with its token; and that each route's
 * roles are the ones of its table, so that a new route is closed to it until somebody opens it. */
#include "api/internal.h"
#include "tests/unit/api/fixture.h"

static const char *const opened[] = {"/v1/whoami", "/v1/organisations",
                                     "/v1/organisations/{organisation}", "/v1/topics",
                                     "/v1/answers"};

static int setup(void **state) {
    *state = fixture_open();
    furnish(*state);
    return 0;
}

static int teardown(void **state) {
    fixture_close(*state);
    return 0;
}

static bool is_opened(const struct route *route) {
    for (size_t i = 0; i < sizeof opened / sizeof *opened; i++)
        if (strcmp(opened[i], route->path) == 0) return route->method == API_GET;
    return false;
}

/* "/v1/agents/{agent}/status" as "/v1/agents/0615/status". */
static void fill(const char *path, char *out, size_t size) {
    const char *open = strchr(path, '{'), *close = strchr(path, '}');
    if (open == NULL)
        snprintf(out, size, "%s", path);
    else
        snprintf(out, size, "%.*s0615%s", (int)(open - path), path, close + 1);
}

static void every_route_is_closed_to_a_helper_but_what_citizens_are_told(void **state) {
    struct fixture *f = *state;
    char *secret = token(f, "friend", "\"role\":\"helper\"");
    size_t closed = 0, seen = 0;
    for (size_t i = 0; i < route_count; i++) {
        const struct route *route = &routes[i];
        char target[128];
        if ((route->flags & ROUTE_OPEN) != 0) continue;
        fill(route->path, target, sizeof target);
        struct client *client =
            ask(f, (struct call){.method = route->method,
                                 .target = target,
                                 .token = secret,
                                 .body = route->method == API_GET ? NULL : "{}"});
        if (is_opened(route)) {
            if (client->status != 200) fail_msg("%s: %d", target, client->status);
            seen++;
        } else {
            if (client->status != 403) fail_msg("%s: %d", target, client->status);
            expect_problem(client, 403, "not-authorised");
            closed++;
        }
        done(client);
    }
    assert_int_equal(seen, sizeof opened / sizeof *opened);
    assert_true(closed > 60);
    free(secret);
}

/* Nobody is let in whom the table of commands does not let in, and the engine itself has no token. */
static void the_table_names_the_roles(void **state) {
    (void)state;
    for (size_t i = 0; i < route_count; i++) {
        const struct route *route = &routes[i];
        uint32_t roles = route_roles(route);
        bool helps = (roles & API_ROLE(HELPER)) != 0;
        assert_int_equal(helps, is_opened(route));
        if ((route->flags & ROUTE_OPEN) != 0) /* a link by itself: its command is the engine's */
            assert_int_equal(roles & ~API_ROLE(SYSTEM), 0);
        else
            assert_true((roles & API_ROLE(ADMIN)) != 0);
        if (route->command == COMMAND_TYPE_COUNT)
            assert_int_equal(roles & API_ROLE(SYSTEM), 0);
        else
            assert_true(route->method != API_GET);
    }
}

static void what_agents_are_told_besides_is_not_for_a_helper(void **state) {
    struct fixture *f = *state;
    char *secret = token(f, "friend", "\"role\":\"helper\"");
    struct client *client = ask(f, (struct call){API_GET, "/v1/answers?audience=agent", secret});
    expect_problem(client, 403, "not-authorised");
    expect(client, "field", "audience");
    done(client);
    client = asked(f, 200, (struct call){API_GET, "/v1/organisations/0615", secret});
    assert_null(strstr(client->body, "agents"));
    assert_null(strstr(client->body, "waiting"));
    done(client);
    free(secret);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(every_route_is_closed_to_a_helper_but_what_citizens_are_told),
        TEST(the_table_names_the_roles),
        TEST(what_agents_are_told_besides_is_not_for_a_helper),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
