/* The course of an exercise, one phase after the other:
 *   preparing  read the clock, who we are and the settings; make tokens; see that the playbook is
 *              approved
 *   gathering  every agent on shift gets a token and a stream and signs in
 *   playing    callers call, the crisis comes, the duty leader activates, more agents are called
 *              in, a partner declines for a while
 *   closing    who waits hangs up, talks are ended, agents sign out
 *   checking   what was seen is compared with what the service lists; the table
 *   tidying    the tokens of this run are revoked
 * Ctrl-C goes to closing from wherever it is; a second one stops at once. A phase that does not
 * come to its end within its patience is a problem, and the next begins. */
#include "drill/exercise.h"

#include <errno.h>
#include <math.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <uv.h>

#include "base/assert.h"
#include "base/text.h"
#include "drill/report.h"

#define TICK_MS 100
#define CLOCK_EVERY_MS 2000
#define LIVE_EVERY_MS 500
#define LINE_EVERY_MS 5000
#define PATIENCE_MS 30000 /* with a request while the coordinator is away, and with a phase */
#define TIDY_MS 5000
#define TELL_WAIT_MS 2000
#define GATHERING_MS 1500 /* until all agents have signed in and the first call comes */
#define LEAST_COLUMNS 60
#define TOKEN_SPARE_MS (6 * HOUR_MS) /* tokens that could not be revoked end by themselves */

struct course {
    struct exercise exercise;
    uv_timer_t tick;
    uv_signal_t interrupt, terminate;
    uint64_t clock_asked, looked;
    bool clock_open, clock_scaled, speed_set, wait_told;
    char first_id[LIMIT_ID]; /* before the first event of the service's epoch */
};

static struct course *course_of(struct exercise *exercise) { return (struct course *)exercise; }

/* ---- what the parts use ---- */

void exercise_say(struct exercise *exercise, const char *format, ...) {
    char line[512], clock[TIME_TEXT_MAX];
    va_list arguments;
    int at =
        snprintf(line, sizeof line, "%s  ", time_local_clock(agenda_now(exercise->agenda), clock));
    va_start(arguments, format);
    vsnprintf(line + at, sizeof line - (size_t)at, format, arguments);
    va_end(arguments);
    screen_say(exercise->screen, line);
}

void exercise_wrong(struct exercise *exercise, const char *format, ...) {
    char text[256];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (exercise->problem_count < EXERCISE_PROBLEMS) {
        (void)text_copy(exercise->problems[exercise->problem_count], sizeof text, text);
        exercise_say(exercise, "PROBLEM: %s", text);
    }
    exercise->problem_count++;
}

static void note_event(struct exercise *exercise, const json_t *body) {
    const char *id = json_string_value(json_object_get(body, "event"));
    const char *number = id == NULL ? NULL : strchr(id, '-');
    if (number == NULL) return;
    uint64_t event = strtoull(number + 1, NULL, 10);
    if (event > exercise->last_event) exercise->last_event = event;
}

bool exercise_expect(struct exercise *exercise, const struct service_answer *answer,
                     const char *what, const char *const *races) {
    if (answer->status >= 200 && answer->status <= 299) {
        note_event(exercise, answer->body);
        return true;
    }
    for (size_t i = 0; races != NULL && races[i] != NULL; i++)
        if (strcmp(answer->slug, races[i]) == 0) {
            exercise->races++;
            return false;
        }
    exercise_wrong(exercise, "%s: %s", what, answer->detail);
    return false;
}

bool exercise_is_own_actor(const struct exercise *exercise, const char *actor) {
    if (actor == NULL || actor[0] == '\0' || strcmp(actor, "system") == 0) return true;
    const char *run = service_run(exercise->service);
    size_t length = strlen(actor), run_length = strlen(run);
    return length > run_length && actor[length - run_length - 1] == '.' &&
           strcmp(actor + length - run_length, run) == 0;
}

enum score_group exercise_group(const struct exercise *exercise, uint16_t place) {
    if (place == exercise->scenario->crisis.place) return SCORE_CRISIS;
    return exercise->data->places[place].outsider ? SCORE_OUTSIDERS : SCORE_MEMBERS;
}

