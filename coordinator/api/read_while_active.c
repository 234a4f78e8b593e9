/* What a playbook says of the time while it is active. What the core carries out stands in the activation's record; the rest is
 * for a person to decide, and is offered here: phones that stay open longer, agents to be called up, a line about staffing. */
#include "api/internal.h"

static void add_localized(struct text_buf *out, const char *name, const struct playbook *playbook,
                          const char *text_of(const struct playbook_while_active *)) {
    struct playbook_while_active wishes;
    playbook_while_active(playbook, "da", &wishes);
    if (text_of(&wishes) == NULL) {
        put_null(out, name);
        return;
    }
    put_open(out, name, '{');
    for (size_t i = 0; i < playbook_language_count(playbook); i++) {
        playbook_while_active(playbook, playbook_language(playbook, i), &wishes);
        put_text(out, playbook_language(playbook, i), text_of(&wishes));
    }
    put_close(out, '}');
}

static const char *reason_of(const struct playbook_while_active *wishes) {
    return wishes->wrap_up_reason;
}

static const char *staffing_of(const struct playbook_while_active *wishes) {
    return wishes->staffing;
}

void view_while_active(struct text_buf *out, const struct playbook *playbook) {
    struct playbook_while_active wishes;
    if (playbook == NULL) {
        put_null(out, "while_active");
        return;
    }
    playbook_while_active(playbook, "da", &wishes);
    put_open(out, "while_active", '{');
    add_localized(out, "wrap_up_reason", playbook, reason_of);
    add_localized(out, "staffing", playbook, staffing_of);
    put_uint(out, "keep_open_hours", (uint64_t)wishes.keep_open_hours);
    put_bool(out, "call_up", wishes.call_up);
    put_close(out, '}');
}

/* Until when phones would stay open if the leader does as the playbook says; 0: they close at no time, or have closed. */
static time_ms keep_open_until(const struct core *would, const struct playbook *playbook,
                               const struct activation_record *activation) {
    struct playbook_while_active wishes = {.keep_open_hours = 0};
    struct phones_view phones;
    if (playbook != NULL) playbook_while_active(playbook, "da", &wishes);
    core_view_phones(would, activation, &phones);
    if (wishes.keep_open_hours == 0 || phones.closes_at == 0) return 0;
    time_ms until = phones.closes_at + wishes.keep_open_hours * HOUR_MS;
    time_ms latest = activation->started_at + LIMIT_OPEN_UNTIL_MS;
    if (latest > activation->expires_at) latest = activation->expires_at;
    return until < latest ? until : latest;
}

void view_foreseen(struct ask *ask, const struct core *core, const struct core *would,
                   const struct activation_record *activation) {
    const struct playbook *playbook = answers_playbook(ask->api->answers, activation->version);
    struct text_buf *out = &ask->body;
    struct unread_view unread;
    core_view_unread(core, activation->topics, 0, &unread);
    bool qualifies = core_activation_concerns_calls(core, activation);
    bool first = activation->acknowledge_first && qualifies;
    put_open(out, "activation", '{');
    put_bool(out, "acknowledge_first", activation->acknowledge_first);
    put_int(out, "wrap_up_ms", activation->wrap_up_ms);
    put_uint(out, "at_work", unread.at_work);
    put_uint(out, "able", unread.agents);
    put_uint(out, "able_idle", unread.idle);
    put_uint(out, "would_qualify", qualifies ? unread.at_work - unread.agents : 0);
    put_uint(out, "taken_away", first ? unread.agents : 0);
    put_uint(out, "taken_away_idle", first ? unread.idle : 0);
    put_time(out, "keep_open_until", keep_open_until(would, playbook, activation));
    view_phones(out, would, activation);
    view_while_active(out, playbook);
    put_close(out, '}');
}
