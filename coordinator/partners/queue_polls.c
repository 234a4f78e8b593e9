#include "partners/queue_polls.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "base/log.h"

#define START_SPREAD_MS 1000 /* after a start the sources are asked within so long */

enum lane_state {
    LANE_RESTING, /* until again_at */
    LANE_ASKING,
    LANE_REPORTING /* the engine has a command */
};

/* One source. */
struct lane {
    struct queue_polls *polls;
    uint32_t number;
    enum lane_state state;
    char source[LIMIT_ID]; /* "": nobody's */
    time_ms put_at;        /* of the source and its adapter, as they were when it was last asked */
    time_ms adapter_put_at;
    time_ms again_at;
    char tag[LIMIT_QUEUE_TAG], newer_tag[LIMIT_QUEUE_TAG];
    struct queue_reports reports; /* the last answer's */
    uint32_t at;                  /* the report that the engine has */
    uint32_t turns;               /* how often it was asked */
    struct queue_poll_state told;
    struct command command;
    struct engine_request request;
};

struct queue_polls {
    struct queue_polls_config config;
    struct lane *lanes[LIMIT_QUEUE_SOURCES]; /* made when first needed */
    bool look, stopped, started;
    struct queue_polls_view counts;
};

struct queue_polls *queue_polls_create(const struct queue_polls_config *config) {
    struct queue_polls *polls = calloc(1, sizeof *polls);
    if (polls == NULL) return NULL;
    polls->config = *config;
    polls->look = true;
    return polls;
}

void queue_polls_stop(struct queue_polls *polls) { polls->stopped = true; }

void queue_polls_destroy(struct queue_polls *polls) {
    if (polls == NULL) return;
    for (uint32_t i = 0; i < LIMIT_QUEUE_SOURCES; i++) {
        ASSERT(polls->lanes[i] == NULL || polls->lanes[i]->state == LANE_RESTING);
        free(polls->lanes[i]);
    }
    free(polls);
}

static time_ms monotonic(const struct queue_polls *polls) {
    return polls->config.ops->monotonic(polls->config.ctx);
}

static void look_again(struct queue_polls *polls) {
    if (polls->look) return;
    polls->look = true;
    polls->config.ops->soon(polls->config.ctx);
}

void queue_polls_released(struct queue_polls *polls, const struct commit *commit) {
    for (uint32_t i = 0; i < commit->event_count; i++) {
        enum event_type type = commit->events[i].type;
        if (type != EVENT_queue_source_changed && type != EVENT_queue_source_removed &&
            type != EVENT_queue_adapter_changed)
            continue;
        look_again(polls);
        return;
    }
}

/* --- what becomes of a try ----------------------------------------------------------------------------------------------- */

/* FNV-1a: the same source comes at the same place each time, and no two at one. */
static uint64_t draw_of(const char *text, uint32_t turn) {
    uint64_t hash = UINT64_C(14695981039346656037) ^ turn;
    for (; *text != '\0'; text++)
        hash = (hash ^ (unsigned char)*text) * UINT64_C(1099511628211);
    return hash >> 16;
}

/* A tenth more or less, by the source and the turn: no two sources keep step. */
static time_ms jittered(const struct lane *lane, time_ms wait) {
    uint64_t draw = draw_of(lane->source, lane->turns);
    return wait - wait / 10 + (time_ms)(draw % (uint64_t)(wait / 5 + 1));
}

static void rest(struct lane *lane) {
    struct queue_polls *polls = lane->polls;
    lane->state = LANE_RESTING;
    if (polls->stopped) return; /* the engine may be gone */
    const struct queue_source_record *source =
        core_find_queue_source(engine_core(polls->config.engine), lane->source);
    time_ms wait = source == NULL ? LIMIT_QUEUE_RETRY_MAX_MS : source->interval_ms;
    time_ms most = wait > LIMIT_QUEUE_RETRY_MAX_MS ? wait : LIMIT_QUEUE_RETRY_MAX_MS;
    for (uint32_t i = 1; i < lane->told.failures && wait < most; i++)
        wait *= 2;
    lane->again_at = monotonic(polls) + jittered(lane, wait < most ? wait : most);
    look_again(polls); /* the source may have been put or removed meanwhile */
    polls->config.ops->soon(polls->config.ctx);
}

static void fail(struct lane *lane, const char *field, const char *why) {
    struct queue_poll_state *told = &lane->told;
    snprintf(told->error, sizeof told->error, "%s%s%s", field, field[0] == '\0' ? "" : ": ", why);
    if (told->failures++ == 0) {
        told->failing_since = lane->polls->config.ops->now(lane->polls->config.ctx);
        LOG_WARNING("queues", "%s does not say how its queues stand: %s", lane->source,
                    told->error);
    }
    lane->polls->counts.failed++;
    rest(lane);
}