void exercise_ask_token(struct exercise *exercise, const char *token, const char *role,
                        const struct person *person, const struct place *place,
                        void (*on_answer)(void *ctx, const struct service_answer *answer),
                        void *ctx) {
    time_ms expires = agenda_now(exercise->agenda) + exercise->scenario->length_ms + TOKEN_SPARE_MS;
    json_t *body = json_pack("{s:s, s:s, s:I}", "token", token, "role", role, "expires_at",
                             (json_int_t)expires);
    if (person != NULL) json_object_set_new(body, "agent", json_string(person->id));
    if (place != NULL) json_object_set_new(body, "organisations", json_pack("[s]", place->id));
    service_ask(exercise->service, &(struct service_ask){.token = exercise->options->token,
                                                         .method = "POST",
                                                         .path = "/v1/tokens",
                                                         .body = body,
                                                         .on_answer = on_answer,
                                                         .ctx = ctx});
}

static void enter(struct exercise *exercise, enum phase phase) {
    exercise->phase = phase;
    exercise->phase_since = uv_now(exercise->loop);
}

static void ask(struct exercise *exercise, const char *token, const char *method, const char *path,
                json_t *body, void (*on_answer)(void *, const struct service_answer *)) {
    service_ask(exercise->service, &(struct service_ask){.token = token,
                                                         .method = method,
                                                         .path = path,
                                                         .body = body,
                                                         .on_answer = on_answer,
                                                         .ctx = exercise});
}

/* ---- the clock ---- */

static bool take_clock(struct exercise *exercise, const struct service_answer *answer) {
    const json_t *clock = json_object_get(answer->body, "clock");
    const char *mode = json_string_value(json_object_get(clock, "mode"));
    json_t *now = json_object_get(clock, "now");
    double speed = json_number_value(json_object_get(clock, "speed"));
    if (mode == NULL || !json_is_integer(now)) return false;
    if (strcmp(mode, "scaled") != 0) speed = strcmp(mode, "real") == 0 ? 1 : 0;
    uint64_t middle = answer->sent_at + (answer->came_at - answer->sent_at) / 2;
    if (exercise->phase == PHASE_PLAYING &&
        fabs(speed - agenda_speed(exercise->agenda)) > 0.01 * speed)
        exercise_say(exercise, "the exercise's clock now runs at %.3g times real speed", speed);
    agenda_set_clock(exercise->agenda, json_integer_value(now), middle, speed);
    course_of(exercise)->clock_scaled = strcmp(mode, "scaled") == 0;
    return true;
}

static void on_clock_again(void *ctx, const struct service_answer *answer) {
    struct exercise *exercise = ctx;
    course_of(exercise)->clock_open = false;
    if (answer->status == 200 && !take_clock(exercise, answer))
        exercise_wrong(exercise, "/healthz tells no clock");
}

static void look_at_clock(struct exercise *exercise) {
    struct course *course = course_of(exercise);
    uint64_t now = uv_now(exercise->loop);
    if (course->clock_open || now - course->clock_asked < CLOCK_EVERY_MS) return;
    course->clock_open = true;
    course->clock_asked = now;
    service_ask(exercise->service, &(struct service_ask){.method = "GET",
                                                         .path = "/healthz",
                                                         .once = true,
                                                         .on_answer = on_clock_again,
                                                         .ctx = exercise});
}

/* A scaled clock starts in the past and meets the wall clock: an exercise that would not be over
 * by then is made shorter, so that its end is not played at real speed. */
static void fit_length(struct exercise *exercise) {
    uv_timeval64_t wall;
    double speed = agenda_speed(exercise->agenda);
    if (!course_of(exercise)->clock_scaled || speed <= 1.01 || uv_gettimeofday(&wall) != 0) return;
    double behind =
        (double)(wall.tv_sec * 1000 + wall.tv_usec / 1000 - agenda_now(exercise->agenda));
    time_ms room = (time_ms)((behind / (speed - 1) - GATHERING_MS) * speed);
    if (room >= exercise->scenario->length_ms || room < 10 * MINUTE_MS) return;
    exercise_say(exercise,
                 "the clock meets the wall clock in %lld minutes of exercise: the "
                 "exercise is made that long",
                 (long long)(room / MINUTE_MS));
    scenario_set_length(exercise->scenario, room);
}

