/* The directory, what is missing in it, and what a call may be transferred to. */
#include <stdio.h>
#include <string.h>

#include "api/internal.h"
#include "api/table.h"
#include "core/transfer.h"

static const char *topic_id(const struct core *core, topic_no topic) {
    const struct topic_record *record = topic == TOPIC_NONE ? NULL : core_topic(core, topic);
    return record == NULL ? NULL : record->id;
}

static void put_day(struct text_buf *out, const char *name, int32_t day) {
    struct civil civil;
    if (day == INT32_MIN) {
        put_null(out, name);
        return;
    }
    civil_from_utc(day * DAY_MS, &civil);
    put_name(out, name);
    text_addf(out, "\"%04d-%02d-%02d\"", civil.year, civil.month, civil.day);
}

/* --- entries ---------------------------------------------------------------------------------- */

/* Numbers past the queue are for those who talk with citizens, and for those who look after them. */
static bool sees_vip_numbers(const struct actor *actor) {
    return ((API_WATCHERS | API_ROLE(PARTNER) | API_ROLE(AGENT) | API_ROLE(MUNICIPAL_EDITOR)) >>
            actor->role) &
           1;
}

static void add_entry(struct text_buf *out, const char *name, const struct actor *actor,
                      const struct core *core, const struct directory_record *entry) {
    const struct organisation_record *organisation = core_organisation(core, entry->organisation);
    struct entry_view view;
    core_view_entry(core, entry, &view);
    put_open(out, name, '{');
    put_text(out, "organisation", organisation->id);
    put_text(out, "name", organisation->name);
    put_text(out, "topic", topic_id(core, entry->topic));
    put_text(out, "number", entry->number);
    put_text(out, "vip", word_text(&vip_state_words, entry->vip));
    put_bool(out, "non_vip", entry->vip != VIP_STATE_YES);
    put_text(out, "vip_number", sees_vip_numbers(actor) ? entry->vip_number : NULL);
    put_text(out, "reason", sees_vip_numbers(actor) ? entry->reason : NULL);
    put_day(out, "promised_by", entry->promised_by);
    put_day(out, "verified_on", entry->verified_on);
    put_bool(out, "open", view.open);
    put_time(out, "changes_at", view.changes_at);
    put_text(out, "hours_of", !view.has_week ? NULL : entry->own_hours ? "entry" : "organisation");
    if (view.has_week) {
        view_record_open(out, "hours", core, RECORD_hours, &view.week);
        put_close(out, '}');
    } else {
        put_null(out, "hours");
    }
    put_close(out, '}');
}

struct directory_filter {
    organisation_no municipality;
    topic_no topic;
};

static enum err read_filter(struct ask *ask, const struct core *core,
                            struct directory_filter *out) {
    const char *topic = ask_query(ask, "topic");
    out->topic = TOPIC_NONE;
    if (topic != NULL && !core_find_topic(core, topic, &out->topic))
        return problem_set(&ask->problem, ERR_UNKNOWN_TOPIC, "topic", "%.60s is unknown", topic);
    return view_organisation_filter(ask, core, "municipality", &out->municipality);
}

/* With a topic, of each organisation the one entry that counts for it. */
static bool passes(const struct core *core, const struct directory_filter *filter,
                   const struct directory_record *entry) {
    if (filter->municipality != ORGANISATION_NONE && entry->organisation != filter->municipality)
        return false;
    return filter->topic == TOPIC_NONE ||
           core_directory_for(core, entry->organisation, filter->topic) == entry;
}

enum err view_directory(struct ask *ask, const struct core *core) {
    struct directory_filter filter;
    enum err err = read_filter(ask, core, &filter);
    if (err != ERR_OK) return err;
    uint64_t cursor = 0;
    const struct directory_record *entry;
    put_open(&ask->body, NULL, '{');
    put_open(&ask->body, "directory", '[');
    while ((entry = core_next_record(core, RECORD_directory, &cursor)) != NULL)
        if (passes(core, &filter, entry)) add_entry(&ask->body, NULL, &ask->actor, core, entry);
    put_close(&ask->body, ']');
    return ERR_OK;
}

/* --- what is missing (N18, N27) --------------------------------------------------------------- */

struct gap_row {
    const struct organisation_record *organisation;
    const struct directory_record *entry; /* NULL: it has said nothing */
    enum gap gap;
};

typedef void gap_fn(void *ctx, const struct core *core, const struct gap_row *row);

/* Every member municipality that has said nothing, and every entry of theirs. */
static void walk(const struct core *core, gap_fn *each, void *ctx) {
    const struct organisation_record *organisation;
    const struct directory_record *entry;
    uint64_t cursor = 0, entries = 0;
    while ((organisation = core_next_record(core, RECORD_organisation, &cursor)) != NULL) {
        if (organisation->standing != STANDING_MEMBER ||
            organisation->kind != ORGANISATION_KIND_MUNICIPALITY ||
            core_directory(core, organisation->number, TOPIC_NONE) != NULL)
            continue;
        struct gap_row row = {organisation, NULL, core_directory_gap(core, NULL)};
        each(ctx, core, &row);
    }
    while ((entry = core_next_record(core, RECORD_directory, &entries)) != NULL) {
        struct gap_row row = {core_organisation(core, entry->organisation), entry,
                              core_directory_gap(core, entry)};
        if (row.organisation->standing == STANDING_MEMBER &&
            row.organisation->kind == ORGANISATION_KIND_MUNICIPALITY)
            each(ctx, core, &row);
    }
}

static const char *vip_text(const struct directory_record *entry) {
    return entry == NULL ? NULL : word_text(&vip_state_words, entry->vip);
}

