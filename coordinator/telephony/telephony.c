#include "telephony/telephony.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "base/log.h"

enum lane_state {
    LANE_IDLE,
    LANE_READING,   /* the engine has the read */
    LANE_SENDING,   /* posted */
    LANE_REPORTING, /* the engine has call_resume */
    LANE_RESTING    /* posted in vain: again at `again_at` */
};

struct lane {
    struct telephony *telephony;
    uint32_t number;
    enum lane_state state;
    bool due, loaded; /* it is to be told; there is something to post */
    call_id call;
    uint32_t decision, failures; /* failures in a row, of this decision */
    time_ms again_at;
    char url[LIMIT_URL];
    struct text_buf body;
    struct engine_request request;
    struct command command;
};

struct telephony {
    struct telephony_config config;
    struct lane *lanes[LIMIT_RESUMES_IN_HAND]; /* made when first needed */
    bool look, stopped;
    struct telephony_view counts;
};

struct telephony *telephony_create(const struct telephony_config *config) {
    struct telephony *telephony = calloc(1, sizeof *telephony);
    if (telephony == NULL) return NULL;
    telephony->config = *config;
    telephony->look = true; /* what the process before left undone */
    return telephony;
}

void telephony_stop(struct telephony *telephony) { telephony->stopped = true; }

void telephony_destroy(struct telephony *telephony) {
    if (telephony == NULL) return;
    for (uint32_t i = 0; i < LIMIT_RESUMES_IN_HAND; i++) {
        struct lane *lane = telephony->lanes[i];
        if (lane == NULL) continue;
        ASSERT(lane->state == LANE_IDLE || lane->state == LANE_RESTING);
        text_buf_close(&lane->body);
        free(lane);
    }
    free(telephony);
}

static void look_again(struct telephony *telephony) {
    if (telephony->look) return;
    telephony->look = true;
    telephony->config.ops->soon(telephony->config.ctx);
}

void telephony_released(struct telephony *telephony, const struct commit *commit) {
    for (uint32_t i = 0; i < commit->event_count; i++) {
        enum event_type type = commit->events[i].type;
        if (type != EVENT_call_offered && type != EVENT_call_diverted) continue;
        look_again(telephony);
        return;
    }
}

/* --- the engine's part ------------------------------------------------------------------------- */

static void idle(struct lane *lane) {
    lane->state = LANE_IDLE;
    look_again(lane->telephony);
}

/* False: the engine takes nothing. Full, it is asked again; draining or fenced, it never will. */
static bool submit(struct lane *lane, const struct command *command,
                   void (*applied)(struct engine_request *request, const struct core *core,
                                   const struct engine_outcome *outcome),
                   void (*released)(struct engine_request *request, enum release release)) {
    struct telephony *telephony = lane->telephony;
    lane->request = (struct engine_request){.command = command,
                                            .telephony = true,
                                            .applied = applied,
                                            .released = released,
                                            .ctx = lane};
    if (!telephony->stopped && engine_submit(telephony->config.engine, &lane->request)) return true;
    struct engine_view view;
    if (!telephony->stopped) {
        engine_view(telephony->config.engine, &view);
        telephony->stopped = view.fenced || view.draining;
    }
    idle(lane);
    return false;
}

/* --- telling ----------------------------------------------------------------------------------- */

static void rest(struct lane *lane) {
    const struct telephony_config *config = &lane->telephony->config;
    time_ms wait = LIMIT_RESUME_RETRY_MS;
    for (uint32_t i = 1; i < lane->failures && wait < LIMIT_RESUME_RETRY_MAX_MS; i++)
        wait *= 2;
    if (wait > LIMIT_RESUME_RETRY_MAX_MS) wait = LIMIT_RESUME_RETRY_MAX_MS;
    lane->state = LANE_RESTING;
    lane->again_at = config->ops->monotonic(config->ctx) + wait;
    config->ops->soon(config->ctx);
}

static void send(struct lane *lane) {
    struct telephony *telephony = lane->telephony;
    lane->state = LANE_SENDING;
    lane->loaded = false;
    telephony->counts.posts++;
    struct telephony_post post = {
        .lane = lane->number, .url = lane->url, .body = text_slice(&lane->body)};
    if (telephony->config.ops->post(telephony->config.ctx, &post)) return;
    lane->failures++;
    rest(lane);
}

static void read_applied(struct engine_request *request, const struct core *core,
                         const struct engine_outcome *outcome) {
    struct lane *lane = request->ctx;
    const struct telephony_config *config = &lane->telephony->config;
    const struct call_record *call = core_call(core, lane->call);
    const struct gateway_record *gateway =
        call == NULL || call->gateway == GATEWAY_NONE ? NULL : core_gateway(core, call->gateway);
    lane->loaded = lane->due = false;
    if (outcome->err != ERR_OK || gateway == NULL || !core_resume_is_due(call)) return;
    if (call->decision != lane->decision) lane->failures = 0;
    lane->decision = call->decision;
    memcpy(lane->url, gateway->resume_url, sizeof lane->url);
    text_buf_clear(&lane->body);
    config->ops->message(config->ctx, core, call, &lane->body);
    ASSERT(!lane->body.overflowed);
    lane->due = true;
    lane->loaded = lane->url[0] != '\0'; /* else the address was taken away since */
}

