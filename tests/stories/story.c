#include "story.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/fields.h"
#include "pattern.h"

struct alias {
    char name[32], id[72];
};

struct teller {
    struct world world;
    const char *path;
    int line;
    bool failed, verbose;
    time_ms now, day;
    struct alias aliases[64]; /* "c1" -> "call-17", "a1" -> "activation-1", "v2" -> a version */
    size_t alias_count;
    char role[32], who[64];
    bool pending; /* the last command was refused and no line has expected it yet */
    enum err last_err;
    struct problem last_problem;
    bool what_if;     /* the line is a dry run */
    json_t *foretold; /* what the last one said; NULL: it was refused */
};

static void fail(struct teller *t, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void fail(struct teller *t, const char *format, ...) {
    va_list args;
    va_start(args, format);
    fprintf(stderr, "%s:%d: ", t->path, t->line);
    vfprintf(stderr, format, args);
    fprintf(stderr, "\n");
    va_end(args);
    t->failed = true;
}

static const char *resolve(struct teller *t, const char *name) {
    for (size_t i = 0; i < t->alias_count; i++)
        if (strcmp(t->aliases[i].name, name) == 0) return t->aliases[i].id;
    return name;
}

static void remember(struct teller *t, const char *name, const char *id) {
    for (size_t i = 0; i < t->alias_count; i++)
        if (strcmp(t->aliases[i].name, name) == 0) return;
    if (t->alias_count == 64) {
        fail(t, "too many names in one story");
        return;
    }
    snprintf(t->aliases[t->alias_count].name, 32, "%s", name);
    snprintf(t->aliases[t->alias_count++].id, 72, "%s", id);
}

/* "40s", "2m", "1h", "250ms", "3d" as milliseconds. */
static bool duration(const char *text, long long *out) {
    char *unit;
    long long value = strtoll(text, &unit, 10);
    if (unit == text) return false;
    static const struct {
        const char *name;
        long long ms;
    } units[] = {{"ms", 1}, {"s", SECOND_MS}, {"m", MINUTE_MS}, {"h", HOUR_MS}, {"d", DAY_MS}};
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        if (strcmp(units[i].name, unit) != 0) continue;
        *out = value * units[i].ms;
        return true;
    }
    return false;
}

/* --- payloads --------------------------------------------------------------------------------------------------------------- */

static json_t *number_or_text(struct teller *t, const char *key, const char *value) {
    long long ms;
    size_t length = strlen(key);
    bool is_time = (length > 3 && strcmp(key + length - 3, "_at") == 0) ||
                   strcmp(key, "until") == 0 || strcmp(key, "answer_by") == 0 ||
                   strcmp(key, "since") == 0 || strcmp(key, "open_until") == 0 ||
                   strcmp(key, "review_by") == 0 || strcmp(key, "due") == 0 ||
                   strncmp(key, "valid_", 6) == 0;
    if (is_time) {
        if (strcmp(value, "now") == 0) return json_integer(t->now);
        if (value[0] == '-' || value[0] == '+')
            return duration(value + 1, &ms) ? json_integer(t->now + (value[0] == '-' ? -ms : ms))
                                            : NULL;
        return json_string(value);
    }
    if (length > 3 && strcmp(key + length - 3, "_ms") == 0 && duration(value, &ms))
        return json_integer(ms);
    if (strcmp(value, "true") == 0 || strcmp(value, "false") == 0)
        return json_boolean(value[0] == 't');
    char *end;
    long long number = strtoll(value, &end, 10);
    if (*end == '\0' && end != value) return json_integer(number);
    return json_string(value);
}

/* "vand:3,pas" -> {"vand":3,"pas":1}; "da,en" -> ["da","en"] */
static json_t *list_value(const char *key, const char *value) {
    bool skills = strcmp(key, "skills") == 0;
    json_t *out = skills ? json_object() : json_array();
    char copy[PATTERN_TEXT], *save = NULL;
    snprintf(copy, sizeof copy, "%s", value);
    for (char *item = strtok_r(copy, ",", &save); item != NULL; item = strtok_r(NULL, ",", &save)) {
        char *level = skills ? strchr(item, ':') : NULL;
        if (level != NULL) *level++ = '\0';
        if (skills)
            json_object_set_new(out, item,
                                json_integer(level == NULL ? 1 : strtol(level, NULL, 10)));
        else
            json_array_append_new(out, json_string(item));
    }
    return out;
}

