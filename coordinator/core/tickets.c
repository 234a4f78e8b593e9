/* Tickets: a message to the caller's municipality about something to do, instead of a transfer (N101-N104).
 *
 *   - made in a call, of typed members only (tickets.def); it waits for the organisation's ticket receiver to take it (publish/);
 *   - delivered is not received: the organisation's system says so, under a reference of its own, or refuses;
 *   - not received by its deadline, or refused, it is escalated once: a person decides;
 *   - received or withdrawn, its members are erased one by one as their time is over, and with the last of them the ticket. */
#include <stddef.h>
#include <string.h>

#include "base/assert.h"
#include "base/text.h"
#include "core/contacts.h"

#define TRIES 13 /* of a message that its receiver refuses: then the ticket counts as refused */

/* --- what they are made of ----------------------------------------------------------------------------------------- */

struct member {
    uint8_t kind;
    bool required;
    int32_t days;
    size_t offset, size;
    unsigned given; /* its bit in the command */
    const char *name, *da, *en;
};

static const struct member members[] = {
#define TICKET_MEMBER(kind_, member_, required_, days_, da_, en_) \
    {.kind = TICKET_KIND_##kind_,                                 \
     .required = required_,                                       \
     .days = days_,                                               \
     .offset = offsetof(struct ticket_record, member_),           \
     .size = sizeof(((struct ticket_record *)0)->member_),        \
     .given = ticket_create_HAS_##member_,                        \
     .name = #member_,                                            \
     .da = da_,                                                   \
     .en = en_},
#include "core/tickets.def"
};
#define MEMBERS (sizeof members / sizeof *members)

size_t core_ticket_members(unsigned kind, struct ticket_member out[TICKET_MEMBERS]) {
    size_t count = 0;
    for (size_t i = 0; i < MEMBERS; i++) {
        if (members[i].kind != kind) continue;
        ASSERT(count < TICKET_MEMBERS);
        out[count++] = (struct ticket_member){.name = members[i].name,
                                              .purpose_da = members[i].da,
                                              .purpose_en = members[i].en,
                                              .kept_ms = members[i].days * DAY_MS,
                                              .required = members[i].required};
    }
    return count;
}

time_ms core_ticket_deadline(unsigned urgency) {
    switch ((enum ticket_urgency)urgency) {
    case TICKET_URGENCY_USUAL: return DAY_MS;
    case TICKET_URGENCY_TODAY: return 4 * HOUR_MS;
    case TICKET_URGENCY_NOW: return 30 * MINUTE_MS;
    case TICKET_URGENCY_COUNT: break;
    }
    UNREACHABLE("no such urgency");
}

static bool is_set(const struct ticket_record *r, const struct member *m) {
    const uint8_t *bytes = (const uint8_t *)r + m->offset;
    for (size_t i = 0; i < m->size; i++)
        if (bytes[i] != 0) return true;
    return false;
}

/* --- what they may not say (N103) ---------------------------------------------------------------------------------------- */

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

/* The digits from `*at` on, in groups with one blank, point or hyphen between them, are a phone number's. */
static bool phone_at(const char *text, size_t *at) {
    size_t digits = 0, group = 0, longest = 0, i = *at;
    for (;; i++) {
        bool between = text[i] != '\0' && strchr(" .-", text[i]) != NULL && is_digit(text[i + 1]);
        if (is_digit(text[i])) {
            digits++;
            if (++group > longest) longest = group;
        } else if (between) {
            group = 0;
        } else {
            break;
        }
    }
    bool abroad = (*at > 0 && text[*at - 1] == '+') || strncmp(text + *at, "00", 2) == 0;
    *at = i;
    return abroad ? digits >= 8 : digits == 8 && (longest <= 4 || longest == 8);
}

bool core_text_has_phone(const char *text) {
    for (size_t i = 0; text[i] != '\0';) {
        if (!is_digit(text[i]))
            i++;
        else if (phone_at(text, &i))
            return true;
    }
    return false;
}