static void read_released(struct engine_request *request, enum release release) {
    struct lane *lane = request->ctx;
    bool may_leave = release == RELEASE_STORED || release == RELEASE_UNSTORED;
    if (may_leave && lane->loaded && !lane->telephony->stopped) {
        send(lane);
        return;
    }
    lane->loaded = false;
    if (lane->due && may_leave) {
        lane->failures++;
        rest(lane);
    } else {
        idle(lane);
    }
}

static void begin(struct lane *lane) {
    lane->state = LANE_READING;
    (void)submit(lane, NULL, read_applied, read_released);
}

static void report_applied(struct engine_request *request, const struct core *core,
                           const struct engine_outcome *outcome) {
    struct lane *lane = request->ctx;
    (void)core;
    if (outcome->err == ERR_OK) return;
    LOG_WARNING("telephony", "what became of call-%llu is not noted: %s",
                (unsigned long long)lane->call, outcome->problem.detail);
}

static void report_released(struct engine_request *request, enum release release) {
    struct lane *lane = request->ctx;
    (void)release; /* not noted, the switch is told once more, and knows it */
    idle(lane);
}

static void report(struct lane *lane, enum resume_outcome outcome) {
    lane->state = LANE_REPORTING;
    lane->telephony->counts.by_outcome[outcome]++;
    lane->command = (struct command){.type = COMMAND_call_resume};
    lane->command.actor =
        (struct actor){.role = ROLE_SYSTEM, .all_organisations = true, .agent = AGENT_NONE};
    lane->command.as.call_resume = (struct call_resume_command){
        .call = lane->call, .decision = lane->decision, .outcome = (uint8_t)outcome};
    (void)submit(lane, &lane->command, report_applied, report_released);
}

void telephony_answered(struct telephony *telephony, uint32_t number, int status,
                        const char *detail) {
    ASSERT(number < LIMIT_RESUMES_IN_HAND && telephony->lanes[number] != NULL);
    struct lane *lane = telephony->lanes[number];
    ASSERT(lane->state == LANE_SENDING);
    if (status >= 200 && status <= 299) {
        report(lane, RESUME_OUTCOME_TAKEN);
    } else if (status == 404 || status == 410) {
        report(lane, RESUME_OUTCOME_GONE);
    } else if (status == 409) {
        report(lane, RESUME_OUTCOME_REFUSED);
    } else {
        LOG_WARNING("telephony", "call-%llu is not fetched: HTTP %d %s",
                    (unsigned long long)lane->call, status, detail);
        telephony->counts.unanswered++;
        lane->failures++;
        rest(lane);
    }
}

/* --- who is to be told ------------------------------------------------------------------------- */

static bool in_hand(const struct telephony *telephony, call_id call) {
    for (uint32_t i = 0; i < LIMIT_RESUMES_IN_HAND; i++) {
        const struct lane *lane = telephony->lanes[i];
        if (lane != NULL && lane->state != LANE_IDLE && lane->call == call) return true;
    }
    return false;
}

static struct lane *idle_lane(struct telephony *telephony) {
    for (uint32_t i = 0; i < LIMIT_RESUMES_IN_HAND; i++) {
        struct lane *lane = telephony->lanes[i];
        if (lane != NULL && lane->state == LANE_IDLE) return lane;
        if (lane != NULL) continue;
        lane = calloc(1, sizeof *lane);
        if (lane == NULL) return NULL;
        lane->telephony = telephony;
        lane->number = i;
        text_buf_init(&lane->body, LIMIT_RESUME_BYTES);
        return telephony->lanes[i] = lane;
    }
    return NULL; /* whoever becomes idle brings us back */
}

static void take_new(struct telephony *telephony) {
    const struct core *core = engine_core(telephony->config.engine);
    const struct call_record *call;
    uint64_t cursor = 0;
    telephony->look = false;
    while ((call = core_next_resume(core, &cursor)) != NULL) {
        if (call->gateway == GATEWAY_NONE || in_hand(telephony, call->id)) continue;
        struct lane *lane = idle_lane(telephony);
        if (lane == NULL) return;
        lane->call = call->id;
        lane->decision = call->decision;
        lane->failures = 0;
        begin(lane);
    }
}

void telephony_turn(struct telephony *telephony) {
    const struct telephony_config *config = &telephony->config;
    if (telephony->stopped) return;
    time_ms now = config->ops->monotonic(config->ctx);
    for (uint32_t i = 0; i < LIMIT_RESUMES_IN_HAND; i++) {
        struct lane *lane = telephony->lanes[i];
        if (lane != NULL && lane->state == LANE_RESTING && lane->again_at <= now) begin(lane);
    }
    if (telephony->look) take_new(telephony);
}

time_ms telephony_next_deadline(const struct telephony *telephony) {
    time_ms first = TIME_NEVER;
    for (uint32_t i = 0; i < LIMIT_RESUMES_IN_HAND; i++) {
        const struct lane *lane = telephony->lanes[i];
        if (lane != NULL && lane->state == LANE_RESTING && lane->again_at < first)
            first = lane->again_at;
    }
    return telephony->stopped ? TIME_NEVER : first;
}

void telephony_view(const struct telephony *telephony, struct telephony_view *out) {
    *out = telephony->counts;
    for (uint32_t i = 0; i < LIMIT_RESUMES_IN_HAND; i++)
        out->busy += telephony->lanes[i] != NULL && telephony->lanes[i]->state != LANE_IDLE;
}
