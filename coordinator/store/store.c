/* The store's life on the loop; store.h tells it from outside.
 *
 * A connection always begins with AUTH, SELECT, FUNCTION LOAD and then, in the same write, with the
 * lease: ddh_lead the first time, ddh_keep when this process leads already. Whatever goes wrong on
 * a connection ends it (link_fall), and everything begins anew from there: there is one way back,
 * not one for each failure. */
#include "store/store.h"

#include <hiredis/hiredis.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uv.h>

#include "base/assert.h"
#include "base/log.h"
#include "store/function.h"
#include "store/link.h"
#include "store/lock.h"
#include "store/recent.h"
#include "store/recovery.h"
#include "store/request.h"

#define STORE_MAGIC 0x73746f72U
#define BACKOFF_FIRST_MS 50
#define LEADER_BYTES 8
#define LEASE_TEXT "1500"
_Static_assert(LIMIT_LEADER_LEASE_MS == 1500, "LEASE_TEXT is the same");

enum store_state {
    STORE_BEGINNING,  /* until the lease is taken */
    STORE_RECOVERING, /* reading the records */
    STORE_OPEN,       /* handed over; commits go out */
    STORE_REJOINING,  /* handed over; the connection is not back yet */
    STORE_REFUSED,    /* said so; waits for store_close */
    STORE_FENCED,
    STORE_CLOSING,
};

struct store {
    uint32_t magic;
    enum store_state state;
    uv_loop_t *loop;
    struct link link;
    uv_timer_t retry, renewal;
    unsigned open_handles;
    const struct store_listener *listener;
    void *listener_ctx;
    const struct store_answers *answers; /* NULL: none attached, or closing */
    void *answers_ctx;
    struct data_lock lock;
    struct core_sizes sizes;
    char prefix[KEY_PREFIX_SIZE], meta_key[KEY_SIZE];
    char leader[2 * LEADER_BYTES + 1]; /* this process, in the fence */
    char *address, *username, *password;
    int database;
    struct request request;
    struct recovery recovery;
    enum record_kind awaited; /* whose records come next */
    struct recent recent;
    time_ms recent_until;
    uint64_t epoch, stored_number;
    bool leading, told_lost;
    bool keeping; /* a ddh_keep is on its way */
    time_ms lease_until, lease_asked_at, began_at, backoff_ms;
    uint64_t commits, connections, renewals_dropped;
    char last_problem[192];
    void (*done)(void *ctx);
    void *done_ctx;
};

static struct store *store_of(void *pointer) {
    struct store *store = pointer;
    ASSERT(store != NULL && store->magic == STORE_MAGIC);
    return store;
}

static time_ms loop_now(const struct store *store) { return (time_ms)uv_now(store->loop); }

/* --- small talk ------------------------------------------------------------------------------- */

#define WORDS_MAX 9

/* NULL ends the words. A command that cannot be sent ends the connection: nothing is left out in
 * silence. */
static void send_words(struct store *store, link_answer_fn *answer, const char *const *words) {
    const char *argv[WORDS_MAX];
    size_t lengths[WORDS_MAX], count = 0;
    for (; words[count] != NULL; count++) {
        ASSERT(count < WORDS_MAX);
        argv[count] = words[count];
        lengths[count] = strlen(words[count]);
    }
    if (link_is_up(&store->link) && !link_send(&store->link, count, argv, lengths, answer))
        link_fall(&store->link, "no room to send %s", words[0]);
}

static bool is_array(const redisReply *reply, size_t elements, const char *first) {
    if (reply->type != REDIS_REPLY_ARRAY || reply->elements != elements) return false;
    for (size_t i = 0; i < elements; i++)
        if (reply->element[i]->type != REDIS_REPLY_STRING) return false;
    return strcmp(reply->element[0]->str, first) == 0;
}

static uint64_t element_uint(const redisReply *reply, size_t index) {
    return strtoull(reply->element[index]->str, NULL, 10);
}

static const char *error_text(const redisReply *reply) {
    return reply->type == REDIS_REPLY_ERROR ? reply->str : "an answer that was not asked for";
}

