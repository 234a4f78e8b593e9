#include "publish/publish.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "base/log.h"
#include "base/webhook.h"

enum lane_state {
    LANE_IDLE,
    LANE_BEGINNING, /* the engine has delivery_begin */
    LANE_SENDING,   /* posted */
    LANE_REPORTING  /* the engine has delivery_tried */
};

/* A receiver's way out: one message at a time. */
struct lane {
    struct publish *publish;
    uint32_t number;
    enum lane_state state;
    bool loaded; /* there is something to post */
    bool
        stuck; /* something is to be told, but no message could be made: not before something changes */
    char receiver[LIMIT_ID];
    activation_id activation; /* 0: it is a ticket's turn */
    ticket_id ticket;
    uint64_t message;
    char url[LIMIT_URL], id[2 * LIMIT_ID + 48], timestamp[24], signature[WEBHOOK_SIGNATURE_MAX];
    struct text_buf content; /* "<id>.<timestamp>.<body>" */
    size_t body_at;
    struct engine_request request;
    struct command command;
};

struct publish {
    struct publish_config config;
    struct lane
        *lanes[LIMIT_RECEIVERS]; /* by the receiver's slot in the core; made when first needed */
    bool look, stopped;
    time_ms next; /* when a receiver may be tried again */
    struct publish_view counts;
};

struct publish *publish_create(const struct publish_config *config) {
    struct publish *publish = calloc(1, sizeof *publish);
    if (publish == NULL) return NULL;
    publish->config = *config;
    publish->next = TIME_NEVER;
    publish->look = true; /* what the process before left undone */
    return publish;
}

void publish_stop(struct publish *publish) { publish->stopped = true; }

void publish_destroy(struct publish *publish) {
    if (publish == NULL) return;
    for (uint32_t i = 0; i < LIMIT_RECEIVERS; i++) {
        struct lane *lane = publish->lanes[i];
        if (lane == NULL) continue;
        ASSERT(lane->state == LANE_IDLE);
        text_buf_close(&lane->content);
        free(lane);
    }
    free(publish);
}

static time_ms now_of(const struct publish *publish) {
    return publish->config.ops->now(publish->config.ctx);
}

static void look_again(struct publish *publish) {
    if (publish->look) return;
    publish->look = true;
    publish->config.ops->soon(publish->config.ctx);
}

void publish_released(struct publish *publish, const struct commit *commit) {
    static const enum record_kind kinds[] = {RECORD_activation, RECORD_receiver, RECORD_delivery,
                                             RECORD_ticket};
    for (uint32_t i = 0; i < commit->event_count; i++) {
        const struct commit_event *event = &commit->events[i];
        for (uint32_t k = 0; k < event->record_count; k++)
            for (size_t n = 0; n < sizeof kinds / sizeof *kinds; n++)
                if (strcmp(event->records[k].kind, record_types[kinds[n]].name) == 0) {
                    for (uint32_t l = 0; l < LIMIT_RECEIVERS; l++)
                        if (publish->lanes[l] != NULL) publish->lanes[l]->stuck = false;
                    look_again(publish);
                    return;
                }
    }
}

/* --- rendering and posting ------------------------------------------------------------------------------------------- */

static bool sign_with(struct lane *lane, const uint8_t hash[SHA256_BYTES]) {
    const struct publish_config *config = &lane->publish->config;
    struct slice secret = config->ops->document(config->ctx, hash);
    if (secret.length != WEBHOOK_SECRET_BYTES) {
        LOG_ERROR("publish", "a secret of receiver %s is not to be had", lane->receiver);
        return false;
    }
    webhook_sign((const uint8_t *)secret.data, text_slice(&lane->content), lane->signature);
    return true;
}

/* The id is the same for every try of a message, also after a restart; no other message ever has it. */
static void begin_content(struct lane *lane) {
    const struct publish_config *config = &lane->publish->config;
    snprintf(lane->timestamp, sizeof lane->timestamp, "%lld",
             (long long)(config->ops->wall(config->ctx) / SECOND_MS));
    text_buf_clear(&lane->content);
    text_addf(&lane->content, "%s.%s.", lane->id, lane->timestamp);
    lane->body_at = lane->content.length;
}

