/* Organisations, topics, queues, figures of the day: no personal data. */
#include <string.h>

#include "api/internal.h"

/* --- organisations and topics ----------------------------------------------------------------- */

static void add_hours(struct text_buf *out, const struct core *core, organisation_no number) {
    struct hours_view hours;
    view_open(out, core, number);
    core_view_hours(core, number, &hours);
    if (hours.hours == NULL) {
        put_null(out, "hours");
        return;
    }
    view_record_open(out, "hours", core, RECORD_hours, hours.hours);
    put_close(out, '}');
}

/* To who helps citizens (N87): which it is and when it is open, and none of its figures. */
static void add_for_helper(struct text_buf *out, const char *name, const struct core *core,
                           const struct organisation_record *organisation) {
    put_open(out, name, '{');
    put_text(out, "id", organisation->id);
    put_text(out, "name", organisation->name);
    put_text(out, "kind", word_text(&organisation_kind_words, organisation->kind));
    add_hours(out, core, organisation->number);
    put_close(out, '}');
}

static void add_organisation(struct ask *ask, const char *name, const struct core *core,
                             const struct organisation_record *organisation) {
    struct text_buf *out = &ask->body;
    struct organisation_view view;
    if (ask->actor.role == ROLE_HELPER) {
        add_for_helper(out, name, core, organisation);
        return;
    }
    core_view_organisation(core, organisation->number, &view);
    view_record_open(out, name, core, RECORD_organisation, organisation);
    view_agent_states(out, view.agents);
    put_uint(out, "waiting", view.waiting);
    put_int(out, "longest_wait_ms", view_waited(api_now(ask->api), view.longest_enqueued_at));
    put_uint(out, "taken_over", view.taken_over);
    add_hours(out, core, organisation->number);
    const struct home_record *home = core_home(core, organisation->number);
    if (home == NULL) {
        put_null(out, "home");
    } else {
        view_record_open(out, "home", core, RECORD_home, home);
        put_close(out, '}');
    }
    put_close(out, '}');
}

enum err view_organisations(struct ask *ask, const struct core *core) {
    uint64_t cursor = 0;
    const struct organisation_record *organisation;
    put_open(&ask->body, NULL, '{');
    put_open(&ask->body, "organisations", '[');
    while ((organisation = core_next_record(core, RECORD_organisation, &cursor)) != NULL)
        add_organisation(ask, NULL, core, organisation);
    put_close(&ask->body, ']');
    return ERR_OK;
}

enum err view_organisation(struct ask *ask, const struct core *core) {
    organisation_no number;
    if (!core_find_organisation(core, ask->address.parameter, &number))
        return view_not_found(ask, ERR_UNKNOWN_ORGANISATION);
    put_open(&ask->body, NULL, '{');
    add_organisation(ask, "organisation", core, core_organisation(core, number));
    return ERR_OK;
}

/* A list of all records of a kind, as they are. */
static enum err add_all(struct ask *ask, const struct core *core, const char *name,
                        enum record_kind kind) {
    uint64_t cursor = 0;
    const void *record;
    put_open(&ask->body, NULL, '{');
    put_open(&ask->body, name, '[');
    while ((record = core_next_record(core, kind, &cursor)) != NULL) {
        view_record_open(&ask->body, NULL, core, kind, record);
        put_close(&ask->body, '}');
    }
    put_close(&ask->body, ']');
    return ERR_OK;
}

enum err view_topics(struct ask *ask, const struct core *core) {
    return add_all(ask, core, "topics", RECORD_topic);
}

/* Where an agreement above a wait is in force just now, or a dwell runs. */
static void add_overflow(struct text_buf *out, const struct core *core,
                         const struct agreement_record *agreement) {
    uint64_t cursor = 0;
    const struct overflow_record *overflow;
    put_open(out, "overflow", '[');
    while ((overflow = core_next_record(core, RECORD_overflow, &cursor)) != NULL) {
        if (strcmp(overflow->agreement, agreement->id) != 0) continue;
        view_record_open(out, NULL, core, RECORD_overflow, overflow);
        put_close(out, '}');
    }
    put_close(out, ']');
}

enum err view_agreements(struct ask *ask, const struct core *core) {
    uint64_t cursor = 0;
    const struct agreement_record *agreement;
    put_open(&ask->body, NULL, '{');
    put_open(&ask->body, "agreements", '[');
    while ((agreement = core_next_record(core, RECORD_agreement, &cursor)) != NULL) {
        view_record_open(&ask->body, NULL, core, RECORD_agreement, agreement);
        if (agreement->mode == AGREEMENT_MODE_ABOVE_WAIT) add_overflow(&ask->body, core, agreement);
        put_close(&ask->body, '}');
    }
    put_close(&ask->body, ']');
    return ERR_OK;
}