struct gap_list {
    struct ask *ask;
    bool reminders, csv;
};

static bool is_listed(const struct gap_list *list, const struct gap_row *row) {
    return list->reminders ? core_gap_reminds(row->gap) : row->gap != GAP_NONE;
}

static void add_gap(void *ctx, const struct core *core, const struct gap_row *row) {
    struct gap_list *list = ctx;
    struct text_buf *out = &list->ask->body;
    const struct directory_record *entry = row->entry;
    const char *topic = entry == NULL ? NULL : topic_id(core, entry->topic);
    int32_t promised = entry == NULL ? INT32_MIN : entry->promised_by,
            verified = entry == NULL ? INT32_MIN : entry->verified_on;
    if (!is_listed(list, row) || !auth_sees(&list->ask->actor, row->organisation->number)) return;
    if (list->csv) {
        table_text(out, row->organisation->id);
        table_text(out, row->organisation->name);
        table_text(out, topic);
        table_text(out, core_gap_text(row->gap));
        table_text(out, vip_text(entry));
        table_day(out, promised);
        table_day(out, verified);
        table_end(out);
        return;
    }
    put_open(out, NULL, '{');
    put_text(out, "organisation", row->organisation->id);
    put_text(out, "name", row->organisation->name);
    put_text(out, "topic", topic);
    put_text(out, "gap", core_gap_text(row->gap));
    put_text(out, "vip", vip_text(entry));
    put_day(out, "promised_by", promised);
    put_day(out, "verified_on", verified);
    put_close(out, '}');
}

/* How many municipalities have which answer altogether. */
static void count_answer(void *ctx, const struct core *core, const struct gap_row *row) {
    uint32_t *counts = ctx;
    (void)core;
    if (row->entry == NULL)
        counts[VIP_STATE_COUNT]++;
    else if (row->entry->topic == TOPIC_NONE)
        counts[row->entry->vip]++;
}

static enum err list_gaps(struct ask *ask, const struct core *core, bool reminders, bool csv) {
    struct gap_list list = {ask, reminders, csv};
    uint32_t counts[VIP_STATE_COUNT + 1] = {0};
    if (csv) {
        text_add(&ask->body, "organisation,name,topic,gap,vip,promised_by,verified_on\r\n");
        walk(core, add_gap, &list);
        return ERR_OK;
    }
    put_open(&ask->body, NULL, '{');
    put_open(&ask->body, reminders ? "reminders" : "gaps", '[');
    walk(core, add_gap, &list);
    put_close(&ask->body, ']');
    if (reminders) return ERR_OK;
    walk(core, count_answer, counts);
    put_open(&ask->body, "municipalities", '{');
    for (unsigned i = 0; i < VIP_STATE_COUNT; i++)
        put_uint(&ask->body, word_text(&vip_state_words, i), counts[i]);
    put_uint(&ask->body, core_gap_text(GAP_UNANSWERED), counts[VIP_STATE_COUNT]);
    put_close(&ask->body, '}');
    return ERR_OK;
}

enum err view_gaps(struct ask *ask, const struct core *core) {
    return list_gaps(ask, core, false, false);
}

enum err view_gaps_csv(struct ask *ask, const struct core *core) {
    return list_gaps(ask, core, false, true);
}

enum err view_reminders(struct ask *ask, const struct core *core) {
    return list_gaps(ask, core, true, false);
}

enum err view_reminders_csv(struct ask *ask, const struct core *core) {
    return list_gaps(ask, core, true, true);
}

/* --- a call ------------------------------------------------------------------------------------ */

static void add_offer(struct text_buf *out, const char *name, unsigned reason) {
    put_open(out, name, '{');
    put_bool(out, "offered", reason == TRANSFER_REASON_NONE);
    put_text(out, "because",
             reason == TRANSFER_REASON_NONE ? NULL : word_text(&transfer_reason_words, reason));
    put_close(out, '}');
}

static void add_last(struct text_buf *out, const struct core *core,
                     const struct call_record *call) {
    if (call->transfers == 0) {
        put_null(out, "last");
        return;
    }
    put_open(out, "last", '{');
    put_text(out, "kind", word_text(&transfer_kind_words, call->transfer_kind));
    put_text(out, "outcome", word_text(&transfer_outcome_words, call->transfer_outcome));
    put_text(out, "topic", topic_id(core, call->transfer_topic));
    put_time(out, "at", call->transfer_at);
    put_uint(out, "transfers", call->transfers);
    put_close(out, '}');
}

enum err view_transfer(struct ask *ask, const struct core *core) {
    call_id id;
    const struct call_record *call = NULL;
    if (view_id_number("call-", ask->address.parameter, &id)) call = core_call(core, id);
    if (call == NULL) return view_not_found(ask, ERR_UNKNOWN_CALL);
    if (!view_sees_call(&ask->actor, core, call))
        return view_refuse(ask, ERR_OTHER_ORGANISATION, "call", "");
    struct transfer_view view;
    core_view_transfer(core, call, &view);
    put_open(&ask->body, NULL, '{');
    put_open(&ask->body, "transfer", '{');
    put_text(&ask->body, "call", ask->address.parameter);
    add_offer(&ask->body, "warm", view.warm);
    add_offer(&ask->body, "cold", view.cold);
    add_offer(&ask->body, "ticket", view.ticket);
    if (view.activation == NULL)
        put_null(&ask->body, "activation");
    else
        view_activation_named(&ask->body, "activation", view.activation);
    if (view.entry == NULL)
        put_null(&ask->body, "entry");
    else
        add_entry(&ask->body, "entry", &ask->actor, core, view.entry);
    add_last(&ask->body, core, call);
    put_close(&ask->body, '}');
    return ERR_OK;
}
