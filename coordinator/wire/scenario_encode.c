/* Scenarios as JSON, for those that are made here. */
#include <string.h>

#include "wire/scenario.h"

static void add_text(struct text_buf *out, const char *text) {
    text_add_json_string(out, text, strlen(text));
}

/* Seconds with as many decimals as they have. */
static void add_seconds(struct text_buf *out, time_ms at) {
    text_addf(out, "%lld", (long long)(at / SECOND_MS));
    int rest = (int)(at % SECOND_MS);
    if (rest % 100 == 0 && rest > 0) text_addf(out, ".%d", rest / 100);
    if (rest % 100 != 0) text_addf(out, ".%03d", rest);
}

static void add_factor(struct text_buf *out, uint32_t ppm) {
    text_addf(out, "%u.%06u", ppm / 1000000, ppm % 1000000);
}

/* Begins the next entry of a list. */
static void add_entry(struct text_buf *out, uint32_t place) {
    text_add(out, place == 0 ? "\n  " : ",\n  ");
}

static void add_topics(struct text_buf *out, const struct scenario *s, topic_set topics) {
    bool first = true;
    text_add(out, "\"topics\": [");
    for (topic_set left = topics; left != 0; left &= left - 1, first = false) {
        if (!first) text_add(out, ", ");
        add_text(out, s->topics[__builtin_ctzll(left)].name);
    }
    text_add(out, "]");
}

static void add_municipalities(struct text_buf *out, const struct scenario *s,
                               const struct organisation_set *set) {
    bool first = true;
    text_add(out, "\"municipalities\": [");
    for (uint32_t i = 0; i < s->municipality_count; i++) {
        if (!organisation_set_has(set, (organisation_no)i)) continue;
        if (!first) text_add(out, ", ");
        add_text(out, s->municipalities[i].name);
        first = false;
    }
    text_add(out, "]");
}

/* --- tables ----------------------------------------------------------------------------------- */

static void add_topic_table(struct text_buf *out, const struct scenario *s) {
    text_add(out, ",\n \"topics\": [");
    for (uint32_t i = 0; i < s->topic_count; i++) {
        add_entry(out, i);
        text_add(out, "{\"id\": ");
        add_text(out, s->topics[i].name);
        text_add(out, ", \"mean_handle_s\": ");
        add_seconds(out, s->topics[i].mean_handle_ms);
        text_add(out, "}");
    }
    text_add(out, "],\n \"languages\": [");
    for (int i = 0; i < s->languages.count; i++) {
        if (i > 0) text_add(out, ", ");
        add_text(out, s->language_names[i]);
    }
    text_add(out, "]");
}

static void add_municipality_table(struct text_buf *out, const struct scenario *s) {
    text_add(out, ",\n \"municipalities\": [");
    for (uint32_t i = 0; i < s->municipality_count; i++) {
        const struct scenario_municipality *m = &s->municipalities[i];
        add_entry(out, i);
        text_add(out, "{\"id\": ");
        add_text(out, m->name);
        text_addf(out, ", \"population\": %u, \"region\": ", m->population);
        add_text(out, m->region_name);
        text_addf(out, ", \"reserve\": %u}", m->reserve);
    }
    text_add(out, "]");
}

static void add_agent_table(struct text_buf *out, const struct scenario *s) {
    text_add(out, ",\n \"agents\": [");
    for (uint32_t i = 0; i < s->agent_count; i++) {
        const struct scenario_agent *a = &s->agents[i];
        add_entry(out, i);
        text_addf(out, "{\"id\": %llu, \"municipality\": ", (unsigned long long)a->id);
        add_text(out, s->municipalities[a->municipality].name);
        text_add(out, ", ");
        add_topics(out, s, a->topics);
        text_add(out, ", \"languages\": [");
        for (int k = 0, first = 1; k < s->languages.count; k++) {
            if (((a->languages >> k) & 1) == 0) continue;
            if (!first) text_add(out, ", ");
            add_text(out, s->language_names[k]);
            first = 0;
        }
        text_add(out, "], \"shift\": [");
        add_seconds(out, a->shift_start);
        text_add(out, ", ");
        add_seconds(out, a->shift_end);
        text_add(out, "]}");
    }
    text_add(out, "]");
}

