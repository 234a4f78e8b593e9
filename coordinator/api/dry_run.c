/* POST /v1/dry-run: what would happen if this agreement, this playbook or this organisation's word were in force now. The
 * command is read as the real one's body is; the core gives it to a copy of itself, and what differs is told. */
#include <stdio.h>
#include <string.h>

#include "api/internal.h"
#include "core/explain.h"

#define PAIRS_MAX 1000 /* rows of each list; `count` says how many there are */

/* --- reading ---------------------------------------------------------------------------------- */

static const struct {
    const char *member;
    enum command_type type;
} kinds[] = {{"agreement", COMMAND_agreement_put},
             {"activation", COMMAND_activation_start},
             {"organisation_help", COMMAND_organisation_help}};

static bool has_member(struct slice object, const char *name) {
    struct split_member member;
    size_t at = 0;
    while (split_next(object, &at, &member) == SPLIT_MEMBER)
        if (slice_equals(member.name, name)) return true;
    return false;
}

/* What starting a playbook needs and a trial does not: stand-ins. */
static enum err decode_activation(struct ask *ask, struct slice body) {
    static const char no_hash[] =
        "0000000000000000000000000000000000000000000000000000000000000000";
    static const struct wire_parameter stand_ins[] = {{"version", no_hash}, {"reason", "dry run"}};
    struct wire_parameter parameters[3] = {{"parameters", no_hash}};
    size_t count = 1;
    for (size_t i = 0; i < sizeof stand_ins / sizeof *stand_ins; i++)
        if (!has_member(body, stand_ins[i].name)) parameters[count++] = stand_ins[i];
    return wire_decode_command(COMMAND_activation_start, body, parameters, count, &ask->command,
                               &ask->problem);
}

static enum err decode(struct ask *ask, struct slice body) {
    struct split_member member, wanted = {{NULL, 0}, {NULL, 0}};
    size_t at = 0, members = 0;
    enum split_step step;
    while ((step = split_next(body, &at, &member)) == SPLIT_MEMBER) {
        wanted = member;
        members++;
    }
    if (step == SPLIT_MALFORMED) return view_refuse(ask, ERR_INVALID, "", "it is no JSON object");
    if (members != 1)
        return view_refuse(ask, members == 0 ? ERR_MISSING_FIELD : ERR_INVALID, "",
                           "it has one of agreement, activation and organisation_help");
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (!slice_equals(wanted.name, kinds[i].member)) continue;
        if (wanted.value.data[0] != '{')
            return view_refuse(ask, ERR_WRONG_TYPE, kinds[i].member, "it must be an object");
        if (kinds[i].type == COMMAND_activation_start) return decode_activation(ask, wanted.value);
        return wire_decode_command(kinds[i].type, wanted.value, NULL, 0, &ask->command,
                                   &ask->problem);
    }
    return view_refuse(ask, ERR_UNKNOWN_FIELD, "",
                       "there are agreement, activation and organisation_help");
}

/* Whether all that the list names, and it names some, are the actor's. */
static bool all_theirs(const struct actor *actor, const struct core *core,
                       const struct id_list *ids) {
    bool theirs = ids->count > 0;
    for (uint16_t i = 0; i < ids->count && theirs; i++) {
        organisation_no number;
        theirs = core_find_organisation(core, ids->ids[i], &number) && auth_sees(actor, number);
    }
    return theirs;
}

/* Whoever is limited to organisations asks about what is theirs to agree to. */
static enum err may_ask(struct ask *ask, const struct core *core) {
    const struct command *command = &ask->command;
    organisation_no number;
    if (ask->actor.all_organisations || command->type == COMMAND_activation_start) return ERR_OK;
    if (command->type == COMMAND_organisation_help) {
        const char *id = command->as.organisation_help.organisation;
        if (!core_find_organisation(core, id, &number) || auth_sees(&ask->actor, number))
            return ERR_OK;
        return view_refuse(ask, ERR_OTHER_ORGANISATION, "organisation", "");
    }
    const struct agreement_put_command *p = &command->as.agreement_put;
    if ((p->helped_areas.count == 0 && all_theirs(&ask->actor, core, &p->helped)) ||
        (p->helper_areas.count == 0 && all_theirs(&ask->actor, core, &p->helpers)))
        return ERR_OK;
    return view_refuse(ask, ERR_OTHER_ORGANISATION, "helped",
                       "all who are helped, or all helpers, must be of your organisations");
}