/* ---- preparing ---- */

static void stop_early(struct exercise *exercise) { enter(exercise, PHASE_TIDYING); }

static void on_recorded(void *ctx, const char *type, const char *id, const json_t *json,
                        struct slice text) {
    (void)json;
    struct exercise *exercise = ctx;
    const char *number = strchr(id, '-');
    if (number != NULL) exercise->recorded_event = strtoull(number + 1, NULL, 10);
    if (strcmp(type, "snapshot") == 0)
        fprintf(exercise->record, "{\"type\":\"snapshot\",\"id\":\"%s\",\"snapshot\":", id);
    fwrite(text.data, 1, text.length, exercise->record);
    fputs(strcmp(type, "snapshot") == 0 ? "}\n" : "\n", exercise->record);
}

static void on_record_refused(void *ctx, const char *why) {
    exercise_wrong(ctx, "the stream to record was refused: %s", why);
}

static void gather(struct exercise *exercise) {
    fit_length(exercise);
    if (!plan_make(&exercise->plan, exercise->scenario, exercise->data, exercise->options->seed)) {
        exercise_wrong(exercise, "the scenario has more than %d callers", LIMIT_PLAN);
        stop_early(exercise);
        return;
    }
    switchboard_init(exercise);
    if (exercise->record != NULL) {
        struct service_events events = {on_recorded, on_record_refused, exercise};
        exercise->record_stream = service_follow(exercise->service, exercise->leader_secret,
                                                 course_of(exercise)->first_id, &events);
    }
    for (uint32_t i = 0; i < exercise->data->person_count; i++) {
        bool left_out = false;
        for (uint32_t k = 0; k < exercise->options->left_out_count; k++)
            left_out = left_out ||
                       strcmp(exercise->options->left_out[k], exercise->data->persons[i].id) == 0;
        if (exercise->data->persons[i].shift == SHIFT_ON && !left_out)
            player_begin(&exercise->players[i]);
    }
    enter(exercise, PHASE_GATHERING);
}

static void on_playbooks(void *ctx, const struct service_answer *answer) {
    struct exercise *exercise = ctx;
    size_t index;
    json_t *playbook;
    if (exercise->phase != PHASE_PREPARING) return;
    bool approved = false;
    if (exercise_expect(exercise, answer, "listing playbooks", NULL))
        json_array_foreach(json_object_get(answer->body, "playbooks"), index, playbook) {
            const char *id = json_string_value(json_object_get(playbook, "id"));
            approved =
                approved || (id != NULL && strcmp(id, exercise->scenario->crisis.playbook) == 0 &&
                             json_is_true(json_object_get(playbook, "approved")));
        }
    if (!approved) {
        exercise_wrong(exercise, "there is no approved playbook %s: load one first",
                       exercise->scenario->crisis.playbook);
        stop_early(exercise);
        return;
    }
    gather(exercise);
}

static bool take_secret(struct exercise *exercise, const struct service_answer *answer,
                        const char *what, char *secret) {
    if (exercise->phase != PHASE_PREPARING) return false;
    const char *text = json_string_value(json_object_get(answer->body, "secret"));
    if (exercise_expect(exercise, answer, what, NULL) && text != NULL &&
        text_copy(secret, SERVICE_SECRET, text))
        return true;
    stop_early(exercise);
    return false;
}

static void on_partner_token(void *ctx, const struct service_answer *answer) {
    struct exercise *exercise = ctx;
    if (take_secret(exercise, answer, "making the partner's token", exercise->partner_secret))
        ask(exercise, exercise->leader_secret, "GET", "/v1/playbooks", NULL, on_playbooks);
}

static void on_switch_token(void *ctx, const struct service_answer *answer) {
    struct exercise *exercise = ctx;
    if (take_secret(exercise, answer, "making the switch's token", exercise->switch_secret))
        exercise_ask_token(exercise, exercise->partner_token, "partner", NULL,
                           &exercise->data->places[exercise->scenario->crisis.declines],
                           on_partner_token, exercise);
}