static enum err check_text(const char *text, const char *field, struct problem *problem) {
    if (text_has_cpr(text, strlen(text)))
        return problem_set(problem, ERR_INVALID, field, "it looks like a CPR number");
    if (core_text_has_phone(text))
        return problem_set(problem, ERR_INVALID, field,
                           "it looks like a phone number; the organisation finds the citizen by "
                           "its case");
    if (strchr(text, '@') != NULL)
        return problem_set(problem, ERR_INVALID, field, "it looks like an e-mail address");
    return ERR_OK;
}

/* --- finding ------------------------------------------------------------------------------------------------------------- */

static bool is_taken(const struct ticket_slot *slot) {
    return slot->record.id != 0 && !slot->going;
}

uint32_t find_ticket(const struct core *c, ticket_id id) {
    for (uint32_t i = 0; id != 0 && i < c->contacts->tickets_ever; i++)
        if (is_taken(&c->contacts->tickets[i]) && c->contacts->tickets[i].record.id == id) return i;
    return LIST_NONE;
}

const struct ticket_record *core_ticket(const struct core *c, ticket_id id) {
    uint32_t slot = find_ticket(c, id);
    return slot == LIST_NONE ? NULL : &c->contacts->tickets[slot].record;
}

uint32_t ticket_receiver(const struct core *c, organisation_no n) {
    uint32_t first = LIST_NONE;
    for (uint32_t i = 0; i < LIMIT_RECEIVERS; i++) {
        const struct receiver_slot *slot = &c->receivers[i];
        if (slot->record.id[0] == '\0' || slot->going || slot->record.disabled ||
            slot->record.kind != RECEIVER_KIND_TICKET ||
            !organisation_set_has(&slot->record.municipalities[0], n))
            continue;
        if (first == LIST_NONE || strcmp(slot->record.id, c->receivers[first].record.id) < 0)
            first = i;
    }
    return first;
}

static bool is_closed(const struct ticket_record *r) { return r->closed_at != 0; }

const struct ticket_record *ticket_open_of(const struct core *c, organisation_no n) {
    for (uint32_t i = 0; i < c->contacts->tickets_ever; i++) {
        const struct ticket_slot *slot = &c->contacts->tickets[i];
        if (is_taken(slot) && slot->record.organisation == n && !is_closed(&slot->record))
            return &slot->record;
    }
    return NULL;
}

static time_ms later(time_ms a, time_ms b) { return a > b ? a : b; }

/* The oldest that may be sent now, else the one that may be sent first. */
const struct ticket_record *ticket_first(const struct core *c, uint32_t receiver, time_ms *due_at) {
    const struct receiver_record *to = &c->receivers[receiver].record;
    const struct ticket_record *first = NULL;
    if (to->kind != RECEIVER_KIND_TICKET || to->disabled) return NULL;
    for (uint32_t i = 0; i < c->contacts->tickets_ever; i++) {
        const struct ticket_slot *slot = &c->contacts->tickets[i];
        const struct ticket_record *r = &slot->record;
        if (!is_taken(slot) || r->state != TICKET_STATE_WAITING ||
            !organisation_set_has(&to->municipalities[0], r->organisation) ||
            ticket_receiver(c, r->organisation) != receiver)
            continue;
        time_ms due = later(to->next_try_at, r->next_try_at);
        if (first != NULL && (due > *due_at || (due == *due_at && r->id > first->id))) continue;
        first = r;
        *due_at = due;
    }
    return first;
}

/* --- deadlines ----------------------------------------------------------------------------------------------------------- */

