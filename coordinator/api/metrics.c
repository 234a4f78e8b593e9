/* /metrics: Prometheus text. Base units, HELP and TYPE, no label that names a person. Rendered at
 * once, not in the engine's turn: whoever watches must see most when the store is away. */
#include <string.h>

#include "api/internal.h"

static void head(struct text_buf *out, const char *name, const char *type, const char *help) {
    text_addf(out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static void one(struct text_buf *out, const char *name, const char *type, const char *help,
                uint64_t value) {
    head(out, name, type, help);
    text_addf(out, "%s %llu\n", name, (unsigned long long)value);
}

/* Milliseconds as seconds, exactly. */
static void add_seconds(struct text_buf *out, uint64_t ms) {
    text_addf(out, "%llu.%03llu\n", (unsigned long long)(ms / 1000),
              (unsigned long long)(ms % 1000));
}

/* --- the domain ------------------------------------------------------------------------------- */

static void add_agents(struct text_buf *out, const struct core *core) {
    uint64_t cursor = 0, states[AGENT_STATE_COUNT] = {0};
    const struct organisation_record *organisation;
    while ((organisation = core_next_record(core, RECORD_organisation, &cursor)) != NULL) {
        struct organisation_view view;
        core_view_organisation(core, organisation->number, &view);
        for (int i = 0; i < AGENT_STATE_COUNT; i++)
            states[i] += view.agents[i];
    }
    head(out, "ddh_agents", "gauge", "Agents by what the system does with them.");
    for (unsigned i = 0; i < AGENT_STATE_COUNT; i++)
        text_addf(out, "ddh_agents{state=\"%s\"} %llu\n", word_text(&agent_state_words, i),
                  (unsigned long long)states[i]);
}

static void add_waiting(struct text_buf *out, const struct core *core, time_ms now) {
    uint64_t cursor = 0;
    const struct organisation_record *organisation;
    struct organisation_view view;
    head(out, "ddh_queue_waiting", "gauge",
         "Calls waiting or ringing, by whose queue they stand in.");
    while ((organisation = core_next_record(core, RECORD_organisation, &cursor)) != NULL) {
        core_view_organisation(core, organisation->number, &view);
        text_addf(out, "ddh_queue_waiting{organisation=\"%s\"} %u\n", organisation->id,
                  view.waiting);
    }
    head(out, "ddh_organisation_open", "gauge", "1 while its phones are open by its hours.");
    for (cursor = 0;
         (organisation = core_next_record(core, RECORD_organisation, &cursor)) != NULL;) {
        struct hours_view hours;
        core_view_hours(core, organisation->number, &hours);
        text_addf(out, "ddh_organisation_open{organisation=\"%s\"} %d\n", organisation->id,
                  hours.open);
    }
    head(out, "ddh_queue_longest_wait_seconds", "gauge",
         "How long the first in the queue has waited.");
    for (cursor = 0;
         (organisation = core_next_record(core, RECORD_organisation, &cursor)) != NULL;) {
        core_view_organisation(core, organisation->number, &view);
        text_addf(out, "ddh_queue_longest_wait_seconds{organisation=\"%s\"} ", organisation->id);
        add_seconds(out, (uint64_t)view_waited(now, view.longest_enqueued_at));
    }
}

static const struct {
    const char *name, *help;
    size_t offset; /* of a uint32_t in struct kpi_record */
} kpi_metrics[] = {
    {"ddh_calls_offered_total", "Calls that came, of the local day.",
     offsetof(struct kpi_record, offered)},
    {"ddh_calls_answered_total", "Calls that an agent answered, of the local day.",
     offsetof(struct kpi_record, answered)},
    {"ddh_calls_answered_within_total", "Of those, within the service level.",
     offsetof(struct kpi_record, answered_within)},
    {"ddh_calls_abandoned_total", "Calls whose caller hung up while waiting, of the local day.",
     offsetof(struct kpi_record, abandoned)},
    {"ddh_calls_diverted_total", "Calls that were told where to turn, of the local day.",
     offsetof(struct kpi_record, diverted)},
    {"ddh_calls_resolved_total", "Calls resolved at once, of the local day.",
     offsetof(struct kpi_record, resolved)},
    {"ddh_warm_transfers_total", "Calls put through after speaking first, of the local day.",
     offsetof(struct kpi_record, warm_transfers)},
    {"ddh_cold_transfers_total", "Calls put through without, of the local day.",
     offsetof(struct kpi_record, cold_transfers)},
};

/* They begin again at midnight, which a counter may. */
static void add_kpi(struct text_buf *out, const struct core *core, time_ms now) {
    struct kpi_table today;
    view_kpi_today(core, now, &today);
    for (size_t m = 0; m < sizeof kpi_metrics / sizeof *kpi_metrics; m++) {
        head(out, kpi_metrics[m].name, "counter", kpi_metrics[m].help);
        for (organisation_no n = 0; n < LIMIT_ORGANISATIONS; n++) {
            const struct organisation_record *organisation =
                today.of[n] == NULL ? NULL : core_organisation(core, n);
            uint32_t value;
            if (organisation == NULL) continue;
            memcpy(&value, (const char *)today.of[n] + kpi_metrics[m].offset, sizeof value);
            text_addf(out, "%s{municipality=\"%s\"} %u\n", kpi_metrics[m].name, organisation->id,
                      value);
        }
    }
    head(out, "ddh_call_answer_wait_seconds_total", "counter",
         "Seconds that answered calls had waited, of the local day.");
    for (organisation_no n = 0; n < LIMIT_ORGANISATIONS; n++) {
        const struct organisation_record *organisation =
            today.of[n] == NULL ? NULL : core_organisation(core, n);
        if (organisation == NULL) continue;
        text_addf(out, "ddh_call_answer_wait_seconds_total{municipality=\"%s\"} ",
                  organisation->id);
        add_seconds(out, today.of[n]->answered_wait_sum_ms);
    }
}

static void add_activations(struct text_buf *out, const struct core *core) {
    uint64_t cursor = 0, active = 0, expired = 0, lifted = 0, overdue = 0;
    const struct activation_record *activation;
    while ((activation = core_next_record(core, RECORD_activation, &cursor)) != NULL) {
        if (activation->state == ACTIVATION_STATE_PLANNED) continue;
        enum playbook_moment moment = answers_moment(activation, ORGANISATION_NONE, 0);
        active += moment == PLAYBOOK_ACTIVE;
        expired += moment == PLAYBOOK_EXPIRED;
        lifted += moment == PLAYBOOK_LIFTED;
        overdue += activation->review_overdue;
    }
    head(out, "ddh_activations", "gauge", "Activated playbooks by how they stand.");
    text_addf(out, "ddh_activations{state=\"active\"} %llu\n", (unsigned long long)active);
    text_addf(out, "ddh_activations{state=\"expired\"} %llu\n", (unsigned long long)expired);
    text_addf(out, "ddh_activations{state=\"lifted\"} %llu\n", (unsigned long long)lifted);
    head(out, "ddh_activation_reviews_overdue", "gauge",
         "Activated playbooks that nobody has looked at in time.");
    text_addf(out, "ddh_activation_reviews_overdue %llu\n", (unsigned long long)overdue);
    head(out, "ddh_activation_acknowledged", "gauge",
         "Agents who have acknowledged the answers of an activation.");
    for (cursor = 0; (activation = core_next_record(core, RECORD_activation, &cursor)) != NULL;)
        text_addf(
            out, "ddh_activation_acknowledged{activation=\"activation-%llu\",playbook=\"%s\"} %u\n",
            (unsigned long long)activation->id, activation->playbook, activation->acknowledged);
}

static void add_surges(struct text_buf *out, const struct core *core) {
    uint64_t cursor = 0, states[SURGE_STATE_COUNT] = {0};
    const struct surge_record *surge;
    while ((surge = core_next_record(core, RECORD_surge, &cursor)) != NULL)
        states[surge->state]++;
    head(out, "ddh_surges", "gauge", "Open surges, by whether the duty leader has dismissed them.");
    text_addf(out, "ddh_surges{state=\"suggested\"} %llu\n",
              (unsigned long long)states[SURGE_STATE_SUGGESTED]);
    text_addf(out, "ddh_surges{state=\"dismissed\"} %llu\n",
              (unsigned long long)states[SURGE_STATE_DISMISSED]);
    struct staffing_view rows[STAFFING_ROWS];
    const struct staffing_view *all = &rows[LIMIT_ORGANISATIONS];
    core_view_staffing(core, rows);
    one(out, "ddh_staffing_present", "gauge", "Agents who want calls.", all->present);
    if (all->known && all->needed != UINT32_MAX)
        one(out, "ddh_staffing_needed", "gauge", "Agents that the goal of the settings needs now.",
            all->needed);
}

/* --- the machinery ---------------------------------------------------------------------------- */

static void add_engine(struct text_buf *out, const struct engine_view *view) {
    one(out, "ddh_stored", "gauge", "1 in stored mode, 0 while the store is away.", view->stored);
    one(out, "ddh_leader", "gauge", "1 while this coordinator leads.", !view->fenced);
    one(out, "ddh_epoch", "gauge", "The epoch that this coordinator writes under.", view->epoch);
    one(out, "ddh_inbox_requests", "gauge", "Requests that wait for the engine's turn.",
        view->inbox);
    one(out, "ddh_commits_in_flight", "gauge", "Commits not acknowledged yet.", view->in_flight);
    one(out, "ddh_unstored_events", "gauge", "Events not acknowledged by the store yet.",
        view->unstored_events);
    one(out, "ddh_commands_total", "counter", "Commands applied or refused.", view->commands);
    one(out, "ddh_late_requests_total", "counter", "Decisions that were not ready in time.",
        view->late);
    one(out, "ddh_command_refusals_total", "counter", "Commands refused.", view->refusals);
    one(out, "ddh_commits_total", "counter", "Commits formed.", view->commits);
    one(out, "ddh_commit_resends_total", "counter", "Commits sent again.", view->resends);
    one(out, "ddh_unstored_periods_total", "counter", "How often the store was away.",
        view->unstored_periods);
    head(out, "ddh_last_commit_seconds", "gauge", "How long the last acknowledged commit took.");
    text_add(out, "ddh_last_commit_seconds ");
    add_seconds(out, (uint64_t)view->commit_ms);
}

static void add_api(struct text_buf *out, const struct api *api) {
    struct hub_view view;
    hub_view(api->hub, &view);
    one(out, "ddh_requests_open", "gauge", "Requests and streams not over.", api->open);
    head(out, "ddh_api_responses_total", "counter", "Requests answered, by class of status.");
    for (int i = 2; i < API_CLASSES; i++)
        text_addf(out, "ddh_api_responses_total{class=\"%dxx\"} %llu\n", i,
                  (unsigned long long)api->answered[i]);
    one(out, "ddh_streams", "gauge", "Open event streams.", view.streams);
    one(out, "ddh_stream_frames_total", "counter", "Frames handed to streams.", view.frames);
    one(out, "ddh_stream_history_events", "gauge", "Events held for streams that resume.",
        view.history_events);
    one(out, "ddh_stream_history_bytes", "gauge", "Bytes of their frames.", view.history_bytes);
    head(out, "ddh_streams_ended_total", "counter", "Streams ended from this side, by reason.");
    text_addf(out, "ddh_streams_ended_total{reason=\"slow\"} %llu\n",
              (unsigned long long)view.ended_slow);
    text_addf(out, "ddh_streams_ended_total{reason=\"gap\"} %llu\n",
              (unsigned long long)view.ended_gap);
    text_addf(out, "ddh_streams_ended_total{reason=\"token\"} %llu\n",
              (unsigned long long)view.ended_token);
}

void direct_metrics(struct api *api, struct ask *ask, const struct api_request *request) {
    (void)request;
    struct text_buf *out = &ask->body;
    head(out, "ddh_build_info", "gauge", "The version that runs.");
    text_addf(out, "ddh_build_info{version=\"%s\"} 1\n", DDH_VERSION);
    add_api(out, api);
    if (api->ports.engine != NULL) {
        const struct core *core = api_core(api);
        struct engine_view view;
        engine_view(api->ports.engine, &view);
        one(out, "ddh_exercise", "gauge", "1 when this is an exercise.",
            core_settings(core)->exercise);
        add_engine(out, &view);
        add_agents(out, core);
        add_waiting(out, core, api_now(api));
        add_kpi(out, core, api_now(api));
        add_activations(out, core);
        add_surges(out, core);
    }
    if (api->metrics_append != NULL) api->metrics_append(api->metrics_ctx, out);
    ask_answer(ask, 200, "text/plain; version=0.0.4; charset=utf-8", text_slice(out));
}
