#include "load.h"

#include <stdio.h>
#include <string.h>

#include "base/assert.h"
#include "base/text.h"

static const char *const organisation_ids[LOAD_ORGANISATIONS] = {"ddh",  "0615", "0751",
                                                                 "0727", "1084", "0101"};
static const char *const topic_ids[LOAD_TOPICS] = {"vand", "pas", "flytning", "sygesikring", "bot"};

/* The rest is zero, as wire leaves it: a record's digest is taken over all its bytes. */
static void put(char *out, size_t size, const char *text) {
    memset(out, 0, size);
    bool fits = text_copy(out, size, text);
    ASSERT(fits);
}

static void begin(struct load_ask *ask, enum command_type type, enum role role, const char *who) {
    *ask = (struct load_ask){
        .command = {
            .type = type,
            .actor = {.role = (uint8_t)role, .all_organisations = true, .agent = AGENT_NONE}}};
    put(ask->command.actor.token, LIMIT_ID, who);
}

static void agent_name(uint32_t n, char out[LIMIT_ID]) { snprintf(out, LIMIT_ID, "agent-%u", n); }

static void act_as_agent(struct load_ask *ask, const struct core *core, const char *id) {
    ask->command.actor.role = ROLE_AGENT;
    if (!core_find_agent(core, id, &ask->command.actor.agent)) ask->command.actor.role = ROLE_ADMIN;
    put(ask->command.actor.token, LIMIT_ID, id);
}

static void draw_arrival(struct load *load, time_ms now, struct load_ask *ask);

/* --- the beginning ---------------------------------------------------------------------------- */

static void setup_organisation(uint32_t i, struct load_ask *ask) {
    begin(ask, COMMAND_organisation_put, ROLE_ADMIN, "admin");
    struct organisation_put_command *p = &ask->command.as.organisation_put;
    put(p->organisation, LIMIT_ID, organisation_ids[i]);
    snprintf(p->name, LIMIT_NAME, "Organisation %u", i);
    p->kind = i == 0   ? ORGANISATION_KIND_ASSOCIATION
              : i == 4 ? ORGANISATION_KIND_REGION
                       : ORGANISATION_KIND_MUNICIPALITY;
    p->standing = i == 4 ? STANDING_PARTNER : i == 5 ? STANDING_OUTSIDER : STANDING_MEMBER;
    put(p->area, LIMIT_ID, i % 2 == 0 ? "oestjylland" : "fyn");
}

static void setup_topic(uint32_t i, struct load_ask *ask) {
    begin(ask, COMMAND_topic_put, ROLE_ADMIN, "admin");
    struct topic_put_command *p = &ask->command.as.topic_put;
    put(p->topic, LIMIT_ID, topic_ids[i]);
    put(p->name, LIMIT_NAME, topic_ids[i]);
    p->handling = i == 4 ? HANDLING_BOT : i == 3 ? HANDLING_MUNICIPALITY : HANDLING_COOPERATION;
}

static void setup_settings(struct load_ask *ask) {
    begin(ask, COMMAND_settings_put, ROLE_ADMIN, "admin");
    struct settings_put_command *p = &ask->command.as.settings_put;
    put(p->cooperation, LIMIT_ID, "ddh");
    COMMAND_GIVE(&ask->command, settings_put, cooperation);
    p->lease_ms = 20 * SECOND_MS;
    COMMAND_GIVE(&ask->command, settings_put, lease_ms);
    p->call_retention_ms = 5 * MINUTE_MS;
    COMMAND_GIVE(&ask->command, settings_put, call_retention_ms);
    p->idempotency_ms = 2 * MINUTE_MS;
    COMMAND_GIVE(&ask->command, settings_put, idempotency_ms);
    p->lifted_ms = 2 * MINUTE_MS;
    COMMAND_GIVE(&ask->command, settings_put, lifted_ms);
}

