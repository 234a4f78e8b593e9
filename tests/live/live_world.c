#include "tests/live/live_world.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/assert.h"
#include "simulate/world.h"
#include "tests/live/service.h"
#include "tests/live/stream.h"
#include "wire/wire.h"

#define COMMAND_BYTES (64 * 1024)
#define STORE_SECONDS 30 /* a busy machine may hold Redis up: what must be stored is tried again */

/* Who asks: the first of these that may give the command, else the administrator. */
static const struct {
    enum role role;
    const char *name;
} people[] = {
    {ROLE_TELEPHONY, "telephony"},
    {ROLE_MUNICIPAL_EDITOR, "municipal_editor"},
    {ROLE_DUTY_LEADER, "duty_leader"}, /* before approvers, who activate only in an emergency */
    {ROLE_APPROVER, "approver"},
};
#define PEOPLE (sizeof people / sizeof *people)

/* A call as the stream showed it last. */
struct known_call {
    bool reserved;
    agent_no agent;
};

struct world {
    struct live_world_plan *plan;
    struct live_service *live;
    struct live_stream *stream;
    char secrets[PEOPLE][64];
    time_ms opening, now, next; /* domain time */
    bool behind;                /* something was asked since the stream was read to its end */
    uint64_t commands;
    struct command command;
    json_t *agents;           /* id: number */
    json_t *versions;         /* of playbooks: id: version */
    struct known_call *calls; /* by id */
    size_t call_capacity;
    struct world_offer *offers;
    size_t offer_count, offer_next, offer_capacity;
};

/* world_create() has no place for what only this filling needs. */
static struct live_world_plan *next_plan;

void live_world_use(struct live_world_plan *plan) { next_plan = plan; }

static bool broken(const struct world *w) { return w->plan->problem.err != ERR_OK; }

static void break_off(struct world *w, const char *where, const char *what) {
    if (!broken(w)) problem_set(&w->plan->problem, ERR_INTERNAL, where, "%s", what);
}

/* --- what the stream says --------------------------------------------------------------------- */

/* Room for one more of `count`; a test may end when there is none. */
static void *grown(void *items, size_t *capacity, size_t count, size_t size) {
    if (count < *capacity) return items;
    size_t wanted = count < 512 ? 1024 : count * 2;
    char *more = realloc(items, wanted * size);
    ASSERT(more != NULL);
    memset(more + *capacity * size, 0, (wanted - *capacity) * size);
    *capacity = wanted;
    return more;
}

static void see_call(struct world *w, const char *id, const json_t *record, bool offered) {
    ASSERT(strncmp(id, "call-", 5) == 0);
    size_t number = strtoull(id + 5, NULL, 10);
    w->calls = grown(w->calls, &w->call_capacity, number, sizeof *w->calls);
    struct known_call *call = &w->calls[number];
    const char *state = json_string_value(json_object_get(record, "state"));
    const char *agent = json_string_value(json_object_get(record, "agent"));
    call->reserved = state != NULL && strcmp(state, "reserved") == 0;
    call->agent = agent == NULL ? AGENT_NONE
                                : (agent_no)json_integer_value(json_object_get(w->agents, agent));
    if (!offered) return;
    w->offers = grown(w->offers, &w->offer_capacity, w->offer_count, sizeof *w->offers);
    w->offers[w->offer_count++] = (struct world_offer){.call = number, .agent = call->agent};
    w->plan->offers++;
}

static void see_event(void *ctx, const char *type, const json_t *event) {
    struct world *w = ctx;
    json_t *calls = json_object_get(json_object_get(event, "records"), "call"), *record;
    const char *id;
    bool offered = strcmp(type, "call_offered") == 0;
    json_object_foreach(calls, id, record) see_call(w, id, record, offered);
}

/* Takes what an answer about the clock says: when something is due next, and how far the stream
 * goes by then. */
static void take_clock(struct world *w, long status, const json_t *answer) {
    const json_t *next = json_object_get(answer, "next");
    const char *event = json_string_value(json_object_get(answer, "event"));
    w->plan->requests++;
    if (status != 200 || next == NULL || event == NULL) {
        break_off(w, "/v1/clock", "it does not say what is due next");
        return;
    }
    w->next = json_is_null(next) ? TIME_NEVER : json_integer_value(next);
    if (!live_stream_follow(w->stream, event)) break_off(w, "/v1/stream", "an event is missing");
    w->behind = false;
}

/* Ticks that follow on a command at the same millisecond are done before this is answered. */
static void catch_up(struct world *w) {
    if (!w->behind || broken(w)) return;
    json_t *answer = NULL;
    long status = live_ask(w->live, "GET", "/v1/clock", live_admin(w->live), NULL, &answer);
    take_clock(w, status, answer);
    json_decref(answer);
}