static bool is_list(const char *key) {
    static const char *const lists[] = {
        "addresses", "helped",         "helpers",       "helped_areas",  "helper_areas", "skills",
        "languages", "municipalities", "organisations", "topics",        "monday",       "tuesday",
        "wednesday", "thursday",       "friday",        "saturday",      "sunday",       "holidays",
        "keeps",     "never",          "buys",          "shared_topics", "postcodes"};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        if (strcmp(lists[i], key) == 0) return true;
    return false;
}

static bool is_text(const char *key) {
    static const char *const texts[] = {
        "municipality", "offer",       "organisation", "reference",  "name",
        "reason",       "cooperation", "number",       "vip_number", "case_reference",
        "place",        "receipt",     "boot",         "target",     "parameter",
        "url",          "identifier",  "sender",       "event",      "zone",
        "postcode",     "transcript"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (strcmp(texts[i], key) == 0) return true;
    return false;
}

/* "value.minutes=5": one of the playbook's values. */
static void set_value(json_t *payload, const char *name, const char *value) {
    char *end;
    long long number = strtoll(value, &end, 10);
    json_t *values = json_object_get(payload, "parameters");
    if (values == NULL) {
        values = json_object();
        json_object_set_new(payload, "parameters", values);
    }
    json_object_set_new(values, name,
                        *end == '\0' && end != value ? json_integer(number) : json_string(value));
}

/* "0746:8660+vestervang,0615:8700": parts of municipalities; what begins with a digit is a postcode. */
static json_t *parts_value(const char *text) {
    json_t *out = json_array();
    char copy[PATTERN_TEXT], *save = NULL, *again = NULL;
    snprintf(copy, sizeof copy, "%s", strcmp(text, "nothing") == 0 ? "" : text);
    for (char *item = strtok_r(copy, ",", &save); item != NULL; item = strtok_r(NULL, ",", &save)) {
        json_t *part = json_object(), *codes = json_array(), *zones = json_array();
        char *parts = strchr(item, ':');
        if (parts != NULL) *parts++ = '\0';
        for (char *one = parts == NULL ? NULL : strtok_r(parts, "+", &again); one != NULL;
             one = strtok_r(NULL, "+", &again))
            json_array_append_new(one[0] >= '0' && one[0] <= '9' ? codes : zones, json_string(one));
        json_object_set_new(part, "municipality", json_string(item));
        json_object_set_new(part, "postcodes", codes);
        json_object_set_new(part, "zones", zones);
        json_array_append_new(out, part);
    }
    return out;
}

static void set_member(struct teller *t, json_t *payload, const char *key, const char *value) {
    json_t *json;
    if (strncmp(key, "value.", 6) == 0) {
        set_value(payload, key + 6, value);
        return;
    }
    if (strcmp(key, "narrowed") == 0)
        json = parts_value(value);
    else if (is_list(key))
        json = list_value(key, value);
    else if (is_text(key))
        json = json_string(value);
    else if (strcmp(value, "null") == 0) /* takes back what was set */
        json = json_null();
    else if (strcmp(key, "call") == 0 || strcmp(key, "activation") == 0 ||
             strcmp(key, "version") == 0 || strcmp(key, "alert") == 0 ||
             strcmp(key, "follows") == 0)
        json = json_string(resolve(t, value));
    else
        json = number_or_text(t, key, value);
    if (json == NULL)
        fail(t, "%s: %s is no such value", key, value);
    else
        json_object_set_new(payload, key, json);
}

static void set_rest(struct teller *t, json_t *payload, const struct words_of_line *line,
                     size_t from) {
    for (size_t i = from; i < line->count; i++) {
        char copy[PATTERN_TEXT];
        snprintf(copy, sizeof copy, "%s", line->words[i]);
        char *value = strchr(copy, '=');
        if (value == NULL) {
            fail(t, "expected key=value, not %s", copy);
            return;
        }
        *value++ = '\0';
        set_member(t, payload, copy, value);
    }
}

/* --- commands ------------------------------------------------------------------------------------------------------------------ */

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

static const char *subject_id(json_t *subject) {
    if (json_is_string(subject)) return json_string_value(subject); /* of a decision */
    const char *id = json_string_value(json_object_get(subject, "id"));
    return id == NULL ? "" : id;
}

static void done(struct teller *t, enum err err, const struct problem *problem) {
    t->last_err = err;
    t->last_problem = *problem;
    t->pending = err != ERR_OK;
}

static enum err foretell(struct teller *t, const char *command, const json_t *payload,
                         const char *role, const char *who, struct problem *problem) {
    json_decref(t->foretold);
    t->foretold = NULL;
    return t->world.ops->dry_run(t->world.ctx, command, payload, role, who, &t->foretold, problem);
}

static void give(struct teller *t, const struct phrase *phrase, const struct captures *captures,
                 const struct words_of_line *line) {
    json_t *payload = json_object(), *subject = NULL;
    const char *by = capture(captures, "agent");
    for (size_t i = 0; i < captures->count; i++) {
        if (strcmp(captures->items[i].name, "by") == 0)
            by = captures->items[i].value;
        else
            set_member(t, payload, captures->items[i].name, captures->items[i].value);
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
    set_rest(t, payload, line, captures->rest);
    if (strcmp(phrase->command, "call_event") == 0 && json_object_get(payload, "event_id") == NULL)
        json_object_set_new(payload, "event_id", json_sprintf("b1-%d", t->line));
    if (phrase->fixed != NULL && strcmp(phrase->fixed, "alert") == 0)
        complete_alert(t, captures, payload);
    const char *role = t->role[0] != '\0' ? t->role : phrase->role;
    const char *who = t->who[0] != '\0' ? t->who
                      : (strcmp(role, "agent") == 0 || strcmp(role, "partner") == 0) && by != NULL
                          ? by
                          : role;
    struct problem problem = {.err = ERR_OK};
    enum err err = t->what_if ? foretell(t, phrase->command, payload, role, who, &problem)
                              : t->world.ops->command(t->world.ctx, phrase->command, payload, role,
                                                      who, &subject, &problem);
    const char *call = capture(captures, "call_id") ? capture(captures, "call_id")
                                                    : capture(captures, "reference");
    if (err == ERR_OK && subject != NULL && strcmp(phrase->command, "call_arrive") == 0)
        remember(t, call, subject_id(subject));
    if (err == ERR_OK && subject != NULL && strcmp(phrase->command, "alert_receive") == 0)
        remember(t, capture(captures, "alert"), subject_id(subject));
    done(t, err, &problem);
    json_decref(subject);
    json_decref(payload);
}

/* The values that the playbook itself gives as examples. */
static void take_examples(const char *playbook, json_t *parameters) {
    char path[512];
    const char *name;
    json_t *definition;
    snprintf(path, sizeof path, "%s/playbooks/%s/playbook.json", DDH_SOURCE_DIR, playbook);
    json_t *document = json_load_file(path, 0, NULL);
    json_object_foreach(json_object_get(document, "parameters"), name, definition) {
        json_object_set(parameters, name, json_object_get(definition, "example"));
    }
    json_decref(document);
}

static bool is_of_the_request(const char *key) {
    static const char *const keys[] = {"open_until",        "starts_at",   "review_by", "priority",
                                       "version",           "break_glass", "alert",     "exercise",
                                       "acknowledge_first", "narrowed"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (strcmp(keys[i], key) == 0) return true;
    return false;
}

static void activate(struct teller *t, const struct captures *captures,
                     const struct words_of_line *line) {
    json_t *request = json_object(), *parameters = json_object();
    const char *role = t->role[0] != '\0' ? t->role : "duty_leader";
    long long ms = 0;
    bool usual = strcmp(capture(captures, "duration"), "usual") == 0; /* as the playbook says */
    if (!usual && !duration(capture(captures, "duration"), &ms))
        fail(t, "%s is no duration", capture(captures, "duration"));
    json_object_set_new(request, "playbook", json_string(capture(captures, "playbook")));
    if (strcmp(capture(captures, "municipalities"), "all") != 0)
        set_member(t, request, "municipalities", capture(captures, "municipalities"));
    if (!usual) json_object_set_new(request, "expires_at", json_integer(t->now + ms));
    json_object_set_new(request, "reason", json_string("story"));
    json_object_set_new(request, "exercise", json_true());
    for (size_t i = captures->rest; i < line->count; i++) {
        char copy[PATTERN_TEXT];
        snprintf(copy, sizeof copy, "%s", line->words[i]);
        char *value = strchr(copy, '='), *end;
        if (strcmp(copy, "examples") == 0) take_examples(capture(captures, "playbook"), parameters);
        if (value == NULL) continue;
        *value++ = '\0';
        if (is_of_the_request(copy)) {
            set_member(t, request, copy, value);
            continue;
        }
        long long number = strtoll(value, &end, 10);
        json_object_set_new(parameters, copy,
                            *end == '\0' && end != value && value[0] != '0' && strlen(value) < 5
                                ? json_integer(number)
                                : json_string(value));
    }
    struct problem problem = {.err = ERR_OK};
    char id[32] = "";
    if (t->what_if) { /* a trial needs no values */
        json_decref(parameters);
        done(t,
             foretell(t, "activation_start", request, role, t->who[0] != '\0' ? t->who : role,
                      &problem),
             &problem);
        json_decref(request);
        return;
    }
    json_object_set_new(request, "parameters", parameters);
    enum err err = t->world.ops->activate(t->world.ctx, request, role,
                                          t->who[0] != '\0' ? t->who : role, id, &problem);
    if (err == ERR_OK) remember(t, capture(captures, "as"), id);
    done(t, err, &problem);
    json_decref(request);
}

/* "warm,ticket": rules of these kinds instead of its own. */
static void set_transfers(json_t *document, const char *kinds) {
    json_t *rules = json_object_get(document, "transfer"), *out = json_array();
    char copy[PATTERN_TEXT], *save = NULL;
    snprintf(copy, sizeof copy, "%s", kinds);
    for (char *kind = strtok_r(copy, ",", &save); kind != NULL; kind = strtok_r(NULL, ",", &save)) {
        json_t *rule = json_deep_copy(json_array_get(rules, 0));
        json_object_set_new(rule, "kind", json_string(kind));
        json_array_append_new(out, rule);
    }
    json_object_set_new(document, "transfer", out);
}

/* How long it holds: "review_every_hours=4". */
static void move_terms(json_t *change, json_t *expiry) {
    const char *key;
    json_t *value;
    void *next;
    json_object_foreach_safe(change, next, key, value) {
        if (json_object_get(expiry, key) == NULL) continue;
        json_object_set(expiry, key, value);
        json_object_del(change, key);
    }
}

/* "topics=vand,pas transfer=cold wrap_up_ms=20s lifted_hours=2": its topics, how it transfers, how long it holds, and what it does
 * while active. */
static void change_playbook(struct teller *t, json_t *document, const struct words_of_line *line,
                            size_t from) {
    json_t *change = json_object();
    set_rest(t, change, line, from);
    json_t *topics = json_object_get(change, "topics");
    if (topics != NULL) json_object_set(document, "topics", topics);
    json_object_del(change, "topics");
    json_t *transfer = json_object_get(change, "transfer");
    if (transfer != NULL) set_transfers(document, json_string_value(transfer));
    json_object_del(change, "transfer");
    move_terms(change, json_object_get(document, "expiry"));
    json_object_update(json_object_get(document, "while_active"), change);
    json_decref(change);
}

/* The shipped playbook; with a change, another version of it. */
static void publish(struct teller *t, const char *name, bool approve, const char *as,
                    const struct words_of_line *line, size_t rest) {
    char path[512], version[72] = "", title[200];
    struct problem problem = {.err = ERR_OK};
    snprintf(path, sizeof path, "%s/playbooks/%s/playbook.json", DDH_SOURCE_DIR, name);
    json_t *document = json_load_file(path, 0, NULL), *titles = json_object_get(document, "title");
    if (document == NULL) {
        fail(t, "there is no playbook %s", name);
        return;
    }
    snprintf(title, sizeof title, "%.150s %s", json_string_value(json_object_get(titles, "da")),
             as == NULL ? "" : as);
    if (as != NULL) json_object_set_new(titles, "da", json_string(title));
    if (as != NULL) change_playbook(t, document, line, rest);
    enum err err = t->world.ops->playbook(t->world.ctx, document, approve, version, &problem);
    if (err == ERR_OK && as != NULL) remember(t, as, version);
    done(t, err, &problem);
    json_decref(document);
}

/* --- many calls ------------------------------------------------------------------------------------------------------------- */

/* The same in every hour of the week; "sunday=60" has another number for that day. */
static void usually(struct teller *t, const struct captures *captures,
                    const struct words_of_line *line) {
    static const char *const days[] = {"monday", "tuesday",  "wednesday", "thursday",
                                       "friday", "saturday", "sunday"};
    json_t *payload = json_object(), *hours = json_array(), *subject = NULL;
    long calls[7];
    for (int day = 0; day < 7; day++)
        calls[day] = strtol(capture(captures, "calls"), NULL, 10);
    for (size_t i = captures->rest; i < line->count; i++)
        for (int day = 0; day < 7; day++) {
            size_t length = strlen(days[day]);
            if (strncmp(line->words[i], days[day], length) == 0 && line->words[i][length] == '=')
                calls[day] = strtol(line->words[i] + length + 1, NULL, 10);
        }
    for (int hour = 0; hour < HOURS_OF_WEEK; hour++)
        json_array_append_new(hours, json_integer(calls[hour / 24] * 1000));
    json_object_set_new(payload, "expected", hours);
    json_object_set_new(payload, "organisation", json_string(capture(captures, "organisation")));
    if (strcmp(capture(captures, "topic"), "everything") != 0)
        json_object_set_new(payload, "topic", json_string(capture(captures, "topic")));
    const char *role = t->role[0] != '\0' ? t->role : "admin";
    struct problem problem = {.err = ERR_OK};
    enum err err = t->world.ops->command(t->world.ctx, "baseline_put", payload, role,
                                         t->who[0] != '\0' ? t->who : role, &subject, &problem);
    done(t, err, &problem);
    json_decref(subject);
    json_decref(payload);
}

/* "plan of 0615 ida/+1h/+9h bo/-1h/+3h": the whole plan of shifts. */
static void plan(struct teller *t, const struct captures *captures,
                 const struct words_of_line *line) {
    json_t *payload = json_object(), *shifts = json_array(), *subject = NULL;
    for (size_t i = captures->rest; i < line->count; i++) {
        char agent[64], from[32], until[32];
        if (sscanf(line->words[i], "%63[^/]/%31[^/]/%31s", agent, from, until) != 3) {
            fail(t, "%s is no shift: agent/from/until", line->words[i]);
            break;
        }
        json_array_append_new(shifts, json_pack("{s:s,s:o,s:o}", "agent", agent, "from",
                                                number_or_text(t, "until", from), "until",
                                                number_or_text(t, "until", until)));
    }
    json_object_set_new(payload, "organisation", json_string(capture(captures, "organisation")));
    json_object_set_new(payload, "shifts", shifts);
    const char *role = t->role[0] != '\0' ? t->role : "admin";
    struct problem problem = {.err = ERR_OK};
    enum err err = t->world.ops->command(t->world.ctx, "shifts_put", payload, role,
                                         t->who[0] != '\0' ? t->who : role, &subject, &problem);
    done(t, err, &problem);
    json_decref(subject);
    json_decref(payload);
}

static void advance(struct teller *t, time_ms to);

/* Callers one after another, evenly; each hangs up again before the next. */
static void callers(struct teller *t, const struct captures *captures) {
    static unsigned ever;
    long count = strtol(capture(captures, "count"), NULL, 10);
    long long over = 0;
    time_ms start = t->now;
    if (count <= 0 || !duration(capture(captures, "duration"), &over)) {
        fail(t, "so many calls over so long cannot be");
        return;
    }
    for (long i = 0; i < count && !t->failed; i++) {
        json_t *call = json_object(), *end = json_object(), *subject = NULL;
        char reference[32];
        struct problem problem = {.err = ERR_OK};
        snprintf(reference, sizeof reference, "one-of-many-%u", ++ever);
        set_member(t, call, "reference", reference);
        set_member(t, call, "municipality", capture(captures, "municipality"));
        set_member(t, call, "topic", capture(captures, "topic"));
        set_member(t, call, "language", "da");
        enum err err = t->world.ops->command(t->world.ctx, "call_arrive", call, "telephony",
                                             "telephony", &subject, &problem);
        json_object_set_new(end, "call", json_string(subject_id(subject)));
        if (err == ERR_OK)
            err = t->world.ops->command(t->world.ctx, "call_cancel", end, "telephony", "telephony",
                                        NULL, &problem);
        if (err != ERR_OK) fail(t, "a caller was refused: %s", problem.detail);
        json_decref(subject);
        json_decref(end);
        json_decref(call);
        advance(t, start + over * (i + 1) / count);
    }
}

/* --- expectations ---------------------------------------------------------------------------------------------------------------- */

/* "0615,0630"; nothing: the list is empty. */
static void list_text(const json_t *list, char *out, size_t size) {
    size_t i, length = 0;
    json_t *item;
    snprintf(out, size, "%s", json_array_size(list) == 0 ? "nothing" : "");
    json_array_foreach(list, i, item) length +=
        (size_t)snprintf(out + length, size - length, "%s%s", i > 0 ? "," : "",
                         json_is_string(item) ? json_string_value(item) : "?");
}

/* "a1/2" is "activation-1/2". */
static json_t *find_record(struct teller *t, const char *kind, const char *id) {
    char first[PATTERN_TEXT], whole[PATTERN_TEXT + 80];
    const char *rest = strchr(id, '/');
    if (rest == NULL) return t->world.ops->record(t->world.ctx, kind, resolve(t, id));
    snprintf(first, sizeof first, "%.*s", (int)(rest - id), id);
    snprintf(whole, sizeof whole, "%s%s", resolve(t, first), rest);
    return t->world.ops->record(t->world.ctx, kind, whole);
}

/* {"0746":["8660","8680"]} as "0746=8660+8680", {"one_way":1,"reserve":2} as "one_way=1,reserve=2"; {} as "nothing". */
static void counts_text(json_t *counts, char *out, size_t size) {
    const char *name;
    json_t *value;
    size_t used = 0;
    snprintf(out, size, "nothing");
    json_object_foreach(counts, name, value) {
        if (used >= size) return;
        char list[PATTERN_TEXT];
        if (json_is_array(value))
            list_text(value, list, sizeof list);
        else
            snprintf(list, sizeof list, "%lld", (long long)json_integer_value(value));
        for (char *comma = list; (comma = strchr(comma, ',')) != NULL;)
            *comma = '+';
        used +=
            (size_t)snprintf(out + used, size - used, "%s%s=%s", used > 0 ? "," : "", name, list);
    }
}

static void expect_foretold(struct teller *t, const char *call, const char *agent) {
    json_t *offers = json_object_get(t->foretold, "offers");
    const char *to = json_string_value(json_object_get(offers, resolve(t, call)));
    if (to == NULL || strcmp(to, agent) != 0)
        fail(t, "%s would be offered to %s, not %s", call, to == NULL ? "nobody" : to, agent);
}

static void expect_foretold_count(struct teller *t, const char *what, const char *count) {
    json_t *value = json_object_get(t->foretold, what);
    long long found = json_is_object(value) ? (long long)json_object_size(value)
                                            : (long long)json_integer_value(value);
    if (value == NULL || found != strtoll(count, NULL, 10))
        fail(t, "%s are %lld, not %s", what, found, count);
}

static void expect_member(struct teller *t, const char *kind, const char *id, const char *member,
                          const char *want) {
    json_t *record = find_record(t, kind, id);
    char text[256], name[64];
    size_t length = strcspn(member, "[");
    snprintf(name, sizeof name, "%.*s", (int)length, member);
    json_t *value = json_object_get(record, name);
    if (member[length] == '[')
        value = json_array_get(value, (size_t)strtoul(member + length + 1, NULL, 10));
    if (record == NULL)
        snprintf(text, sizeof text, "nothing");
    else if (json_is_string(value))
        snprintf(text, sizeof text, "%s", json_string_value(value));
    else if (json_is_array(value))
        list_text(value, text, sizeof text);
    else if (json_is_integer(value))
        snprintf(text, sizeof text, "%lld", (long long)json_integer_value(value));
    else if (json_is_boolean(value))
        snprintf(text, sizeof text, "%s", json_is_true(value) ? "true" : "false");
    else if (json_is_object(value))
        counts_text(value, text, sizeof text);
    else
        snprintf(text, sizeof text, "%s", json_is_null(value) ? "nothing" : "?");
    if (strcmp(text, want) != 0) fail(t, "%s %s: %s is %s, not %s", kind, id, member, text, want);
    json_decref(record);
}

static void expect_refused(struct teller *t, const char *slug, const char *field) {
    enum err want;
    if (!err_from_slug(slug, &want)) {
        fail(t, "there is no problem %s", slug);
        return;
    }
    if (!t->pending)
        fail(t, "expected %s, but the command was done", slug);
    else if (t->last_err != want)
        fail(t, "expected %s, not %s (%s: %s)", slug, err_slug(t->last_err), t->last_problem.field,
             t->last_problem.detail);
    else if (field != NULL && strcmp(field, t->last_problem.field) != 0)
        fail(t, "expected the field %s, not %s", field, t->last_problem.field);
    t->pending = false;
}

/* What the activation tells who is on this call: "inside active", "unknown lifted", "not said". */
static void expect_told(struct teller *t, const struct captures *c) {
    char id[2 * PATTERN_TEXT], told[PATTERN_TEXT], want[2 * PATTERN_TEXT];
    snprintf(id, sizeof id, "%s/%s", resolve(t, capture(c, "activation")),
             resolve(t, capture(c, "call")));
    snprintf(want, sizeof want, "%s %s", capture(c, "place"), capture(c, "moment"));
    json_t *answer = t->world.ops->record(t->world.ctx, "told", id);
    const char *place = json_string_value(json_object_get(answer, "place"));
    const char *moment = json_string_value(json_object_get(answer, "moment"));
    snprintf(told, sizeof told, "%s %s", place == NULL ? "not" : place,
             moment == NULL ? "said" : moment);
    if (strcmp(told, want) != 0) fail(t, "%s: it is %s, not %s", id, told, want);
    json_decref(answer);
}

static bool expect(struct teller *t, const struct words_of_line *line) {
    struct captures c;
    if (pattern_match("expect refused {slug}", line, &c))
        expect_refused(t, capture(&c, "slug"), NULL);
    else if (pattern_match("expect refused {slug} at {field}", line, &c))
        expect_refused(t, capture(&c, "slug"), capture(&c, "field"));
    else if (pattern_match("expect {activation} for {call} is {place} {moment}", line, &c))
        expect_told(t, &c);
    else if (pattern_match("expect {call} at a seat of {offer}", line, &c)) {
        expect_member(t, "call", capture(&c, "call"), "state", "reserved");
        expect_member(t, "call", capture(&c, "call"), "offer", capture(&c, "offer"));
    } else if (pattern_match("expect {call} offered to {agent}", line, &c)) {
        expect_member(t, "call", capture(&c, "call"), "state", "reserved");
        expect_member(t, "call", capture(&c, "call"), "agent", capture(&c, "agent"));
    } else if (pattern_match("expect {call} would be offered to {agent}", line, &c))
        expect_foretold(t, capture(&c, "call"), capture(&c, "agent"));
    else if (pattern_match("expect that would give {count} {what}", line, &c))
        expect_foretold_count(t, capture(&c, "what"), capture(&c, "count"));
    else if (pattern_match("expect {call} answered by {agent}", line, &c)) {
        expect_member(t, "call", capture(&c, "call"), "state", "answered");
        expect_member(t, "call", capture(&c, "call"), "agent", capture(&c, "agent"));
    } else if (pattern_match("expect {call} waiting", line, &c))
        expect_member(t, "call", capture(&c, "call"), "state", "queued");
    else if (pattern_match("expect {call} abandoned", line, &c))
        expect_member(t, "call", capture(&c, "call"), "outcome", "abandoned");
    else if (pattern_match("expect no {kind} {id}", line, &c)) {
        json_t *record = find_record(t, capture(&c, "kind"), capture(&c, "id"));
        if (record != NULL) fail(t, "there is a %s %s", capture(&c, "kind"), capture(&c, "id"));
        json_decref(record);
    } else if (pattern_match("expect {agent} {state}", line, &c))
        expect_member(t, "availability", capture(&c, "agent"), "state", capture(&c, "state"));
    else if (pattern_match("expect {kind} {id} {member} {value}", line, &c))
        expect_member(t, capture(&c, "kind"), capture(&c, "id"), capture(&c, "member"),
                      capture(&c, "value"));
    else
        return false;
    return true;
}

/* --- time and lines ---------------------------------------------------------------------------------------------------------------- */

static void advance(struct teller *t, time_ms to) {
    if (to < t->now)
        fail(t, "the clock does not go back");
    else if (!t->world.ops->advance(t->world.ctx, to))
        fail(t, "the clock could not be set");
    else
        t->now = to;
}

static bool clock_line(struct teller *t, const struct words_of_line *line) {
    struct captures c;
    int hour, minute, second;
    long long ms;
    if (pattern_match("at {clock}", line, &c)) {
        if (sscanf(capture(&c, "clock"), "%2d:%2d:%2d", &hour, &minute, &second) != 3) return false;
        advance(t, t->day + hour * HOUR_MS + minute * MINUTE_MS + second * SECOND_MS);
        return true;
    }
    if (pattern_match("after {duration}", line, &c) && duration(capture(&c, "duration"), &ms)) {
        advance(t, t->now + ms);
        return true;
    }
    return false;
}

/* "as ROLE WHO: the rest" */
static void take_role(struct teller *t, struct words_of_line *line) {
    t->role[0] = t->who[0] = '\0';
    if (line->count < 3 || strcmp(line->words[0], "as") != 0) return;
    size_t used = 2;
    snprintf(t->role, sizeof t->role, "%.31s", line->words[1]);
    size_t length = strlen(t->role);
    if (t->role[length - 1] == ':') {
        t->role[length - 1] = '\0';
    } else {
        snprintf(t->who, sizeof t->who, "%.63s", line->words[2]);
        if (t->who[0] != '\0') t->who[strlen(t->who) - 1] = '\0';
        used = 3;
    }
    memmove(line->words, line->words + used, (line->count - used) * sizeof line->words[0]);
    line->count -= used;
}

static bool command_line(struct teller *t, struct words_of_line *line) {
    struct captures c;
    take_role(t, line);
    t->what_if =
        line->count > 2 && strcmp(line->words[0], "what") == 0 && strcmp(line->words[1], "if") == 0;
    if (t->what_if) {
        memmove(line->words, line->words + 2, (line->count - 2) * sizeof line->words[0]);
        line->count -= 2;
    }
    if (pattern_match("playbook {playbook} is published and approved", line, &c)) {
        publish(t, capture(&c, "playbook"), true, NULL, NULL, 0);
        return true;
    }
    if (pattern_match("playbook {playbook} is changed as {as} ...", line, &c)) {
        publish(t, capture(&c, "playbook"), false, capture(&c, "as"), line, c.rest);
        return true;
    }
    bool leads = pattern_match("{who} is on duty", line, &c);
    if (leads || pattern_match("{who} is an approver", line, &c)) {
        if (!t->world.ops->token(t->world.ctx, leads ? "duty_leader" : "approver",
                                 capture(&c, "who")))
            fail(t, "%s has no token", capture(&c, "who"));
        return true;
    }
    if (pattern_match("leader activates {playbook} in {municipalities} for {duration} as {as} ...",
                      line, &c)) {
        activate(t, &c, line);
        return true;
    }
    if (pattern_match("usually {calls} calls an hour from {organisation} about {topic} ...", line,
                      &c)) {
        usually(t, &c, line);
        return true;
    }
    if (pattern_match("{count} callers from {municipality} about {topic} over {duration}", line,
                      &c)) {
        callers(t, &c);
        return true;
    }
    if (pattern_match("plan of {organisation} ...", line, &c)) {
        plan(t, &c, line);
        return true;
    }
    for (size_t i = 0; i < sizeof phrases / sizeof *phrases; i++) {
        if (!pattern_match(phrases[i].pattern, line, &c)) continue;
        give(t, &phrases[i], &c, line);
        return true;
    }
    return false;
}

static void one_line(struct teller *t, const char *text) {
    struct words_of_line line;
    struct problem problem = {.err = ERR_OK};
    if (!line_split(text, &line)) {
        fail(t, "the line cannot be read");
        return;
    }
    if (line.count == 0 || strcmp(line.words[0], "story") == 0 ||
        strcmp(line.words[0], "needs") == 0)
        return;
    bool expects = strcmp(line.words[0], "expect") == 0;
    bool expects_refusal = expects && line.count > 1 && strcmp(line.words[1], "refused") == 0;
    if (!expects_refusal && t->pending)
        fail(t, "the command before was refused: %s (%s: %s)", err_slug(t->last_err),
             t->last_problem.field, t->last_problem.detail);
    if (!expects) t->pending = false;
    bool known = expects ? expect(t, &line) : clock_line(t, &line) || command_line(t, &line);
    if (!known) fail(t, "no such phrase: %s", text);
    if (!t->world.ops->check(t->world.ctx, &problem))
        fail(t, "%s: %s", problem.field, problem.detail);
}

bool story_run(const char *path, struct world world, time_ms start, bool verbose) {
    FILE *file = fopen(path, "r");
    struct teller *t = calloc(1, sizeof *t);
    if (file == NULL || t == NULL) {
        fprintf(stderr, "%s: cannot be opened\n", path);
        if (file != NULL) fclose(file);
        free(t);
        return false;
    }
    *t = (struct teller){.world = world,
                         .path = path,
                         .now = start,
                         .day = start - start % DAY_MS,
                         .verbose = verbose};
    char text[1024];
    while (!t->failed && fgets(text, sizeof text, file) != NULL) {
        t->line++;
        text[strcspn(text, "\r\n")] = '\0';
        if (verbose) fprintf(stderr, "%s\n", text);
        one_line(t, text);
    }
    if (!t->failed && t->pending)
        fail(t, "the last command was refused: %s (%s: %s)", err_slug(t->last_err),
             t->last_problem.field, t->last_problem.detail);
    bool held = !t->failed;
    fclose(file);
    json_decref(t->foretold);
    free(t);
    return held;
}