/* Errors of a Redis that will take orders later: loading its file, turned replica, disk full. */
static bool is_passing(const redisReply *reply) {
    static const char *const words[] = {"LOADING ",     "BUSY ",     "MASTERDOWN ",
                                        "READONLY ",    "MISCONF ",  "OOM ",
                                        "CLUSTERDOWN ", "TRYAGAIN ", "NOREPLICAS "};
    if (reply->type != REDIS_REPLY_ERROR) return false;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strncmp(reply->str, words[i], strlen(words[i])) == 0) return true;
    return false;
}

/* --- how it can end --------------------------------------------------------------------------- */

static void refuse(struct store *store, const struct problem *problem) {
    ASSERT(store->state == STORE_BEGINNING || store->state == STORE_RECOVERING);
    store->state = STORE_REFUSED;
    uv_timer_stop(&store->renewal);
    recovery_drop(&store->recovery);
    LOG_ERROR("store", "%s%s%s", problem->field, problem->field[0] == '\0' ? "" : ": ",
              problem->detail);
    store->listener->refused(store->listener_ctx, problem);
}

static void become_fenced(struct store *store, uint64_t newer_epoch) {
    if (store->state == STORE_CLOSING || store->state == STORE_FENCED) return;
    store->leading = false;
    store->lease_until = 0;
    uv_timer_stop(&store->renewal);
    if (store->state != STORE_OPEN && store->state != STORE_REJOINING) {
        struct problem problem;
        (void)problem_set(&problem, ERR_FENCED, "redis",
                          "another coordinator took the lead with epoch %llu",
                          (unsigned long long)newer_epoch);
        refuse(store, &problem);
        return;
    }
    store->state = STORE_FENCED;
    store->epoch = newer_epoch;
    LOG_ERROR("store", "another coordinator leads, with epoch %llu",
              (unsigned long long)newer_epoch);
    if (store->answers != NULL) store->answers->fenced(store->answers_ctx, newer_epoch);
}

/* The answer to a step of the beginning is an error: for now, or for good. */
static void step_failed(struct store *store, const char *step, const redisReply *reply) {
    bool opening = store->state == STORE_BEGINNING || store->state == STORE_RECOVERING;
    if (!opening || is_passing(reply)) {
        link_fall(&store->link, "%s: %s", step, error_text(reply));
        return;
    }
    struct problem problem;
    (void)problem_set(&problem, ERR_STORE_AWAY, "redis", "%s: %.150s", step, error_text(reply));
    refuse(store, &problem);
}

/* --- the lease -------------------------------------------------------------------------------- */

static void lease_holds(struct store *store) {
    store->leading = true;
    store->lease_until = store->lease_asked_at + LIMIT_LEADER_LEASE_MS;
    if (store->answers != NULL) store->answers->leads(store->answers_ctx, store->lease_until);
}

static void send_keep(struct store *store, link_answer_fn *answer) {
    char epoch[24];
    snprintf(epoch, sizeof epoch, "%llu", (unsigned long long)store->epoch);
    store->lease_asked_at = loop_now(store);
    store->keeping = true;
    send_words(store, answer,
               (const char *const[]){"FCALL", "ddh_keep", "1", store->meta_key, FUNCTION_VERSION,
                                     epoch, store->lock.owner, store->leader, LEASE_TEXT, NULL});
}

static void on_kept(void *ctx, const redisReply *reply) {
    struct store *store = store_of(ctx);
    store->keeping = false;
    if (is_array(reply, 2, "fenced")) {
        become_fenced(store, element_uint(reply, 1));
    } else if (!is_array(reply, 3, "kept")) {
        link_fall(&store->link, "keeping the lead: %s", error_text(reply));
    } else if (element_uint(reply, 2) < store->epoch ||
               element_uint(reply, 1) < store->stored_number) {
        link_fall(&store->link, "Redis has forgotten what it had acknowledged");
    } else {
        store->backoff_ms = BACKOFF_FIRST_MS;
        lease_holds(store);
    }
}

