/* What switches send (docs/telephony.md), read into the core's commands. */
#ifndef WIRE_SWITCH_H
#define WIRE_SWITCH_H

#include "base/error.h"
#include "base/text.h"
#include "core/core.h"

/* What a question has besides the command. */
struct wire_switch_call {
    bool from_switch;     /* false: the other form, by `reference` */
    time_ms received_at;  /* when the call came in there; 0: it does not say */
    uint32_t deadline_ms; /* the decision must be there within; 0: whenever */
};

/* POST /v1/calls in either form: with `call_id` a switch's, else the members of call_arrive. */
enum err wire_decode_call(struct slice body, struct command *command, struct wire_switch_call *out,
                          struct problem *problem) MUST_CHECK;
/* POST /v1/calls/{call_id}/events */
enum err wire_decode_switch_event(const char *id, struct slice body, struct command *command,
                                  struct problem *problem) MUST_CHECK;

#endif