static void put_agent(struct load *load, uint32_t n, time_ms now, struct load_ask *ask) {
    begin(ask, COMMAND_agent_put, ROLE_ADMIN, "admin");
    struct agent_put_command *p = &ask->command.as.agent_put;
    agent_name(n, p->agent);
    snprintf(p->name, LIMIT_NAME, "Agent %u", n);
    put(p->organisation, LIMIT_ID, organisation_ids[n % 2 == 0 ? 0 : 1 + n / 2 % 4]);
    p->line = (uint8_t)(n % 7 == 0 ? 2 : 1);
    COMMAND_GIVE(&ask->command, agent_put, line);
    for (uint32_t t = 0; t < LOAD_TOPICS; t++) {
        if (t > 0 && chance_permille(load->chance, 400)) continue;
        put(p->skills.skills[p->skills.count].topic, LIMIT_ID, topic_ids[t]);
        p->skills.skills[p->skills.count++].level =
            (uint8_t)chance_between(load->chance, 1, LIMIT_LEVEL);
    }
    put(p->languages.codes[p->languages.count++], 8, "da");
    if (n % 3 == 0) put(p->languages.codes[p->languages.count++], 8, "en");
    if (n % 3 == 1) p->chat_capacity = (uint8_t)chance_below(load->chance, 4);
    if (n % 3 == 1) COMMAND_GIVE(&ask->command, agent_put, chat_capacity);
    if (n % 13 == 12) return; /* no e-learning: may not answer */
    p->elearning_at = now - DAY_MS;
    COMMAND_GIVE(&ask->command, agent_put, elearning_at);
}

bool load_setup(struct load *load, uint32_t i, time_ms now, struct load_ask *ask) {
    if (i < LOAD_ORGANISATIONS) {
        setup_organisation(i, ask);
    } else if (i < LOAD_ORGANISATIONS + LOAD_TOPICS) {
        setup_topic(i - LOAD_ORGANISATIONS, ask);
    } else if (i == LOAD_ORGANISATIONS + LOAD_TOPICS) {
        setup_settings(ask);
    } else if (i <= LOAD_ORGANISATIONS + LOAD_TOPICS + LOAD_AGENTS) {
        put_agent(load, i - LOAD_ORGANISATIONS - LOAD_TOPICS - 1, now, ask);
    } else if (i == LOAD_ORGANISATIONS + LOAD_TOPICS + LOAD_AGENTS + 1) {
        draw_arrival(load, now, ask);
    } else {
        return false;
    }
    return true;
}

/* --- who and which ---------------------------------------------------------------------------- */

static void some_agent(struct load *load, char out[LIMIT_ID]) {
    agent_name(chance_below(load->chance, LOAD_AGENTS), out);
}

/* One of the calls in this state, each as likely; NULL: there is none. */
static const struct call_record *some_call(struct load *load, const struct core *core,
                                           enum call_state state) {
    const struct call_record *call, *chosen = NULL;
    uint64_t cursor = 0;
    uint32_t seen = 0;
    while ((call = core_next_record(core, RECORD_call, &cursor)) != NULL)
        if (call->state == state && chance_below(load->chance, ++seen) == 0) chosen = call;
    return chosen;
}

static const struct activation_record *some_activation(struct load *load, const struct core *core) {
    const struct activation_record *activation, *chosen = NULL;
    uint64_t cursor = 0;
    uint32_t seen = 0;
    while ((activation = core_next_record(core, RECORD_activation, &cursor)) != NULL)
        if (chance_below(load->chance, ++seen) == 0) chosen = activation;
    return chosen;
}

static void fresh_hash(uint64_t number, uint8_t tag, uint8_t out[SHA256_BYTES]) {
    memset(out, tag, SHA256_BYTES);
    memcpy(out, &number, sizeof number);
}

/* --- agents ----------------------------------------------------------------------------------- */

static void draw_status(struct load *load, const struct core *core, struct load_ask *ask) {
    begin(ask, COMMAND_agent_status, ROLE_AGENT, "?");
    struct agent_status_command *p = &ask->command.as.agent_status;
    some_agent(load, p->agent);
    uint32_t what = chance_below(load->chance, 10);
    p->status = (uint8_t)(what < 7   ? AGENT_STATUS_AVAILABLE
                          : what < 9 ? AGENT_STATUS_BREAK
                                     : AGENT_STATUS_OFFLINE);
    act_as_agent(ask, core, p->agent);
}

static void draw_renew(struct load *load, const struct core *core, struct load_ask *ask) {
    begin(ask, COMMAND_agent_renew, ROLE_AGENT, "?");
    some_agent(load, ask->command.as.agent_renew.agent);
    act_as_agent(ask, core, ask->command.as.agent_renew.agent);
}