static void on_renewal(uv_timer_t *timer) {
    struct store *store = store_of(timer->data);
    bool standing = store->state == STORE_OPEN || store->state == STORE_RECOVERING;
    if (standing && !store->keeping && link_has_room(&store->link)) send_keep(store, on_kept);
}

/* --- recovery --------------------------------------------------------------------------------- */

static void hand_over(struct store *store) {
    struct recovery *r = &store->recovery;
    struct store_opened opened = {.core = r->core,
                                  .epoch = store->epoch,
                                  .next_number = r->next_number,
                                  .now = r->now,
                                  .leads_until = store->lease_until,
                                  .recovered = !r->empty_meta,
                                  .records = r->records,
                                  .documents = r->documents,
                                  .events = store->recent.events};
    uv_update_time(store->loop);
    opened.recovery_ms = loop_now(store) - store->began_at;
    r->core = NULL;
    store->stored_number = opened.next_number - 1;
    store->state = STORE_OPEN;
    LOG_INFO("store", "open with epoch %llu: %u records and %u events read in %lld ms",
             (unsigned long long)opened.epoch, opened.records, opened.events,
             (long long)opened.recovery_ms);
    store->listener->opened(store->listener_ctx, &opened);
}

static void read_recent(struct store *store);

/* Without them (an ACL of before does not have xrevrange) calls are answered all the same. */
static void on_recent(void *ctx, const redisReply *reply) {
    struct store *store = store_of(ctx);
    if (store->state != STORE_RECOVERING) return;
    if (is_passing(reply)) {
        link_fall(&store->link, "reading: %s", reply->str);
        return;
    }
    if (reply->type != REDIS_REPLY_ARRAY)
        LOG_WARNING("store", "no stream resumes from before this start: %s", error_text(reply));
    bool more = recent_page(&store->recent, reply, store->recovery.core, store->listener,
                            store->listener_ctx);
    uv_update_time(store->loop);
    if (more && loop_now(store) < store->recent_until)
        read_recent(store);
    else
        hand_over(store);
}

static void read_recent(struct store *store) {
    char key[KEY_SIZE];
    snprintf(key, sizeof key, "%sevents", store->prefix);
    send_words(store, on_recent,
               (const char *const[]){"XREVRANGE", key, store->recent.before, "-", "COUNT",
                                     RECENT_PAGE_TEXT, NULL});
}

/* The records are all there. */
static void end_recovery(struct store *store) {
    struct problem problem;
    if (recovery_end(&store->recovery, &problem) != ERR_OK) {
        refuse(store, &problem);
        return;
    }
    recent_begin(&store->recent, store->recovery.next_number);
    uv_update_time(store->loop);
    store->recent_until = loop_now(store) + LIMIT_STORE_RECENT_MS;
    read_recent(store);
}

static void on_records(void *ctx, const redisReply *reply) {
    struct store *store = store_of(ctx);
    if (store->state != STORE_RECOVERING) return;
    if (is_passing(reply)) {
        link_fall(&store->link, "reading: %s", reply->str);
        return;
    }
    struct problem problem;
    ASSERT(store->awaited < RECORD_KIND_COUNT);
    enum err err = recovery_records(&store->recovery, store->awaited, reply, &problem);
    store->awaited++;
    if (err != ERR_OK)
        refuse(store, &problem);
    else if (store->awaited == RECORD_KIND_COUNT)
        end_recovery(store);
}

static void on_documents(void *ctx, const redisReply *reply) {
    struct store *store = store_of(ctx);
    if (store->state != STORE_RECOVERING) return;
    if (is_passing(reply)) {
        link_fall(&store->link, "reading: %s", reply->str);
        return;
    }
    struct problem problem;
    if (recovery_documents(&store->recovery, reply, store->listener, store->listener_ctx,
                           &problem) != ERR_OK)
        refuse(store, &problem);
}

static void send_read(struct store *store, const char *name, link_answer_fn *answer) {
    char key[KEY_SIZE];
    snprintf(key, sizeof key, "%s%.31s", store->prefix, name);
    send_words(store, answer, (const char *const[]){"HGETALL", key, NULL});
}

