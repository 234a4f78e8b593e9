/* What a partner's coordinator does: offers seats, changes and takes them back, says how the service and the queue stand, and sees
 * what comes of it. */
#include <stdio.h>
#include <string.h>

#include "agents-cli/cli.h"
#include "agents-cli/decode.h"
#include "agents-cli/show.h"

/* --- what is shown ---------------------------------------------------------------------------- */

static void say_offer(const struct cli *cli, const json_t *offer) {
    char id[LIMIT_ID], state[LIMIT_ID], address[LIMIT_ADDRESS];
    char in_use[SHOW_MAX], seats[SHOW_MAX], free[SHOW_MAX];
    decode_text(offer, "id", id, sizeof id);
    decode_text(offer, "state", state, sizeof state);
    decode_text(offer, "address", address, sizeof address);
    cli_say(cli, T_OFFER_LINE, id, texts_word(cli->language, "offer", state),
            show_number(cli->language, decode_integer(offer, "in_use", 0), in_use),
            show_number(cli->language, decode_integer(offer, "seats", 0), seats),
            show_number(cli->language, decode_integer(offer, "free", 0), free), address, NULL);
    if (json_is_true(json_object_get(offer, "full"))) cli_say(cli, T_OFFER_FULL, NULL);
}

static enum exit_code say_answer(struct cli *cli, enum exit_code code, json_t *answer) {
    if (code != EXIT_DONE) return code;
    if (!cli_json(cli, answer)) say_offer(cli, json_object_get(answer, "offer"));
    json_decref(answer);
    return EXIT_DONE;
}

static void say_service(const struct cli *cli, const json_t *service) {
    char organisation[LIMIT_ID], state[LIMIT_ID], usable[SHOW_MAX], seats[SHOW_MAX];
    decode_text(service, "organisation", organisation, sizeof organisation);
    decode_text(service, "state", state, sizeof state);
    cli_say(cli, T_SERVICE_LINE, organisation, texts_word(cli->language, "service", state),
            show_number(cli->language, decode_integer(service, "seats_usable", 0), usable),
            show_number(cli->language, decode_integer(service, "seats", 0), seats), NULL);
    if (!json_is_true(json_object_get(service, "gate_open"))) cli_say(cli, T_SERVICE_GATE, NULL);
    if (decode_integer(service, "seats", 0) > 0 && !json_is_true(json_object_get(service, "known")))
        cli_say(cli, T_SERVICE_UNKNOWN, NULL);
}

/* --- offers ----------------------------------------------------------------------------------- */

/* What an offer and its amendment have in common. */
static enum exit_code fill_offer(struct cli *cli, json_t *body) {
    int64_t seats = 0, preference = 0;
    time_ms now = 0, ends = 0;
    enum exit_code code = given_number(cli, "seats", 1, LIMIT_SEATS, &seats);
    if (code == EXIT_DONE) code = given_number(cli, "preference", 1, 5, &preference);
    if (code == EXIT_DONE && arguments_has(&cli->arguments, "until")) code = given_now(cli, &now);
    if (code == EXIT_DONE) code = given_time(cli, "until", now, &ends);
    if (code != EXIT_DONE) return code;
    if (seats > 0) json_object_set_new(body, "seats", json_integer(seats));
    if (preference > 0) json_object_set_new(body, "preference", json_integer(preference));
    if (ends > 0) json_object_set_new(body, "ends_at", json_integer(ends));
    given_list(cli, "topic", "topics", body);
    given_list(cli, "language", "languages", body);
    return EXIT_DONE;
}

enum exit_code verb_offer(struct cli *cli) {
    static const char *const texts[] = {"organisation", "address", "activation"};
    json_t *body = json_object(), *answer = NULL;
    enum exit_code code = fill_offer(cli, body);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const char *value = arguments_value(&cli->arguments, texts[i]);
        if (value != NULL) json_object_set_new(body, texts[i], json_string(value));
    }
    if (json_object_get(body, "languages") == NULL)
        json_object_set_new(body, "languages", json_pack("[s]", "da"));
    if (code != EXIT_DONE) {
        json_decref(body);
        return code;
    }
    code =
        cli_ask_about(cli, "PUT", "/v1/offers/", cli->arguments.positionals[0], "", body, &answer);
    return say_answer(cli, code, answer);
}