/* --- life ------------------------------------------------------------------------------------- */

static void open_live(struct world *w) {
    w->live = live_open(w->plan->coordinator, w->opening);
    if (w->live == NULL) {
        break_off(w, w->plan->coordinator, "it did not start");
        return;
    }
    for (size_t i = 0; i < PEOPLE; i++)
        if (!live_token(w->live, people[i].name, people[i].name, NULL, NULL, w->secrets[i]))
            break_off(w, people[i].name, "there is no token for it");
    w->stream = live_stream_open(live_url(w->live), live_admin(w->live), see_event, w);
    if (w->stream == NULL) break_off(w, "/v1/stream", "it did not open");
    w->behind = true;
}

struct world *world_create(const struct core_sizes *sizes, time_ms opening) {
    (void)sizes; /* the service has its own */
    struct world *w = calloc(1, sizeof *w);
    ASSERT(w != NULL && next_plan != NULL);
    w->plan = next_plan;
    w->opening = w->now = opening;
    w->agents = json_object();
    w->versions = json_object();
    open_live(w);
    return w;
}

void world_destroy(struct world *w) {
    if (w == NULL) return;
    if (w->stream != NULL) {
        w->plan->frames = live_stream_frames(w->stream);
        live_stream_close(w->stream);
    }
    w->plan->ended = w->live != NULL && live_close(w->live);
    json_decref(w->agents);
    json_decref(w->versions);
    free(w->calls);
    free(w->offers);
    free(w);
}

/* --- turning ---------------------------------------------------------------------------------- */

/* The service does what is due on the way before it answers. */
void world_at(struct world *w, time_ms at) {
    json_t *answer = NULL;
    ASSERT(w->opening + at >= w->now);
    if (w->opening + at == w->now || broken(w)) return;
    w->now = w->opening + at;
    w->plan->clock_moves++;
    bool moved = live_set_clock(w->live, w->now, &answer);
    take_clock(w, moved ? 200 : 0, answer);
    json_decref(answer);
}

/* The service ticks by itself; if something should still be due, it is asked again. */
void world_tick(struct world *w) {
    if (w->next <= w->now) w->behind = true;
}

time_ms world_next(const struct world *w) {
    if (broken(w) || w->next == TIME_NEVER) return TIME_NEVER;
    return w->next - w->opening;
}

/* --- commands --------------------------------------------------------------------------------- */

struct command *world_command(struct world *w, enum command_type type) {
    command_open(&w->command, type);
    return &w->command;
}

/* The core reads members that must be there without asking whether they were given; a request
 * names them. */
static void give_required(struct command *command) {
    const struct command_type_info *info = &command_types[command->type];
    for (size_t i = 0; i < info->field_count; i++)
        if (info->fields[i].required) command->given |= UINT64_C(1) << i;
}

static json_t *members_of(struct command *command) {
    struct text_buf text;
    text_buf_init(&text, COMMAND_BYTES);
    give_required(command);
    wire_encode_command(command, &text);
    json_t *members = json_loadb(text.data, text.length, 0, NULL);
    ASSERT(members != NULL);
    text_buf_close(&text);
    return members;
}

/* A replay knows a playbook by its topics alone; the service wants words. */
static json_t *playbook_of(struct world *w, const json_t *members) {
    json_t *document = json_load_file(w->plan->playbook, 0, NULL);
    ASSERT(document != NULL);
    json_object_set(document, "id", json_object_get(members, "playbook"));
    json_object_set(document, "playbook", json_object_get(members, "playbook")); /* for the path */
    json_object_set(document, "topics", json_object_get(members, "topics"));
    json_object_del(document, "transfer"); /* it names the topics that the document was made for */
    return document;
}

/* The members as a request says them. */
static json_t *body_of(struct world *w) {
    struct command *command = &w->command;
    if (command->type == COMMAND_organisation_put)
        command->as.organisation_put.reserve =
            (uint16_t)(command->as.organisation_put.reserve + w->plan->more_reserve);
    json_t *members = members_of(command);
    const char *playbook = json_string_value(json_object_get(members, "playbook"));
    if (command->type == COMMAND_playbook_publish) {
        json_t *document = playbook_of(w, members);
        json_decref(members);
        return document;
    }
    if (playbook != NULL)
        json_object_set(members, "version", json_object_get(w->versions, playbook));
    if (command->type == COMMAND_activation_start)
        json_object_set_new(members, "parameters", json_loads(w->plan->parameters, 0, NULL));
    return members;
}