/* The newest approved version, where none was named. */
static enum err settle_playbook(struct ask *ask, const struct core *core) {
    struct activation_start_command *start = &ask->command.as.activation_start;
    static const uint8_t none[SHA256_BYTES];
    if (ask->command.type != COMMAND_activation_start) return ERR_OK;
    if (!COMMAND_HAS(&ask->command, activation_start, exercise))
        start->exercise = core_settings(core)->exercise;
    if (memcmp(start->version, none, sizeof none) != 0) return ERR_OK;
    const struct playbook_record *record = core_find_playbook(core, start->playbook, true);
    if (record != NULL) {
        memcpy(start->version, record->version, SHA256_BYTES);
        return ERR_OK;
    }
    if (core_find_playbook(core, start->playbook, false) == NULL)
        return problem_set(&ask->problem, ERR_UNKNOWN_PLAYBOOK, "playbook", "%s is unknown",
                           start->playbook);
    return view_refuse(ask, ERR_NOT_APPROVED, "playbook", "no version of it has been approved");
}

/* --- telling ---------------------------------------------------------------------------------- */

/* Two cores: as it is, and as it would be. */
struct trial {
    struct ask *ask;
    const struct core *is;
    const struct dry_run *run;
    struct organisation_set helpers; /* of the pairs that differ */
    uint64_t topics;                 /* in which they do */
};

static bool sees_pair(const struct trial *t, organisation_no helper, organisation_no helped) {
    return auth_sees(&t->ask->actor, helper) || auth_sees(&t->ask->actor, helped);
}

/* The pairs that may help in `after` about what they may not in `before`. */
static void add_pairs(struct trial *t, const char *name, const struct core *before,
                      const struct core *after, uint64_t live) {
    struct text_buf *out = &t->ask->body;
    uint32_t count = 0;
    put_open(out, name, '{');
    put_open(out, "pairs", '[');
    for (organisation_no helper = 0; helper < LIMIT_ORGANISATIONS; helper++) {
        const struct organisation_record *from = core_organisation(t->is, helper);
        for (organisation_no helped = 0; from != NULL && helped < LIMIT_ORGANISATIONS; helped++) {
            uint64_t topics = core_may_help(after, helper, helped) &
                              ~core_may_help(before, helper, helped) & live;
            if (topics == 0 || !sees_pair(t, helper, helped)) continue;
            organisation_set_add(&t->helpers, helper);
            t->topics |= topics;
            if (++count > PAIRS_MAX) continue;
            put_open(out, NULL, '{');
            put_text(out, "helper", from->id);
            put_text(out, "helped", core_organisation(t->is, helped)->id);
            view_topic_ids(out, "topics", t->is, topics);
            put_close(out, '}');
        }
    }
    put_close(out, ']');
    put_uint(out, "count", count);
    put_close(out, '}');
}

static void add_offer(struct trial *t, const struct call_record *call,
                      const struct agent_record *agent) {
    struct text_buf *out = &t->ask->body;
    char id[32];
    snprintf(id, sizeof id, "call-%llu", (unsigned long long)call->id);
    put_open(out, NULL, '{');
    put_text(out, "call", id);
    put_text(out, "municipality", core_organisation(t->is, call->municipality)->id);
    put_text(out, "topic", core_topic(t->is, call->topic)->id);
    put_text(out, "language", core_settings(t->is)->languages[0].codes[call->language]);
    put_int(out, "waited_ms", view_waited(core_now(t->run->core), call->enqueued_at));
    put_text(out, "agent", agent->id);
    put_text(out, "helper", core_organisation(t->is, agent->organisation)->id);
    put_text(out, "reason", word_text(&routing_reason_words, call->reason));
    view_index(out, call);
    put_close(out, '}');
}

/* Each call and each agent is offered once at most: these commands end no call. */
static void add_offers(struct trial *t) {
    struct text_buf *out = &t->ask->body;
    put_open(out, "calls", '{');
    put_uint(out, "of", t->run->waiting);
    put_uint(out, "looked_at", t->run->looked_at);
    put_open(out, "offers", '[');
    for (uint32_t i = 0; i < t->run->event_count; i++) {
        const struct event *event = &t->run->events[i];
        if (event->type != EVENT_call_offered) continue;
        const struct agent_record *agent = core_agent(t->is, event->agent);
        for (int k = 0; k < event->record_count; k++) {
            if (event->records[k].kind != RECORD_call) continue;
            const struct call_record *call = core_record(t->run->core, event->records[k]);
            if (sees_pair(t, agent->organisation, call->municipality) ||
                auth_sees(&t->ask->actor, call->organisation))
                add_offer(t, call, agent);
        }
    }
    put_close(out, ']');
    put_close(out, '}');
}

