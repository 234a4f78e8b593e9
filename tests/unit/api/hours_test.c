/* Opening hours and the calendar through the api: what a caller and a screen are told. */
#include "tests/unit/api/fixture.h"

#define MONDAY_EIGHT "1795417200000" /* a day after NOON, which is a Sunday */

static int setup(void **state) {
    *state = fixture_open();
    furnish(*state);
    must(*state, 200,
         (struct call){API_PUT, "/v1/organisations/ddh/hours", "local",
                       "{\"monday\":[\"08:00-12:00\",\"12:30-18:00\"]}"});
    return 0;
}

static int teardown(void **state) {
    fixture_close(*state);
    return 0;
}

static void an_organisation_says_whether_it_is_open(void **state) {
    struct fixture *f = *state;
    struct client *client = asked(f, 200, (struct call){API_GET, "/v1/organisations/ddh", "local"});
    expect(client, "organisation.open", "false");
    expect(client, "organisation.changes_at", MONDAY_EIGHT);
    expect(client, "organisation.kept_open", "null");
    expect(client, "organisation.hours.monday", "[\"08:00-12:00\",\"12:30-18:00\"]");
    expect(client, "organisation.hours.holidays", "[]");
    done(client);
    client = asked(f, 200, (struct call){API_GET, "/v1/organisations/0615", "local"});
    expect(client, "organisation.open", "true");
    expect(client, "organisation.changes_at", "null");
    expect(client, "organisation.hours", "null");
    done(client);
    client = asked(f, 200, (struct call){API_GET, "/v1/overview", "local"});
    expect(client, "organisations.0.id", "ddh");
    expect(client, "organisations.0.open", "false");
    expect(client, "organisations.0.changes_at", MONDAY_EIGHT);
    expect(client, "organisations.1.open", "true");
    done(client);
    client = ask(f, (struct call){API_GET, "/metrics", NULL});
    assert_non_null(strstr(client->body, "\nddh_organisation_open{organisation=\"ddh\"} 0\n"));
    assert_non_null(strstr(client->body, "\nddh_organisation_open{organisation=\"0615\"} 1\n"));
    done(client);
}

static void a_caller_is_told_when_it_opens(void **state) {
    struct fixture *f = *state;
    static const char body[] = "{\"reference\":\"r1\",\"municipality\":\"0766\",\"topic\":\"vand\","
                               "\"language\":\"da\"}";
    struct client *client = asked(f, 201, (struct call){API_POST, "/v1/calls", "local", body});
    expect(client, "call.outcome", "diverted");
    expect(client, "call.reason", "closed");
    expect(client, "call.opens_at", MONDAY_EIGHT);
    done(client);
    client = asked(f, 200, (struct call){API_POST, "/v1/calls", "local", body});
    expect(client, "repeated", "true");
    expect(client, "call.opens_at", MONDAY_EIGHT);
    done(client);
    client = asked(f, 200, (struct call){API_GET, "/v1/calls?state=ended", "local"});
    expect(client, "calls.0.opens_at", MONDAY_EIGHT);
    done(client);
    f->now += DAY_MS + 1000;
    turn(f);
    client = asked(f, 201,
                   (struct call){API_POST, "/v1/calls", "local",
                                 "{\"reference\":\"r2\",\"municipality\":\"0766\","
                                 "\"topic\":\"vand\",\"language\":\"da\"}"});
    expect(client, "call.state", "queued");
    json_t *root = json_of(client->body);
    assert_null(json_object_get(dig(root, "call"), "opens_at"));
    json_decref(root);
    done(client);
}

