#include "partners/partners.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "base/log.h"
#include "base/webhook.h"
#include "partners/reconcile.h"

enum telling {
    TELL_NOTHING,
    TELL_READING, /* the engine has our read */
    TELL_POSTING
};

/* What goes between us and one peer. */
struct link {
    struct partners *partners;
    uint32_t lane;
    char organisation[LIMIT_ID]; /* "": nobody */
    /* telling */
    enum telling telling;
    bool changed;    /* something may be new */
    bool failed;     /* the last post did not reach it */
    bool answers;    /* what is posted are answers, and no view */
    time_ms tell_at; /* the next view goes at the latest */
    time_ms told_at;
    uint8_t mark[SHA256_BYTES], told_mark[SHA256_BYTES]; /* of what a view said, without its head */
    uint8_t answers_mark[SHA256_BYTES], told_answers[SHA256_BYTES];
    bool loaded;
    char url[LIMIT_URL + 16], id[LIMIT_ID + 64], timestamp[24], signature[WEBHOOK_SIGNATURE_MAX];
    struct text_buf body, content; /* content: "<id>.<timestamp>.<body>" */
    struct engine_request read;
    /* hearing */
    bool busy;        /* the engine has our command */
    bool heard;       /* `view` is one */
    bool fresh;       /* `newer` is another */
    bool silent;      /* nothing was heard for too long */
    time_ms heard_at; /* since the start, at the earliest */
    struct peer_view view, newer;
    struct reconcile reconcile;
    struct command command;
    struct engine_request request;
};

struct partners {
    struct partners_config config;
    struct link *links[LIMIT_PEERS]; /* made when first needed */
    bool look, stopped;
    time_ms next, started_at;
    uint64_t ids;
    struct partners_view counts;
};

/* --- life ----------------------------------------------------------------------------------------------------------- */

static time_ms now_of(const struct partners *partners) {
    return partners->config.ops->now(partners->config.ctx);
}

struct partners *partners_create(const struct partners_config *config) {
    struct partners *partners = calloc(1, sizeof *partners);
    if (partners == NULL) return NULL;
    partners->config = *config;
    partners->next = TIME_NEVER;
    partners->look = true;
    partners->started_at = now_of(partners);
    return partners;
}

void partners_stop(struct partners *partners) { partners->stopped = true; }

static void close_link(struct link *link) {
    if (link == NULL) return;
    text_buf_close(&link->body);
    text_buf_close(&link->content);
    free(link);
}

void partners_destroy(struct partners *partners) {
    if (partners == NULL) return;
    for (uint32_t i = 0; i < LIMIT_PEERS; i++) {
        const struct link *link = partners->links[i];
        ASSERT(link == NULL || (link->telling == TELL_NOTHING && !link->busy));
        close_link(partners->links[i]);
    }
    free(partners);
}

static void look_again(struct partners *partners) {
    if (partners->look) return;
    partners->look = true;
    partners->config.ops->soon(partners->config.ctx);
}

static struct link *find(const struct partners *partners, const char *organisation) {
    for (uint32_t i = 0; i < LIMIT_PEERS; i++)
        if (partners->links[i] != NULL &&
            strcmp(partners->links[i]->organisation, organisation) == 0)
            return partners->links[i];
    return NULL;
}

/* Nothing is under way, and there is no such peer any more. */
static bool is_free(const struct partners *partners, const struct link *link) {
    const struct core *core = engine_core(partners->config.engine);
    return link == NULL || (link->telling == TELL_NOTHING && !link->busy &&
                            core_find_peer(core, link->organisation) == NULL);
}

static struct link *link_of(struct partners *partners, const char *organisation) {
    struct link *link = find(partners, organisation);
    uint32_t lane = 0;
    while (link == NULL && lane < LIMIT_PEERS && !is_free(partners, partners->links[lane]))
        lane++;
    if (link != NULL || lane == LIMIT_PEERS) return link;
    close_link(partners->links[lane]);
    link = partners->links[lane] = calloc(1, sizeof *link);
    if (link == NULL) return NULL;
    link->partners = partners;
    link->lane = lane;
    link->heard_at = partners->started_at;
    link->changed = true;
    memcpy(link->organisation, organisation, strlen(organisation) + 1);
    text_buf_init(&link->body, LIMIT_BODY_BYTES);
    text_buf_init(&link->content, LIMIT_BODY_BYTES + sizeof link->id + 32);
    return link;
}