/* All reads are asked for at once: while one kind is decoded, Redis prepares the next. */
static void begin_recovery(struct store *store, const redisReply *lead) {
    struct problem problem;
    store->epoch = element_uint(lead, 1);
    store->began_at = loop_now(store);
    lease_holds(store);
    if (recovery_begin(&store->recovery, &store->sizes, store->prefix, lead, &problem) != ERR_OK) {
        refuse(store, &problem);
        return;
    }
    store->state = STORE_RECOVERING;
    store->awaited = 0;
    uv_timer_start(&store->renewal, on_renewal, LIMIT_LEADER_LEASE_MS / 3,
                   LIMIT_LEADER_LEASE_MS / 3);
    send_read(store, "document", on_documents);
    for (int kind = 0; kind < RECORD_KIND_COUNT; kind++)
        send_read(store, record_types[kind].name, on_records);
}

/* --- the beginning of a connection ------------------------------------------------------------ */

static void on_greeted(struct store *store, const char *step, const redisReply *reply) {
    if (store->state == STORE_REFUSED || reply->type != REDIS_REPLY_ERROR) return;
    step_failed(store, step, reply);
}

static void on_authenticated(void *ctx, const redisReply *reply) {
    on_greeted(store_of(ctx), "AUTH", reply);
}

static void on_selected(void *ctx, const redisReply *reply) {
    on_greeted(store_of(ctx), "SELECT", reply);
}

static void on_loaded(void *ctx, const redisReply *reply) {
    on_greeted(store_of(ctx), "FUNCTION LOAD (Redis 7 is needed)", reply);
}

/* Nothing of this stops anything: an operator may have reasons. */
static void on_information(void *ctx, const redisReply *reply) {
    struct store *store = store_of(ctx);
    if (reply->type != REDIS_REPLY_STRING) return; /* not allowed to ask */
    if (strstr(reply->str, "aof_enabled:0") != NULL)
        LOG_WARNING("store",
                    "Redis at %s keeps no append-only file: a crash of it loses what it "
                    "had acknowledged",
                    store->address);
    if (strstr(reply->str, "maxmemory:0\r\n") == NULL &&
        strstr(reply->str, "maxmemory_policy:noeviction") == NULL)
        LOG_WARNING("store",
                    "Redis at %s may evict keys when its memory is full: set "
                    "maxmemory-policy noeviction",
                    store->address);
}

static void on_lead(void *ctx, const redisReply *reply) {
    struct store *store = store_of(ctx);
    bool leads = is_array(reply, 6, "lead");
    if (store->state != STORE_BEGINNING) {
        store->leading = leads; /* refused meanwhile: it is given back at the close */
        return;
    }
    struct problem problem;
    if (leads) {
        begin_recovery(store, reply);
    } else if (is_array(reply, 3, "held")) {
        (void)problem_set(&problem, ERR_FENCED, "redis", "%.112s leads, for %s ms at least",
                          reply->element[1]->str, reply->element[2]->str);
        refuse(store, &problem);
    } else {
        step_failed(store, "taking the lead", reply);
    }
}

static void tell_lost(struct store *store) {
    if (store->answers == NULL || store->told_lost) return;
    store->told_lost = true;
    store->answers->lost(store->answers_ctx);
}

static void on_rejoined(void *ctx, const redisReply *reply) {
    struct store *store = store_of(ctx);
    store->keeping = false;
    if (is_array(reply, 2, "fenced")) {
        become_fenced(store, element_uint(reply, 1));
    } else if (!is_array(reply, 3, "kept")) {
        link_fall(&store->link, "keeping the lead: %s", error_text(reply));
    } else if (store->state == STORE_REJOINING) {
        uint64_t number = element_uint(reply, 1), epoch = element_uint(reply, 2);
        if (epoch > store->epoch) store->epoch = epoch; /* a snapshot whose answer was lost */
        store->state = STORE_OPEN;
        store->stored_number = number;
        lease_holds(store);
        LOG_INFO("store", "Redis is back; it has everything up to %llu",
                 (unsigned long long)number);
        if (store->answers == NULL) return;
        tell_lost(store);
        store->told_lost = false;
        store->answers->ready(store->answers_ctx, number);
    }
}