static void hours_are_put_and_taken_away(void **state) {
    struct fixture *f = *state;
    char *partner = token(f, "p", "\"role\":\"partner\",\"organisations\":[\"0615\"]");
    struct client *client =
        asked(f, 200,
              (struct call){API_PUT, "/v1/organisations/0615/hours", partner,
                            "{\"sunday\":[\"00:00-24:00\"],\"holidays\":[\"10:00-14:00\"]}"});
    expect(client, "hours.organisation", "0615");
    expect(client, "hours.open", "true");
    done(client);
    refused(f, 403, "other-organisation",
            (struct call){API_PUT, "/v1/organisations/0766/hours", partner, "{}"});
    refused(f, 400, "unknown-field",
            (struct call){API_PUT, "/v1/organisations/0615/hours", partner, "{\"mandag\":[]}"});
    refused(f, 400, "wrong-type",
            (struct call){API_PUT, "/v1/organisations/0615/hours", partner, "{\"monday\":null}"});
    client = asked(f, 200, (struct call){API_PUT, "/v1/organisations/0615/hours", partner, "{}"});
    expect(client, "organisation.id", "0615");
    done(client);
    client = asked(f, 200, (struct call){API_PUT, "/v1/organisations/0615/hours", partner, "{}"});
    expect(client, "repeated", "true");
    done(client);
    free(partner);
}

static void the_calendar_is_shown_and_set(void **state) {
    struct fixture *f = *state;
    must(
        f, 201,
        (struct call){API_PUT, "/v1/calendar/2026-12-24", "local", "{\"name\":\"Juleaftensdag\"}"});
    must(f, 201,
         (struct call){API_PUT, "/v1/calendar/2026-01-01", "local",
                       "{\"name\":\"Åbent\",\"holiday\":false}"});
    struct client *client = asked(f, 200, (struct call){API_GET, "/v1/calendar", "local"});
    expect(client, "year", "2026");
    expect(client, "holidays.0.day", "2026-04-02");
    expect(client, "holidays.0.name", "Skærtorsdag");
    expect(client, "holidays.7.day", "2026-12-24");
    expect(client, "holidays.9.name", "2. juledag");
    expect(client, "days.0.name", "Juleaftensdag");
    expect(client, "days.1.holiday", "false");
    done(client);
    client = asked(f, 200, (struct call){API_GET, "/v1/calendar?year=2023", "local"});
    expect(client, "holidays.5.name", "Store bededag");
    done(client);
    refused(f, 400, "out-of-range", (struct call){API_GET, "/v1/calendar?year=26", "local"});
    refused(f, 400, "out-of-range", (struct call){API_GET, "/v1/calendar?year=1969", "local"});
    refused(f, 400, "out-of-range", (struct call){API_GET, "/v1/calendar?year=20x6", "local"});
    client = asked(f, 200, (struct call){API_DELETE, "/v1/calendar/2026-12-24", "local"});
    expect(client, "day", "null");
    done(client);
    refused(f, 404, "not-found", (struct call){API_DELETE, "/v1/calendar/2026-12-24", "local"});
    refused(f, 400, "invalid-request",
            (struct call){API_PUT, "/v1/calendar/24.12.2026", "local", "{\"name\":\"x\"}"});
}

static void the_calendar_has_a_cap(void **state) {
    struct fixture *f = *state;
    char target[64];
    for (int i = 0; i < LIMIT_CALENDAR_DAYS; i++) {
        snprintf(target, sizeof target, "/v1/calendar/2027-%02d-%02d", 1 + i / 28, 1 + i % 28);
        must(f, 201, (struct call){API_PUT, target, "local", "{\"name\":\"Lukket\"}"});
    }
    must(f, 200, (struct call){API_PUT, target, "local", "{\"name\":\"Lukket\"}"});
    refused(f, 503, "limit-reached",
            (struct call){API_PUT, "/v1/calendar/2028-01-05", "local", "{\"name\":\"Lukket\"}"});
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(an_organisation_says_whether_it_is_open),
        TEST(a_caller_is_told_when_it_opens),
        TEST(hours_are_put_and_taken_away),
        TEST(the_calendar_is_shown_and_set),
        TEST(the_calendar_has_a_cap),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