/* The message stands in the lane: it is signed. */
static void seal(struct lane *lane, const struct core *core,
                 const struct receiver_record *receiver) {
    if (lane->content.overflowed) {
        LOG_ERROR("publish", "the message for receiver %s is longer than %d bytes", lane->receiver,
                  LIMIT_DELIVERY_BYTES);
        return;
    }
    lane->signature[0] = '\0';
    if (!sign_with(lane, receiver->secret)) return;
    if (receiver->old_secret_until > core_now(core) && !sign_with(lane, receiver->old_secret))
        return;
    lane->loaded = true;
}

static void load(struct lane *lane, const struct core *core, const struct receiver_record *receiver,
                 const struct delivery_record *delivery) {
    const struct publish_config *config = &lane->publish->config;
    lane->activation = delivery->activation;
    lane->message = delivery->number;
    memcpy(lane->url, receiver->url, sizeof lane->url);
    snprintf(lane->id, sizeof lane->id, "%s.%lld.%llu", receiver->id,
             (long long)receiver->created_at, (unsigned long long)delivery->number);
    begin_content(lane);
    if (config->ops->message(config->ctx, core, receiver, delivery, &lane->content))
        seal(lane, core, receiver);
}

static void load_ticket(struct lane *lane, const struct core *core,
                        const struct receiver_record *receiver,
                        const struct ticket_record *ticket) {
    const struct publish_config *config = &lane->publish->config;
    lane->activation = 0;
    lane->ticket = ticket->id;
    memcpy(lane->url, receiver->url, sizeof lane->url);
    snprintf(lane->id, sizeof lane->id, "%s.%lld.ticket-%llu", receiver->id,
             (long long)receiver->created_at, (unsigned long long)ticket->id);
    begin_content(lane);
    config->ops->ticket(config->ctx, core, receiver, ticket, &lane->content);
    seal(lane, core, receiver);
}

static void report(struct lane *lane, uint8_t outcome, int status, time_ms retry_after_ms,
                   const char *error);

static void send(struct lane *lane) {
    struct publish *publish = lane->publish;
    lane->state = LANE_SENDING;
    lane->loaded = false;
    publish->counts.posts++;
    if (publish->config.https_only && strncmp(lane->url, "https://", 8) != 0) {
        report(lane, DELIVERY_OUTCOME_FAILED, 0, 0, "only https is allowed here");
        return;
    }
    struct publish_post post = {
        .lane = lane->number,
        .url = lane->url,
        .id = lane->id,
        .timestamp = lane->timestamp,
        .signature = lane->signature,
        .body = {lane->content.data + lane->body_at, lane->content.length - lane->body_at},
    };
    if (!publish->config.ops->post(publish->config.ctx, &post))
        report(lane, DELIVERY_OUTCOME_FAILED, 0, 0, "too many requests wait to be sent");
}

/* --- the engine's part ------------------------------------------------------------------------------------------------- */

static void idle(struct lane *lane) {
    lane->state = LANE_IDLE;
    if (lane->content.capacity > LIMIT_BODY_BYTES) { /* a large one is not kept */
        text_buf_close(&lane->content);
        text_buf_init(&lane->content, LIMIT_DELIVERY_BYTES + sizeof lane->id + 32);
    }
    look_again(lane->publish);
}

/* False: the engine takes nothing. Full, it is asked again; draining or fenced, it never will. */
static bool submit(struct lane *lane,
                   void (*applied)(struct engine_request *request, const struct core *core,
                                   const struct engine_outcome *outcome),
                   void (*released)(struct engine_request *request, enum release release)) {
    struct publish *publish = lane->publish;
    lane->command.actor =
        (struct actor){.role = ROLE_SYSTEM, .all_organisations = true, .agent = AGENT_NONE};
    lane->request = (struct engine_request){
        .command = &lane->command, .applied = applied, .released = released, .ctx = lane};
    if (!publish->stopped && engine_submit(publish->config.engine, &lane->request)) return true;
    struct engine_view view;
    if (!publish->stopped) {
        engine_view(publish->config.engine, &view);
        publish->stopped = view.fenced || view.draining;
    }
    idle(lane);
    return false;
}