static void on_up(void *ctx) {
    struct store *store = store_of(ctx);
    if (store->password != NULL && store->username != NULL)
        send_words(store, on_authenticated,
                   (const char *const[]){"AUTH", store->username, store->password, NULL});
    else if (store->password != NULL)
        send_words(store, on_authenticated, (const char *const[]){"AUTH", store->password, NULL});
    if (store->database != 0) {
        char database[16];
        snprintf(database, sizeof database, "%d", store->database);
        send_words(store, on_selected, (const char *const[]){"SELECT", database, NULL});
    }
    struct slice source = function_source();
    const char *load[] = {"FUNCTION", "LOAD", "REPLACE", source.data};
    const size_t lengths[] = {8, 4, 7, source.length};
    if (link_is_up(&store->link) && !link_send(&store->link, 4, load, lengths, on_loaded))
        link_fall(&store->link, "no room to send FUNCTION LOAD");
    store->connections++;
    if (store->state == STORE_REJOINING) {
        send_keep(store, on_rejoined);
        return;
    }
    ASSERT(store->state == STORE_BEGINNING);
    send_words(store, on_information, (const char *const[]){"INFO", "persistence", "memory", NULL});
    store->lease_asked_at = loop_now(store);
    send_words(store, on_lead,
               (const char *const[]){"FCALL", "ddh_lead", "1", store->meta_key, FUNCTION_VERSION,
                                     store->lock.owner, store->leader, LEASE_TEXT, NULL});
}

static void on_retry(uv_timer_t *timer) {
    struct store *store = store_of(timer->data);
    if (store->state == STORE_REJOINING) tell_lost(store); /* attached only after it was lost */
    if (store->state == STORE_BEGINNING || store->state == STORE_REJOINING)
        link_connect(&store->link);
    else if (store->state == STORE_FENCED && store->answers != NULL)
        store->answers->fenced(store->answers_ctx, store->epoch);
}

static void on_down(void *ctx, const char *why) {
    struct store *store = store_of(ctx);
    store->keeping = false;
    (void)snprintf(store->last_problem, sizeof store->last_problem, "%s", why);
    if (store->state == STORE_RECOVERING) {
        recovery_drop(&store->recovery);
        uv_timer_stop(&store->renewal);
        store->state = STORE_BEGINNING;
    } else if (store->state == STORE_OPEN) {
        store->state = STORE_REJOINING;
        tell_lost(store);
    }
    if (store->state == STORE_CLOSING)
        link_close(&store->link); /* died while the lease was given back */
    if (store->state != STORE_BEGINNING && store->state != STORE_REJOINING) return;
    time_ms wait = store->backoff_ms;
    store->backoff_ms = wait * 2 < LIMIT_STORE_BACKOFF_MS ? wait * 2 : LIMIT_STORE_BACKOFF_MS;
    uv_timer_start(&store->retry, on_retry, (uint64_t)wait, 0);
    LOG_WARNING("store", "Redis at %s: %s; trying again in %lld ms", store->address, why,
                (long long)wait);
    if (store->state != STORE_BEGINNING) return;
    struct problem problem;
    (void)problem_set(&problem, ERR_STORE_AWAY, "redis", "%.80s: %.100s", store->address, why);
    store->listener->away(store->listener_ctx, &problem, wait);
}

/* --- commits ---------------------------------------------------------------------------------- */

static void on_commit(void *ctx, const redisReply *reply) {
    struct store *store = store_of(ctx);
    if (store->state != STORE_OPEN) return;
    if (reply->type == REDIS_REPLY_INTEGER) {
        store->stored_number = (uint64_t)reply->integer;
    } else if (is_array(reply, 3, "snapshot")) {
        store->stored_number = element_uint(reply, 1);
        store->epoch = element_uint(reply, 2);
    } else if (is_array(reply, 2, "have")) {
        store->stored_number = element_uint(reply, 1);
    } else if (is_array(reply, 2, "fenced")) {
        become_fenced(store, element_uint(reply, 1));
        return;
    } else if (is_array(reply, 2, "gap")) {
        link_fall(&store->link, "Redis has only what came up to %s", reply->element[1]->str);
        return;
    } else {
        link_fall(&store->link, "commit: %s", error_text(reply));
        return;
    }
    store->backoff_ms = BACKOFF_FIRST_MS;
    if (store->answers != NULL) store->answers->stored(store->answers_ctx, store->stored_number);
}