static void on_leader_token(void *ctx, const struct service_answer *answer) {
    struct exercise *exercise = ctx;
    if (take_secret(exercise, answer, "making the duty leader's token", exercise->leader_secret))
        exercise_ask_token(exercise, exercise->switch_token, "telephony", NULL, NULL,
                           on_switch_token, exercise);
}

static void on_settings(void *ctx, const struct service_answer *answer) {
    struct exercise *exercise = ctx;
    if (exercise->phase != PHASE_PREPARING) return;
    const json_t *settings = json_object_get(answer->body, "settings");
    exercise->lease_ms = json_integer_value(json_object_get(settings, "lease_ms"));
    if (!exercise_expect(exercise, answer, "reading the settings", NULL) ||
        exercise->lease_ms < SECOND_MS) {
        stop_early(exercise);
        return;
    }
    exercise_ask_token(exercise, exercise->leader_token, "duty_leader", NULL, NULL, on_leader_token,
                       exercise);
}

static void on_whoami(void *ctx, const struct service_answer *answer) {
    struct exercise *exercise = ctx;
    if (exercise->phase != PHASE_PREPARING) return;
    const json_t *token = json_object_get(answer->body, "token");
    const char *role = json_string_value(json_object_get(token, "role"));
    if (!exercise_expect(exercise, answer, "asking who we are", NULL) || role == NULL ||
        strcmp(role, "admin") != 0) {
        exercise_wrong(exercise, "the token must be an administrator's");
        stop_early(exercise);
        return;
    }
    ask(exercise, exercise->options->token, "GET", "/v1/settings", NULL, on_settings);
}

static void on_clock(void *ctx, const struct service_answer *answer);

static void on_speed_set(void *ctx, const struct service_answer *answer) {
    struct exercise *exercise = ctx;
    if (exercise->phase != PHASE_PREPARING) return;
    if (!exercise_expect(exercise, answer, "setting the clock's speed", NULL)) {
        stop_early(exercise);
        return;
    }
    ask(exercise, NULL, "GET", "/healthz", NULL, on_clock);
}

static void on_clock(void *ctx, const struct service_answer *answer) {
    struct exercise *exercise = ctx;
    struct course *course = course_of(exercise);
    if (exercise->phase != PHASE_PREPARING) return;
    if (!exercise_expect(exercise, answer, "reading the clock", NULL) ||
        !take_clock(exercise, answer)) {
        stop_early(exercise);
        return;
    }
    snprintf(course->first_id, sizeof course->first_id, "%lld-0",
             (long long)json_integer_value(json_object_get(answer->body, "epoch")));
    double speed = agenda_speed(exercise->agenda), wanted = exercise->options->speed;
    if (speed == 0) {
        exercise_wrong(exercise, "the service runs on a driven clock: nobody would move it");
        stop_early(exercise);
    } else if (course->clock_scaled && wanted > 0 && wanted != speed && !course->speed_set) {
        course->speed_set = true;
        ask(exercise, exercise->options->token, "POST", "/v1/clock",
            json_pack("{s:f}", "speed", wanted), on_speed_set);
    } else {
        ask(exercise, exercise->options->token, "GET", "/v1/whoami", NULL, on_whoami);
    }
}

/* ---- playing ---- */

static void act_crisis(void *ctx, uint32_t turn) {
    (void)turn;
    struct exercise *exercise = ctx;
    const struct scenario *s = exercise->scenario;
    if (exercise->phase != PHASE_PLAYING) return;
    exercise_say(exercise, "%s warns %u households at once: the drinking water is contaminated",
                 exercise->data->places[s->crisis.place].name, s->crisis.households);
}

static void act_activate(void *ctx, uint32_t turn) {
    (void)turn;
    struct exercise *exercise = ctx;
    if (exercise->phase == PHASE_PLAYING) leader_activate(exercise);
}