static void draw_chat_wrap_up(struct load *load, const struct core *core,
                              const struct call_record *call, struct load_ask *ask) {
    begin(ask, COMMAND_chat_wrap_up, ROLE_AGENT, "?");
    ask->command.as.chat_wrap_up.call = call->id;
    if (chance_permille(load->chance, 300)) {
        ask->command.as.chat_wrap_up.length_ms = chance_between(load->chance, 0, 100 * SECOND_MS);
        COMMAND_GIVE(&ask->command, chat_wrap_up, length_ms);
    }
    act_as_agent(ask, core, core_agent(core, call->agent)->id);
}

static void draw_channels(struct load *load, const struct core *core, struct load_ask *ask) {
    begin(ask, COMMAND_agent_channels, ROLE_AGENT, "?");
    struct agent_channels_command *p = &ask->command.as.agent_channels;
    some_agent(load, p->agent);
    p->chat = (uint8_t)chance_below(load->chance, 4);
    COMMAND_GIVE(&ask->command, agent_channels, chat);
    act_as_agent(ask, core, p->agent);
}

static void draw_wrap_up(struct load *load, const struct core *core, struct load_ask *ask) {
    begin(ask, COMMAND_agent_wrap_up, ROLE_AGENT, "?");
    struct agent_wrap_up_command *p = &ask->command.as.agent_wrap_up;
    const struct call_record *call = some_call(load, core, CALL_STATE_WRAPPING);
    if (call != NULL && call->channel == CHANNEL_CHAT) {
        draw_chat_wrap_up(load, core, call, ask);
        return;
    }
    if (call != NULL && call->agent != AGENT_NONE)
        put(p->agent, LIMIT_ID, core_agent(core, call->agent)->id);
    else
        some_agent(load, p->agent);
    if (chance_permille(load->chance, 300)) {
        p->length_ms = chance_between(load->chance, 0, 100 * SECOND_MS);
        COMMAND_GIVE(&ask->command, agent_wrap_up, length_ms);
    }
    act_as_agent(ask, core, p->agent);
}

static void draw_agent_change(struct load *load, time_ms now, struct load_ask *ask) {
    uint32_t what = chance_below(load->chance, 10);
    if (what < 6) {
        put_agent(load, chance_below(load->chance, LOAD_AGENTS), now, ask);
    } else if (what < 8) {
        begin(ask, COMMAND_agent_override, ROLE_DUTY_LEADER, "leader");
        struct agent_override_command *p = &ask->command.as.agent_override;
        some_agent(load, p->agent);
        p->until = now + HOUR_MS;
        put(p->reason, LIMIT_REASON, "a storm");
    } else {
        begin(ask, COMMAND_agent_remove, ROLE_ADMIN, "admin");
        some_agent(load, ask->command.as.agent_remove.agent);
    }
}

/* --- calls ------------------------------------------------------------------------------------ */

static void draw_arrival(struct load *load, time_ms now, struct load_ask *ask) {
    begin(ask, COMMAND_call_arrive, ROLE_TELEPHONY, "switch-1");
    struct call_arrive_command *p = &ask->command.as.call_arrive;
    uint64_t number = load->references++;
    if (number > 10 && chance_permille(load->chance, 30))
        number -= chance_below(load->chance, 10); /* the switch asks again */
    snprintf(p->reference, LIMIT_REFERENCE, "reference-%llu", (unsigned long long)number);
    put(p->municipality, LIMIT_ID, organisation_ids[chance_between(load->chance, 1, 5)]);
    put(p->topic, LIMIT_ID, topic_ids[chance_below(load->chance, LOAD_TOPICS)]);
    put(p->language, 8, chance_permille(load->chance, 150) ? "en" : "da");
    if (chance_permille(load->chance, 100)) {
        p->priority = (uint8_t)chance_below(load->chance, 10);
        COMMAND_GIVE(&ask->command, call_arrive, priority);
    }
    if (chance_permille(load->chance, 300)) {
        p->channel = CHANNEL_CHAT;
        COMMAND_GIVE(&ask->command, call_arrive, channel);
        snprintf(p->transcript, LIMIT_TRANSCRIPT, "https://bot.example.dk/t/%llu",
                 (unsigned long long)number);
    }
    if (chance_permille(load->chance, 100)) {
        p->enqueued_at = now - chance_below(load->chance, 60000);
        COMMAND_GIVE(&ask->command, call_arrive, enqueued_at);
    }
}

