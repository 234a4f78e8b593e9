/* Tickets: the list of them, what their kinds are made of, and the message that a ticket is. */
#include <stdio.h>
#include <string.h>

#include "api/internal.h"
#include "base/log.h"
#include "core/transfer.h"

/* --- the list --------------------------------------------------------------------------------- */

/* An agent sees those they made; others those of their organisations. */
static bool sees(const struct actor *actor, const struct ticket_record *ticket) {
    if (actor->role == ROLE_AGENT) return strcmp(ticket->by, actor->token) == 0;
    return auth_sees(actor, ticket->organisation);
}

static void add_ticket(struct text_buf *out, const char *name, const struct core *core,
                       const struct ticket_record *ticket) {
    view_record_open(out, name, core, RECORD_ticket, ticket);
    put_bool(out, "open", ticket->closed_at == 0);
    put_close(out, '}');
}

enum err view_tickets(struct ask *ask, const struct core *core) {
    organisation_no organisation;
    uint8_t state = TICKET_STATE_COUNT;
    const char *wanted = ask_query(ask, "state");
    enum err err = view_organisation_filter(ask, core, "organisation", &organisation);
    if (err != ERR_OK) return err;
    if (wanted != NULL && !word_from_text(&ticket_state_words, wanted, strlen(wanted), &state))
        return problem_set(&ask->problem, ERR_UNKNOWN_VALUE, "state", "%.60s is no ticket_state",
                           wanted);
    uint64_t cursor = 0;
    const struct ticket_record *ticket;
    put_open(&ask->body, NULL, '{');
    put_open(&ask->body, "tickets", '[');
    while ((ticket = core_next_record(core, RECORD_ticket, &cursor)) != NULL) {
        bool fits = state == TICKET_STATE_COUNT ? ticket->closed_at == 0 : ticket->state == state;
        if (!fits || !sees(&ask->actor, ticket)) continue;
        if (organisation != ORGANISATION_NONE && ticket->organisation != organisation) continue;
        add_ticket(&ask->body, NULL, core, ticket);
    }
    put_close(&ask->body, ']');
    return ERR_OK;
}

enum err view_ticket(struct ask *ask, const struct core *core) {
    ticket_id id;
    const struct ticket_record *ticket = NULL;
    if (view_id_number("ticket-", ask->address.parameter, &id)) ticket = core_ticket(core, id);
    if (ticket == NULL) return view_not_found(ask, ERR_UNKNOWN_TICKET);
    if (!sees(&ask->actor, ticket)) return view_refuse(ask, ERR_OTHER_ORGANISATION, "ticket", "");
    put_open(&ask->body, NULL, '{');
    add_ticket(&ask->body, "ticket", core, ticket);
    return ERR_OK;
}

void view_add_tickets(struct ask *ask, const struct core *core) {
    uint32_t counts[TICKET_STATE_COUNT] = {0}, escalated = 0;
    uint64_t cursor = 0;
    const struct ticket_record *ticket;
    while ((ticket = core_next_record(core, RECORD_ticket, &cursor)) != NULL) {
        if (!sees(&ask->actor, ticket)) continue;
        counts[ticket->state]++;
        escalated += ticket->closed_at == 0 && ticket->escalated_at != 0;
    }
    put_open(&ask->body, "tickets", '{');
    put_uint(&ask->body, "waiting", counts[TICKET_STATE_WAITING]);
    put_uint(&ask->body, "delivered", counts[TICKET_STATE_DELIVERED]);
    put_uint(&ask->body, "refused", counts[TICKET_STATE_REFUSED]);
    put_uint(&ask->body, "escalated", escalated);
    put_close(&ask->body, '}');
}

/* --- kinds ------------------------------------------------------------------------------------- */

static void add_purpose(struct text_buf *out, const struct ticket_member *member) {
    put_open(out, "purpose", '{');
    put_text(out, "da", member->purpose_da);
    put_text(out, "en", member->purpose_en);
    put_close(out, '}');
    put_int(out, "kept_ms", member->kept_ms);
}