static void act_call_in(void *ctx, uint32_t turn) {
    (void)turn;
    struct exercise *exercise = ctx;
    if (exercise->phase != PHASE_PLAYING) return;
    uint32_t found = players_call_in(exercise, exercise->scenario->crisis.call_in);
    exercise_say(exercise, "%u more agents are called in", found);
}

static void act_decline(void *ctx, uint32_t turn) {
    (void)turn;
    struct exercise *exercise = ctx;
    if (exercise->phase == PHASE_PLAYING) partner_decline(exercise);
}

static void act_help_again(void *ctx, uint32_t turn) {
    (void)turn;
    struct exercise *exercise = ctx;
    if (exercise->phase == PHASE_PLAYING) partner_help(exercise);
}

static void begin_closing(struct exercise *exercise) {
    partner_help(exercise); /* nobody is left declining */
    enter(exercise, PHASE_CLOSING);
    switchboard_hang_up(exercise);
    players_leave(exercise);
}

static void act_end(void *ctx, uint32_t turn) {
    (void)turn;
    struct exercise *exercise = ctx;
    if (exercise->phase == PHASE_PLAYING) begin_closing(exercise);
}

static void play(struct exercise *exercise) {
    const struct scenario *s = exercise->scenario;
    exercise->began_at = agenda_now(exercise->agenda);
    exercise->ends_at = exercise->began_at + s->length_ms;
    enter(exercise, PHASE_PLAYING);
    double minutes = (double)s->length_ms / agenda_speed(exercise->agenda) / MINUTE_MS;
    exercise_say(exercise,
                 "%u agents are signed in; %lld minutes of exercise begin, about %.1f in real time",
                 players_count(exercise, PLAYER_ON), (long long)(s->length_ms / MINUTE_MS),
                 minutes);
    time_ms crisis = exercise->began_at + s->crisis.at_ms;
    agenda_add(exercise->agenda, crisis, act_crisis, exercise, 0);
    agenda_add(exercise->agenda, crisis + s->crisis.activate_after_ms, act_activate, exercise, 0);
    agenda_add(exercise->agenda, crisis + s->crisis.call_in_after_ms, act_call_in, exercise, 0);
    time_ms declines = crisis + s->crisis.declines_after_ms;
    agenda_add(exercise->agenda, declines, act_decline, exercise, 0);
    agenda_add(exercise->agenda, declines + s->crisis.declines_for_ms, act_help_again, exercise, 0);
    agenda_add(exercise->agenda, exercise->ends_at, act_end, exercise, 0);
    switchboard_begin(exercise);
}

/* ---- checking and tidying ---- */

static void on_calls(void *ctx, const struct service_answer *answer) {
    struct exercise *exercise = ctx;
    exercise->checks_open--;
    if (exercise_expect(exercise, answer, "listing the calls", NULL))
        switchboard_verify(exercise, json_object_get(answer->body, "calls"));
}

static void on_activation(void *ctx, const struct service_answer *answer) {
    struct exercise *exercise = ctx;
    exercise->checks_open--;
    if (!exercise_expect(exercise, answer, "reading the activation", NULL)) return;
    json_int_t listed = 0;
    uint32_t own = 0;
    size_t index;
    json_t *row;
    json_array_foreach(json_object_get(answer->body, "acknowledgements"), index, row) listed +=
        json_integer_value(json_object_get(row, "acknowledged"));
    for (uint32_t i = 0; i < exercise->data->person_count; i++)
        for (uint32_t k = 0; k < exercise->players[i].activation_count; k++)
            own += exercise->players[i].activations[k].acknowledged &&
                   strcmp(exercise->players[i].activations[k].id, exercise->activation) == 0;
    if (listed < own)
        exercise_wrong(exercise, "the service lists %lld acknowledgements of %u", (long long)listed,
                       own);
}

static void check(struct exercise *exercise) {
    enter(exercise, PHASE_CHECKING);
    exercise->checks_open = 1;
    ask(exercise, exercise->leader_secret, "GET", "/v1/calls?state=ended", NULL, on_calls);
    if (exercise->activation[0] == '\0') return;
    char path[128];
    snprintf(path, sizeof path, "/v1/activations/%s", exercise->activation);
    exercise->checks_open++;
    ask(exercise, exercise->leader_secret, "GET", path, NULL, on_activation);
}