/* When something is to be done about it next. */
static time_ms due_of(const struct ticket_record *r) {
    if (!is_closed(r)) return r->escalated_at == 0 ? r->deadline_at : TIME_NEVER;
    time_ms first = TIME_NEVER, last = r->closed_at;
    for (size_t i = 0; i < MEMBERS; i++) {
        if (members[i].kind != r->kind) continue;
        time_ms at = r->closed_at + members[i].days * DAY_MS;
        if (at > last) last = at;
        if (is_set(r, &members[i]) && at < first) first = at;
    }
    return first != TIME_NEVER ? first : last;
}

static bool has_members(const struct ticket_record *r) {
    for (size_t i = 0; i < MEMBERS; i++)
        if (members[i].kind == r->kind && is_set(r, &members[i])) return true;
    return false;
}

void tickets_index(struct core *c) {
    c->contacts->tickets_due = TIME_NEVER;
    for (uint32_t i = 0; i < c->contacts->tickets_ever; i++) {
        if (!is_taken(&c->contacts->tickets[i])) continue;
        time_ms due = due_of(&c->contacts->tickets[i].record);
        if (due < c->contacts->tickets_due) c->contacts->tickets_due = due;
    }
}

time_ms tickets_first(const struct core *c) { return c->contacts->tickets_due; }

/* The first that is due. */
static uint32_t first_due(const struct core *c) {
    uint32_t first = LIST_NONE;
    for (uint32_t i = 0; i < c->contacts->tickets_ever; i++) {
        const struct ticket_slot *slot = &c->contacts->tickets[i];
        if (!is_taken(slot) || due_of(&slot->record) > c->now) continue;
        if (first == LIST_NONE || slot->record.id < c->contacts->tickets[first].record.id)
            first = i;
    }
    return first;
}

bool tickets_due_removes(const struct core *c) {
    uint32_t slot = first_due(c);
    return slot != LIST_NONE && is_closed(&c->contacts->tickets[slot].record) &&
           !has_members(&c->contacts->tickets[slot].record);
}

/* It is told to the agent who promised it, too: their stream shows the receipt. */
static struct event *say(struct core *c, enum event_type type, uint32_t slot) {
    struct event *event = emit(c, type);
    uint32_t by = find_token_id(c, c->contacts->tickets[slot].record.by);
    event_record(event, RECORD_ticket, c->contacts->tickets[slot].record.id);
    event->organisation = c->contacts->tickets[slot].record.organisation;
    if (by != LIST_NONE) event->agent = c->tokens[by].record.agent;
    return event;
}

static void erase_members(struct ticket_record *r, time_ms now) {
    for (size_t i = 0; i < MEMBERS; i++)
        if (members[i].kind == r->kind && r->closed_at + members[i].days * DAY_MS <= now)
            memset((uint8_t *)r + members[i].offset, 0, members[i].size);
}

static void forget(struct core *c, uint32_t slot, struct event *event) {
    c->contacts->tickets[slot].going = true;
    event_removed(event, RECORD_ticket, slot);
    event->organisation = c->contacts->tickets[slot].record.organisation;
}

void tickets_due(struct core *c) {
    uint32_t slot = first_due(c);
    ASSERT(slot != LIST_NONE);
    struct ticket_record *r = &c->contacts->tickets[slot].record;
    if (!is_closed(r)) {
        r->escalated_at = c->now;
        say(c, EVENT_ticket_escalated, slot);
    } else if (has_members(r)) {
        erase_members(r, c->now);
        say(c, EVENT_ticket_erased, slot);
    } else {
        forget(c, slot, emit(c, EVENT_ticket_erased));
    }
    tickets_index(c);
}

void tickets_forget(struct core *c, organisation_no n) {
    for (uint32_t i = 0; i < c->contacts->tickets_ever; i++)
        if (is_taken(&c->contacts->tickets[i]) && c->contacts->tickets[i].record.organisation == n)
            forget(c, i, emit(c, EVENT_ticket_erased));
    tickets_index(c);
}

/* --- making ---------------------------------------------------------------------------------------------------------------- */