/* Accept or reject what rings; nothing rings: an arrival. */
static void draw_answer(struct load *load, const struct core *core, time_ms now,
                        struct load_ask *ask) {
    const struct call_record *call = some_call(load, core, CALL_STATE_RESERVED);
    if (call == NULL) {
        draw_arrival(load, now, ask);
        return;
    }
    const char *agent = core_agent(core, call->agent)->id;
    if (chance_permille(load->chance, 800)) {
        begin(ask, COMMAND_call_accept, ROLE_AGENT, "?");
        ask->command.as.call_accept.call = call->id;
        put(ask->command.as.call_accept.agent, LIMIT_ID, agent);
    } else {
        begin(ask, COMMAND_call_reject, ROLE_AGENT, "?");
        ask->command.as.call_reject.call = call->id;
        put(ask->command.as.call_reject.agent, LIMIT_ID, agent);
    }
    act_as_agent(ask, core, agent);
}

static void draw_end(struct load *load, const struct core *core, time_ms now,
                     struct load_ask *ask) {
    const struct call_record *call = some_call(load, core, CALL_STATE_ANSWERED);
    if (call == NULL) {
        draw_answer(load, core, now, ask);
        return;
    }
    begin(ask, COMMAND_call_end, ROLE_TELEPHONY, "switch-1");
    ask->command.as.call_end.call = call->id;
}

static void draw_cancel(struct load *load, const struct core *core, time_ms now,
                        struct load_ask *ask) {
    bool rings = chance_permille(load->chance, 300);
    const struct call_record *call =
        some_call(load, core, rings ? CALL_STATE_RESERVED : CALL_STATE_QUEUED);
    if (call == NULL) {
        draw_arrival(load, now, ask);
        return;
    }
    begin(ask, COMMAND_call_cancel, ROLE_TELEPHONY, "switch-1");
    ask->command.as.call_cancel.call = call->id;
}

static void draw_disposition(struct load *load, const struct core *core, time_ms now,
                             struct load_ask *ask) {
    bool wraps = chance_permille(load->chance, 700);
    const struct call_record *call =
        some_call(load, core, wraps ? CALL_STATE_WRAPPING : CALL_STATE_ENDED);
    if (call == NULL || call->agent == AGENT_NONE) {
        draw_end(load, core, now, ask);
        return;
    }
    begin(ask, COMMAND_call_dispose, ROLE_AGENT, "?");
    ask->command.as.call_dispose.call = call->id;
    ask->command.as.call_dispose.disposition =
        (uint8_t)chance_between(load->chance, 1, DISPOSITION_COUNT - 1);
    act_as_agent(ask, core, core_agent(core, call->agent)->id);
}

/* --- the crisis ------------------------------------------------------------------------------- */

static void draw_playbook(struct load *load, struct load_ask *ask) {
    if (load->version_waits) {
        begin(ask, COMMAND_playbook_approve, ROLE_APPROVER, "approver");
        struct playbook_approve_command *p = &ask->command.as.playbook_approve;
        put(p->playbook, LIMIT_ID, "water");
        memcpy(p->version, load->pending_version, SHA256_BYTES);
        load->version_waits = false;
        return;
    }
    begin(ask, COMMAND_playbook_publish, ROLE_MUNICIPAL_EDITOR, "editor");
    struct playbook_publish_command *p = &ask->command.as.playbook_publish;
    put(p->playbook, LIMIT_ID, "water");
    put(p->topics.ids[p->topics.count++], LIMIT_ID, "vand");
    fresh_hash(load->versions++, 1, p->version);
    memcpy(load->pending_version, p->version, SHA256_BYTES);
    load->version_waits = true;
    ask->has_document = true;
    memcpy(ask->document, p->version, SHA256_BYTES);
}

static void draw_activation(struct load *load, const struct core *core, time_ms now,
                            struct load_ask *ask) {
    const struct playbook_record *playbook = core_find_playbook(core, "water", true);
    if (playbook == NULL) {
        draw_playbook(load, ask);
        return;
    }
    begin(ask, COMMAND_activation_start, ROLE_DUTY_LEADER, "leader");
    struct activation_start_command *p = &ask->command.as.activation_start;
    put(p->playbook, LIMIT_ID, "water");
    memcpy(p->version, playbook->version, SHA256_BYTES);
    fresh_hash(load->versions++, 2, p->parameters);
    put(p->municipalities.ids[p->municipalities.count++], LIMIT_ID, "0615");
    p->expires_at = now + chance_between(load->chance, 1, 10 * MINUTE_MS);
    put(p->reason, LIMIT_REASON, "E. coli found");
    ask->has_document = true;
    memcpy(ask->document, p->parameters, SHA256_BYTES);
}

