/* A small cooperation to write and read records against: two municipalities, three topics, two
 * agents, a call, and a playbook that is active. Made by commands, as everything is. */
#ifndef UNIT_WIRE_SAMPLE_CORE_H
#define UNIT_WIRE_SAMPLE_CORE_H

#include <stdio.h>
#include <stdlib.h>

#include "base/assert.h"
#include "wire/wire.h"

#define SAMPLE_NOW INT64_C(1795330245123)

static inline void sample_apply(struct core *core, enum command_type type, const char *body) {
    static struct event events[LIMIT_EVENTS_PER_COMMAND];
    struct event_list list = {.events = events, .capacity = LIMIT_EVENTS_PER_COMMAND};
    static struct command command;
    struct core_result result;
    struct problem problem = {0};
    enum err err = wire_decode_command(type, slice_of(body), NULL, 0, &command, &problem);
    command.actor = (struct actor){
        .role = ROLE_ADMIN, .all_organisations = true, .agent = AGENT_NONE, .token = "admin"};
    command.idempotency_key = command.fingerprint = 0;
    if (err == ERR_OK) err = core_apply(core, &command, SAMPLE_NOW, &list, &result, &problem);
    if (err != ERR_OK)
        fprintf(stderr, "%s: %s %s %s\n", body, err_name(err), problem.field, problem.detail);
    ASSERT(err == ERR_OK);
}

static inline struct core *sample_core(void) {
    const struct core_sizes sizes = {
        .agents = 16, .calls = 16, .acknowledgements = 16, .tokens = 16, .replayed_answers = 16};
    struct core *core = core_create(&sizes);
    ASSERT(core != NULL);
    sample_apply(core, COMMAND_settings_put, "{\"languages\":[\"da\",\"en\",\"ar\"]}");
    sample_apply(
        core, COMMAND_organisation_put,
        "{\"organisation\":\"0615\",\"name\":\"Horsens \\\"by\\\"\",\"kind\":\"municipality\","
        "\"standing\":\"member\",\"area\":\"oestjylland\",\"population\":96000}");
    sample_apply(core, COMMAND_organisation_put,
                 "{\"organisation\":\"0751\",\"name\":\"Aarhus\",\"kind\":\"municipality\","
                 "\"standing\":\"member\",\"area\":\"oestjylland\",\"reserve\":2}");
    sample_apply(core, COMMAND_settings_put, "{\"cooperation\":\"0751\"}");
    sample_apply(core, COMMAND_topic_put,
                 "{\"topic\":\"pas\",\"name\":\"Pas\",\"handling\":\"cooperation\"}");
    sample_apply(core, COMMAND_topic_put,
                 "{\"topic\":\"vand\",\"name\":\"Drikkevand\",\"handling\":\"municipality\"}");
    sample_apply(core, COMMAND_topic_put,
                 "{\"topic\":\"mitid\",\"name\":\"MitID\",\"handling\":\"bot\"}");
    sample_apply(
        core, COMMAND_agent_put,
        "{\"agent\":\"ida\",\"name\":\"Ida Østergård\",\"organisation\":\"0615\",\"line\":2,"
        "\"skills\":{\"vand\":5,\"pas\":1},\"languages\":[\"da\",\"ar\"],"
        "\"elearning_at\":1700000000000}");
    sample_apply(core, COMMAND_agent_put,
                 "{\"agent\":\"bo\",\"name\":\"Bo\",\"organisation\":\"0751\",\"skills\":{},"
                 "\"languages\":[\"en\"]}");
    return core;
}

#endif