static enum err check_members(const struct command *command, const struct ticket_record *r,
                              struct problem *problem) {
    uint64_t allowed = 0;
    const char *kind = word_text(&ticket_kind_words, r->kind);
    for (size_t i = 0; i < MEMBERS; i++) {
        if (members[i].kind != r->kind) continue;
        allowed |= UINT64_C(1) << members[i].given;
        if (members[i].required && !is_set(r, &members[i]))
            return problem_set(problem, ERR_MISSING_FIELD, members[i].name, "a %s has it", kind);
    }
    for (size_t i = 0; i < MEMBERS; i++) {
        bool given = (command->given >> members[i].given) & 1;
        if (given && ((allowed >> members[i].given) & 1) == 0)
            return problem_set(problem, ERR_UNKNOWN_FIELD, members[i].name,
                               "a %s has no such member", kind);
    }
    return ERR_OK;
}

static enum err read_ticket(const struct core *c, const struct command *command,
                            const struct call_record *call, struct ticket_record *r,
                            struct problem *problem) {
    const struct ticket_create_command *p = &command->as.ticket_create;
    *r = (struct ticket_record){.call = call->id,
                                .created_at = c->now,
                                .since = p->since,
                                .organisation = call->municipality,
                                .people = p->people,
                                .topic = call->topic,
                                .kind = p->kind,
                                .urgency = p->urgency,
                                .need = p->need,
                                .question = p->question};
    memcpy(r->case_reference, p->case_reference, sizeof r->case_reference);
    memcpy(r->place, p->place, sizeof r->place);
    memcpy(r->document, p->document, sizeof r->document);
    memcpy(r->guide, p->guide, sizeof r->guide);
    memcpy(r->by, command->actor.token, sizeof r->by);
    r->deadline_at = COMMAND_HAS(command, ticket_create, deadline_at)
                         ? p->deadline_at
                         : c->now + core_ticket_deadline(p->urgency);
    enum err err = check_members(command, r, problem);
    if (err == ERR_OK) err = check_text(r->case_reference, "case_reference", problem);
    if (err == ERR_OK) err = check_text(r->place, "place", problem);
    if (err == ERR_OK) err = check_text(r->document, "document", problem);
    if (err == ERR_OK) err = check_text(r->guide, "guide", problem);
    if (err != ERR_OK) return err;
    if (r->deadline_at <= c->now || r->deadline_at > c->now + 30 * DAY_MS)
        return problem_set(problem, ERR_OUT_OF_RANGE, "deadline_at",
                           "it lies within the next 30 days");
    if (r->since > c->now)
        return problem_set(problem, ERR_OUT_OF_RANGE, "since", "it lies in the future");
    return ERR_OK;
}

static uint32_t free_ticket(const struct core *c) {
    for (uint32_t i = 0; i < LIMIT_TICKETS; i++)
        if (c->contacts->tickets[i].record.id == 0) return i;
    return LIST_NONE;
}

static void take_ticket(struct core *c, uint32_t slot, const struct ticket_record *r) {
    c->contacts->tickets[slot].record = *r;
    if (slot >= c->contacts->tickets_ever) c->contacts->tickets_ever = slot + 1;
}

/* Whether the call may have one now: the agent talks or wraps up, and the playbook and the organisation take tickets. */
static enum err check_offered(const struct core *c, const struct call_record *call,
                              struct problem *problem) {
    struct transfer_view view;
    core_view_transfer(c, call, &view);
    if (view.ticket == TRANSFER_REASON_NONE) return ERR_OK;
    if (view.ticket == TRANSFER_REASON_NO_RECEIVER)
        return problem_set(problem, ERR_NO_TICKET_RECEIVER, "call", "%s takes no tickets here",
                           c->organisations[call->municipality].record.id);
    if (view.ticket == TRANSFER_REASON_NOT_TALKING)
        return problem_set(problem, ERR_CALL_NOT_ANSWERED, "call",
                           "nobody talks with the caller or wraps up");
    return problem_set(problem, ERR_TRANSFER_NOT_OFFERED, "kind", "a ticket is not offered: %s",
                       word_text(&transfer_reason_words, view.ticket));
}

