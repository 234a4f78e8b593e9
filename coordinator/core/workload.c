/* The staffing advice from the live load (N15): what arrives in each organisation's queues, how long it takes, who is there. */
#include "base/assert.h"
#include "core/staffing.h"
#include "core/state.h"

struct load {
    uint64_t hourly, work; /* calls an hour, and those times their handling time */
    bool watched;
    topic_no untimed;
};

static void add_topic(const struct core *c, struct load *load, organisation_no from, topic_no topic,
                      uint32_t hourly) {
    time_ms talk = c->topics[topic].record.handle_ms;
    if (hourly == 0) return;
    if (talk == 0) load->untimed = topic;
    load->hourly += hourly;
    load->work += hourly * (uint64_t)(talk + wrap_up_after(c, from, topic));
}

/* The topics that come, in whose queue they stand. */
static void add_municipality(const struct core *c, struct load *loads, organisation_no n) {
    for (topic_no t = 0; t < LIMIT_TOPICS; t++) {
        uint32_t hourly;
        if (!c->topics[t].live || !core_demand_rate(c, n, t, &hourly)) continue;
        organisation_no queue = routing_queue(c, n, t);
        loads[queue].watched = loads[LIMIT_ORGANISATIONS].watched = true;
        add_topic(c, &loads[queue], n, t, hourly);
        add_topic(c, &loads[LIMIT_ORGANISATIONS], n, t, hourly);
    }
}

/* Of calls that wait while none come: any topic may be theirs. */
static time_ms mean_handling(const struct core *c) {
    time_ms sum = 0, count = 0;
    for (topic_no t = 0; t < LIMIT_TOPICS; t++) {
        if (!c->topics[t].live || c->topics[t].record.handle_ms == 0) continue;
        sum += c->topics[t].record.handle_ms + c->settings.wrap_up_ms;
        count++;
    }
    return count == 0 ? 0 : sum / count;
}

static void advise(const struct core *c, const struct load *load, struct staffing_view *v) {
    v->hourly = load->hourly;
    v->untimed = load->untimed;
    v->known = load->watched && load->untimed == TOPIC_NONE;
    if (load->hourly > 0) v->handle_ms = (time_ms)(load->work / load->hourly);
    if (!v->known || (load->hourly == 0 && v->waiting == 0)) return;
    struct staffing_ask ask = {
        .hourly = v->hourly,
        .handle_ms = v->handle_ms > 0 ? v->handle_ms : mean_handling(c),
        .waiting = v->waiting,
        .answer_ms = c->settings.staffing_answer_ms,
        .horizon_ms = c->settings.staffing_horizon_ms,
        .target_permille = c->settings.staffing_target_permille,
    };
    if (ask.handle_ms == 0) {
        v->known = false;
        return;
    }
    v->needed = staffing_needed(&ask);
    v->service_level_permille = staffing_service_level(&ask, v->present);
}

void core_view_staffing(const struct core *c, struct staffing_view rows[STAFFING_ROWS]) {
    struct load loads[STAFFING_ROWS];
    struct staffing_view *all = &rows[LIMIT_ORGANISATIONS];
    for (int i = 0; i < STAFFING_ROWS; i++) {
        loads[i] = (struct load){.untimed = TOPIC_NONE};
        rows[i] = (struct staffing_view){.service_level_permille = 1000};
    }
    for (organisation_no n = 0; n < c->organisations_ever; n++)
        if (c->organisations[n].live) add_municipality(c, loads, n);
    for (organisation_no n = 0; n < c->organisations_ever; n++) {
        if (!c->organisations[n].live) continue;
        rows[n].present = c->organisations[n].present;
        rows[n].waiting = c->organisations[n].waiting;
        all->present += rows[n].present;
        all->waiting += rows[n].waiting;
        advise(c, &loads[n], &rows[n]);
    }
    advise(c, &loads[LIMIT_ORGANISATIONS], all);
}