static void on_revoked(void *ctx, const struct service_answer *answer) {
    struct exercise *exercise = ctx;
    exercise->tokens_open--;
    (void)exercise_expect(exercise, answer, "revoking a token", NULL);
}

static void revoke_token(struct exercise *exercise, const char *token, const char *secret) {
    if (secret[0] == '\0') return;
    char path[128];
    snprintf(path, sizeof path, "/v1/tokens/%s", token);
    exercise->tokens_open++;
    ask(exercise, exercise->options->token, "DELETE", path, NULL, on_revoked);
}

static void tidy(struct exercise *exercise) {
    enter(exercise, PHASE_TIDYING);
    for (uint32_t i = 0; i < exercise->data->person_count; i++) {
        if (exercise->players[i].stream != NULL) service_stop(exercise->players[i].stream);
        revoke_token(exercise, exercise->players[i].token, exercise->players[i].secret);
    }
    if (exercise->switch_stream != NULL) service_stop(exercise->switch_stream);
    if (exercise->record_stream != NULL) service_stop(exercise->record_stream);
    revoke_token(exercise, exercise->switch_token, exercise->switch_secret);
    revoke_token(exercise, exercise->leader_token, exercise->leader_secret);
    revoke_token(exercise, exercise->partner_token, exercise->partner_secret);
}

/* ---- the course ---- */

static void on_service_closed(void *ctx) { (void)ctx; }

static void close_all(struct exercise *exercise) {
    struct course *course = course_of(exercise);
    enter(exercise, PHASE_OVER);
    service_close(exercise->service, on_service_closed, NULL);
    agenda_close(exercise->agenda);
    uv_close((uv_handle_t *)&course->tick, NULL);
    uv_close((uv_handle_t *)&course->interrupt, NULL);
    uv_close((uv_handle_t *)&course->terminate, NULL);
}

static bool is_recorded(const struct exercise *exercise) {
    return exercise->record_stream == NULL || exercise->recorded_event >= exercise->last_event;
}

static bool has_gathered(const struct exercise *exercise) {
    return players_ready(exercise) && service_stream_open(exercise->switch_stream) &&
           (exercise->record_stream == NULL || service_stream_open(exercise->record_stream));
}

static void go_on(struct exercise *exercise) {
    bool late = uv_now(exercise->loop) - exercise->phase_since > PATIENCE_MS;
    switch (exercise->phase) {
    case PHASE_PREPARING: /* its requests have a patience of their own */
        if (course_of(exercise)->wait_told ||
            uv_now(exercise->loop) - exercise->phase_since < TELL_WAIT_MS)
            return;
        course_of(exercise)->wait_told = true;
        fprintf(stderr, "ddh-drill: waiting for %s\n", exercise->options->url);
        return;
    case PHASE_GATHERING:
        if (late) exercise_wrong(exercise, "not all agents came within %d s", PATIENCE_MS / 1000);
        if (late || has_gathered(exercise)) play(exercise);
        return;
    case PHASE_PLAYING: return; /* ends by the agenda */
    case PHASE_CLOSING:
        if (late) exercise_wrong(exercise, "calls and agents did not come to rest");
        if (late || (switchboard_quiet(exercise) && players_gone(exercise))) check(exercise);
        return;
    case PHASE_CHECKING:
        if (late) exercise_wrong(exercise, "the check was not answered");
        if (!late && (exercise->checks_open > 0 || !is_recorded(exercise))) return;
        report_make(exercise);
        tidy(exercise);
        return;
    case PHASE_TIDYING:
        if (exercise->tokens_open == 0 || uv_now(exercise->loop) - exercise->phase_since > TIDY_MS)
            close_all(exercise);
        return;
    case PHASE_OVER: return;
    }
    UNREACHABLE("every phase goes on");
}