static const char *secret_for(const struct world *w, enum command_type type) {
    for (size_t i = 0; i < PEOPLE; i++)
        if ((command_types[type].roles >> people[i].role) & 1) return w->secrets[i];
    return live_admin(w->live);
}

static time_t seconds_now(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec;
}

/* 503 store-away: it was not done, because Redis is slow just now. */
static long ask(struct world *w, const json_t *body, json_t **answer) {
    const struct live_route *route = live_route(command_types[w->command.type].name);
    time_t give_up = seconds_now() + STORE_SECONDS;
    struct problem problem;
    ASSERT(route != NULL);
    for (;;) {
        long status = live_command(w->live, route, body, secret_for(w, w->command.type), answer);
        w->plan->requests++;
        if (live_outcome(status, *answer, &problem) != ERR_STORE_AWAY || seconds_now() >= give_up)
            return status;
        json_decref(*answer);
    }
}

/* What the command was about, by its number in the core: "call-17" and "activation-1" say it, an
 * organisation, topic or agent has it as a member. */
static uint64_t key_of(const json_t *subject) {
    const json_t *number = json_object_get(subject, "number");
    if (number != NULL) return (uint64_t)json_integer_value(number);
    const char *id = json_string_value(json_object_get(subject, "id"));
    const char *mark = id == NULL ? NULL : strrchr(id, '-');
    return mark == NULL ? 0 : strtoull(mark + 1, NULL, 10);
}

static void learn(struct world *w, const json_t *answer, bool created, struct core_result *result) {
    static const char *const kinds[] = {"organisation", "topic", "agent", "call", "activation"};
    const json_t *subject = NULL;
    for (size_t i = 0; subject == NULL && i < sizeof kinds / sizeof *kinds; i++)
        subject = json_object_get(answer, kinds[i]);
    if (result != NULL)
        *result = (struct core_result){.created = created, .subject.key = key_of(subject)};
    if (w->command.type == COMMAND_agent_put)
        json_object_set(w->agents, json_string_value(json_object_get(subject, "id")),
                        json_object_get(subject, "number"));
    const json_t *playbook = json_object_get(answer, "playbook");
    if (w->command.type == COMMAND_playbook_publish)
        json_object_set(w->versions, w->command.as.playbook_publish.playbook,
                        json_object_get(playbook, "version"));
}

enum err world_do(struct world *w, struct core_result *result, struct problem *problem) {
    if (broken(w)) {
        *problem = w->plan->problem;
        return problem->err;
    }
    json_t *body = body_of(w), *answer = NULL;
    long status = ask(w, body, &answer);
    struct problem said;
    enum err err = live_outcome(status, answer, &said);
    w->behind = true;
    w->commands++;
    if (err == ERR_OK)
        learn(w, answer, status == 201, result);
    else
        problem_set(problem, err, command_types[w->command.type].name, "%s: %s", said.field,
                    said.detail);
    json_decref(body);
    json_decref(answer);
    return err;
}

/* --- offers ----------------------------------------------------------------------------------- */

bool world_take_offer(struct world *w, struct world_offer *out) {
    catch_up(w);
    if (w->offer_next == w->offer_count) {
        w->offer_next = w->offer_count = 0;
        return false;
    }
    *out = w->offers[w->offer_next++];
    return true;
}

bool world_stands(const struct world *w, const struct world_offer *offer) {
    const struct known_call *call = &w->calls[offer->call];
    return call->reserved && call->agent == offer->agent;
}

/* --- the state -------------------------------------------------------------------------------- */

enum err world_languages(struct world *w, struct language_list *out, struct problem *problem) {
    json_t *answer = NULL;
    *out = (struct language_list){.count = 0};
    if (!broken(w)) {
        long status = live_ask(w->live, "GET", "/v1/settings", live_admin(w->live), NULL, &answer);
        w->plan->requests++;
        const json_t *codes = json_object_get(json_object_get(answer, "settings"), "languages");
        for (size_t i = 0; status == 200 && i < json_array_size(codes); i++)
            snprintf(out->codes[out->count++], sizeof out->codes[0], "%s",
                     json_string_value(json_array_get(codes, i)));
        json_decref(answer);
        if (out->count == 0) break_off(w, "/v1/settings", "it names no languages");
    }
    *problem = w->plan->problem;
    return problem->err;
}

time_ms world_domain_time(const struct world *w, time_ms at) { return w->opening + at; }

enum err world_check(const struct world *w, struct problem *problem) {
    (void)w;
    return problem_set(problem, ERR_INTERNAL, "check", "the state lies in another process");
}

uint64_t world_commands(const struct world *w) { return w->commands; }

/* None: the state lies in another process, with tokens in it besides. */
uint64_t world_digest(const struct world *w) {
    (void)w;
    return 0;
}