static void add_kind(struct text_buf *out, unsigned kind) {
    struct ticket_member members[TICKET_MEMBERS];
    size_t count = core_ticket_members(kind, members);
    put_open(out, NULL, '{');
    put_text(out, "kind", word_text(&ticket_kind_words, kind));
    put_open(out, "members", '[');
    for (size_t i = 0; i < count; i++) {
        put_open(out, NULL, '{');
        put_text(out, "name", members[i].name);
        put_bool(out, "required", members[i].required);
        add_purpose(out, &members[i]);
        put_close(out, '}');
    }
    put_close(out, ']');
    put_close(out, '}');
}

enum err view_ticket_kinds(struct ask *ask, const struct core *core) {
    (void)core;
    put_open(&ask->body, NULL, '{');
    put_open(&ask->body, "kinds", '[');
    for (unsigned kind = 0; kind < TICKET_KIND_COUNT; kind++)
        add_kind(&ask->body, kind);
    put_close(&ask->body, ']');
    put_open(&ask->body, "deadlines", '{');
    for (unsigned urgency = 0; urgency < TICKET_URGENCY_COUNT; urgency++)
        put_int(&ask->body, word_text(&ticket_urgency_words, urgency),
                core_ticket_deadline(urgency));
    put_close(&ask->body, '}');
    return ERR_OK;
}

/* --- the message ------------------------------------------------------------------------------- */

static bool is(struct slice value, const char *text) {
    return value.length == strlen(text) && memcmp(value.data, text, value.length) == 0;
}

static struct slice member_of(struct slice object, const char *name) {
    struct split_member member;
    size_t at = 0;
    while (split_next(object, &at, &member) == SPLIT_MEMBER)
        if (is(member.name, name)) return member.value;
    return (struct slice){NULL, 0};
}

/* The members of the record as JSON, so that a value is written as everywhere else. */
static void add_members(struct text_buf *out, const struct core *core,
                        const struct ticket_record *ticket) {
    struct ticket_member members[TICKET_MEMBERS];
    size_t count = core_ticket_members(ticket->kind, members);
    struct text_buf whole;
    text_buf_init(&whole, LIMIT_RECORD_BYTES);
    wire_encode_record(core, RECORD_ticket, ticket, &whole);
    put_open(out, "members", '[');
    for (size_t i = 0; i < count; i++) {
        struct slice value = member_of(text_slice(&whole), members[i].name);
        if (value.length == 0 || is(value, "null") || is(value, "0")) continue;
        put_open(out, NULL, '{');
        put_text(out, "name", members[i].name);
        put_name(out, "value");
        text_add_bytes(out, value.data, value.length);
        add_purpose(out, &members[i]);
        put_close(out, '}');
    }
    put_close(out, ']');
    text_buf_close(&whole);
}

void api_ticket_message(const struct core *core, const struct receiver_record *receiver,
                        const struct ticket_record *ticket, struct text_buf *out) {
    char at[TIME_TEXT_MAX], id[32];
    snprintf(id, sizeof id, "ticket-%llu", (unsigned long long)ticket->id);
    text_add_char(out, '{');
    put_text(out, "type", "ticket.created");
    put_text(out, "timestamp", time_rfc3339(ticket->created_at, at));
    put_open(out, "data", '{');
    put_text(out, "ticket", id);
    put_text(out, "receiver", receiver->id);
    put_text(out, "organisation", core_organisation(core, ticket->organisation)->id);
    put_text(out, "topic", core_topic(core, ticket->topic)->id);
    put_name(out, "call");
    text_addf(out, "\"call-%llu\"", (unsigned long long)ticket->call);
    put_text(out, "kind", word_text(&ticket_kind_words, ticket->kind));
    put_text(out, "urgency", word_text(&ticket_urgency_words, ticket->urgency));
    put_text(out, "created_at", time_rfc3339(ticket->created_at, at));
    put_text(out, "deadline_at", time_rfc3339(ticket->deadline_at, at));
    put_name(out, "receipt");
    text_addf(out, "\"/v1/tickets/%s/receipt\"", id);
    add_members(out, core, ticket);
    put_close(out, '}');
    put_close(out, '}');
}