HANDLER(ticket_create) {
    const struct ticket_create_command *p = &command->as.ticket_create;
    uint32_t call = find_call(c, p->call);
    if (call == LIST_NONE)
        return problem_set(problem, ERR_UNKNOWN_CALL, "call", "there is no call-%llu",
                           (unsigned long long)p->call);
    struct ticket_record r;
    enum err err = read_ticket(c, command, &c->calls[call].record, &r, problem);
    if (err == ERR_OK) err = check_offered(c, &c->calls[call].record, problem);
    if (err != ERR_OK) return err;
    uint32_t slot = free_ticket(c);
    if (slot == LIST_NONE)
        return problem_set(problem, ERR_LIMIT_REACHED, NULL, "%d tickets are kept already",
                           LIMIT_TICKETS);
    r.id = ++c->counters.tickets;
    take_ticket(c, slot, &r);
    tickets_index(c);
    struct event *event = say(c, EVENT_ticket_created, slot);
    event_record(event, RECORD_counters, 0);
    event->agent = c->calls[call].record.agent;
    receiver_has_news(c, ticket_receiver(c, r.organisation), event);
    result->subject = ref_of(RECORD_ticket, r.id);
    result->created = true;
    return ERR_OK;
}

/* --- what becomes of them ------------------------------------------------------------------------------------------------- */

static enum err need_ticket(const struct core *c, const struct actor *actor, ticket_id id,
                            uint32_t *slot, struct problem *problem) {
    *slot = find_ticket(c, id);
    if (*slot == LIST_NONE)
        return problem_set(problem, ERR_UNKNOWN_TICKET, "ticket", "there is no ticket-%llu",
                           (unsigned long long)id);
    if (actor->role != ROLE_SYSTEM && !actor->all_organisations &&
        !organisation_set_has(&actor->organisations,
                              c->contacts->tickets[*slot].record.organisation))
        return problem_set(problem, ERR_OTHER_ORGANISATION, "ticket",
                           "it is another organisation's");
    return ERR_OK;
}

static enum err closed_already(const struct ticket_record *r, struct problem *problem) {
    return problem_set(problem, ERR_TICKET_CLOSED, "ticket", "it is %s",
                       word_text(&ticket_state_words, r->state));
}

static enum err check_receipt(const struct command *command, struct problem *problem) {
    const struct ticket_receipt_command *p = &command->as.ticket_receipt;
    bool received = p->state == TICKET_STATE_RECEIVED, refused = p->state == TICKET_STATE_REFUSED;
    if (!received && !refused)
        return problem_set(problem, ERR_UNKNOWN_VALUE, "state", "it is received or refused");
    if (received && p->receipt[0] == '\0')
        return problem_set(problem, ERR_MISSING_FIELD, "receipt",
                           "what is received has a reference there");
    if (refused != (p->refusal != TICKET_REFUSAL_NONE))
        return problem_set(problem, refused ? ERR_MISSING_FIELD : ERR_INVALID, "refusal",
                           refused ? "what is refused has a reason" : "it is received");
    if (p->refusal == TICKET_REFUSAL_UNDELIVERED)
        return problem_set(problem, ERR_UNKNOWN_VALUE, "refusal",
                           "what was delivered is not undelivered");
    return check_text(p->receipt, "receipt", problem);
}

static void refuse(struct core *c, uint32_t slot, unsigned refusal) {
    struct ticket_record *r = &c->contacts->tickets[slot].record;
    r->state = TICKET_STATE_REFUSED;
    r->refusal = (uint8_t)refusal;
    r->next_try_at = 0;
    say(c, EVENT_ticket_changed, slot);
    if (r->escalated_at == 0) {
        r->escalated_at = c->now;
        say(c, EVENT_ticket_escalated, slot);
    }
}