enum err view_kpi(struct ask *ask, const struct core *core) {
    uint64_t cursor = 0;
    const struct kpi_record *kpi;
    put_open(&ask->body, NULL, '{');
    put_open(&ask->body, "kpi", '[');
    while ((kpi = core_next_record(core, RECORD_kpi, &cursor)) != NULL) {
        uint64_t transfers = (uint64_t)kpi->warm_transfers + kpi->cold_transfers;
        view_record_open(&ask->body, NULL, core, RECORD_kpi, kpi);
        if (transfers == 0)
            put_null(&ask->body, "warm_share_permille");
        else
            put_uint(&ask->body, "warm_share_permille",
                     (kpi->warm_transfers * UINT64_C(1000) + transfers / 2) / transfers);
        put_close(&ask->body, '}');
    }
    put_close(&ask->body, ']');
    return ERR_OK;
}

enum err view_settings(struct ask *ask, const struct core *core) {
    put_open(&ask->body, NULL, '{');
    view_record_open(&ask->body, "settings", core, RECORD_settings, core_settings(core));
    put_close(&ask->body, '}');
    return ERR_OK;
}

/* --- queues ----------------------------------------------------------------------------------- */

static void add_queues(struct ask *ask, const struct core *core,
                       const struct organisation_record *organisation) {
    uint64_t cursor = 0;
    const struct topic_record *topic;
    time_ms now = api_now(ask->api);
    while ((topic = core_next_record(core, RECORD_topic, &cursor)) != NULL) {
        struct queue_view view;
        core_view_queue(core, organisation->number, topic->number, &view);
        if (view.waiting == 0 && view.agents == 0) continue;
        put_open(&ask->body, NULL, '{');
        put_text(&ask->body, "organisation", organisation->id);
        put_text(&ask->body, "topic", topic->id);
        put_uint(&ask->body, "waiting", view.waiting);
        put_int(&ask->body, "longest_wait_ms", view_waited(now, view.longest_enqueued_at));
        put_uint(&ask->body, "agents", view.agents);
        put_uint(&ask->body, "available", view.available);
        put_close(&ask->body, '}');
    }
}

enum err view_queues(struct ask *ask, const struct core *core) {
    organisation_no only;
    enum err err = view_organisation_filter(ask, core, "organisation", &only);
    if (err != ERR_OK) return err;
    uint64_t cursor = 0;
    const struct organisation_record *organisation;
    put_open(&ask->body, NULL, '{');
    put_open(&ask->body, "queues", '[');
    while ((organisation = core_next_record(core, RECORD_organisation, &cursor)) != NULL)
        if (only == ORGANISATION_NONE || organisation->number == only)
            add_queues(ask, core, organisation);
    put_close(&ask->body, ']');
    return ERR_OK;
}

/* --- overview --------------------------------------------------------------------------------- */

struct figures {
    uint32_t agents[AGENT_STATE_COUNT];
    uint64_t waiting, helping, offered, carried, answered, abandoned, answered_within,
        answered_wait_ms;
    time_ms longest_wait_ms;
};

static void count_view(struct figures *figures, const struct organisation_view *view, time_ms now) {
    for (int i = 0; i < AGENT_STATE_COUNT; i++)
        figures->agents[i] += view->agents[i];
    figures->waiting += view->waiting;
    figures->helping += view->helping;
    time_ms wait = view_waited(now, view->longest_enqueued_at);
    if (wait > figures->longest_wait_ms) figures->longest_wait_ms = wait;
}

static void count_kpi(struct figures *figures, const struct kpi_record *kpi) {
    if (kpi == NULL) return;
    figures->offered += kpi->offered;
    figures->carried += kpi->waiting_at_midnight;
    figures->answered += kpi->answered;
    figures->abandoned += kpi->abandoned;
    figures->answered_within += kpi->answered_within;
    figures->answered_wait_ms += kpi->answered_wait_sum_ms;
}

/* part of whole in per mille; null when there is no whole. */
static void add_share(struct text_buf *out, const char *name, uint64_t part, uint64_t whole) {
    if (whole == 0)
        put_null(out, name);
    else
        put_uint(out, name, part * 1000 / whole);
}