static void succeed(struct lane *lane) {
    struct queue_poll_state *told = &lane->told;
    if (told->failures > 0) LOG_INFO("queues", "%s says again how its queues stand", lane->source);
    told->failures = 0;
    told->failing_since = 0;
    told->error[0] = '\0';
    told->reported_at = lane->polls->config.ops->now(lane->polls->config.ctx);
    memcpy(lane->tag, lane->newer_tag, sizeof lane->tag);
    lane->polls->counts.reported++;
    rest(lane);
}

/* --- reporting --------------------------------------------------------------------------------------------------------------- */

static void report(struct lane *lane);

static void report_applied(struct engine_request *request, const struct core *core,
                           const struct engine_outcome *outcome) {
    struct lane *lane = request->ctx;
    (void)core;
    lane->told.error[0] = '\0';
    if (outcome->err != ERR_OK)
        snprintf(lane->told.error, sizeof lane->told.error, "%s: %s", outcome->problem.field,
                 outcome->problem.detail);
}

static void report_released(struct engine_request *request, enum release release) {
    struct lane *lane = request->ctx;
    char why[sizeof lane->told.error];
    memcpy(why, lane->told.error, sizeof why);
    lane->state = LANE_RESTING;
    if (release != RELEASE_STORED && release != RELEASE_UNSTORED)
        fail(lane, "", "what it said could not be stored");
    else if (why[0] != '\0')
        fail(lane, "", why);
    else if (++lane->at < lane->reports.count)
        report(lane);
    else
        succeed(lane);
}

static void report(struct lane *lane) {
    struct queue_polls *polls = lane->polls;
    const struct core *core = polls->stopped ? NULL : engine_core(polls->config.engine);
    const struct queue_source_record *source =
        core == NULL ? NULL : core_find_queue_source(core, lane->source);
    if (source == NULL) {
        rest(lane);
        return;
    }
    const struct queue_report *row = &lane->reports.rows[lane->at];
    struct queue_report_command *p = &lane->command.as.queue_report;
    lane->command.type = COMMAND_queue_report;
    lane->command.given = row->given;
    lane->command.actor =
        (struct actor){.role = ROLE_SYSTEM, .all_organisations = true, .agent = AGENT_NONE};
    *p = row->values;
    bool fits = text_copy(p->organisation, sizeof p->organisation,
                          core_organisation(core, source->organisation)->id);
    ASSERT(fits);
    COMMAND_GIVE(&lane->command, queue_report, organisation);
    lane->request = (struct engine_request){.command = &lane->command,
                                            .applied = report_applied,
                                            .released = report_released,
                                            .ctx = lane};
    lane->state = LANE_REPORTING;
    if (engine_submit(polls->config.engine, &lane->request)) return;
    lane->state = LANE_RESTING;
    fail(lane, "", "the coordinator is too busy");
}

/* --- asking ------------------------------------------------------------------------------------------------------------------ */

void queue_polls_answered(struct queue_polls *polls, uint32_t number, int status, const char *tag,
                          struct slice body) {
    ASSERT(number < LIMIT_QUEUE_SOURCES && polls->lanes[number] != NULL);
    struct lane *lane = polls->lanes[number];
    ASSERT(lane->state == LANE_ASKING);
    const struct core *core = polls->stopped ? NULL : engine_core(polls->config.engine);
    const struct queue_source_record *source =
        core == NULL ? NULL : core_find_queue_source(core, lane->source);
    char why[128];
    struct problem problem = {0};
    lane->state = LANE_RESTING;
    lane->told.status = status;
    if (source == NULL) {
        rest(lane);
    } else if (status == 0) {
        snprintf(why, sizeof why, "%.*s", (int)(body.length < 100 ? body.length : 100), body.data);
        fail(lane, "", why);
    } else if (status == 304 && lane->tag[0] != '\0') {
        polls->counts.unchanged++;
        lane->at = 0;
        report(lane);
    } else if (status < 200 || status > 299) {
        snprintf(why, sizeof why, "HTTP %d%s", status,
                 status >= 300 && status <= 399 ? ", and it is not followed elsewhere" : "");
        fail(lane, "", why);
    } else if (polls->config.ops->read(polls->config.ctx, core, source, body, &lane->reports,
                                       &problem) != ERR_OK) {
        lane->tag[0] = '\0';
        fail(lane, problem.field, problem.detail);
    } else {
        if (tag == NULL || !text_copy(lane->newer_tag, sizeof lane->newer_tag, tag))
            lane->newer_tag[0] = '\0';
        lane->at = 0;
        report(lane);
    }
}