static void add_outage_table(struct text_buf *out, const struct scenario *s) {
    text_add(out, ",\n \"outages\": [");
    for (uint32_t i = 0; i < s->outage_count; i++) {
        const struct scenario_outage *o = &s->outages[i];
        add_entry(out, i);
        text_add(out, "{\"t_start\": ");
        add_seconds(out, o->start);
        text_add(out, ", \"t_end\": ");
        add_seconds(out, o->end);
        text_add(out, ", \"agents\": [");
        for (uint32_t k = 0; k < o->agent_count; k++)
            text_addf(out, "%s%llu", k == 0 ? "" : ", ",
                      (unsigned long long)s->agents[o->agents[k]].id);
        text_add(out, "]}");
    }
    text_add(out, "]");
}

static void add_activation_table(struct text_buf *out, const struct scenario *s) {
    text_add(out, ",\n \"activations\": [");
    for (uint32_t i = 0; i < s->activation_count; i++) {
        const struct scenario_activation *a = &s->activations[i];
        add_entry(out, i);
        text_add(out, "{\"t\": ");
        add_seconds(out, a->at);
        text_add(out, ", ");
        add_topics(out, s, a->topics);
        text_add(out, ", ");
        if (a->everywhere)
            text_add(out, "\"municipalities\": null");
        else
            add_municipalities(out, s, &a->municipalities);
        if (a->acknowledge_first) text_add(out, ", \"acknowledge_first\": true");
        text_add(out, ", \"acknowledgements\": [");
        for (uint32_t k = 0; k < a->acknowledgement_count; k++) {
            text_addf(out, "%s{\"agent\": %llu, \"t\": ", k == 0 ? "" : ", ",
                      (unsigned long long)s->agents[a->acknowledgements[k].agent].id);
            add_seconds(out, a->acknowledgements[k].at);
            text_add(out, "}");
        }
        text_add(out, "]}");
    }
    text_add(out, "]");
}

static void add_incident_table(struct text_buf *out, const struct scenario *s) {
    text_add(out, ",\n \"incidents\": [");
    for (uint32_t i = 0; i < s->incident_count; i++) {
        const struct scenario_incident *n = &s->incidents[i];
        add_entry(out, i);
        text_add(out, "{\"t_start\": ");
        add_seconds(out, n->start);
        text_add(out, ", \"t_end\": ");
        add_seconds(out, n->end);
        if (n->activation != TIME_NEVER) {
            text_add(out, ", \"activation_t\": ");
            add_seconds(out, n->activation);
        }
        text_add(out, ", ");
        add_municipalities(out, s, &n->municipalities);
        text_add(out, ", ");
        add_topics(out, s, n->topics);
        text_add(out, "}");
    }
    text_add(out, "]");
}

void wire_encode_scenario(const struct scenario *s, struct text_buf *out) {
    text_add(out, "{\"name\": ");
    add_text(out, s->name);
    text_add(out, ",\n \"title\": ");
    add_text(out, s->title);
    text_addf(out, ",\n \"seed\": %llu,\n \"horizon_s\": ", (unsigned long long)s->seed);
    add_seconds(out, s->horizon_ms);
    text_add(out, ",\n \"wrap_up_s\": ");
    add_seconds(out, s->wrap_up_ms);
    text_add(out, ",\n \"overflow_handle_factor\": ");
    add_factor(out, s->overflow_handle_ppm);
    text_add(out, ",\n \"qualified_handle_factor\": ");
    add_factor(out, s->qualified_handle_ppm);
    text_addf(out, ",\n \"reserve_rule\": \"%s\"", s->reserve_when_queue ? "when_queue" : "always");
    add_topic_table(out, s);
    add_municipality_table(out, s);
    add_agent_table(out, s);
    add_outage_table(out, s);
    add_activation_table(out, s);
    add_incident_table(out, s);
    text_add(out, "}\n");
}
