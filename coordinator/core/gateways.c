/* What telephony is configured with: switches, the numbers people call, the home sets. And whether a switch lives. */
#include <string.h>

#include "base/assert.h"
#include "base/text.h"
#include "core/state.h"

#define WAITING_USUAL 500

enum err check_sip_address(const char *address, const char *field, struct problem *problem) {
    size_t scheme = strncmp(address, "sips:", 5) == 0  ? 5
                    : strncmp(address, "sip:", 4) == 0 ? 4
                                                       : 0;
    if (scheme == 0 || address[scheme] == '\0')
        return problem_set(problem, ERR_INVALID, field,
                           "it is a SIP address such as sip:ida@10.1.2.3:5060");
    /* It is written into SIP headers and into a list that is split at blanks. */
    for (const char *at = address; *at != '\0'; at++)
        if (*at <= ' ' || *at > '~' || strchr("\"'<>,\\", *at) != NULL)
            return problem_set(problem, ERR_INVALID, field,
                               "it may not have blanks, quotes, commas, backslashes or angle "
                               "brackets, only visible ASCII");
    return ERR_OK;
}

/* --- home sets ------------------------------------------------------------------------------------------------------------------ */

void home_forget(struct core *c, organisation_no n, struct event *event) {
    if (!c->organisations[n].has_home) return;
    event_removed(event, RECORD_home, n);
    c->organisations[n].has_home = false;
}

HANDLER(home_put) {
    const struct home_put_command *p = &command->as.home_put;
    organisation_no n;
    if (!core_find_organisation(c, p->organisation, &n))
        return problem_set(problem, ERR_UNKNOWN_ORGANISATION, "organisation",
                           "there is no organisation %s", p->organisation);
    for (uint16_t i = 0; i < p->addresses.count; i++) {
        enum err err = check_sip_address(p->addresses.addresses[i], "addresses", problem);
        if (err != ERR_OK) return err;
    }
    struct organisation_slot *slot = &c->organisations[n];
    if (p->addresses.count == 0 && !slot->has_home) {
        result->repeated = true;
        result->subject = ref_of(RECORD_organisation, n);
        return ERR_OK;
    }
    struct event *event = emit(c, EVENT_home_changed);
    event->organisation = n;
    if (p->addresses.count == 0) {
        home_forget(c, n, event);
        result->subject = ref_of(RECORD_organisation, n);
        return ERR_OK;
    }
    result->created = !slot->has_home;
    slot->home = (struct home_record){.organisation = n};
    slot->home.addresses[0] = p->addresses;
    slot->has_home = true;
    event_record(event, RECORD_home, n);
    result->subject = ref_of(RECORD_home, n);
    return ERR_OK;
}

/* --- called numbers -------------------------------------------------------------------------------------------------------------- */

uint32_t find_called_number(const struct core *c, const char *number) {
    for (uint32_t i = 0; i < c->called_numbers_ever; i++)
        if (c->called_numbers[i].record.number[0] != '\0' && !c->called_numbers[i].going &&
            same_id(c->called_numbers[i].record.number, number))
            return i;
    return LIST_NONE;
}

static enum err check_number(const char *number, struct problem *problem) {
    const char *digits = number[0] == '+' ? number + 1 : number;
    size_t length = strspn(digits, "0123456789");
    if (length < 3 || length > 15 || digits[length] != '\0')
        return problem_set(problem, ERR_INVALID, "number",
                           "it is 3 to 15 digits, with or without a + in front");
    return ERR_OK;
}

HANDLER(called_number_put) {
    const struct called_number_put_command *p = &command->as.called_number_put;
    struct called_number_record r = {.language = LANGUAGE_NONE};
    enum err err = check_number(p->number, problem);
    if (err != ERR_OK) return err;
    if (!core_find_organisation(c, p->organisation, &r.organisation))
        return problem_set(problem, ERR_UNKNOWN_ORGANISATION, "organisation",
                           "there is no organisation %s", p->organisation);
    if (!core_find_topic(c, p->topic, &r.topic))
        return problem_set(problem, ERR_UNKNOWN_TOPIC, "topic", "there is no topic %s", p->topic);
    if (p->language[0] != '\0' && !core_find_language(c, p->language, &r.language))
        return problem_set(problem, ERR_UNKNOWN_LANGUAGE, "language", "there is no language %s",
                           p->language);
    memcpy(r.number, p->number, sizeof r.number);
    uint32_t slot = find_called_number(c, p->number);
    result->created = slot == LIST_NONE;
    for (uint32_t i = 0; slot == LIST_NONE && i < LIMIT_CALLED_NUMBERS; i++)
        if (c->called_numbers[i].record.number[0] == '\0') slot = i;
    if (slot == LIST_NONE)
        return problem_set(problem, ERR_LIMIT_REACHED, NULL, "there are %d numbers already",
                           LIMIT_CALLED_NUMBERS);
    c->called_numbers[slot].record = r;
    if (slot >= c->called_numbers_ever) c->called_numbers_ever = slot + 1;
    struct event *event = emit(c, EVENT_called_number_changed);
    event_record(event, RECORD_called_number, slot);
    event->organisation = r.organisation;
    result->subject = ref_of(RECORD_called_number, slot);
    return ERR_OK;
}