/* svarprocent: answered of those offered today or waiting as the day began. The service level:
 * answered in time of all that were answered or abandoned. */
static void add_figures(struct text_buf *out, const struct figures *figures, bool totals) {
    put_uint(out, "waiting", figures->waiting);
    put_int(out, "longest_wait_ms", figures->longest_wait_ms);
    view_agent_states(out, figures->agents);
    put_uint(out, "helping", figures->helping);
    put_uint(out, "offered", figures->offered);
    put_uint(out, "answered", figures->answered);
    put_uint(out, "abandoned", figures->abandoned);
    add_share(out, "answer_rate_permille", figures->answered, figures->offered + figures->carried);
    if (figures->answered == 0)
        put_null(out, "mean_wait_ms");
    else
        put_uint(out, "mean_wait_ms", figures->answered_wait_ms / figures->answered);
    if (totals)
        add_share(out, "service_level_permille", figures->answered_within,
                  figures->answered + figures->abandoned);
}

static void add_row(struct text_buf *out, const struct core *core,
                    const struct organisation_record *organisation, const struct figures *figures,
                    uint32_t absent) {
    put_open(out, NULL, '{');
    put_text(out, "id", organisation->id);
    put_text(out, "name", organisation->name);
    put_text(out, "area", organisation->area);
    put_text(out, "standing", word_text(&standing_words, organisation->standing));
    view_open(out, core, organisation->number);
    add_figures(out, figures, false);
    put_uint(out, "absent", absent);
    put_close(out, '}');
}

void view_overview_organisations(struct text_buf *out, const struct core *core, time_ms now,
                                 wanted_fn *wanted, const void *ctx) {
    struct kpi_table kpi;
    struct absent_table absent;
    struct organisation_view view;
    uint64_t cursor = 0;
    const struct organisation_record *organisation;
    view_kpi_today(core, now, &kpi);
    view_count_absent(core, now, &absent);
    put_open(out, "organisations", '[');
    while ((organisation = core_next_record(core, RECORD_organisation, &cursor)) != NULL) {
        if (!wanted(ctx, core, organisation->number)) continue;
        struct figures figures = {0};
        core_view_organisation(core, organisation->number, &view);
        count_view(&figures, &view, now);
        count_kpi(&figures, kpi.of[organisation->number]);
        add_row(out, core, organisation, &figures, absent.of[organisation->number]);
    }
    put_close(out, ']');
}

static bool wanted_by_actor(const void *ctx, const struct core *core, organisation_no number) {
    (void)core;
    return auth_sees(ctx, number);
}

static void add_totals(struct ask *ask, const struct core *core, time_ms now) {
    struct kpi_table kpi;
    struct organisation_view view;
    struct figures totals = {0};
    uint64_t cursor = 0;
    const struct organisation_record *organisation;
    view_kpi_today(core, now, &kpi);
    while ((organisation = core_next_record(core, RECORD_organisation, &cursor)) != NULL) {
        if (!auth_sees(&ask->actor, organisation->number)) continue;
        core_view_organisation(core, organisation->number, &view);
        count_view(&totals, &view, now);
        count_kpi(&totals, kpi.of[organisation->number]);
    }
    put_open(&ask->body, "totals", '{');
    add_figures(&ask->body, &totals, true);
    put_close(&ask->body, '}');
}

enum err view_overview(struct ask *ask, const struct core *core) {
    time_ms now = api_now(ask->api);
    const struct activation_record *activations[LIMIT_ACTIVATIONS];
    put_open(&ask->body, NULL, '{');
    put_int(&ask->body, "now", now);
    put_bool(&ask->body, "exercise", core_settings(core)->exercise);
    add_totals(ask, core, now);
    view_overview_organisations(&ask->body, core, now, wanted_by_actor, &ask->actor);
    if ((API_WATCHERS >> ask->actor.role) & 1) {
        view_add_surges(ask, core);
        view_add_queue_surges(ask, core);
        view_add_staffing(ask, core);
        view_add_tickets(ask, core);
    }
    view_add_services(ask, core);
    uint32_t agents = view_signed_in_everywhere(core);
    uint32_t count = core_activations_in_order(core, activations);
    put_open(&ask->body, "activations", '[');
    for (uint32_t i = 0; i < count; i++) {
        if (!view_shows_activation(ask, activations[i])) continue;
        view_record_activation_open(&ask->body, NULL, ask->api, core, activations[i], agents);
        put_close(&ask->body, '}');
    }
    put_close(&ask->body, ']');
    return ERR_OK;
}