HANDLER(ticket_receipt) {
    const struct ticket_receipt_command *p = &command->as.ticket_receipt;
    uint32_t slot;
    enum err err = need_ticket(c, &command->actor, p->ticket, &slot, problem);
    if (err == ERR_OK) err = check_receipt(command, problem);
    if (err != ERR_OK) return err;
    struct ticket_record *r = &c->contacts->tickets[slot].record;
    result->subject = ref_of(RECORD_ticket, r->id);
    if (r->state == p->state && r->refusal == p->refusal &&
        (p->receipt[0] == '\0' || same_id(r->receipt, p->receipt))) {
        result->repeated = true;
        return ERR_OK;
    }
    if (is_closed(r)) return closed_already(r, problem);
    memcpy(r->receipt, p->receipt, sizeof r->receipt);
    if (p->state == TICKET_STATE_REFUSED) {
        refuse(c, slot, p->refusal);
    } else {
        r->state = TICKET_STATE_RECEIVED;
        r->refusal = TICKET_REFUSAL_NONE;
        r->closed_at = c->now;
        r->next_try_at = 0;
        say(c, EVENT_ticket_changed, slot);
    }
    tickets_index(c);
    return ERR_OK;
}

HANDLER(ticket_withdraw) {
    const struct ticket_withdraw_command *p = &command->as.ticket_withdraw;
    uint32_t slot;
    enum err err = need_ticket(c, &command->actor, p->ticket, &slot, problem);
    if (err != ERR_OK) return err;
    struct ticket_record *r = &c->contacts->tickets[slot].record;
    result->subject = ref_of(RECORD_ticket, r->id);
    if (r->state == TICKET_STATE_WITHDRAWN) {
        result->repeated = true;
        return ERR_OK;
    }
    if (is_closed(r)) return closed_already(r, problem);
    r->state = TICKET_STATE_WITHDRAWN;
    r->closed_at = c->now;
    r->next_try_at = 0;
    say(c, EVENT_ticket_changed, slot);
    tickets_index(c);
    return ERR_OK;
}

/* --- delivery --------------------------------------------------------------------------------------------------------------- */

static enum err find_tried(const struct core *c, const struct command *command, uint32_t *receiver,
                           uint32_t *slot, struct problem *problem) {
    const struct ticket_tried_command *p = &command->as.ticket_tried;
    *receiver = find_receiver(c, p->receiver);
    if (*receiver == LIST_NONE)
        return problem_set(problem, ERR_UNKNOWN_RECEIVER, "receiver", "there is no receiver %s",
                           p->receiver);
    if (p->outcome == DELIVERY_OUTCOME_NONE)
        return problem_set(problem, ERR_UNKNOWN_VALUE, "outcome", "a try has one");
    return need_ticket(c, &command->actor, p->ticket, slot, problem);
}

HANDLER(ticket_tried) {
    const struct ticket_tried_command *p = &command->as.ticket_tried;
    uint32_t at, slot;
    enum err err = find_tried(c, command, &at, &slot, problem);
    if (err != ERR_OK) return err;
    struct ticket_record *r = &c->contacts->tickets[slot].record;
    bool delivered = p->outcome == DELIVERY_OUTCOME_DELIVERED,
         refused = p->outcome == DELIVERY_OUTCOME_REFUSED;
    r->attempts++;
    r->status = COMMAND_HAS(command, ticket_tried, status) ? p->status : 0;
    r->outcome = p->outcome;
    memset(r->error, 0, sizeof r->error);
    memcpy(r->error, p->error, sizeof r->error);
    memcpy(r->receiver, p->receiver, sizeof r->receiver);
    if (delivered && r->delivered_at == 0) r->delivered_at = c->now;
    if (delivered && r->state == TICKET_STATE_WAITING) r->state = TICKET_STATE_DELIVERED;
    r->next_try_at = refused && r->state == TICKET_STATE_WAITING
                         ? c->now + receiver_retry_delay(p->receiver, r->id, r->attempts)
                         : 0;
    struct event *event = say(c, EVENT_ticket_tried, slot);
    receiver_was_tried(c, at, p->outcome, r->id, p->retry_after_ms, event);
    if (refused && r->state == TICKET_STATE_WAITING && r->attempts >= TRIES)
        refuse(c, slot, TICKET_REFUSAL_UNDELIVERED);
    result->subject = ref_of(RECORD_ticket, r->id);
    return ERR_OK;
}