void partners_released(struct partners *partners, const struct commit *commit) {
    static const enum record_kind kinds[] = {RECORD_call, RECORD_peer, RECORD_activation,
                                             RECORD_offer};
    bool concerns = false;
    for (uint32_t i = 0; i < commit->event_count && !concerns; i++)
        for (uint32_t k = 0; k < commit->events[i].record_count; k++)
            for (size_t n = 0; n < sizeof kinds / sizeof *kinds; n++)
                if (strcmp(commit->events[i].records[k].kind, record_types[kinds[n]].name) == 0)
                    concerns = true;
    if (!concerns) return;
    for (uint32_t i = 0; i < LIMIT_PEERS; i++)
        if (partners->links[i] != NULL) partners->links[i]->changed = true;
    look_again(partners);
}

/* --- telling --------------------------------------------------------------------------------------------------------- */

/* Whether the peer's last view names its call. Before the first since the start none is: what has ended is told after it. */
static bool listed(void *ctx, call_id call) {
    const struct link *link = ctx;
    const struct core *core = engine_core(link->partners->config.engine);
    const struct call_record *r = core_call(core, call);
    const char *number = r == NULL ? NULL : strchr(r->reference, '/');
    if (!link->heard) return false;
    for (uint32_t i = 0; number != NULL && i < link->view.call_count; i++) {
        char name[LIMIT_RECORD_ID];
        snprintf(name, sizeof name, "/call-%llu.%u", (unsigned long long)link->view.calls[i].call,
                 link->view.calls[i].attempt);
        if (strcmp(name, number) == 0) return true;
    }
    return false;
}

static bool sign(struct link *link, const struct peer_record *peer) {
    const struct partners_config *config = &link->partners->config;
    struct slice secret = config->ops->document(config->ctx, peer->secret);
    snprintf(link->id, sizeof link->id, "%s.%lld.%llu", link->organisation,
             (long long)link->partners->started_at, (unsigned long long)++link->partners->ids);
    snprintf(link->timestamp, sizeof link->timestamp, "%lld",
             (long long)(config->ops->wall(config->ctx) / SECOND_MS));
    text_buf_clear(&link->content);
    text_addf(&link->content, "%s.%s.", link->id, link->timestamp);
    text_add_bytes(&link->content, link->body.data, link->body.length);
    if (secret.length != WEBHOOK_SECRET_BYTES || link->content.overflowed) {
        LOG_ERROR("partners", "what %s is to be told cannot be signed", link->organisation);
        return false;
    }
    link->signature[0] = '\0';
    webhook_sign((const uint8_t *)secret.data, text_slice(&link->content), link->signature);
    snprintf(link->url, sizeof link->url, "%s/%s", peer->url, link->answers ? "answers" : "view");
    return true;
}

/* Answers go first when the peer has others: an agent is to have them before the call. */
static bool load_answers(struct link *link, const struct core *core,
                         const struct peer_record *peer) {
    const struct partners_config *config = &link->partners->config;
    if (!link->heard) return false;                  /* what it has is not known yet */
    if (link->failed && link->answers) return false; /* a view in between: it is the sign of life */
    link->answers = true;
    text_buf_clear(&link->body);
    if (!config->ops->answers(config->ctx, core, peer, &link->body)) return false;
    crypto_sha256(link->body.data, link->body.length, link->answers_mark);
    /* It has them, or they were told and its view that will say so is on its way. */
    if (memcmp(link->answers_mark, link->view.answers, SHA256_BYTES) == 0 ||
        memcmp(link->answers_mark, link->told_answers, SHA256_BYTES) == 0)
        return false;
    return sign(link, peer);
}