enum exit_code verb_amend(struct cli *cli) {
    json_t *body = json_object(), *answer = NULL;
    enum exit_code code = fill_offer(cli, body);
    if (code != EXIT_DONE) {
        json_decref(body);
        return code;
    }
    code = cli_ask_about(cli, "POST", "/v1/offers/", cli->arguments.positionals[0], "/amend", body,
                         &answer);
    return say_answer(cli, code, answer);
}

static enum exit_code tell_offer(struct cli *cli, const char *end) {
    json_t *answer = NULL;
    enum exit_code code = cli_ask_about(cli, "POST", "/v1/offers/", cli->arguments.positionals[0],
                                        end, json_object(), &answer);
    return say_answer(cli, code, answer);
}

enum exit_code verb_pause(struct cli *cli) { return tell_offer(cli, "/pause"); }
enum exit_code verb_resume(struct cli *cli) { return tell_offer(cli, "/resume"); }
enum exit_code verb_drain(struct cli *cli) { return tell_offer(cli, "/drain"); }
enum exit_code verb_withdraw(struct cli *cli) { return tell_offer(cli, "/withdraw"); }
enum exit_code verb_keep(struct cli *cli) { return tell_offer(cli, "/renew"); }

enum exit_code verb_offers(struct cli *cli) {
    json_t *answer, *services;
    size_t i;
    const json_t *row;
    enum exit_code code = cli_ask(cli, "GET", "/v1/offers", NULL, &answer);
    if (code != EXIT_DONE) return code;
    if (cli_json(cli, answer)) {
        json_decref(answer);
        return EXIT_DONE;
    }
    const json_t *offers = json_object_get(answer, "offers");
    if (json_array_size(offers) == 0) cli_say(cli, T_OFFERS_NONE, NULL);
    json_array_foreach(offers, i, row) say_offer(cli, row);
    json_decref(answer);
    code = cli_ask(cli, "GET", "/v1/services", NULL, &services);
    if (code != EXIT_DONE) return code;
    json_array_foreach(json_object_get(services, "services"), i, row) say_service(cli, row);
    json_decref(services);
    return EXIT_DONE;
}

static void say_queue(struct cli *cli, const json_t *queue) {
    json_t *services = json_pack("[{s:[O]}]", "queues", queue);
    struct text_buf lines;
    text_buf_init(&lines, 16 * 1024);
    queues_lines(cli, services, &lines);
    cli_lines(cli, &lines);
    text_buf_close(&lines);
    json_decref(services);
}

/* --- how it stands ---------------------------------------------------------------------------- */

static enum exit_code tell_service(struct cli *cli, const char *end, json_t *body) {
    json_t *answer = NULL;
    enum exit_code code = cli_ask_about(cli, "POST", "/v1/organisations/",
                                        cli->arguments.positionals[0], end, body, &answer);
    if (code != EXIT_DONE) return code;
    const json_t *service = json_object_get(answer, "service");
    if (!cli_json(cli, answer)) {
        if (service != NULL)
            say_service(cli, service);
        else /* of a topic's queue */
            say_queue(cli, json_object_get(answer, "foreign_queue"));
    }
    json_decref(answer);
    return EXIT_DONE;
}

enum exit_code verb_state(struct cli *cli) {
    return tell_service(cli, "/service-state",
                        json_pack("{s:s}", "state", cli->arguments.positionals[1]));
}

enum exit_code verb_queue(struct cli *cli) {
    static const struct {
        const char *option, *member;
        int64_t unit;
    } figures[] = {{"waiting", "waiting", 1},
                   {"longest-wait", "longest_wait_ms", SECOND_MS},
                   {"available", "agents_available", 1},
                   {"busy", "agents_busy", 1},
                   {"paused", "agents_paused", 1},
                   {"free", "seats_free", 1}};
    json_t *body = json_object();
    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++) {
        int64_t number = -1;
        enum exit_code code = given_number(cli, figures[i].option, 0, 86400, &number);
        if (code != EXIT_DONE) {
            json_decref(body);
            return code;
        }
        if (number >= 0)
            json_object_set_new(body, figures[i].member, json_integer(number * figures[i].unit));
    }
    const char *topic = arguments_value(&cli->arguments, "topic");
    if (topic != NULL) json_object_set_new(body, "topic", json_string(topic));
    return tell_service(cli, "/queue-state", body);
}