static void ask(struct lane *lane, const struct queue_source_record *source) {
    struct queue_polls *polls = lane->polls;
    const struct queue_adapter_record *adapter =
        core_find_queue_adapter(engine_core(polls->config.engine), source->adapter);
    ASSERT(adapter != NULL);
    if (lane->put_at != source->put_at || lane->adapter_put_at != adapter->put_at)
        lane->tag[0] = '\0'; /* what was read then may be read otherwise now */
    memcpy(lane->newer_tag, lane->tag, sizeof lane->tag);
    lane->put_at = source->put_at;
    lane->adapter_put_at = adapter->put_at;
    lane->turns++;
    lane->told.asked_at = polls->config.ops->now(polls->config.ctx);
    polls->counts.asked++;
    lane->state = LANE_ASKING;
    struct queue_polls_get get = {.lane = lane->number, .source = source, .tag = lane->tag};
    if (polls->config.ops->get(polls->config.ctx, &get)) return;
    lane->state = LANE_RESTING;
    fail(lane, "", "too many requests are under way");
}

/* --- which sources there are ------------------------------------------------------------------------------------------------ */

static struct lane *find_lane(const struct queue_polls *polls, const char *source) {
    for (uint32_t i = 0; i < LIMIT_QUEUE_SOURCES; i++)
        if (polls->lanes[i] != NULL && strcmp(polls->lanes[i]->source, source) == 0)
            return polls->lanes[i];
    return NULL;
}

static void add_lane(struct queue_polls *polls, const struct queue_source_record *source) {
    uint32_t number = 0;
    while (number < LIMIT_QUEUE_SOURCES && polls->lanes[number] != NULL &&
           polls->lanes[number]->source[0] != '\0')
        number++;
    if (number == LIMIT_QUEUE_SOURCES) return; /* whoever is still under way brings us back */
    struct lane *lane = polls->lanes[number];
    if (lane == NULL) lane = polls->lanes[number] = malloc(sizeof *lane);
    if (lane == NULL) return;
    *lane = (struct lane){.polls = polls, .number = number, .put_at = source->put_at};
    memcpy(lane->source, source->id, sizeof lane->source);
    lane->again_at = monotonic(polls);
    if (!polls->started) lane->again_at += (time_ms)(draw_of(source->id, 0) % START_SPREAD_MS);
}

static void look(struct queue_polls *polls) {
    const struct core *core = engine_core(polls->config.engine);
    const struct queue_source_record *source;
    uint64_t cursor = 0;
    polls->look = false;
    for (uint32_t i = 0; i < LIMIT_QUEUE_SOURCES; i++) {
        struct lane *lane = polls->lanes[i];
        if (lane != NULL && lane->state == LANE_RESTING &&
            core_find_queue_source(core, lane->source) == NULL)
            lane->source[0] = '\0';
    }
    while ((source = core_next_record(core, RECORD_queue_source, &cursor)) != NULL) {
        struct lane *lane = find_lane(polls, source->id);
        if (lane == NULL)
            add_lane(polls, source);
        else if (lane->state == LANE_RESTING && lane->put_at != source->put_at)
            lane->again_at = monotonic(polls);
    }
    polls->started = true;
}

void queue_polls_turn(struct queue_polls *polls) {
    if (polls->stopped) return;
    if (polls->look) look(polls);
    time_ms now = monotonic(polls);
    const struct core *core = engine_core(polls->config.engine);
    for (uint32_t i = 0; i < LIMIT_QUEUE_SOURCES; i++) {
        struct lane *lane = polls->lanes[i];
        if (lane == NULL || lane->source[0] == '\0' || lane->state != LANE_RESTING ||
            lane->again_at > now)
            continue;
        const struct queue_source_record *source = core_find_queue_source(core, lane->source);
        if (source == NULL)
            lane->source[0] = '\0';
        else
            ask(lane, source);
    }
}

time_ms queue_polls_next_deadline(const struct queue_polls *polls) {
    time_ms first = TIME_NEVER;
    for (uint32_t i = 0; i < LIMIT_QUEUE_SOURCES; i++) {
        const struct lane *lane = polls->lanes[i];
        if (lane != NULL && lane->source[0] != '\0' && lane->state == LANE_RESTING &&
            lane->again_at < first)
            first = lane->again_at;
    }
    return polls->stopped ? TIME_NEVER : first;
}

void queue_polls_state(const struct queue_polls *polls, const char *source,
                       struct queue_poll_state *out) {
    const struct lane *lane = find_lane(polls, source);
    *out = lane == NULL ? (struct queue_poll_state){.asked_at = 0} : lane->told;
    if (lane != NULL && lane->told.failures == 0) out->error[0] = '\0';
}

void queue_polls_view(const struct queue_polls *polls, struct queue_polls_view *out) {
    *out = polls->counts;
    for (uint32_t i = 0; i < LIMIT_QUEUE_SOURCES; i++) {
        const struct lane *lane = polls->lanes[i];
        if (lane == NULL || lane->source[0] == '\0') continue;
        out->sources++;
        out->failing += lane->told.failures > 0;
    }
}
