/* Surges that are open with the playbooks that match, what is usual, and the staffing advice: no personal data. */
#include <stdio.h>
#include <string.h>

#include "api/internal.h"

/* --- surges ----------------------------------------------------------------------------------- */

void view_add_matching_playbooks(struct ask *ask, const struct core *core, organisation_no number,
                                 topic_no topic) {
    const struct organisation_record *organisation = core_organisation(core, number);
    uint64_t cursor = 0;
    const struct playbook_record *record;
    put_open(&ask->body, "playbooks", '[');
    while ((record = core_next_record(core, RECORD_playbook, &cursor)) != NULL) {
        bool matches = topic != TOPIC_NONE && ((record->topics >> topic) & 1);
        if (!matches || core_find_playbook(core, record->id, true) != record) continue;
        const struct playbook *playbook = answers_playbook(ask->api->answers, record->version);
        char command[2 * LIMIT_ID + 64];
        snprintf(command, sizeof command, "agents-cli activate %s --municipality %s%s", record->id,
                 organisation->id, core_settings(core)->exercise ? " --exercise" : "");
        put_open(&ask->body, NULL, '{');
        put_text(&ask->body, "id", record->id);
        put_text(&ask->body, "title", playbook == NULL ? NULL : playbook_title(playbook, "da"));
        put_text(&ask->body, "command", command);
        put_close(&ask->body, '}');
    }
    put_close(&ask->body, ']');
}

static void add_surge(struct ask *ask, const struct core *core, const struct surge_record *surge) {
    uint32_t rate;
    view_record_open(&ask->body, NULL, core, RECORD_surge, surge);
    if (core_demand_rate(core, surge->organisation, surge->topic, &rate))
        put_uint(&ask->body, "rate", rate);
    else
        put_null(&ask->body, "rate");
    view_add_matching_playbooks(ask, core, surge->organisation, surge->topic);
    put_close(&ask->body, '}');
}

void view_add_surges(struct ask *ask, const struct core *core) {
    uint64_t cursor = 0;
    const struct surge_record *surge;
    put_open(&ask->body, "surges", '[');
    while ((surge = core_next_record(core, RECORD_surge, &cursor)) != NULL)
        if (surge->over_at == 0 && auth_sees(&ask->actor, surge->organisation))
            add_surge(ask, core, surge);
    put_close(&ask->body, ']');
}

/* Where calls come and nobody can say whether they are many: what is usual is not known yet. */
static void add_unknown(struct ask *ask, const struct core *core) {
    uint64_t cursor = 0;
    const struct demand_record *demand;
    put_open(&ask->body, "unknown", '[');
    while ((demand = core_next_record(core, RECORD_demand, &cursor)) != NULL) {
        uint64_t topics = 0;
        const struct topic_record *topic;
        if (!auth_sees(&ask->actor, demand->organisation)) continue;
        while ((topic = core_next_record(core, RECORD_topic, &topics)) != NULL) {
            uint32_t rate, usual;
            if (!core_demand_rate(core, demand->organisation, topic->number, &rate) || rate == 0 ||
                core_usual_calls(core, demand->organisation, topic->number, &usual))
                continue;
            put_open(&ask->body, NULL, '{');
            put_text(&ask->body, "organisation", core_organisation(core, demand->organisation)->id);
            put_text(&ask->body, "topic", topic->id);
            put_uint(&ask->body, "rate", rate);
            put_close(&ask->body, '}');
        }
    }
    put_close(&ask->body, ']');
}

enum err view_surges(struct ask *ask, const struct core *core) {
    put_open(&ask->body, NULL, '{');
    view_add_surges(ask, core);
    view_add_queue_surges(ask, core);
    add_unknown(ask, core);
    return ERR_OK;
}

enum err view_baselines(struct ask *ask, const struct core *core) {
    organisation_no only;
    enum err err = view_organisation_filter(ask, core, "organisation", &only);
    if (err != ERR_OK) return err;
    uint64_t cursor = 0;
    const struct baseline_record *baseline;
    put_open(&ask->body, NULL, '{');
    put_open(&ask->body, "baselines", '[');
    while ((baseline = core_next_record(core, RECORD_baseline, &cursor)) != NULL) {
        if (!auth_sees(&ask->actor, baseline->organisation) ||
            (only != ORGANISATION_NONE && baseline->organisation != only))
            continue;
        view_record_open(&ask->body, NULL, core, RECORD_baseline, baseline);
        put_close(&ask->body, '}');
    }
    put_close(&ask->body, ']');
    return ERR_OK;
}

/* --- staffing --------------------------------------------------------------------------------- */

const char *view_staffing_why(const struct staffing_view *row) {
    if (row->known) return NULL;
    return row->untimed != TOPIC_NONE ? "topic_without_handling_time" : "not_watched";
}

static void add_staffing(struct ask *ask, const struct core *core, const char *organisation,
                         const struct staffing_view *row) {
    struct text_buf *out = &ask->body;
    organisation_no number;
    uint32_t delivers;
    const struct topic_record *untimed =
        row->untimed == TOPIC_NONE ? NULL : core_topic(core, row->untimed);
    put_open(out, NULL, '{');
    put_text(out, "organisation", organisation);
    put_text(out, "unknown_because", view_staffing_why(row));
    put_text(out, "topic", untimed == NULL ? NULL : untimed->id);
    put_uint(out, "present", row->present);
    put_uint(out, "waiting", row->waiting);
    put_uint(out, "hourly", row->hourly);
    put_int(out, "handle_ms", row->handle_ms);
    if (!row->known || row->needed == UINT32_MAX) {
        put_null(out, "needed");
        put_null(out, "more");
        put_null(out, "service_level_permille");
    } else {
        put_uint(out, "needed", row->needed);
        put_uint(out, "more", row->needed > row->present ? row->needed - row->present : 0);
        put_uint(out, "service_level_permille", row->service_level_permille);
    }
    if (organisation != NULL && core_find_organisation(core, organisation, &number) &&
        view_capacity_now(core, number, api_now(ask->api), &delivers))
        put_uint(out, "delivers", delivers);
    else
        put_null(out, "delivers");
    put_close(out, '}');
}

void view_add_staffing(struct ask *ask, const struct core *core) {
    struct staffing_view rows[STAFFING_ROWS];
    uint64_t cursor = 0;
    const struct organisation_record *organisation;
    core_view_staffing(core, rows);
    put_open(&ask->body, "staffing", '[');
    while ((organisation = core_next_record(core, RECORD_organisation, &cursor)) != NULL) {
        const struct staffing_view *row = &rows[organisation->number];
        if (auth_sees(&ask->actor, organisation->number) && view_staffing_has(row))
            add_staffing(ask, core, organisation->id, row);
    }
    if (ask->actor.all_organisations) add_staffing(ask, core, NULL, &rows[LIMIT_ORGANISATIONS]);
    put_close(&ask->body, ']');
}