HANDLER(called_number_remove) {
    const struct called_number_remove_command *p = &command->as.called_number_remove;
    uint32_t slot = find_called_number(c, p->number);
    (void)result; /* what is gone is not shown */
    if (slot == LIST_NONE)
        return problem_set(problem, ERR_UNKNOWN_NUMBER, "number", "there is no number %s",
                           p->number);
    struct event *event = emit(c, EVENT_called_number_changed);
    event_removed(event, RECORD_called_number, slot);
    event->organisation = c->called_numbers[slot].record.organisation;
    c->called_numbers[slot].going = true;
    return ERR_OK;
}

/* --- switches ------------------------------------------------------------------------------------------------------------------------ */

bool core_find_gateway(const struct core *c, const char *id, gateway_no *out) {
    for (gateway_no n = 0; n < c->gateways_ever; n++) {
        const struct gateway_slot *slot = &c->gateways[n];
        if (slot->record.id[0] == '\0' || slot->going || !same_id(slot->record.id, id)) continue;
        *out = n;
        return true;
    }
    return false;
}

const struct gateway_record *core_gateway(const struct core *c, gateway_no n) {
    return core_record(c, ref_of(RECORD_gateway, n));
}

uint32_t core_gateway_waiting(const struct core *c, gateway_no n) { return c->gateways[n].waiting; }

static bool is_http_url(const char *url) {
    size_t scheme = strncmp(url, "https://", 8) == 0 ? 8 : strncmp(url, "http://", 7) == 0 ? 7 : 0;
    if (scheme == 0 || url[scheme] == '\0' || url[scheme] == '/') return false;
    for (const char *at = url; *at != '\0'; at++)
        if (*at <= ' ' || *at > '~' || strchr("\"'<>\\", *at) != NULL) return false;
    return true;
}

HANDLER(gateway_put) {
    const struct gateway_put_command *p = &command->as.gateway_put;
    if (p->resume_url[0] != '\0' && !is_http_url(p->resume_url))
        return problem_set(problem, ERR_INVALID, "resume_url",
                           "it is an address such as http://10.1.2.3:8090/resume");
    gateway_no n;
    bool known = core_find_gateway(c, p->gateway, &n);
    for (n = known ? n : 0; !known && n < LIMIT_GATEWAYS; n++)
        if (c->gateways[n].record.id[0] == '\0') break;
    if (n == LIMIT_GATEWAYS)
        return problem_set(problem, ERR_LIMIT_REACHED, NULL, "there are %d gateways already",
                           LIMIT_GATEWAYS);
    struct gateway_record *r = &c->gateways[n].record;
    if (!known) {
        *r = (struct gateway_record){.number = n, .waiting_max = WAITING_USUAL};
        memcpy(r->id, p->gateway, sizeof r->id);
        list_init(&c->gateways[n].calls);
        if (n >= c->gateways_ever) c->gateways_ever = (gateway_no)(n + 1);
    }
    if (COMMAND_HAS(command, gateway_put, resume_url)) /* null takes it away */
        memcpy(r->resume_url, p->resume_url, sizeof r->resume_url);
    if (COMMAND_HAS(command, gateway_put, waiting_max)) r->waiting_max = p->waiting_max;
    event_record(emit(c, EVENT_gateway_changed), RECORD_gateway, n);
    result->subject = ref_of(RECORD_gateway, n);
    result->created = !known;
    return ERR_OK;
}

HANDLER(gateway_remove) {
    const struct gateway_remove_command *p = &command->as.gateway_remove;
    gateway_no n;
    (void)result; /* what is gone is not shown */
    if (!core_find_gateway(c, p->gateway, &n))
        return problem_set(problem, ERR_UNKNOWN_GATEWAY, "gateway", "there is no gateway %s",
                           p->gateway);
    if (c->gateways[n].named > 0)
        return problem_set(problem, ERR_IN_USE, "gateway", "%u calls that are still kept name it",
                           c->gateways[n].named);
    event_removed(emit(c, EVENT_gateway_removed), RECORD_gateway, n);
    c->gateways[n].going = true;
    return ERR_OK;
}

