/* The scenario of a replay: who works when, what breaks, which playbook is activated. Read from
 * JSON; times are milliseconds from the opening of the day.
 *
 * The replay may look at `incidents` for scoring only, and at outages, activations and
 * acknowledgements when their time has come. */
#ifndef WIRE_SCENARIO_H
#define WIRE_SCENARIO_H

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"
#include "core/fields.h"

/* What the files of a replay call something may be any text; the core knows it by an id. Where
 * every name of a kind is an id they are the same, otherwise the ids are numbered: "topic-3". */
#define SCENARIO_NAME 256

struct scenario_topic {
    char id[LIMIT_ID], name[SCENARIO_NAME];
    time_ms mean_handle_ms; /* the long-run mean talk time */
};

struct scenario_municipality {
    char id[LIMIT_ID], region[LIMIT_ID];
    char name[SCENARIO_NAME], region_name[SCENARIO_NAME];
    uint32_t population;
    uint16_t reserve;
    uint32_t agents; /* 0: its callers come from outside the cooperation */
};

struct scenario_agent {
    uint64_t id; /* below 2^53 */
    organisation_no municipality;
    language_set languages; /* bit: place in scenario.languages */
    topic_set topics;       /* bit: place in scenario.topics */
    time_ms shift_start, shift_end;
};

struct scenario_outage {
    time_ms start, end;
    const uint32_t *agents; /* places in scenario.agents */
    uint32_t agent_count;
};

struct scenario_acknowledgement {
    uint32_t agent; /* place in scenario.agents */
    time_ms at;
};

struct scenario_activation {
    time_ms at;
    topic_set topics;
    bool everywhere;                        /* then `municipalities` is empty */
    bool acknowledge_first;                 /* also who is trained answers only from then on */
    struct organisation_set municipalities; /* places in scenario.municipalities */
    const struct scenario_acknowledgement *acknowledgements;
    uint32_t acknowledgement_count;
};

struct scenario_incident {
    time_ms start, end;
    time_ms activation; /* when its playbook is, or would be, activated; TIME_NEVER: none said */
    struct organisation_set municipalities;
    topic_set topics;
};

struct scenario {
    char name[LIMIT_NAME], title[LIMIT_REASON];
    uint64_t seed; /* of what made it: for people only */
    time_ms horizon_ms, wrap_up_ms;
    uint32_t overflow_handle_ppm; /* talk time when helping, in millionths of the usual */
    uint32_t qualified_handle_ppm;
    bool reserve_when_queue; /* else the reserve is always kept */
    struct language_list languages;
    char language_names[LIMIT_LANGUAGES][SCENARIO_NAME];
    struct scenario_topic *topics;
    struct scenario_municipality *municipalities;
    struct scenario_agent *agents;
    struct scenario_outage *outages;
    struct scenario_activation *activations;
    struct scenario_incident *incidents;
    uint32_t topic_count, municipality_count, agent_count, outage_count, activation_count,
        incident_count;
    struct arena arena; /* of all of them */
};

/* On success `out` is to be closed with scenario_close. A key that is not known is passed over;
 * `outages`, `activations`, `incidents`, and of a municipality `population` and `region`, which
 * decide little or nothing, may be missing. When a shift, an outage or an acknowledgement begins
 * or ends may lie before the opening or long after the end: it is the same as at the opening, and
 * as never. */
enum err wire_decode_scenario(struct slice json, struct scenario *out,
                              struct problem *problem) MUST_CHECK;
/* The same JSON again, a row a line. */
void wire_encode_scenario(const struct scenario *scenario, struct text_buf *out);
void scenario_close(struct scenario *scenario);

#endif