static struct request_head head_of(const struct store *store) {
    return (struct request_head){.meta_key = slice_of(store->meta_key),
                                 .leader = slice_of(store->leader)};
}

static void commit(void *ctx, const struct commit *commit) {
    struct store *store = store_of(ctx);
    ASSERT(commit->epoch >= store->epoch || store->state != STORE_OPEN);
    if (store->state != STORE_OPEN || !link_is_up(&store->link)) return; /* `lost` is on its way */
    struct request_head head = head_of(store);
    struct request *request = &store->request;
    if (!request_commit(request, &head, commit) ||
        !link_send(&store->link, request->count, request->argv, request->lengths, on_commit)) {
        link_fall(&store->link, "no room for a commit");
        return;
    }
    store->commits++;
}

static void on_renewed(void *ctx, const redisReply *reply) {
    struct store *store = store_of(ctx);
    if (is_array(reply, 2, "fenced"))
        become_fenced(store, element_uint(reply, 1));
    else if (reply->type != REDIS_REPLY_INTEGER)
        link_fall(&store->link, "renewing leases: %s", error_text(reply));
}

/* Half of the places belong to commits and the lease: a slow Redis must not be filled up with
 * renewals, which come again in a third of their length anyway. */
static void renew(void *ctx, uint64_t epoch, const struct commit_availability *leases,
                  uint32_t count) {
    struct store *store = store_of(ctx);
    if (store->state != STORE_OPEN || count == 0) return;
    struct request_head head = head_of(store);
    struct request *request = &store->request;
    if (store->link.pending_count >= LINK_PENDING_MAX / 2 ||
        !request_renew(request, &head, epoch, leases, count) ||
        !link_send(&store->link, request->count, request->argv, request->lengths, on_renewed))
        store->renewals_dropped++;
}

const struct engine_store_ops store_engine_ops = {.commit = commit, .renew = renew};

void store_answer_to(struct store *store, const struct store_answers *answers, void *ctx) {
    ASSERT(store->answers == NULL);
    store->answers = answers;
    store->answers_ctx = ctx;
    /* Lost before anybody could be told: `lost` and `ready` follow when it is back. Fenced: from
     * the loop. */
    if (store->state == STORE_FENCED) uv_timer_start(&store->retry, on_retry, 0, 0);
}

time_ms store_lease_until(const struct store *store) {
    return store->leading ? store->lease_until : 0;
}

void store_view(const struct store *store, struct store_view *out) {
    *out = (struct store_view){.connected = store->state == STORE_OPEN && link_is_up(&store->link),
                               .leading = store->leading,
                               .fenced = store->state == STORE_FENCED,
                               .epoch = store->epoch,
                               .stored_number = store->stored_number,
                               .commits = store->commits,
                               .connections = store->connections,
                               .renewals_dropped = store->renewals_dropped};
    (void)snprintf(out->last_problem, sizeof out->last_problem, "%s", store->last_problem);
}

/* --- life ------------------------------------------------------------------------------------- */

static void on_link_closed(void *ctx);
static const struct link_ops link_callbacks = {
    .up = on_up, .down = on_down, .closed = on_link_closed};

static bool keep_text(char **out, const char *text) {
    if (text == NULL) return true;
    *out = strdup(text);
    return *out != NULL;
}

/* A copy of a password is not left behind in freed memory. */
static void drop_text(char *text) {
    if (text != NULL) explicit_bzero(text, strlen(text));
    free(text);
}

static void drop(struct store *store) {
    data_lock_release(&store->lock);
    recovery_drop(&store->recovery);
    request_close(&store->request);
    free(store->address);
    drop_text(store->username);
    drop_text(store->password);
    store->magic = 0;
    free(store);
}

