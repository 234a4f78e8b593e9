/* The chats that the agent holds, beside the one conversation that stands in front on the screen: what is offered comes first,
 * then what stood there before, then the oldest. */
#include <string.h>

#include "agents-cli/model.h"
#include "base/text.h"

static size_t find(const struct model *model, const char *id) {
    size_t i = 0;
    while (i < model->chat_count && strcmp(model->chats[i].id, id) != 0)
        i++;
    return i;
}

static int rank(const struct model *model, const struct call *chat) {
    if (strcmp(chat->state, "reserved") == 0) return 0;
    if (strcmp(chat->state, "wrapping") == 0) return 3;
    return model->has_call && strcmp(model->call.id, chat->id) == 0 ? 1 : 2;
}

static void choose(struct model *model) {
    const struct call *first = NULL;
    if (model->has_call && strcmp(model->call.channel, "chat") != 0) return;
    for (size_t i = 0; i < model->chat_count; i++)
        if (first == NULL || rank(model, &model->chats[i]) < rank(model, first))
            first = &model->chats[i];
    if (first != NULL) model->call = *first;
    model->has_call = first != NULL;
}

bool model_take_chat(struct model *model, const struct call *taken, const char *id, bool mine) {
    size_t at = find(model, id);
    bool known = at < model->chat_count;
    if (strcmp(taken->channel, "chat") != 0 && !known) return false;
    if (mine && !known && at == LIMIT_CHATS) return true; /* no agent holds so many */
    if (mine) {
        bool offered = strcmp(taken->state, "reserved") == 0;
        if (offered && (!known || model->chats[at].offered_at != taken->offered_at))
            model->offers_seen++;
        model->chats[at] = *taken;
        model->chat_count += !known;
        if (!offered) {
            text_copy(model->last_call, sizeof model->last_call, taken->id);
            text_copy(model->last_disposition, sizeof model->last_disposition, taken->disposition);
        }
    } else if (known) {
        memmove(&model->chats[at], &model->chats[at + 1],
                (model->chat_count - at - 1) * sizeof model->chats[0]);
        model->chat_count--;
    }
    choose(model);
    return true;
}

void model_forget_chats(struct model *model) {
    model->chat_count = 0;
    choose(model);
}

const struct call *model_wrapping_chat(const struct model *model) {
    for (size_t i = 0; i < model->chat_count; i++)
        if (strcmp(model->chats[i].state, "wrapping") == 0) return &model->chats[i];
    return NULL;
}