static bool load_view(struct link *link, const struct core *core, const struct peer_record *peer,
                      const struct engine_outcome *outcome) {
    const struct partners_config *config = &link->partners->config;
    link->answers = false;
    text_buf_clear(&link->body);
    text_addf(&link->body, "{\"version\":\"" PEER_VIEW_VERSION "\",\"at\":\"%llu-%llu\"",
              (unsigned long long)outcome->epoch, (unsigned long long)outcome->event_number);
    if (link->failed) text_add(&link->body, ",\"again\":true");
    size_t from = link->body.length;
    if (!config->ops->view(config->ctx, core, peer, listed, link, &link->body)) {
        LOG_ERROR("partners", "more calls concern %s than a view can name", link->organisation);
        return false;
    }
    crypto_sha256(link->body.data + from, link->body.length - from, link->mark);
    text_add_char(&link->body, '}');
    bool due = link->tell_at <= now_of(link->partners) || link->failed;
    return (due || memcmp(link->mark, link->told_mark, SHA256_BYTES) != 0) && sign(link, peer);
}

static void read_applied(struct engine_request *request, const struct core *core,
                         const struct engine_outcome *outcome) {
    struct link *link = request->ctx;
    const struct peer_record *peer = core_find_peer(core, link->organisation);
    link->loaded =
        peer != NULL && (load_answers(link, core, peer) || load_view(link, core, peer, outcome));
}

static void post(struct link *link) {
    struct partners *partners = link->partners;
    struct partners_post post = {
        .lane = link->lane,
        .url = link->url,
        .id = link->id,
        .timestamp = link->timestamp,
        .signature = link->signature,
        .body = text_slice(&link->body),
    };
    link->telling = TELL_POSTING;
    partners->counts.told++;
    if (!partners->config.ops->post(partners->config.ctx, &post))
        partners_answered(partners, link->lane, 0, (struct slice){NULL, 0});
}

static void read_released(struct engine_request *request, enum release release) {
    struct link *link = request->ctx;
    bool may_leave = release == RELEASE_STORED || release == RELEASE_UNSTORED;
    link->telling = TELL_NOTHING;
    if (may_leave && link->loaded && !link->partners->stopped) post(link);
    look_again(link->partners);
}

void partners_answered(struct partners *partners, uint32_t lane, int status, struct slice why) {
    ASSERT(lane < LIMIT_PEERS && partners->links[lane] != NULL);
    struct link *link = partners->links[lane];
    ASSERT(link->telling == TELL_POSTING);
    bool taken = status >= 200 && status <= 299;
    if (!taken && !link->failed)
        LOG_WARNING("partners", "%s does not take our %s: HTTP %d %.*s", link->organisation,
                    link->answers ? "answers" : "view", status,
                    (int)(why.length < 300 && text_is_line(why.data, why.length) ? why.length : 0),
                    why.data == NULL ? "" : why.data);
    if (taken && link->failed) {
        LOG_INFO("partners", "%s takes what we tell again", link->organisation);
        link->reconcile.again = true;
    }
    partners->counts.failed += !taken;
    link->telling = TELL_NOTHING;
    link->failed = !taken;
    time_ms now = now_of(partners);
    link->tell_at = now + (taken ? LIMIT_PEER_SIGN_MS : LIMIT_PEER_AGAIN_MS);
    if (taken && link->answers) {
        memcpy(link->told_answers, link->answers_mark, SHA256_BYTES);
        link->changed = true;
    } else if (taken) {
        link->told_at = now;
        memcpy(link->told_mark, link->mark, SHA256_BYTES);
    }
    look_again(partners);
}

/* --- hearing --------------------------------------------------------------------------------------------------------- */

static bool is_newer(const struct peer_view *view, const struct peer_view *than) {
    return view->epoch != than->epoch ? view->epoch > than->epoch : view->number >= than->number;
}

void partners_heard(struct partners *partners, const char *organisation,
                    const struct peer_view *view) {
    struct link *link = partners->stopped ? NULL : link_of(partners, organisation);
    if (link == NULL) return;
    const struct peer_view *last = link->fresh ? &link->newer : &link->view;
    if ((link->heard || link->fresh) && !is_newer(view, last)) return;
    if (link->silent) LOG_INFO("partners", "%s is heard again", organisation);
    partners->counts.heard++;
    /* What it has of our answers has changed: if it lost them, they are told anew. */
    if (link->heard && memcmp(view->answers, last->answers, SHA256_BYTES) != 0)
        memset(link->told_answers, 0, sizeof link->told_answers);
    link->newer = *view;
    link->fresh = true;
    link->silent = false;
    link->heard_at = now_of(partners);
    look_again(partners);
}

static void step(struct link *link);

