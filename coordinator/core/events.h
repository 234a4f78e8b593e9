/* Events: facts, with the records they changed. A record is shown as it stands when its command is done. */
#ifndef CORE_EVENTS_H
#define CORE_EVENTS_H

#include "core/records.h"

enum event_type {
#define EVENT(name, audience) EVENT_##name,
#include "core/events.def"
#undef EVENT
    EVENT_TYPE_COUNT
};

enum audience { AUDIENCE_OPERATIONS, AUDIENCE_AGENT, AUDIENCE_EVERYONE };

struct event_type_info {
    const char *name;
    enum audience audience;
};

extern const struct event_type_info event_types[EVENT_TYPE_COUNT];

struct event {
    enum event_type type;
    uint8_t record_count;
    organisation_no
        organisation; /* whose affair it is, for filters; ORGANISATION_NONE: everybody's */
    agent_no agent;   /* the agent it is about, or AGENT_NONE */
    struct record_ref records[LIMIT_RECORDS_PER_EVENT];
};

/* What one command gave. The memory is the caller's: LIMIT_EVENTS_PER_COMMAND events. */
struct event_list {
    struct event *events;
    uint32_t count, capacity;
};

#endif
