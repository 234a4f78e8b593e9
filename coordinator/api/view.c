/* What several views need: records as members, figures of organisations, states of agents. */
#include <string.h>

#include "api/internal.h"
#include "base/assert.h"

bool view_id_number(const char *prefix, const char *text, uint64_t *out) {
    size_t length = strlen(prefix);
    if (strncmp(text, prefix, length) != 0) return false;
    const char *digits = text + length;
    if (digits[0] < '1' || digits[0] > '9' || strlen(digits) > 18) return false;
    uint64_t number = 0;
    for (; *digits != '\0'; digits++) {
        if (*digits < '0' || *digits > '9') return false;
        number = number * 10 + (uint64_t)(*digits - '0');
    }
    *out = number;
    return true;
}

void view_activation_named(struct text_buf *out, const char *name,
                           const struct activation_record *activation) {
    put_name(out, name);
    text_addf(out, "\"activation-%llu\"", (unsigned long long)activation->id);
    put_text(out, "playbook", activation->playbook);
    put_name(out, "version");
    text_add_char(out, '"');
    text_add_hex(out, activation->version, SHA256_BYTES);
    text_add_char(out, '"');
}

void view_record_open(struct text_buf *out, const char *name, const struct core *core,
                      enum record_kind kind, const void *record) {
    put_name(out, name);
    wire_encode_record_open(core, kind, record, out);
}

void view_record_availability(struct text_buf *out, const char *name, const struct core *core,
                              const struct availability_record *availability) {
    view_record_open(out, name, core, RECORD_availability, availability);
    put_time(out, "lease_until", core_lease_until(core, availability->agent));
    put_close(out, '}');
}

void view_record_agent(struct text_buf *out, const char *name, const struct core *core,
                       agent_no number, time_ms now) {
    const struct agent_record *agent = core_agent(core, number);
    const struct availability_record *availability = core_availability(core, number);
    ASSERT(agent != NULL);
    time_ms course_due_at = 0;
    enum err gate = core_agent_gate(core, number, now, &course_due_at);
    view_record_open(out, name, core, RECORD_agent, agent);
    if (availability == NULL)
        put_null(out, "availability");
    else
        view_record_availability(out, "availability", core, availability);
    view_chats_held(out, core, number);
    put_text(out, "gate", err_slug(gate));
    put_time(out, "course_due_at", course_due_at);
    put_close(out, '}');
}

void view_record_activation_open(struct text_buf *out, const char *name, const struct api *api,
                                 const struct core *core,
                                 const struct activation_record *activation,
                                 uint32_t agents_signed_in) {
    const struct playbook *playbook = answers_playbook(api->answers, activation->version);
    view_record_open(out, name, core, RECORD_activation, activation);
    put_bool(out, "unapproved", answers_unapproved(activation));
    put_text(out, "title", playbook == NULL ? NULL : playbook_title(playbook, "da"));
    put_uint(out, "signed_in", agents_signed_in);
    put_uint(out, "unconfirmed_links", places_unconfirmed_links(api->answers, core, activation));
}

bool view_shows_activation(const struct ask *ask, const struct activation_record *activation) {
    return activation->state != ACTIVATION_STATE_PLANNED ||
           (ask->actor.role != ROLE_AGENT && ask->actor.role != ROLE_TELEPHONY);
}

void view_agent_states(struct text_buf *out, const uint32_t agents[AGENT_STATE_COUNT]) {
    put_open(out, "agents", '{');
    for (unsigned i = 0; i < AGENT_STATE_COUNT; i++)
        put_uint(out, word_text(&agent_state_words, i), agents[i]);
    put_close(out, '}');
}

/* Those who can be reached: an agent whose lease lapsed is not counted on. */
uint32_t view_signed_in(const uint32_t agents[AGENT_STATE_COUNT]) {
    return agents[AGENT_STATE_AVAILABLE] + agents[AGENT_STATE_RESERVED] +
           agents[AGENT_STATE_IN_CALL] + agents[AGENT_STATE_WRAPPING] + agents[AGENT_STATE_AWAY] +
           agents[AGENT_STATE_CHATTING];
}

uint32_t view_signed_in_everywhere(const struct core *core) {
    uint32_t count = 0;
    uint64_t cursor = 0;
    const struct organisation_record *organisation;
    while ((organisation = core_next_record(core, RECORD_organisation, &cursor)) != NULL) {
        struct organisation_view view;
        core_view_organisation(core, organisation->number, &view);
        count += view_signed_in(view.agents);
    }
    return count;
}

time_ms view_waited(time_ms now, time_ms enqueued_at) {
    return enqueued_at == 0 || enqueued_at > now ? 0 : now - enqueued_at;
}

void view_kpi_today(const struct core *core, time_ms now, struct kpi_table *out) {
    const struct kpi_record *kpi;
    uint64_t cursor = 0;
    int32_t day = copenhagen_day(now);
    *out = (struct kpi_table){{NULL}};
    while ((kpi = core_next_record(core, RECORD_kpi, &cursor)) != NULL)
        if (kpi->organisation < LIMIT_ORGANISATIONS && kpi->day == day)
            out->of[kpi->organisation] = kpi;
}
