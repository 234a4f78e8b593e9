#include <string.h>

#include "commands.h"
#include "values.h"

struct phrase {
    const char *pattern, *command, *role;
    const char *fixed; /* key=value members that the phrase implies */
};

/* The role that usually gives it; "as ROLE [WHO]: ..." in front overrides. agent: whoever `agent` names. */
static const struct phrase phrases[] = {
    {"settings ...", "settings_put", "admin", NULL},
    {"organisation {organisation} {name} {kind} {standing} in {area} ...", "organisation_put",
     "admin", NULL},
    {"organisation {organisation} is removed", "organisation_remove", "admin", NULL},
    {"topic {topic} handled by {handling} ...", "topic_put", "admin", "name"},
    {"agreement {agreement} is removed", "agreement_remove", "admin", NULL},
    {"agreement {agreement} {mode} ...", "agreement_put", "admin", NULL},
    {"receiver {receiver} is removed", "receiver_remove", "admin", NULL},
    {"receiver {receiver} {kind} at {url} for {municipalities}", "receiver_put", "admin", NULL},
    {"{organisation} is a peer at {url}", "peer_put", "admin", NULL},
    {"{organisation} is no peer", "peer_remove", "admin", NULL},
    {"{organisation} is lent {seats} seats about {topics} in {languages} at {address} ...",
     "peer_lend", "duty_leader", NULL},
    {"lending to {organisation} is {lending}", "peer_lending", "duty_leader", NULL},
    {"{organisation} declines ...", "organisation_help", "partner", "declines=true"},
    {"{organisation} helps ...", "organisation_help", "partner", "declines=false"},
    {"{organisation} has a data agreement ...", "data_agreement_put", "admin", NULL},
    {"{organisation} has no data agreement", "data_agreement_remove", "admin", NULL},
    {"topics of {organisation} ...", "organisation_topics", "admin", NULL},
    {"service of {organisation} is {state}", "service_set", "admin", NULL},
    {"queue of {organisation} is forgotten ...", "queue_forget", "admin", NULL},
    {"queue of {organisation} ...", "queue_report", "admin", NULL},
    {"adapter {adapter} reads queues", "queue_adapter_put", "admin", NULL},
    {"adapter {adapter} is removed", "queue_adapter_remove", "admin", NULL},
    {"source {source} is removed", "queue_source_remove", "admin", NULL},
    {"source {source} of {organisation} is at {url} read by {adapter} ...", "queue_source_put",
     "admin", NULL},
    {"{organisation} offers {offer} with {seats} seats about {topics} in {languages} ...",
     "offer_put", "admin", "address"},
    {"offer {offer} is amended ...", "offer_amend", "admin", NULL},
    {"offer {offer} is renewed", "offer_renew", "admin", NULL},
    {"offer {offer} is paused", "offer_pause", "admin", NULL},
    {"offer {offer} is resumed", "offer_resume", "admin", NULL},
    {"offer {offer} is drained", "offer_drain", "admin", NULL},
    {"offer {offer} is withdrawn", "offer_withdraw", "admin", NULL},
    {"seat of {offer} accepts {call}", "seat_accept", "admin", NULL},
    {"seat of {offer} rejects {call}", "seat_reject", "admin", NULL},
    {"hours of {organisation} ...", "hours_put", "admin", NULL},
    {"calendar has {day} {name} ...", "calendar_day_put", "admin", NULL},
    {"calendar forgets {day}", "calendar_day_remove", "admin", NULL},
    {"agent {agent} of {organisation} knows {skills} speaks {languages} ...", "agent_put", "admin",
     "trained"},
    {"untrained agent {agent} of {organisation} knows {skills} speaks {languages} ...", "agent_put",
     "admin", "name"},
    {"agent {agent} is removed", "agent_remove", "admin", NULL},
    {"{agent} is {status}", "agent_status", "agent", NULL},
    {"{agent} renews", "agent_renew", "agent", NULL},
    {"{agent} ends wrap-up", "agent_wrap_up", "agent", NULL},
    {"{agent} makes wrap-up last {length_ms}", "agent_wrap_up", "agent", NULL},
    {"{by} ends wrap-up of {call}", "chat_wrap_up", "agent", NULL},
    {"{by} makes wrap-up of {call} last {length_ms}", "chat_wrap_up", "agent", NULL},
    {"{agent} takes {chat} chats", "agent_channels", "agent", NULL},
    {"leader lets {agent} answer until {until} because {reason}", "agent_override", "duty_leader",
     NULL},
    {"call {reference} from {municipality} about {topic} in {language} ...", "call_arrive",
     "telephony", NULL},
    {"switch asks {call_id} from {municipality} about {topic} ...", "call_arrive", "telephony",
     NULL},
    {"switch asks {call_id} to {number} ...", "call_arrive", "telephony", NULL},
    {"switch tells {call_id} {type} ...", "call_event", "telephony", NULL},
    {"home of {organisation} ...", "home_put", "admin", NULL},
    {"number {number} is removed", "called_number_remove", "admin", NULL},
    {"number {number} of {organisation} about {topic} ...", "called_number_put", "admin", NULL},
    {"gateway {gateway} is removed", "gateway_remove", "admin", NULL},
    {"gateway {gateway} lives under {boot} ...", "gateway_heartbeat", "telephony", NULL},
    {"gateway {gateway} ...", "gateway_put", "admin", NULL},
    {"{agent} accepts {call}", "call_accept", "agent", NULL},
    {"{agent} rejects {call}", "call_reject", "agent", NULL},
    {"{by} ends {call}", "call_end", "agent", NULL},
    {"{call} hangs up", "call_cancel", "telephony", NULL},
    {"{by} notes {call} {disposition}", "call_dispose", "agent", NULL},
    {"{by} transfers {call} {kind}", "transfer_begin", "agent", NULL},
    {"{by} says the transfer of {call} was {outcome}", "transfer_end", "agent", NULL},
    {"directory has {organisation} at {number} vip {vip} ...", "directory_put", "admin", NULL},
    {"directory forgets {organisation} ...", "directory_remove", "admin", NULL},
    {"{by} sends a {kind} of {call} ...", "ticket_create", "agent", NULL},
    {"{by} settles {ticket} {state} ...", "ticket_receipt", "partner", NULL},
    {"leader withdraws {ticket}", "ticket_withdraw", "duty_leader", NULL},
    {"period {period} is forgotten", "period_remove", "duty_leader", NULL},
    {"period {period} {name} {kind} from {from} until {until} ...", "period_put", "duty_leader",
     NULL},
    {"{organisation} measured {period} ...", "measure_put", "duty_leader", NULL},
    {"approver approves {version} of {playbook}", "playbook_approve", "approver", NULL},
    {"leader updates {activation} because {reason} ...", "activation_update", "duty_leader", NULL},
    {"leader renews {activation} because {reason} ...", "activation_renew", "duty_leader", NULL},
    {"leader reviews {activation} ...", "activation_review", "duty_leader", NULL},
    {"leader dismisses what is at {organisation} because {reason}", "surge_dismiss", "duty_leader",
     NULL},
    {"leader dismisses {topic} of {organisation} because {reason}", "surge_dismiss", "duty_leader",
     NULL},
    {"leader lifts {activation} because {reason}", "activation_lift", "duty_leader", NULL},
    {"leader offers {activation} to {to}", "activation_offer", "duty_leader", NULL},
    {"leader keeps {activation}", "activation_offer", "duty_leader", NULL},
    {"leader takes over {activation}", "activation_accept", "duty_leader", NULL},
    {"leader takes {activation} because {reason}", "activation_take", "duty_leader", NULL},
    {"{agent} reads {activation}", "answer_acknowledge", "agent", NULL},
    {"{agent} reads revision {revision} of {activation}", "answer_acknowledge", "agent", NULL},
    {"{agent} flags {activation} {reason} ...", "answer_flag", "agent", NULL},
    {"leader ticks {step} of {activation}", "step_tick", "duty_leader", NULL},
    {"leader unticks {step} of {activation} because {reason}", "step_untick", "duty_leader", NULL},
    {"{organisation} leaves: {step}", "organisation_leave", "admin", NULL},
    {"pool of {organisation} is removed", "pool_remove", "admin", NULL},
    {"pool of {organisation} ...", "pool_put", "admin", NULL},
    {"{agent} is in the pool ...", "pool_member_put", "admin", NULL},
    {"{agent} leaves the pool", "pool_member_remove", "agent", NULL},
    {"callup {callup} of {organisation} needs {needed} about {topic} in {language} ...",
     "callup_put", "duty_leader", "why"},
    {"callup {callup} is withdrawn", "callup_withdraw", "duty_leader", NULL},
    {"{agent} says {answer} to {callup}", "callup_answer", "agent", NULL},
    {"{organisation} can deliver {agents} ...", "capacity_put", "admin", NULL},
    {"leader answers flags of {activation} {word} ...", "flag_answer", "duty_leader", NULL},
    {"alert {alert} from {sender} ...", "alert_receive", "duty_leader", "alert"},
    {"leader dismisses {alert} because {reason}", "alert_dismiss", "duty_leader", NULL},
    {"{organisation} proposes {parameter} {value} in {activation} because {reason}",
     "local_value_propose", "municipal_editor", NULL},
    {"{organisation} approves {parameter} {value} in {activation}", "local_value_approve",
     "municipal_editor", NULL},
    {"{organisation} withdraws {parameter} in {activation} because {reason}",
     "local_value_withdraw", "municipal_editor", NULL},
    {"menu of {organisation} in {activation} goes to {kind} ...", "menu_route_put", "duty_leader",
     NULL},
    {"menu of {organisation} in {activation} is usual", "menu_route_remove", "duty_leader", NULL},
    {"{organisation} has the zone {zone} {name} of {postcodes}", "zone_put", "municipal_editor",
     NULL},
    {"{organisation} has no zone {zone}", "zone_remove", "municipal_editor", NULL},
    {"{by} places {call} at {postcode}", "call_place", "agent", NULL},
    {"{organisation} confirms {url}", "link_confirm", "municipal_editor", NULL},
    {"{organisation} no longer confirms {url}", "link_withdraw", "municipal_editor", NULL},
};