static void begin_applied(struct engine_request *request, const struct core *core,
                          const struct engine_outcome *outcome) {
    struct lane *lane = request->ctx;
    const struct receiver_record *receiver = core_find_receiver(core, lane->receiver);
    struct delivery_due due;
    if (outcome->err != ERR_OK || receiver == NULL) return; /* removed meanwhile */
    core_next_delivery(core, receiver, core_now(core), &due);
    if (due.due_at <= core_now(core)) {
        if (due.next != NULL) load(lane, core, receiver, due.next);
        if (due.ticket != NULL) load_ticket(lane, core, receiver, due.ticket);
    }
    lane->stuck = !lane->loaded && (due.fresh || due.due_at <= core_now(core));
}

static void begin_released(struct engine_request *request, enum release release) {
    struct lane *lane = request->ctx;
    bool may_leave = release == RELEASE_STORED || release == RELEASE_UNSTORED;
    if (may_leave && lane->loaded && !lane->publish->stopped) {
        send(lane);
        return;
    }
    lane->loaded = false;
    idle(lane);
}

static void begin(struct lane *lane, const struct receiver_record *receiver) {
    lane->state = LANE_BEGINNING;
    lane->loaded = false;
    memcpy(lane->receiver, receiver->id, sizeof lane->receiver);
    lane->command = (struct command){.type = COMMAND_delivery_begin};
    memcpy(lane->command.as.delivery_begin.receiver, receiver->id, LIMIT_ID);
    COMMAND_GIVE(&lane->command, delivery_begin, receiver);
    (void)submit(lane, begin_applied, begin_released);
}

static void tried_applied(struct engine_request *request, const struct core *core,
                          const struct engine_outcome *outcome) {
    struct lane *lane = request->ctx;
    (void)core;
    if (outcome->err == ERR_OK || outcome->err == ERR_UNKNOWN_RECEIVER) return;
    LOG_WARNING("publish", "what became of %s is not noted: %s", lane->id, outcome->problem.detail);
}

static void tried_released(struct engine_request *request, enum release release) {
    struct lane *lane = request->ctx;
    (void)release; /* not noted, it is told once more */
    idle(lane);
}

/* A library's words may hold anything: what is no line stays in the log. */
static void copy_error(char out[LIMIT_DELIVERY_ERROR], const char *error) {
    size_t length = strlen(error);
    if (length >= LIMIT_DELIVERY_ERROR) length = LIMIT_DELIVERY_ERROR - 1;
    if (text_is_line(error, length)) memcpy(out, error, length);
}

static void fill_tried(struct lane *lane, uint8_t outcome, int status, time_ms retry_after_ms,
                       const char *error) {
    struct delivery_tried_command *tried = &lane->command.as.delivery_tried;
    lane->command = (struct command){.type = COMMAND_delivery_tried};
    memcpy(tried->receiver, lane->receiver, sizeof tried->receiver);
    tried->activation = lane->activation;
    tried->number = lane->message;
    tried->outcome = outcome;
    tried->retry_after_ms = retry_after_ms;
    tried->status = (uint16_t)status;
    if (status > 0) COMMAND_GIVE(&lane->command, delivery_tried, status);
    copy_error(tried->error, error);
}

static void fill_ticket_tried(struct lane *lane, uint8_t outcome, int status,
                              time_ms retry_after_ms, const char *error) {
    struct ticket_tried_command *tried = &lane->command.as.ticket_tried;
    lane->command = (struct command){.type = COMMAND_ticket_tried};
    memcpy(tried->receiver, lane->receiver, sizeof tried->receiver);
    tried->ticket = lane->ticket;
    tried->outcome = outcome;
    tried->retry_after_ms = retry_after_ms;
    tried->status = (uint16_t)status;
    if (status > 0) COMMAND_GIVE(&lane->command, ticket_tried, status);
    copy_error(tried->error, error);
}

