/* The inside of the core, calls of channel chat: for state.h, which every file of the core has. */
#ifndef CORE_CHATS_H
#define CORE_CHATS_H

#include "core/state.h"

/* Beside a call of channel chat, in its slot. */
struct chat_slot {
    struct chat_record record; /* call 0: none */
    uint64_t record_hash;
};

static inline bool is_chat(const struct call_record *r) { return r->channel == CHANNEL_CHAT; }

/* What a bot may hand over as a transcript: a reference, never a text, and nothing of the citizen in it. */
enum err check_transcript(const char *transcript, struct problem *problem);
/* The call, which has just arrived, is a chat. */
void chat_arrived(struct core *c, uint32_t call, const char *transcript, struct event *event);
/* Its record goes with the call's. */
void chat_forget(struct core *c, uint32_t call, struct event *event);
/* Whether the agent, as the records stand, has its place in the list of those who can take a chat. */
bool chat_has_room(const struct core *c, agent_no agent);
/* And may take one now: enough offers have been answered, and the gate is open. */
bool chat_may_come(const struct core *c, agent_no agent);
/* The queued chat is offered to the agent, who has room. */
void chat_reserve(struct core *c, uint32_t call, agent_no agent, struct event *event);
void chat_answer(struct core *c, uint32_t call);
/* The offer was rejected or ran out. */
void chat_refused(struct core *c, uint32_t call, enum routing_reason reason);
/* The talk is over; its event is told. */
void chat_talk_over(struct core *c, uint32_t call, struct event *event, time_ms talk);
void chat_wrap_up_over(struct core *c, uint32_t call);
/* The agent holds the chat no more: whatever is left decides where they are, and they look for work. */
void chat_released(struct core *c, uint32_t call, agent_no agent);
/* Offers that the agent will not see go back; how many, their calls in `dropped`. */
uint32_t chats_drop_offers(struct core *c, agent_no agent, enum routing_reason reason,
                           uint32_t dropped[LIMIT_CHATS]);
/* After-call work of whoever is gone is over. */
void chats_end_wrap_up(struct core *c, agent_no agent);
/* The status of an agent who holds chats has changed. */
void chats_follow_status(struct core *c, agent_no agent, bool changed);
/* Whether one of them is help to another organisation. */
bool chats_help(const struct core *c, agent_no agent);
/* At recovery: the agent's list, call by call in the order of their ids. */
void chat_index(struct core *c, uint32_t call);
enum err chats_check(const struct core *c, struct problem *problem);

#endif
