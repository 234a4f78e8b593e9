#include "core/events.h"

#define OPERATIONS AUDIENCE_OPERATIONS
#define AGENT AUDIENCE_AGENT
#define EVERYONE AUDIENCE_EVERYONE
const struct event_type_info event_types[EVENT_TYPE_COUNT] = {
#define EVENT(name, audience) {#name, audience},
#include "core/events.def"
#undef EVENT
};