/* --- recovery and what must hold ------------------------------------------------------------------------------------------- */

uint32_t ticket_restore(struct core *c, const struct ticket_record *r) {
    uint32_t slot = free_ticket(c);
    if (slot == LIST_NONE || r->id == 0 || find_ticket(c, r->id) != LIST_NONE) return LIST_NONE;
    take_ticket(c, slot, r);
    return slot;
}

#define CHECK(condition, name, ...)                                                     \
    do {                                                                                \
        if (!(condition)) return problem_set(problem, ERR_INTERNAL, name, __VA_ARGS__); \
    } while (0)

static enum err check_ticket(const struct core *c, const struct ticket_record *r,
                             struct problem *problem) {
    bool closed = r->state == TICKET_STATE_RECEIVED || r->state == TICKET_STATE_WITHDRAWN;
    CHECK(closed == is_closed(r), "closed_tickets_have_a_time", "ticket-%llu",
          (unsigned long long)r->id);
    CHECK(r->id <= c->counters.tickets, "ticket_ids_are_counted", "ticket-%llu",
          (unsigned long long)r->id);
    CHECK((r->state == TICKET_STATE_REFUSED) <= (r->escalated_at != 0), "refused_is_escalated",
          "ticket-%llu", (unsigned long long)r->id);
    CHECK(!text_has_cpr(r->place, strlen(r->place)) && !core_text_has_phone(r->place) &&
              !core_text_has_phone(r->case_reference),
          "tickets_name_nobody", "ticket-%llu", (unsigned long long)r->id);
    return ERR_OK;
}

static enum err check_directory(const struct core *c, struct problem *problem) {
    for (uint32_t i = 0; i < c->contacts->directory_ever; i++) {
        const struct directory_slot *slot = &c->contacts->directory[i];
        if (!slot->taken || slot->going) continue;
        CHECK(core_organisation(c, slot->record.organisation) != NULL, "entry_has_an_organisation",
              "%u", i);
        CHECK((slot->record.vip == VIP_STATE_YES) == (slot->record.vip_number[0] != '\0'),
              "vip_number_fits_its_state", "%u", i);
        CHECK(find_entry(c, slot->record.organisation, slot->record.topic) == i, "entry_is_found",
              "%u", i);
    }
    return ERR_OK;
}

enum err contacts_check(const struct core *c, struct problem *problem) {
    time_ms due = TIME_NEVER;
    enum err err = check_directory(c, problem);
    for (uint32_t i = 0; err == ERR_OK && i < c->contacts->tickets_ever; i++) {
        const struct ticket_slot *slot = &c->contacts->tickets[i];
        if (!is_taken(slot)) continue;
        err = check_ticket(c, &slot->record, problem);
        if (due_of(&slot->record) < due) due = due_of(&slot->record);
    }
    if (err != ERR_OK) return err;
    CHECK(due == c->contacts->tickets_due, "tickets_are_due", "%lld, not %lld",
          (long long)c->contacts->tickets_due, (long long)due);
    for (uint32_t i = 0; i < c->contacts->measures_ever; i++) {
        const struct measure_record *m = &c->contacts->measures[i].record;
        CHECK(m->period[0] == '\0' || c->contacts->measures[i].going ||
                  core_period(c, m->period) != NULL,
              "measure_has_a_period", "%s", m->period);
    }
    return ERR_OK;
}