static enum err configure(struct store *store, const struct store_config *config,
                          struct link_address *address, struct problem *problem) {
    const char *tag = config->tag;
    uint8_t leader[LEADER_BYTES];
    if (tag == NULL || !text_is_id(tag) || strlen(tag) > KEY_TAG_MAX)
        return problem_set(problem, ERR_INVALID, "tag", "it must be an id of at most %d letters",
                           KEY_TAG_MAX);
    if (config->username != NULL && config->password == NULL)
        return problem_set(problem, ERR_MISSING_FIELD, "password", "a username needs one");
    if (config->database < 0)
        return problem_set(problem, ERR_OUT_OF_RANGE, "database", "it is 0 or more");
    enum err err = link_address_read(config->address, address, problem);
    if (err != ERR_OK) return err;
    if (!crypto_random(leader, sizeof leader))
        return problem_set(problem, ERR_INTERNAL, "", "the system gives no random bytes");
    for (size_t i = 0; i < sizeof leader; i++)
        (void)snprintf(store->leader + 2 * i, 3, "%02x", leader[i]);
    (void)snprintf(store->prefix, sizeof store->prefix, "{%s}:", tag);
    (void)snprintf(store->meta_key, sizeof store->meta_key, "{%s}:meta", tag);
    if (!keep_text(&store->address, config->address) ||
        !keep_text(&store->username, config->username) ||
        !keep_text(&store->password, config->password))
        return problem_set(problem, ERR_INTERNAL, "", "no memory");
    return data_lock_take(config->data_directory, &store->lock, problem);
}

enum err store_open(uv_loop_t *loop, const struct store_config *config,
                    const struct store_listener *listener, void *ctx, struct store **out,
                    struct problem *problem) {
    ASSERT(config->address != NULL);
    struct link_address address;
    struct store *store = calloc(1, sizeof *store);
    if (store == NULL) return problem_set(problem, ERR_INTERNAL, "", "no memory");
    *store = (struct store){.magic = STORE_MAGIC,
                            .loop = loop,
                            .listener = listener,
                            .listener_ctx = ctx,
                            .lock = {.file = -1},
                            .sizes = config->sizes,
                            .database = config->database,
                            .backoff_ms = BACKOFF_FIRST_MS};
    request_init(&store->request);
    enum err err = configure(store, config, &address, problem);
    if (err != ERR_OK) {
        drop(store);
        return err;
    }
    uv_timer_init(loop, &store->retry);
    uv_timer_init(loop, &store->renewal);
    store->retry.data = store;
    store->renewal.data = store;
    store->open_handles = 2 + 1; /* the timers and the link */
    link_init(&store->link, loop, &address, &link_callbacks, store);
    uv_timer_start(&store->retry, on_retry, 0, 0);
    *out = store;
    return ERR_OK;
}

static void maybe_closed(struct store *store) {
    ASSERT(store->open_handles > 0);
    if (--store->open_handles > 0) return;
    void (*done)(void *) = store->done;
    void *ctx = store->done_ctx;
    drop(store);
    done(ctx);
}

static void on_timer_closed(uv_handle_t *handle) { maybe_closed(store_of(handle->data)); }

static void on_link_closed(void *ctx) { maybe_closed(store_of(ctx)); }

static void on_left(void *ctx, const redisReply *reply) {
    struct store *store = store_of(ctx);
    (void)reply; /* not given back, the lease ends by itself */
    link_close(&store->link);
}

void store_detach(struct store *store) { store->answers = NULL; }

void store_close(struct store *store, void (*done)(void *ctx), void *ctx) {
    ASSERT(store->state != STORE_CLOSING);
    store->state = STORE_CLOSING;
    store->answers = NULL;
    store->done = done;
    store->done_ctx = ctx;
    uv_close((uv_handle_t *)&store->retry, on_timer_closed);
    uv_close((uv_handle_t *)&store->renewal, on_timer_closed);
    if (store->leading && link_has_room(&store->link))
        send_words(store, on_left,
                   (const char *const[]){"FCALL", "ddh_leave", "1", store->meta_key,
                                         FUNCTION_VERSION, store->leader, NULL});
    else
        link_close(&store->link);
}