static void add_staff_row(struct trial *t, topic_no topic, language_no language,
                          const struct staff_view *row, bool qualifies) {
    struct text_buf *out = &t->ask->body;
    put_open(out, NULL, '{');
    put_text(out, "topic", core_topic(t->is, topic)->id);
    put_text(out, "language", core_settings(t->is)->languages[0].codes[language]);
    put_uint(out, "waiting", row->waiting);
    put_uint(out, "trained", row->trained);
    put_uint(out, "trained_idle", row->trained_idle);
    put_uint(out, "would_qualify", qualifies ? row->qualify : 0);
    put_uint(out, "would_qualify_idle", qualifies ? row->qualify_idle : 0);
    put_close(out, '}');
}

/* Of a playbook everybody's agents, since all may acknowledge it; else those of the helpers that differ. */
static void add_staff(struct trial *t) {
    struct staff_table table;
    bool qualifies = t->ask->command.type == COMMAND_activation_start;
    if (qualifies) {
        const struct activation_start_command *start = &t->ask->command.as.activation_start;
        t->topics = core_find_playbook_version(t->is, start->playbook, start->version)->topics;
        for (organisation_no n = 0; n < LIMIT_ORGANISATIONS; n++)
            if (auth_sees(&t->ask->actor, n)) organisation_set_add(&t->helpers, n);
    }
    core_view_staff(t->is, t->topics, &t->helpers, &table);
    put_open(&t->ask->body, "agents", '[');
    for (topic_no topic = 0; topic < LIMIT_TOPICS; topic++) {
        for (language_no language = 0; language < LIMIT_LANGUAGES; language++) {
            const struct staff_view *row = &table.of[topic][language];
            if (row->waiting + row->trained + (qualifies ? row->qualify : 0) > 0)
                add_staff_row(t, topic, language, row, qualifies);
        }
    }
    put_close(&t->ask->body, ']');
}

/* Helpers whose last agent that may leave would leave. */
static void add_reserves(struct trial *t) {
    struct text_buf *out = &t->ask->body;
    uint64_t cursor = 0;
    const struct organisation_record *organisation;
    put_open(out, "reserves", '[');
    while ((organisation = core_next_record(t->is, RECORD_organisation, &cursor)) != NULL) {
        struct reserve_view now, then;
        core_view_reserve(t->is, organisation->number, &now);
        core_view_reserve(t->run->core, organisation->number, &then);
        if (!then.spent || then.helping <= now.helping) continue;
        if (!auth_sees(&t->ask->actor, organisation->number)) continue;
        put_open(out, NULL, '{');
        put_text(out, "organisation", organisation->id);
        put_uint(out, "present", then.present);
        put_uint(out, "reserve", then.reserve);
        put_uint(out, "helping", now.helping);
        put_uint(out, "would_help", then.helping);
        put_close(out, '}');
    }
    put_close(out, ']');
}

static void add_activation(struct trial *t) {
    for (uint32_t i = 0; i < t->run->event_count; i++) {
        const struct event *event = &t->run->events[i];
        if (event->type != EVENT_activation_started && event->type != EVENT_activation_planned)
            continue;
        for (int k = 0; k < event->record_count; k++)
            if (event->records[k].kind == RECORD_activation)
                view_foreseen(t->ask, t->is, t->run->core,
                              core_record(t->run->core, event->records[k]));
    }
}

static uint64_t live_topics(const struct core *core) {
    uint64_t topics = 0, cursor = 0;
    const struct topic_record *topic;
    while ((topic = core_next_record(core, RECORD_topic, &cursor)) != NULL)
        topics |= UINT64_C(1) << topic->number;
    return topics;
}

static enum err view_dry_run(struct ask *ask, const struct core *core) {
    struct dry_run run;
    enum err err = may_ask(ask, core);
    if (err == ERR_OK) err = settle_playbook(ask, core);
    if (err == ERR_OK)
        err = core_dry_run(core, &ask->command, api_now(ask->api), &run, &ask->problem);
    if (err != ERR_OK) return err;
    struct trial trial = {.ask = ask, .is = core, .run = &run};
    uint64_t live = live_topics(core);
    put_open(&ask->body, NULL, '{');
    put_int(&ask->body, "now", core_now(run.core));
    add_pairs(&trial, "gained", core, run.core, live);
    add_pairs(&trial, "lost", run.core, core, live);
    add_offers(&trial);
    add_staff(&trial);
    add_reserves(&trial);
    add_activation(&trial);
    core_dry_run_end(&run);
    return ERR_OK;
}

void direct_dry_run(struct api *api, struct ask *ask, const struct api_request *request) {
    (void)api;
    if (decode(ask, request->body) != ERR_OK) {
        ask_refuse(ask, &ask->problem);
        return;
    }
    ask->view = view_dry_run;
    /* which callers wait, and who is free: personal data, as the lists of calls and agents */
    snprintf(ask->access_what, sizeof ask->access_what, "dry-run");
    ask_submit(ask);
}