/* What an alert always says, and a story need not. */
static void complete_alert(const struct teller *t, const struct captures *captures,
                           json_t *payload) {
    const struct {
        const char *member, *text;
    } usual[] = {{"identifier", capture(captures, "alert")},
                 {"event", "Forurening"},
                 {"status", "actual"},
                 {"message", "alert"}};
    for (size_t i = 0; i < sizeof usual / sizeof *usual; i++)
        if (json_object_get(payload, usual[i].member) == NULL)
            json_object_set_new(payload, usual[i].member, json_string(usual[i].text));
    if (json_object_get(payload, "sent_at") == NULL) /* CAP knows whole seconds */
        json_object_set_new(payload, "sent_at", json_integer(t->now / 1000 * 1000));
}

static void give(struct teller *t, const struct phrase *phrase, const struct captures *captures,
                 const struct words_of_line *line) {
    json_t *payload = json_object(), *subject = NULL;
    const char *by = capture(captures, "agent");
    for (size_t i = 0; i < captures->count; i++) {
        if (strcmp(captures->items[i].name, "by") == 0)
            by = captures->items[i].value;
        else
            value_set(t, payload, captures->items[i].name, captures->items[i].value);
    }
    if (phrase->fixed != NULL && strncmp(phrase->fixed, "declines=", 9) == 0) {
        json_object_set_new(payload, "declines", json_boolean(phrase->fixed[9] == 't'));
        by = capture(captures, "organisation");
    } else if (phrase->fixed != NULL && strcmp(phrase->fixed, "why") == 0) {
        json_object_set_new(payload, "reason", json_string("story"));
    } else if (phrase->fixed != NULL && strcmp(phrase->fixed, "address") == 0) {
        json_object_set_new(payload, "address", json_string("sip:seats@192.0.2.1:5060"));
    } else if (phrase->fixed != NULL && strcmp(phrase->fixed, "alert") != 0) {
        const char *name =
            capture(captures, "agent") ? capture(captures, "agent") : capture(captures, "topic");
        json_object_set_new(payload, "name", json_string(name));
    }
    if (phrase->fixed != NULL && strcmp(phrase->fixed, "trained") == 0) {
        json_object_set_new(payload, "elearning_at", json_integer(t->now - 30 * DAY_MS));
        json_object_set_new(payload, "course_at", json_integer(t->now - 30 * DAY_MS));
    }
    value_set_rest(t, payload, line, captures->rest);
    if (strcmp(phrase->command, "call_event") == 0 && json_object_get(payload, "event_id") == NULL)
        json_object_set_new(payload, "event_id", json_sprintf("b1-%d", t->line));
    if (phrase->fixed != NULL && strcmp(phrase->fixed, "alert") == 0)
        complete_alert(t, captures, payload);
    enum err err = teller_give(t, phrase->command, payload, phrase->role, by, &subject);
    const char *call = capture(captures, "call_id") ? capture(captures, "call_id")
                                                    : capture(captures, "reference");
    if (err == ERR_OK && subject != NULL && strcmp(phrase->command, "call_arrive") == 0)
        teller_remember(t, call, teller_subject_id(subject));
    if (err == ERR_OK && subject != NULL && strcmp(phrase->command, "alert_receive") == 0)
        teller_remember(t, capture(captures, "alert"), teller_subject_id(subject));
    json_decref(subject);
    json_decref(payload);
}

bool give_phrase(struct teller *t, const struct words_of_line *line) {
    struct captures c;
    for (size_t i = 0; i < sizeof phrases / sizeof *phrases; i++) {
        if (!pattern_match(phrases[i].pattern, line, &c)) continue;
        give(t, &phrases[i], &c, line);
        return true;
    }
    return false;
}