bool gateway_is_past(const struct core *c, gateway_no n, const char *boot) {
    return same_id(c->gateways[n].record.boot_before, boot);
}

bool gateway_hears(struct core *c, gateway_no n, const char *boot) {
    struct gateway_record *r = &c->gateways[n].record;
    if (same_id(r->boot, boot)) return true;
    if (gateway_is_past(c, n, boot)) return false;
    memcpy(r->boot_before, r->boot, sizeof r->boot_before);
    memcpy(r->boot, boot, sizeof r->boot);
    r->boot_at = c->now;
    r->boots++;
    event_record(emit(c, EVENT_gateway_changed), RECORD_gateway, n);
    return true;
}

HANDLER(gateway_heartbeat) {
    const struct gateway_heartbeat_command *p = &command->as.gateway_heartbeat;
    gateway_no n;
    if (!core_find_gateway(c, p->gateway, &n))
        return problem_set(problem, ERR_UNKNOWN_GATEWAY, "gateway", "there is no gateway %s",
                           p->gateway);
    result->subject = ref_of(RECORD_gateway, n);
    if (!gateway_hears(c, n, p->boot)) {
        result->repeated = true;
        return ERR_OK;
    }
    struct gateway_record *r = &c->gateways[n].record;
    r->heard_at = c->now;
    if (COMMAND_HAS(command, gateway_heartbeat, dialogs)) r->dialogs = p->dialogs;
    event_record(emit(c, EVENT_gateway_changed), RECORD_gateway, n);
    return ERR_OK;
}

/* Its calls of an earlier boot are over, the oldest first. */
static bool has_past_call(const struct core *c, gateway_no n) {
    const struct gateway_slot *slot = &c->gateways[n];
    uint32_t first = slot->calls.first;
    return slot->record.id[0] != '\0' && first != LIST_NONE &&
           c->calls[first].record.boot < slot->record.boots;
}

time_ms gateway_first(const struct core *c, uint32_t *at) {
    time_ms first = TIME_NEVER;
    for (gateway_no n = 0; n < c->gateways_ever; n++) {
        time_ms due = c->gateways[n].record.boot_at;
        if (!has_past_call(c, n) || due >= first) continue;
        first = due;
        *at = n;
    }
    return first;
}

void gateway_due(struct core *c, uint32_t at) { leg_cut_off(c, c->gateways[at].calls.first); }

/* --- what must hold ------------------------------------------------------------------------------------------------------------------ */

#define CHECK(condition, name, ...)                                                     \
    do {                                                                                \
        if (!(condition)) return problem_set(problem, ERR_INTERNAL, name, __VA_ARGS__); \
    } while (0)

enum err gateways_check(const struct core *c, struct problem *problem) {
    uint32_t named[LIMIT_GATEWAYS] = {0}, waiting[LIMIT_GATEWAYS] = {0};
    uint32_t listed[LIMIT_GATEWAYS] = {0}, kept = 0, resumes = 0;
    for (uint32_t i = c->all_calls.first; i != LIST_NONE; i = c->all_call_nodes[i].next) {
        const struct call_record *r = &c->calls[i].record;
        struct leg_places places = leg_places(r);
        bool live = r->state == CALL_STATE_QUEUED || r->state == CALL_STATE_RESERVED;
        CHECK(r->leg != CALL_LEG_ROUTED || r->state != CALL_STATE_QUEUED, "routed_call_has_agent",
              "call-%llu", (unsigned long long)r->id);
        CHECK(!live || r->leg == CALL_LEG_NONE || r->leg == CALL_LEG_ROUTED ||
                  r->leg == CALL_LEG_WAITING,
              "call_at_switch_is_live", "call-%llu", (unsigned long long)r->id);
        kept += places.kept;
        resumes += places.resumes;
        if (r->gateway == GATEWAY_NONE || r->leg == CALL_LEG_NONE) continue;
        named[r->gateway]++;
        waiting[r->gateway] += places.waits;
        listed[r->gateway] += places.of_gateway;
    }
    CHECK(kept == c->deadlines[LIST_KEPT].count, "kept_callers", "%u, not %u", kept,
          c->deadlines[LIST_KEPT].count);
    CHECK(resumes == c->resumes.count, "resumes", "%u, not %u", resumes, c->resumes.count);
    for (gateway_no n = 0; n < c->gateways_ever; n++) {
        const struct gateway_slot *slot = &c->gateways[n];
        if (slot->record.id[0] == '\0') continue;
        CHECK(slot->named == named[n] && slot->waiting == waiting[n] &&
                  slot->calls.count == listed[n],
              "calls_of_gateway", "%s", slot->record.id);
    }
    return ERR_OK;
}