static void draw_crisis(struct load *load, const struct core *core, time_ms now,
                        struct load_ask *ask) {
    const struct activation_record *activation = some_activation(load, core);
    uint32_t what = chance_below(load->chance, 20);
    if (activation == NULL || what < 2) {
        draw_activation(load, core, now, ask);
    } else if (what < 4) {
        draw_playbook(load, ask);
    } else if (what < 6) {
        begin(ask, COMMAND_activation_lift, ROLE_DUTY_LEADER, "leader");
        ask->command.as.activation_lift.activation = activation->id;
        put(ask->command.as.activation_lift.reason, LIMIT_REASON, "clean again");
    } else {
        begin(ask, COMMAND_answer_acknowledge, ROLE_AGENT, "?");
        ask->command.as.answer_acknowledge.activation = activation->id;
        some_agent(load, ask->command.as.answer_acknowledge.agent);
        act_as_agent(ask, core, ask->command.as.answer_acknowledge.agent);
    }
}

/* --- the office, and mistakes ----------------------------------------------------------------- */

static void draw_settings(struct load *load, struct load_ask *ask) {
    begin(ask, COMMAND_settings_put, ROLE_ADMIN, "admin");
    struct settings_put_command *p = &ask->command.as.settings_put;
    p->wrap_up_ms = chance_between(load->chance, 0, 40) * SECOND_MS;
    COMMAND_GIVE(&ask->command, settings_put, wrap_up_ms);
    p->offer_ms = chance_between(load->chance, 5, 30) * SECOND_MS;
    COMMAND_GIVE(&ask->command, settings_put, offer_ms);
    p->outsider_rule = (uint8_t)chance_below(load->chance, OUTSIDER_RULE_COUNT);
    COMMAND_GIVE(&ask->command, settings_put, outsider_rule);
    p->reserve_rule = (uint8_t)chance_below(load->chance, RESERVE_RULE_COUNT);
    COMMAND_GIVE(&ask->command, settings_put, reserve_rule);
}

static void draw_token(struct load *load, struct load_ask *ask) {
    if (load->tokens > 5 && chance_permille(load->chance, 400)) {
        begin(ask, COMMAND_token_revoke, ROLE_ADMIN, "admin");
        snprintf(ask->command.as.token_revoke.token, LIMIT_ID, "token-%llu",
                 (unsigned long long)(load->tokens - 1 - chance_below(load->chance, 5)));
        return;
    }
    begin(ask, COMMAND_token_create, ROLE_ADMIN, "admin");
    struct token_create_command *p = &ask->command.as.token_create;
    snprintf(p->token, LIMIT_ID, "token-%llu", (unsigned long long)load->tokens);
    fresh_hash(load->tokens++, 3, p->hash);
    p->role = ROLE_AUDITOR;
}

static void name_agreement(struct load *load, char out[LIMIT_ID]) {
    snprintf(out, LIMIT_ID, "agreement-%u", chance_below(load->chance, 4));
}

static void draw_agreement(struct load *load, time_ms now, struct load_ask *ask) {
    begin(ask, COMMAND_agreement_put, ROLE_ADMIN, "admin");
    struct agreement_put_command *p = &ask->command.as.agreement_put;
    name_agreement(load, p->agreement);
    p->mode = (uint8_t)chance_below(load->chance, AGREEMENT_MODE_COUNT);
    p->one_way = (uint8_t)chance_below(load->chance, 2);
    COMMAND_GIVE(&ask->command, agreement_put, one_way);
    p->calls_max = (uint16_t)chance_below(load->chance, 3);
    COMMAND_GIVE(&ask->command, agreement_put, calls_max);
    if (chance_permille(load->chance, 300))
        p->valid_until = now + chance_between(load->chance, 1, 600) * SECOND_MS;
    if (p->mode != AGREEMENT_MODE_ABOVE_WAIT) return;
    p->enter_ms = chance_between(load->chance, 1, 20) * SECOND_MS;
    COMMAND_GIVE(&ask->command, agreement_put, enter_ms);
    p->leave_ms = chance_between(load->chance, 0, 20) * SECOND_MS;
    COMMAND_GIVE(&ask->command, agreement_put, leave_ms);
    p->dwell_ms = chance_between(load->chance, 0, 2) * 5 * SECOND_MS;
    COMMAND_GIVE(&ask->command, agreement_put, dwell_ms);
}

