/* recovery_bench: how long a fresh core takes from the documented hashes to its first decision: every record of a core with
 * 10,000 agents and 5,000 live calls as JSON, decoded by wire, restored, indexed, checked, and one call decided. Redis itself
 * is not in it: scripts/bench adds the HGETALLs.
 *
 *   recovery_bench [--agents N] [--calls N]
 *
 * Prints one JSON object a line, then a line for people. Fails when the recovered core is not the one before. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/assert.h"
#include "core/core.h"
#include "wire/wire.h"

#define ORGANISATIONS 100
#define TOPICS 20

struct bench {
    struct core *core;
    struct event events[LIMIT_EVENTS_PER_COMMAND];
    struct command command;
    uint64_t random;
};

/* Every record as JSON, one behind the other, as the store hands them over. */
struct dump {
    struct text_buf text;
    struct dump_record {
        enum record_kind kind;
        size_t at, length;
    } * records;
    size_t count, capacity;
};

static double now_ms(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static double cpu_ms(void) {
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static uint32_t pick(struct bench *b, uint32_t below) {
    b->random ^= b->random << 13;
    b->random ^= b->random >> 7;
    b->random ^= b->random << 17;
    return (uint32_t)((b->random >> 33) % below);
}

/* --- a core in the middle of a day ---------------------------------------------------------------------------------- */

static struct command *begin(struct bench *b, enum command_type type) {
    memset(&b->command, 0, sizeof b->command);
    b->command.type = type;
    b->command.actor.role = ROLE_SYSTEM;
    b->command.actor.all_organisations = true;
    b->command.actor.agent = AGENT_NONE;
    return &b->command;
}

static struct core_result apply(struct bench *b, struct core *core, time_ms now) {
    struct event_list events = {.events = b->events, .capacity = LIMIT_EVENTS_PER_COMMAND};
    struct core_result result;
    struct problem problem;
    enum err err = core_apply(core, &b->command, now, &events, &result, &problem);
    if (err != ERR_OK) fprintf(stderr, "%s: %s\n", problem.field, problem.detail);
    ASSERT(err == ERR_OK);
    return result;
}

static void configure(struct bench *b) {
    begin(b, COMMAND_tick);
    apply(b, b->core, INT64_C(1772434800000)); /* 2026-03-02 */
    struct settings_put_command *s = &begin(b, COMMAND_settings_put)->as.settings_put;
    s->lease_ms = HOUR_MS;
    COMMAND_GIVE(&b->command, settings_put, lease_ms);
    apply(b, b->core, core_now(b->core));
    for (unsigned i = 0; i < TOPICS; i++) {
        struct topic_put_command *t = &begin(b, COMMAND_topic_put)->as.topic_put;
        snprintf(t->topic, sizeof t->topic, "topic%u", i);
        snprintf(t->name, sizeof t->name, "topic %u", i);
        t->handling = HANDLING_MUNICIPALITY;
        apply(b, b->core, core_now(b->core));
    }
    for (unsigned i = 0; i < ORGANISATIONS; i++) {
        struct organisation_put_command *o =
            &begin(b, COMMAND_organisation_put)->as.organisation_put;
        snprintf(o->organisation, sizeof o->organisation, "o%u", i);
        snprintf(o->name, sizeof o->name, "organisation %u", i);
        snprintf(o->area, sizeof o->area, "area");
        apply(b, b->core, core_now(b->core));
    }
}

/* Nine of ten sign in, one after the other in no order, so that no list stands in the order of numbers. */
static void add_agents(struct bench *b, uint32_t agents) {
    uint32_t *order = calloc(agents, sizeof *order);
    ASSERT(order != NULL);
    for (uint32_t i = 0; i < agents; i++) {
        struct agent_put_command *a = &begin(b, COMMAND_agent_put)->as.agent_put;
        snprintf(a->agent, sizeof a->agent, "a%u", i);
        snprintf(a->name, sizeof a->name, "agent %u", i);
        snprintf(a->organisation, sizeof a->organisation, "o%u", i % ORGANISATIONS);
        a->skills.count = 10;
        for (unsigned k = 0; k < 10; k++) {
            snprintf(a->skills.skills[k].topic, sizeof a->skills.skills[k].topic, "topic%u",
                     (i / ORGANISATIONS * 10 + k) % TOPICS);
            a->skills.skills[k].level = (uint8_t)(1 + (i + k) % LIMIT_LEVEL);
        }
        snprintf(a->languages.codes[a->languages.count++], sizeof a->languages.codes[0], "da");
        a->elearning_at = 1;
        COMMAND_GIVE(&b->command, agent_put, elearning_at);
        apply(b, b->core, core_now(b->core));
        uint32_t at = pick(b, i + 1); /* a shuffle from the inside out */
        order[i] = order[at];
        order[at] = i;
    }
    for (uint32_t i = 0; i < agents - agents / 10; i++) {
        struct agent_status_command *s = &begin(b, COMMAND_agent_status)->as.agent_status;
        snprintf(s->agent, sizeof s->agent, "a%u", order[i]);
        s->status = AGENT_STATUS_AVAILABLE;
        apply(b, b->core, core_now(b->core) + 1);
    }
    free(order);
}

/* Live calls: some wait, most talk. */
static void add_calls(struct bench *b, uint32_t calls) {
    for (uint32_t i = 0; i < calls; i++) {
        struct call_arrive_command *p = &begin(b, COMMAND_call_arrive)->as.call_arrive;
        snprintf(p->reference, sizeof p->reference, "call-of-the-switch-%u", i);
        snprintf(p->municipality, sizeof p->municipality, "o%u", pick(b, ORGANISATIONS));
        snprintf(p->topic, sizeof p->topic, "topic%u", pick(b, TOPICS));
        snprintf(p->language, sizeof p->language, "%s", i % 5 == 0 ? "en" : "da");
        struct core_result result = apply(b, b->core, core_now(b->core));
        const struct call_record *call = core_record(b->core, result.subject);
        if (call->state != CALL_STATE_RESERVED || i % 10 == 1) continue;
        call_id id = call->id;
        agent_no agent = call->agent;
        struct call_accept_command *a = &begin(b, COMMAND_call_accept)->as.call_accept;
        a->call = id;
        snprintf(a->agent, sizeof a->agent, "%s", core_agent(b->core, agent)->id);
        apply(b, b->core, core_now(b->core) + 1);
    }
}

/* An hour later nearly everybody has lost the screen: the list of the unknown is long. */
static void lose_screens(struct bench *b) {
    begin(b, COMMAND_tick);
    for (time_ms due, until = core_now(b->core) + HOUR_MS - 5000;
         (due = core_next_deadline(b->core)) <= until;)
        apply(b, b->core, due < core_now(b->core) ? core_now(b->core) : due);
}

/* --- out and in ------------------------------------------------------------------------------------------------------- */

static void dump_all(const struct core *core, struct dump *dump) {
    text_buf_init(&dump->text, LIMIT_COMMIT_BYTES);
    for (int kind = 0; kind < RECORD_KIND_COUNT; kind++) {
        uint64_t cursor = 0;
        const void *record;
        while ((record = core_next_record(core, (enum record_kind)kind, &cursor)) != NULL) {
            if (dump->count == dump->capacity) {
                dump->capacity = dump->capacity == 0 ? 1024 : 2 * dump->capacity;
                struct dump_record *more =
                    realloc(dump->records, dump->capacity * sizeof *dump->records);
                ASSERT(more != NULL);
                dump->records = more;
            }
            size_t at = dump->text.length;
            wire_encode_record(core, (enum record_kind)kind, record, &dump->text);
            dump->records[dump->count++] =
                (struct dump_record){(enum record_kind)kind, at, dump->text.length - at};
        }
    }
    ASSERT(!dump->text.overflowed);
}

static void restore_all(struct core *core, const struct dump *dump) {
    _Alignas(8) char record[4096];
    struct problem problem;
    for (size_t i = 0; i < dump->count; i++) {
        const struct dump_record *r = &dump->records[i];
        ASSERT(record_types[r->kind].size <= sizeof record);
        struct slice json = {dump->text.data + r->at, r->length};
        enum err err = wire_decode_record(core, r->kind, json, record, &problem);
        if (err == ERR_OK) err = core_restore(core, r->kind, record, &problem);
        if (err != ERR_OK) fprintf(stderr, "%s: %s\n", problem.field, problem.detail);
        ASSERT(err == ERR_OK);
    }
}

static bool run(struct bench *b, const char *name) {
    struct dump dump = {.count = 0};
    struct problem problem;
    double start = now_ms();
    dump_all(b->core, &dump);
    double dumped = now_ms(), cpu = cpu_ms();
    struct core *fresh = core_create(&core_sizes_full);
    ASSERT(fresh != NULL);
    double created = now_ms();
    restore_all(fresh, &dump);
    double restored = now_ms();
    enum err err = core_restore_end(fresh, core_now(b->core), &problem);
    if (err != ERR_OK) fprintf(stderr, "%s: %s\n", problem.field, problem.detail);
    double indexed = now_ms();
    bool same = err == ERR_OK && core_digest(fresh) == core_digest(b->core);
    begin(b, COMMAND_recovered);
    apply(b, fresh, core_now(b->core));
    double renewed = now_ms();
    struct call_arrive_command *p = &begin(b, COMMAND_call_arrive)->as.call_arrive;
    snprintf(p->reference, sizeof p->reference, "the-first-after-recovery");
    snprintf(p->municipality, sizeof p->municipality, "o0");
    snprintf(p->topic, sizeof p->topic, "topic0");
    snprintf(p->language, sizeof p->language, "da");
    apply(b, fresh, core_now(b->core));
    double decided = now_ms();
    cpu = cpu_ms() - cpu;
    printf(
        "{\"bench\":\"recovery\",\"state\":\"%s\",\"records\":%zu,\"bytes\":%zu,\"encode_ms\":%.1f,"
        "\"create_ms\":%.1f,\"decode_restore_ms\":%.1f,\"index_check_ms\":%.1f,\"recovered_ms\":%.1f,"
        "\"first_decision_ms\":%.3f,\"total_ms\":%.1f,\"total_cpu_ms\":%.1f,\"same_digest\":%s}\n",
        name, dump.count, dump.text.length, dumped - start, created - dumped, restored - created,
        indexed - restored, renewed - indexed, decided - renewed, decided - dumped, cpu,
        same ? "true" : "false");
    core_destroy(fresh);
    free(dump.records);
    text_buf_close(&dump.text);
    return same;
}

int main(int argc, char **argv) {
    unsigned long agents = 10000, calls = 5000;
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--agents") == 0 && i + 1 < argc)
            agents = strtoul(argv[++i], NULL, 10);
        else if (strcmp(argv[i], "--calls") == 0 && i + 1 < argc)
            calls = strtoul(argv[++i], NULL, 10);
        else
            agents = 0;
    }
    if (agents < 200 || agents > LIMIT_AGENTS || calls > LIMIT_CALLS - 1) {
        fprintf(stderr, "usage: recovery_bench [--agents N (200 to %d)] [--calls N]\n",
                LIMIT_AGENTS);
        return 64;
    }
    struct bench *b = calloc(1, sizeof *b);
    ASSERT(b != NULL);
    b->random = 88172645463325252u;
    b->core = core_create(&core_sizes_full);
    ASSERT(b->core != NULL);
    configure(b);
    add_agents(b, (uint32_t)agents);
    add_calls(b, (uint32_t)calls);
    bool same = run(b, "busy");
    lose_screens(b);
    same = run(b, "screens-lost") && same;
    core_destroy(b->core);
    free(b);
    return same ? 0 : 1;
}
