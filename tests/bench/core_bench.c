/* core_bench: what core_apply costs for a call decision, how that grows with the number of agents, and what an agent costs in
 * memory. 100 organisations, 20 topics; every agent knows ten topics and speaks Danish, every tenth English too, every
 * hundredth German.
 *
 *   core_bench [--agents N,N,...] [--decisions N]
 *
 * A decision is one command that moves a call: arrive (with its offer), accept, end, and the tick that ends a wrap-up. They
 * come in rounds: as many calls arrive as there are agents to take them at a quarter's load, then each is accepted, ended,
 * and its wrap-up runs out. Every command is timed by itself; the cost of reading the clock is measured and taken off.
 * Prints one JSON object a line, then a table for people. No figure makes it fail: scripts/bench holds them to the budget. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/assert.h"
#include "core/core.h"

#define ORGANISATIONS 100
#define TOPICS 20
#define ROUND_CALLS_MAX 2000
#define SIZES_MAX 8

enum kind { ARRIVE, ACCEPT, END, WRAP_UP, RENEW, KINDS };
static const char *const kind_names[KINDS] = {"arrive", "accept", "end", "wrap_up_over", "renew"};

struct samples {
    uint32_t *ns;
    size_t count, capacity;
};

struct bench {
    struct core *core;
    struct event events[LIMIT_EVENTS_PER_COMMAND];
    struct command command;
    uint32_t agents, offered;
    uint64_t references;
    call_id ringing[ROUND_CALLS_MAX];
    agent_no agents_of[ROUND_CALLS_MAX];
    struct samples samples[KINDS];
    uint64_t random, digest;
};

struct figures {
    uint32_t agents;
    double median[KINDS + 1], p99[KINDS + 1]; /* the last: all decisions of a call */
    double bytes_per_agent;
    uint64_t decisions;
};

/* --- measuring --------------------------------------------------------------------------------------------------- */

static uint64_t now_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