static void command_applied(struct engine_request *request, const struct core *core,
                            const struct engine_outcome *outcome) {
    struct link *link = request->ctx;
    (void)core;
    if (outcome->err == ERR_OK) return;
    LOG_WARNING("partners", "%s of %s: %s %s", command_types[link->command.type].name,
                link->organisation, outcome->problem.field, outcome->problem.detail);
    reconcile_refused(&link->reconcile);
}

static void command_released(struct engine_request *request, enum release release) {
    struct link *link = request->ctx;
    link->busy = false;
    if (release == RELEASE_STORE_AWAY) reconcile_refused(&link->reconcile);
    step(link);
}

/* The next command by which the core comes to agree with the newest view. */
static void step(struct link *link) {
    struct partners *partners = link->partners;
    if (link->busy || partners->stopped) return;
    const struct core *core = engine_core(partners->config.engine);
    const struct peer_record *peer = core_find_peer(core, link->organisation);
    if (peer == NULL) return;
    if (link->fresh) {
        link->view = link->newer;
        link->fresh = false;
        link->heard = link->changed = true;
        bool again = link->reconcile.again || link->view.again;
        link->reconcile = (struct reconcile){.view = &link->view, .again = again};
        look_again(partners);
    }
    if (!link->heard && !link->silent) return; /* nothing is known yet, not even silence */
    time_ms now = now_of(partners);
    if (!reconcile_next(&link->reconcile, core, peer, now, &link->command)) return;
    link->request = (struct engine_request){.command = &link->command,
                                            .applied = command_applied,
                                            .released = command_released,
                                            .ctx = link};
    link->busy = engine_submit(partners->config.engine, &link->request);
    partners->counts.commands += link->busy;
}

/* No sign of life: what nobody has taken yet is given back. */
static void fall_silent(struct link *link) {
    LOG_WARNING("partners", "%s is silent for %d s", link->organisation,
                (int)(LIMIT_PEER_SILENT_MS / SECOND_MS));
    link->silent = true;
    link->reconcile = (struct reconcile){.view = NULL};
}

/* --- the turn ---------------------------------------------------------------------------------------------------------- */

static void at(struct partners *partners, time_ms due) {
    if (due < partners->next) partners->next = due;
}

static void look_at(struct link *link, time_ms now) {
    struct partners *partners = link->partners;
    if (!link->silent && !link->fresh && link->heard_at + LIMIT_PEER_SILENT_MS <= now)
        fall_silent(link);
    if (!link->silent) at(partners, link->heard_at + LIMIT_PEER_SILENT_MS);
    step(link);
    if (link->telling != TELL_NOTHING) return;
    bool again = link->failed && now < link->tell_at;
    if ((link->changed && !again) || link->tell_at <= now) {
        link->changed = link->loaded = false;
        link->read = (struct engine_request){
            .applied = read_applied, .released = read_released, .ctx = link};
        if (engine_submit(partners->config.engine, &link->read)) {
            link->telling = TELL_READING;
            return;
        }
        link->changed = true; /* the inbox is full, or the engine ends */
        at(partners, now + LIMIT_PEER_AGAIN_MS);
        return;
    }
    at(partners, link->tell_at);
}

void partners_turn(struct partners *partners) {
    time_ms now = now_of(partners);
    if (partners->stopped || (!partners->look && partners->next > now)) return;
    const struct core *core = engine_core(partners->config.engine);
    const struct peer_record *peer;
    uint64_t cursor = 0;
    partners->look = false;
    partners->next = TIME_NEVER;
    while ((peer = core_next_record(core, RECORD_peer, &cursor)) != NULL) {
        struct link *link = link_of(partners, core_organisation(core, peer->organisation)->id);
        if (link != NULL) look_at(link, now);
    }
}

time_ms partners_next_deadline(const struct partners *partners) {
    return partners->stopped ? TIME_NEVER : partners->next;
}

void partners_state(const struct partners *partners, const char *organisation,
                    struct partners_state *out) {
    const struct link *link = find(partners, organisation);
    *out = (struct partners_state){0};
    if (link == NULL) return;
    out->heard_at = link->heard || link->fresh ? link->heard_at : 0;
    out->told_at = link->told_at;
    out->reachable = link->told_at != 0 && !link->failed;
}

void partners_view(const struct partners *partners, struct partners_view *out) {
    *out = partners->counts;
}