/* Who helps whom, how much and until when. */
static void draw_help(struct load *load, time_ms now, struct load_ask *ask) {
    uint32_t what = chance_below(load->chance, 8);
    if (what < 4) {
        draw_agreement(load, now, ask);
    } else if (what < 5) {
        begin(ask, COMMAND_agreement_remove, ROLE_ADMIN, "admin");
        name_agreement(load, ask->command.as.agreement_remove.agreement);
    } else {
        begin(ask, COMMAND_organisation_help, ROLE_ADMIN, "admin");
        struct organisation_help_command *p = &ask->command.as.organisation_help;
        put(p->organisation, LIMIT_ID,
            organisation_ids[chance_below(load->chance, LOAD_ORGANISATIONS)]);
        p->declines = chance_permille(load->chance, 300);
        p->help_max = (uint16_t)chance_below(load->chance, 4);
        COMMAND_GIVE(&ask->command, organisation_help, help_max);
    }
}

static void draw_office(struct load *load, time_ms now, struct load_ask *ask) {
    uint32_t what = chance_below(load->chance, 12);
    if (what < 4) {
        draw_agent_change(load, now, ask);
    } else if (what < 5) {
        draw_settings(load, ask);
    } else if (what < 9) {
        draw_help(load, now, ask);
    } else if (what < 11) {
        draw_token(load, ask);
    } else {
        uint32_t n = chance_below(load->chance, LOAD_ORGANISATIONS);
        setup_organisation(n, ask);
        put(ask->command.as.organisation_put.area, LIMIT_ID,
            chance_permille(load->chance, 500) ? "oestjylland" : "fyn");
        ask->command.as.organisation_put.reserve = (uint16_t)chance_below(load->chance, 3);
        COMMAND_GIVE(&ask->command, organisation_put, reserve);
    }
}

static void draw_mistake(struct load *load, const struct core *core, time_ms now,
                         struct load_ask *ask) {
    switch (chance_below(load->chance, 5)) {
    case 0: /* a call nobody knows */
        begin(ask, COMMAND_call_end, ROLE_TELEPHONY, "switch-1");
        ask->command.as.call_end.call = 1 + chance_below(load->chance, 100000);
        return;
    case 1: /* for somebody else */
        draw_status(load, core, ask);
        ask->command.actor.agent = 0;
        return;
    case 2: /* a role that may not */
        draw_office(load, now, ask);
        ask->command.actor.role = ROLE_AUDITOR;
        return;
    case 3: /* a place that does not exist */
        draw_arrival(load, now, ask);
        put(ask->command.as.call_arrive.municipality, LIMIT_ID, "9999");
        return;
    default: /* an agent who is not there */
        begin(ask, COMMAND_agent_status, ROLE_ADMIN, "admin");
        put(ask->command.as.agent_status.agent, LIMIT_ID, "nobody");
        return;
    }
}

static void draw_read(struct load *load, struct load_ask *ask) {
    *ask = (struct load_ask){.is_read = true, .personal = chance_permille(load->chance, 300)};
}

/* What comes how often, in a thousand. */
void load_draw(struct load *load, const struct core *core, time_ms now, struct load_ask *ask) {
    uint32_t what = chance_below(load->chance, 1000);
    if (what < 120)
        draw_status(load, core, ask);
    else if (what < 330)
        draw_renew(load, core, ask);
    else if (what < 355)
        draw_wrap_up(load, core, ask);
    else if (what < 360)
        draw_channels(load, core, ask);
    else if (what < 520)
        draw_arrival(load, now, ask);
    else if (what < 660)
        draw_answer(load, core, now, ask);
    else if (what < 750)
        draw_end(load, core, now, ask);
    else if (what < 790)
        draw_cancel(load, core, now, ask);
    else if (what < 840)
        draw_disposition(load, core, now, ask);
    else if (what < 890)
        draw_crisis(load, core, now, ask);
    else if (what < 920)
        draw_office(load, now, ask);
    else if (what < 955)
        draw_mistake(load, core, now, ask);
    else
        draw_read(load, ask);
    if (!ask->is_read && chance_permille(load->chance, 200)) {
        /* A client's key, used again now and then with the same or with another request. */
        ask->command.idempotency_key = 1 + chance_below(load->chance, 4000);
        ask->command.fingerprint = ask->command.idempotency_key + chance_below(load->chance, 8) / 7;
    }
}