/* What two readings of the clock cost, as the median of many. */
static int by_size(const void *a, const void *b) {
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static uint32_t clock_cost(void) {
    uint32_t costs[1001];
    for (size_t i = 0; i < 1001; i++) {
        uint64_t before = now_ns();
        costs[i] = (uint32_t)(now_ns() - before);
    }
    qsort(costs, 1001, sizeof *costs, by_size);
    return costs[500];
}

static uint64_t resident_bytes(void) {
    unsigned long size, resident;
    FILE *file = fopen("/proc/self/statm", "r");
    ASSERT(file != NULL && fscanf(file, "%lu %lu", &size, &resident) == 2);
    fclose(file);
    return (uint64_t)resident * (uint64_t)sysconf(_SC_PAGESIZE);
}

static void keep(struct samples *samples, uint64_t ns) {
    if (samples->count < samples->capacity)
        samples->ns[samples->count++] = ns > UINT32_MAX ? UINT32_MAX : (uint32_t)ns;
}

static uint32_t pick(struct bench *b, uint32_t below) { /* xorshift64: the same run every time */
    b->random ^= b->random << 13;
    b->random ^= b->random >> 7;
    b->random ^= b->random << 17;
    return (uint32_t)((b->random >> 33) % below);
}

/* --- commands ----------------------------------------------------------------------------------------------------- */

static struct command *begin(struct bench *b, enum command_type type) {
    memset(&b->command, 0, sizeof b->command);
    b->command.type = type;
    b->command.actor.role = ROLE_SYSTEM;
    b->command.actor.all_organisations = true;
    b->command.actor.agent = AGENT_NONE;
    return &b->command;
}

/* Applies b->command at `now`, timed as `kind` (KINDS: not timed). */
static struct core_result apply(struct bench *b, time_ms now, enum kind kind) {
    struct event_list events = {.events = b->events, .capacity = LIMIT_EVENTS_PER_COMMAND};
    struct core_result result;
    struct problem problem;
    uint64_t before = now_ns();
    enum err err = core_apply(b->core, &b->command, now, &events, &result, &problem);
    uint64_t after = now_ns();
    if (err != ERR_OK) fprintf(stderr, "%s: %s\n", problem.field, problem.detail);
    ASSERT(err == ERR_OK);
    if (kind < KINDS) keep(&b->samples[kind], after - before);
    return result;
}

static void configure(struct bench *b) {
    struct settings_put_command *s = &begin(b, COMMAND_settings_put)->as.settings_put;
    static const char *const codes[] = {"da", "en", "de"};
    for (int i = 0; i < 3; i++)
        snprintf(s->languages.codes[i], sizeof s->languages.codes[i], "%s", codes[i]);
    s->languages.count = 3;
    s->lease_ms = HOUR_MS;
    s->call_retention_ms = MINUTE_MS;
    COMMAND_GIVE(&b->command, settings_put, languages);
    COMMAND_GIVE(&b->command, settings_put, lease_ms);
    COMMAND_GIVE(&b->command, settings_put, call_retention_ms);
    apply(b, core_now(b->core), KINDS);
    for (unsigned i = 0; i < TOPICS; i++) {
        struct topic_put_command *t = &begin(b, COMMAND_topic_put)->as.topic_put;
        snprintf(t->topic, sizeof t->topic, "topic%u", i);
        snprintf(t->name, sizeof t->name, "topic %u", i);
        t->handling = HANDLING_MUNICIPALITY;
        apply(b, core_now(b->core), KINDS);
    }
    for (unsigned i = 0; i < ORGANISATIONS; i++) {
        struct organisation_put_command *o =
            &begin(b, COMMAND_organisation_put)->as.organisation_put;
        snprintf(o->organisation, sizeof o->organisation, "o%u", i);
        snprintf(o->name, sizeof o->name, "organisation %u", i);
        snprintf(o->area, sizeof o->area, "area");
        apply(b, core_now(b->core), KINDS);
    }
}

static void add_agents(struct bench *b) {
    for (uint32_t i = 0; i < b->agents; i++) {
        struct agent_put_command *a = &begin(b, COMMAND_agent_put)->as.agent_put;
        snprintf(a->agent, sizeof a->agent, "a%u", i);
        snprintf(a->name, sizeof a->name, "agent %u", i);
        snprintf(a->organisation, sizeof a->organisation, "o%u", i % ORGANISATIONS);
        /* every organisation has every topic, also with 250 agents: its agents' topics lie side by side */
        a->skills.count = 10;
        for (unsigned k = 0; k < 10; k++) {
            snprintf(a->skills.skills[k].topic, sizeof a->skills.skills[k].topic, "topic%u",
                     (i / ORGANISATIONS * 10 + k) % TOPICS);
            a->skills.skills[k].level = (uint8_t)(1 + (i + k) % LIMIT_LEVEL);
        }
        snprintf(a->languages.codes[a->languages.count++], sizeof a->languages.codes[0], "da");
        if (i % 10 == 0)
            snprintf(a->languages.codes[a->languages.count++], sizeof a->languages.codes[0], "en");
        if (i % 100 == 0)
            snprintf(a->languages.codes[a->languages.count++], sizeof a->languages.codes[0], "de");
        a->elearning_at = 1;
        COMMAND_GIVE(&b->command, agent_put, elearning_at);
        apply(b, core_now(b->core), KINDS);
    }
    for (uint32_t i = 0; i < b->agents; i++) {
        struct agent_status_command *s = &begin(b, COMMAND_agent_status)->as.agent_status;
        snprintf(s->agent, sizeof s->agent, "a%u", i);
        s->status = AGENT_STATUS_AVAILABLE;
        apply(b, core_now(b->core) + (i % 7 == 0), KINDS);
    }
}

/* --- a round -------------------------------------------------------------------------------------------------------- */

static void tick_until(struct bench *b, time_ms until) {
    for (time_ms due; (due = core_next_deadline(b->core)) <= until;) {
        begin(b, COMMAND_tick);
        if (due < core_now(b->core)) due = core_now(b->core);
        uint32_t wrapping = 0;
        struct event_list events = {.events = b->events, .capacity = LIMIT_EVENTS_PER_COMMAND};
        struct core_result result;
        struct problem problem;
        uint64_t before = now_ns();
        enum err err = core_apply(b->core, &b->command, due, &events, &result, &problem);
        (void)core_next_deadline(b->core); /* asked after every command: part of its price */
        uint64_t ns = now_ns() - before;
        ASSERT(err == ERR_OK);
        for (uint32_t i = 0; i < events.count; i++)
            wrapping += events.events[i].type == EVENT_agent_available;
        for (uint32_t i = 0; i < wrapping; i++)
            keep(&b->samples[WRAP_UP], ns / wrapping);
    }
}

static void arrive(struct bench *b) {
    struct call_arrive_command *p = &begin(b, COMMAND_call_arrive)->as.call_arrive;
    snprintf(p->reference, sizeof p->reference, "call-of-the-switch-%llu",
             (unsigned long long)b->references++);
    snprintf(p->municipality, sizeof p->municipality, "o%u", pick(b, ORGANISATIONS));
    snprintf(p->topic, sizeof p->topic, "topic%u", pick(b, TOPICS));
    uint32_t language = pick(b, 100);
    snprintf(p->language, sizeof p->language, "%s",
             language == 0  ? "de"
             : language < 6 ? "en"
                            : "da");
    struct core_result result = apply(b, core_now(b->core) + 1, ARRIVE);
    const struct call_record *call = core_record(b->core, result.subject);
    if (call->state != CALL_STATE_RESERVED) return;
    b->agents_of[b->offered] = call->agent;
    b->ringing[b->offered++] = call->id;
}

static void hang_up_waiting(struct bench *b) {
    uint64_t cursor = 0;
    const struct call_record *r;
    call_id waiting[ROUND_CALLS_MAX];
    uint32_t count = 0;
    while ((r = core_next_record(b->core, RECORD_call, &cursor)) != NULL)
        if (r->state == CALL_STATE_QUEUED && count < ROUND_CALLS_MAX) waiting[count++] = r->id;
    for (uint32_t i = 0; i < count; i++) {
        const struct call_record *now = core_call(b->core, waiting[i]);
        if (now == NULL || now->state != CALL_STATE_QUEUED) continue;
        begin(b, COMMAND_call_cancel)->as.call_cancel.call = waiting[i];
        apply(b, core_now(b->core), KINDS);
    }
}

static void one_round(struct bench *b) {
    uint32_t calls = b->agents / 4 < ROUND_CALLS_MAX ? b->agents / 4 : ROUND_CALLS_MAX;
    b->offered = 0;
    for (uint32_t i = 0; i < calls; i++)
        arrive(b);
    hang_up_waiting(b);
    for (uint32_t i = 0; i < b->offered; i++) {
        struct call_accept_command *p = &begin(b, COMMAND_call_accept)->as.call_accept;
        p->call = b->ringing[i];
        snprintf(p->agent, sizeof p->agent, "%s", core_agent(b->core, b->agents_of[i])->id);
        apply(b, core_now(b->core), ACCEPT);
    }
    for (uint32_t i = 0; i < b->offered; i++) {
        begin(b, COMMAND_call_end)->as.call_end.call = b->ringing[i];
        apply(b, core_now(b->core) + 1, END);
    }
    tick_until(b, core_now(b->core) + 3 * MINUTE_MS); /* wrap-up, and the calls are forgotten */
    for (uint32_t i = 0; i < calls; i++) {
        struct agent_renew_command *p = &begin(b, COMMAND_agent_renew)->as.agent_renew;
        snprintf(p->agent, sizeof p->agent, "a%u", pick(b, b->agents));
        apply(b, core_now(b->core), RENEW);
    }
}

/* Everybody shows a sign of life, so that nobody's lease ends in the middle. */
static void renew_all(struct bench *b) {
    for (uint32_t i = 0; i < b->agents; i++) {
        struct agent_renew_command *p = &begin(b, COMMAND_agent_renew)->as.agent_renew;
        snprintf(p->agent, sizeof p->agent, "a%u", i);
        apply(b, core_now(b->core), KINDS);
    }
}

/* --- one size --------------------------------------------------------------------------------------------------------- */

static double quantile(const struct samples *samples, double q, uint32_t clock) {
    if (samples->count == 0) return 0;
    uint32_t value = samples->ns[(size_t)((double)(samples->count - 1) * q)];
    return value > clock ? value - clock : 0;
}

static void summarise(struct bench *b, uint32_t clock, struct figures *out) {
    struct samples all = {.ns = malloc(KINDS * b->samples[0].capacity * sizeof(uint32_t))};
    ASSERT(all.ns != NULL);
    for (int kind = 0; kind < KINDS; kind++) {
        struct samples *s = &b->samples[kind];
        if (kind != RENEW) {
            memcpy(all.ns + all.count, s->ns, s->count * sizeof *s->ns);
            all.count += s->count;
        }
        qsort(s->ns, s->count, sizeof *s->ns, by_size);
        out->median[kind] = quantile(s, 0.5, clock);
        out->p99[kind] = quantile(s, 0.99, clock);
    }
    qsort(all.ns, all.count, sizeof *all.ns, by_size);
    out->median[KINDS] = quantile(&all, 0.5, clock);
    out->p99[KINDS] = quantile(&all, 0.99, clock);
    out->decisions = all.count;
    free(all.ns);
}

static void measure(uint32_t agents, size_t decisions, struct figures *out) {
    struct bench *b = calloc(1, sizeof *b);
    ASSERT(b != NULL);
    b->agents = agents;
    b->random = 88172645463325252u;
    for (int kind = 0; kind < KINDS; kind++) {
        b->samples[kind].capacity = decisions;
        b->samples[kind].ns = calloc(decisions, sizeof(uint32_t));
        ASSERT(b->samples[kind].ns != NULL);
        memset(b->samples[kind].ns, 1, decisions * sizeof(uint32_t)); /* resident from here on */
    }
    b->core = core_create(&core_sizes_full);
    ASSERT(b->core != NULL);
    begin(b, COMMAND_tick);
    apply(b, INT64_C(1772434800000), KINDS); /* 2026-03-02 */
    configure(b);
    memset(b->events, 0, sizeof b->events);
    uint64_t before = resident_bytes();
    add_agents(b);
    uint64_t after = resident_bytes();
    for (size_t rounds = 0; b->samples[END].count < decisions && rounds < 4 * decisions; rounds++) {
        if (rounds % 12 == 0) renew_all(b);
        one_round(b);
        if (rounds == 0) /* the first touches the memory */
            for (int kind = 0; kind < KINDS; kind++)
                b->samples[kind].count = 0;
    }
    struct problem problem;
    if (core_check(b->core, &problem) != ERR_OK) {
        fprintf(stderr, "%s: %s\n", problem.field, problem.detail);
        exit(1);
    }
    out->agents = agents;
    out->bytes_per_agent = (double)(after - before) / agents;
    summarise(b, clock_cost(), out);
    core_destroy(b->core);
    for (int kind = 0; kind < KINDS; kind++)
        free(b->samples[kind].ns);
    free(b);
}

/* --- printing ----------------------------------------------------------------------------------------------------------- */

static void print_json(const struct figures *f) {
    printf(
        "{\"bench\":\"core\",\"agents\":%u,\"organisations\":%d,\"topics\":%d,\"decisions\":%llu",
        f->agents, ORGANISATIONS, TOPICS, (unsigned long long)f->decisions);
    for (int kind = 0; kind < KINDS; kind++)
        printf(",\"%s_median_ns\":%.0f,\"%s_p99_ns\":%.0f", kind_names[kind], f->median[kind],
               kind_names[kind], f->p99[kind]);
    printf(",\"decision_median_ns\":%.0f,\"decision_p99_ns\":%.0f,\"bytes_per_agent\":%.0f}\n",
           f->median[KINDS], f->p99[KINDS], f->bytes_per_agent);
}

static void print_table(const struct figures *f, int count) {
    printf("\n%-14s", "median/p99 ns");
    for (int i = 0; i < count; i++)
        printf("%14u agents", f[i].agents);
    printf("%10s\n", "growth");
    for (int kind = 0; kind <= KINDS; kind++) {
        printf("%-14s", kind == KINDS ? "a decision" : kind_names[kind]);
        for (int i = 0; i < count; i++)
            printf("%11.0f /%8.0f", f[i].median[kind], f[i].p99[kind]);
        double ratio = f[0].median[kind] > 0 ? f[count - 1].median[kind] / f[0].median[kind] : 0;
        printf("%9.2fx\n", ratio);
    }
    printf("%-14s", "bytes/agent");
    for (int i = 0; i < count; i++)
        printf("%21.0f", f[i].bytes_per_agent);
    printf("\n");
}

static int read_sizes(const char *text, uint32_t sizes[SIZES_MAX]) {
    int count = 0;
    while (count < SIZES_MAX && *text != '\0') {
        char *end;
        sizes[count++] = (uint32_t)strtoul(text, &end, 10);
        if (end == text || (*end != ',' && *end != '\0')) return 0;
        text = *end == ',' ? end + 1 : end;
    }
    return count;
}

int main(int argc, char **argv) {
    uint32_t sizes[SIZES_MAX] = {250, 5000, 50000};
    int count = 3;
    size_t decisions = 20000;
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--agents") == 0 && i + 1 < argc)
            count = read_sizes(argv[++i], sizes);
        else if (strcmp(argv[i], "--decisions") == 0 && i + 1 < argc)
            decisions = strtoul(argv[++i], NULL, 10);
        else
            count = 0;
    }
    for (int i = 0; i < count; i++)
        if (sizes[i] < 200 || sizes[i] > LIMIT_AGENTS) count = 0;
    if (count == 0 || decisions == 0) {
        fprintf(stderr, "usage: core_bench [--agents N,N,... (200 to %d)] [--decisions N]\n",
                LIMIT_AGENTS);
        return 64;
    }
    struct figures figures[SIZES_MAX];
    for (int i = 0; i < count; i++) {
        measure(sizes[i], decisions, &figures[i]);
        print_json(&figures[i]);
        fflush(stdout);
    }
    print_table(figures, count);
    const struct figures *first = &figures[0], *last = &figures[count - 1];
    /* What one more agent costs: without what the organisations have of their own. */
    double more =
        last->agents == first->agents
            ? last->bytes_per_agent
            : (last->bytes_per_agent * last->agents - first->bytes_per_agent * first->agents) /
                  (last->agents - first->agents);
    printf("{\"bench\":\"core\",\"decision_growth\":%.2f,\"bytes_per_further_agent\":%.0f,"
           "\"from\":%u,\"to\":%u}\n",
           first->median[KINDS] > 0 ? last->median[KINDS] / first->median[KINDS] : 0, more,
           first->agents, last->agents);
    return 0;
}