static void report(struct lane *lane, uint8_t outcome, int status, time_ms retry_after_ms,
                   const char *error) {
    lane->state = LANE_REPORTING;
    lane->publish->counts.by_outcome[outcome]++;
    if (status < 100 || status > 999) status = 0;
    if (retry_after_ms > DAY_MS) retry_after_ms = DAY_MS;
    if (lane->activation != 0)
        fill_tried(lane, outcome, status, retry_after_ms, error);
    else
        fill_ticket_tried(lane, outcome, status, retry_after_ms, error);
    (void)submit(lane, tried_applied, tried_released);
}

static uint8_t outcome_of(int status) {
    if (status >= 200 && status <= 299) return DELIVERY_OUTCOME_DELIVERED;
    if (status == 410) return DELIVERY_OUTCOME_GONE;
    if (status == 429 || (status >= 502 && status <= 504)) return DELIVERY_OUTCOME_THROTTLED;
    if (status >= 300 && status <= 499 && status != 408) return DELIVERY_OUTCOME_REFUSED;
    return DELIVERY_OUTCOME_FAILED;
}

void publish_answered(struct publish *publish, uint32_t number,
                      const struct publish_answer *answer) {
    ASSERT(number < LIMIT_RECEIVERS && publish->lanes[number] != NULL);
    struct lane *lane = publish->lanes[number];
    ASSERT(lane->state == LANE_SENDING);
    uint8_t outcome = outcome_of(answer->status);
    if (outcome != DELIVERY_OUTCOME_DELIVERED)
        LOG_WARNING("publish", "%s: %s, HTTP %d %s", lane->id,
                    word_text(&delivery_outcome_words, outcome), answer->status, answer->detail);
    report(lane, outcome, answer->status, answer->retry_after_ms,
           outcome == DELIVERY_OUTCOME_DELIVERED ? "" : answer->detail);
}

/* --- who is to be told something ---------------------------------------------------------------------------------------- */

static struct lane *lane_of(struct publish *publish, uint32_t number) {
    struct lane *lane = publish->lanes[number];
    if (lane != NULL) return lane;
    lane = calloc(1, sizeof *lane);
    if (lane == NULL) return NULL;
    lane->publish = publish;
    lane->number = number;
    text_buf_init(&lane->content, LIMIT_DELIVERY_BYTES + sizeof lane->id + 32);
    return publish->lanes[number] = lane;
}

static void look_at(struct publish *publish, struct lane *lane,
                    const struct receiver_record *receiver, const struct core *core, time_ms now) {
    struct delivery_due due;
    if (lane->state != LANE_IDLE) return;
    core_next_delivery(core, receiver, now, &due);
    bool work = due.fresh || due.due_at <= now;
    if (work && !lane->stuck)
        begin(lane, receiver);
    else if (!work && due.due_at < publish->next)
        publish->next = due.due_at;
}

void publish_turn(struct publish *publish) {
    time_ms now = now_of(publish);
    if (publish->stopped || (!publish->look && publish->next > now)) return;
    const struct core *core = engine_core(publish->config.engine);
    const struct receiver_record *receiver;
    uint64_t cursor = 0;
    struct publish_view view;
    publish_view(publish, &view);
    publish->look = false;
    publish->next = TIME_NEVER;
    while (view.busy < LIMIT_DELIVERIES_IN_HAND && /* whoever becomes idle brings us back */
           (receiver = core_next_record(core, RECORD_receiver, &cursor)) != NULL) {
        struct lane *lane = lane_of(publish, (uint32_t)(cursor - 1));
        if (lane == NULL) {
            LOG_ERROR("publish", "there is no memory to tell receiver %s anything", receiver->id);
            continue;
        }
        bool was_idle = lane->state == LANE_IDLE;
        look_at(publish, lane, receiver, core, now);
        view.busy += was_idle && lane->state != LANE_IDLE;
    }
}

time_ms publish_next_deadline(const struct publish *publish) {
    return publish->stopped ? TIME_NEVER : publish->next;
}

void publish_view(const struct publish *publish, struct publish_view *out) {
    *out = publish->counts;
    for (uint32_t i = 0; i < LIMIT_RECEIVERS; i++)
        out->busy += publish->lanes[i] != NULL && publish->lanes[i]->state != LANE_IDLE;
}