static void on_tick(uv_timer_t *timer) {
    struct exercise *exercise = timer->data;
    struct course *course = course_of(exercise);
    uint64_t now = uv_now(exercise->loop);
    bool live = exercise->phase >= PHASE_GATHERING && exercise->phase <= PHASE_CLOSING;
    if (live) look_at_clock(exercise);
    uint64_t every = exercise->options->plain ? LINE_EVERY_MS : LIVE_EVERY_MS;
    if (live && now - course->looked >= every) {
        course->looked = now;
        leader_look(exercise);
    }
    go_on(exercise);
}

static void on_signal(uv_signal_t *signal, int number) {
    (void)number;
    struct exercise *exercise = signal->data;
    if (exercise->interrupted) _Exit(130);
    exercise->interrupted = true;
    exercise_say(exercise, "interrupted: calls are ended and agents signed out (again: at once)");
    if (exercise->phase == PHASE_PREPARING)
        tidy(exercise);
    else if (exercise->phase == PHASE_GATHERING || exercise->phase == PHASE_PLAYING)
        begin_closing(exercise);
}

static uint32_t terminal_columns(void) {
    struct winsize size;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return 80;
    return size.ws_col < LEAST_COLUMNS ? LEAST_COLUMNS : size.ws_col;
}

static bool open_record(struct exercise *exercise) {
    const char *path = exercise->options->events_path;
    if (path == NULL) return true;
    exercise->record = fopen(path, "w");
    if (exercise->record == NULL) fprintf(stderr, "ddh-drill: %s: %s\n", path, strerror(errno));
    return exercise->record != NULL;
}

static bool open_all(struct exercise *exercise) {
    struct service_config config = {
        .url = exercise->options->url,
        .patience_ms = PATIENCE_MS,
        .streams = exercise->data->person_count + 2,
    };
    exercise->service = service_create(exercise->loop, &config);
    exercise->agenda = agenda_create(exercise->loop);
    exercise->screen = screen_create(!exercise->options->plain, terminal_columns());
    if (exercise->service == NULL || exercise->agenda == NULL || exercise->screen == NULL) {
        fprintf(stderr, "ddh-drill: no memory\n");
        return false;
    }
    const char *run = service_run(exercise->service);
    snprintf(exercise->leader_token, LIMIT_ID, "duty-leader.%s", run);
    snprintf(exercise->switch_token, LIMIT_ID, "switch.%s", run);
    snprintf(exercise->partner_token, LIMIT_ID, "partner.%s", run);
    players_init(exercise);
    return true;
}

static void start_handle(uv_signal_t *signal, struct exercise *exercise, int number) {
    uv_signal_init(exercise->loop, signal);
    signal->data = exercise;
    uv_signal_start(signal, on_signal, number);
}

int exercise_run(struct uv_loop_s *loop, const struct exercise_options *options,
                 const struct data *data, struct scenario *scenario) {
    struct course course = {
        .exercise = {.loop = loop, .options = options, .data = data, .scenario = scenario}};
    struct exercise *exercise = &course.exercise;
    if (options->length_ms > 0) scenario_set_length(scenario, options->length_ms);
    if (!open_record(exercise) || !open_all(exercise)) return 1;
    uv_timer_init(loop, &course.tick);
    course.tick.data = exercise;
    uv_timer_start(&course.tick, on_tick, TICK_MS, TICK_MS);
    start_handle(&course.interrupt, exercise, SIGINT);
    start_handle(&course.terminate, exercise, SIGTERM);
    enter(exercise, PHASE_PREPARING);
    ask(exercise, NULL, "GET", "/healthz", NULL, on_clock);
    uv_run(loop, UV_RUN_DEFAULT);
    bool record_failed = exercise->record != NULL && fclose(exercise->record) != 0;
    if (record_failed)
        fprintf(stderr, "ddh-drill: %s could not be written\n", options->events_path);
    screen_destroy(exercise->screen);
    plan_close(&exercise->plan);
    free(exercise->players);
    free(exercise->callers);
    if (exercise->interrupted) return 130;
    if (exercise->problem_count > 0)
        fprintf(stderr, "ddh-drill: %u problems\n", exercise->problem_count);
    return exercise->problem_count > 0 || record_failed ? 1 : 0;
}
