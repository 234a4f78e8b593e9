/* What is told of chats beside the calls that they are: which an agent holds, and to that agent alone the transcript. */
#include <inttypes.h>
#include <stdio.h>

#include "api/internal.h"

void view_chats_held(struct text_buf *out, const struct core *core, agent_no agent) {
    call_id held[LIMIT_CHATS];
    uint32_t count = core_agent_chats(core, agent, held);
    put_bool(out, "takes_chats", core_takes_chats(core, agent));
    put_open(out, "chats", '[');
    for (uint32_t i = 0; i < count; i++) {
        char id[32];
        snprintf(id, sizeof id, "call-%" PRIu64, held[i]);
        put_text(out, NULL, id);
    }
    put_close(out, ']');
}

/* Nobody but who is offered, has or had the chat: not their colleagues, not a leader, not the bot that gave it. */
void view_transcript(struct text_buf *out, const struct actor *actor, const struct core *core,
                     const struct call_record *call) {
    bool theirs =
        actor->role == ROLE_AGENT && call->agent != AGENT_NONE && call->agent == actor->agent;
    if (call->channel != CHANNEL_CHAT || !theirs) return;
    const char *transcript = core_chat(core, call->id)->transcript;
    put_text(out, "transcript", transcript[0] == '\0' ? NULL : transcript);
}

/* In the first frame of an agent's own stream. */
void view_own_chats(struct ask *ask, const struct core *core) {
    call_id held[LIMIT_CHATS];
    uint32_t count = core_agent_chats(core, ask->actor.agent, held);
    put_open(&ask->body, "chats", '[');
    for (uint32_t i = 0; i < count; i++) {
        const struct call_record *call = core_call(core, held[i]);
        view_record_open(&ask->body, NULL, core, RECORD_call, call);
        view_transcript(&ask->body, &ask->actor, core, call);
        put_close(&ask->body, '}');
    }
    put_close(&ask->body, ']');
}
