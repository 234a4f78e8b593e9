/* The directory: where an organisation is reached about a topic, and whether agents get past its queue (N17-N21, N73). */
#include <string.h>

#include "core/contacts.h"

/* --- finding -------------------------------------------------------------------------------------------------------- */

uint32_t find_entry(const struct core *c, organisation_no organisation, topic_no topic) {
    const struct contacts *t = c->contacts;
    for (uint32_t i = 0; i < t->directory_ever; i++) {
        const struct directory_slot *slot = &t->directory[i];
        if (slot->taken && !slot->going && slot->record.organisation == organisation &&
            slot->record.topic == topic)
            return i;
    }
    return LIST_NONE;
}

uint32_t entry_for(const struct core *c, organisation_no organisation, topic_no topic) {
    uint32_t slot = find_entry(c, organisation, topic);
    return slot != LIST_NONE ? slot : find_entry(c, organisation, TOPIC_NONE);
}

static const struct directory_record *at(const struct core *c, uint32_t slot) {
    return slot == LIST_NONE ? NULL : &c->contacts->directory[slot].record;
}

const struct directory_record *core_directory(const struct core *c, organisation_no organisation,
                                              topic_no topic) {
    return at(c, find_entry(c, organisation, topic));
}

const struct directory_record *core_directory_for(const struct core *c,
                                                  organisation_no organisation, topic_no topic) {
    return at(c, entry_for(c, organisation, topic));
}

/* --- hours ------------------------------------------------------------------------------------------------------------ */

static struct hours_record week_of(const struct directory_record *r) {
    return (struct hours_record){.organisation = r->organisation,
                                 .monday = r->monday,
                                 .tuesday = r->tuesday,
                                 .wednesday = r->wednesday,
                                 .thursday = r->thursday,
                                 .friday = r->friday,
                                 .saturday = r->saturday,
                                 .sunday = r->sunday,
                                 .holidays = r->holidays};
}

void core_view_entry(const struct core *c, const struct directory_record *r,
                     struct entry_view *out) {
    const struct organisation_slot *organisation = &c->organisations[r->organisation];
    *out = (struct entry_view){.has_week = r->own_hours || organisation->has_hours};
    if (r->own_hours) {
        out->week = week_of(r);
        out->open = hours_week_open(c, &out->week, c->now);
        out->changes_at = hours_week_changes(c, &out->week, c->now);
        out->week.open = out->open;
        out->week.changes_at = out->changes_at;
        return;
    }
    if (organisation->has_hours) out->week = organisation->hours;
    out->open =
        r->topic == TOPIC_NONE ? !organisation->closed : hours_open(c, r->organisation, r->topic);
    out->changes_at = organisation->has_hours ? organisation->hours.changes_at : 0;
}

/* --- what is missing ---------------------------------------------------------------------------------------------------- */

static const char *const gap_texts[] = {
    [GAP_NONE] = "none",         [GAP_UNANSWERED] = "unanswered", [GAP_NO] = "no",
    [GAP_PROMISED] = "promised", [GAP_OVERDUE] = "overdue",       [GAP_UNVERIFIED] = "unverified"};

const char *core_gap_text(enum gap gap) { return gap_texts[gap]; }

enum gap core_directory_gap(const struct core *c, const struct directory_record *r) {
    if (r == NULL) return GAP_UNANSWERED;
    int32_t today = copenhagen_day(c->now);
    if (r->vip == VIP_STATE_PROMISED && r->promised_by != INT32_MIN && r->promised_by < today)
        return GAP_OVERDUE;
    if (today - r->verified_on > c->settings.directory_check_ms / DAY_MS) return GAP_UNVERIFIED;
    if (r->vip == VIP_STATE_PROMISED) return GAP_PROMISED;
    return r->vip == VIP_STATE_NO ? GAP_NO : GAP_NONE;
}

bool core_gap_reminds(enum gap gap) {
    return gap == GAP_UNANSWERED || gap == GAP_OVERDUE || gap == GAP_UNVERIFIED;
}

/* --- the commands ------------------------------------------------------------------------------------------------------- */

bool is_phone_number(const char *text) {
    bool abroad = text[0] == '+';
    const char *digits = text + abroad;
    size_t length = strspn(digits, "0123456789");
    if (digits[length] != '\0') return false;
    if (!abroad) return length == 8 && digits[0] >= '2';
    return length >= 8 && length <= 15 && digits[0] != '0';
}

static enum err check_number(const char *text, const char *field, struct problem *problem) {
    if (is_phone_number(text)) return ERR_OK;
    return problem_set(problem, ERR_INVALID, field,
                       "a number has eight digits, or a plus and 8 to 15, and nothing else");
}

static enum err need_place(const struct core *c, const char *organisation, const char *topic,
                           organisation_no *n, topic_no *t, struct problem *problem) {
    *t = TOPIC_NONE;
    if (!core_find_organisation(c, organisation, n))
        return problem_set(problem, ERR_UNKNOWN_ORGANISATION, "organisation",
                           "there is no organisation %s", organisation);
    if (topic[0] != '\0' && !core_find_topic(c, topic, t))
        return problem_set(problem, ERR_UNKNOWN_TOPIC, "topic", "there is no topic %s", topic);
    return ERR_OK;
}

/* Each VIP state has what belongs to it, and nothing else. */
static enum err check_state(const struct core *c, const struct command *command,
                            const struct directory_record *r, struct problem *problem) {
    bool yes = r->vip == VIP_STATE_YES, number = r->vip_number[0] != '\0',
         reasoned = r->vip == VIP_STATE_IMPOSSIBLE || r->vip == VIP_STATE_OPTED_OUT;
    const char *state = word_text(&vip_state_words, r->vip);
    if (yes != number)
        return problem_set(problem, yes ? ERR_MISSING_FIELD : ERR_INVALID, "vip_number",
                           yes ? "where vip is yes there is one" : "where vip is %s there is none",
                           state);
    enum err err = number ? check_number(r->vip_number, "vip_number", problem) : ERR_OK;
    if (err != ERR_OK) return err;
    if (reasoned != (r->reason[0] != '\0'))
        return problem_set(problem, reasoned ? ERR_MISSING_FIELD : ERR_INVALID, "reason",
                           reasoned ? "where vip is %s somebody says why"
                                    : "where vip is %s there is nothing to explain",
                           state);
    if (COMMAND_HAS(command, directory_put, promised_by) && r->vip != VIP_STATE_PROMISED)
        return problem_set(problem, ERR_INVALID, "promised_by", "where vip is %s it is no promise",
                           state);
    if (r->verified_on > copenhagen_day(c->now))
        return problem_set(problem, ERR_OUT_OF_RANGE, "verified_on", "it lies in the future");
    return ERR_OK;
}

static void read_entry(const struct core *c, const struct command *command,
                       struct directory_record *r) {
    const struct directory_put_command *p = &command->as.directory_put;
    *r = (struct directory_record){.changed_at = c->now,
                                   .monday = p->monday,
                                   .tuesday = p->tuesday,
                                   .wednesday = p->wednesday,
                                   .thursday = p->thursday,
                                   .friday = p->friday,
                                   .saturday = p->saturday,
                                   .sunday = p->sunday,
                                   .holidays = p->holidays,
                                   .verified_on = copenhagen_day(c->now),
                                   .promised_by = INT32_MIN,
                                   .vip = p->vip};
    for (int m = directory_put_HAS_monday; m <= directory_put_HAS_holidays; m++)
        r->own_hours |= (command->given >> m) & 1;
    if (COMMAND_HAS(command, directory_put, verified_on)) r->verified_on = p->verified_on;
    if (COMMAND_HAS(command, directory_put, promised_by)) r->promised_by = p->promised_by;
    memcpy(r->number, p->number, sizeof r->number);
    memcpy(r->vip_number, p->vip_number, sizeof r->vip_number);
    memcpy(r->reason, p->reason, sizeof r->reason);
    memcpy(r->changed_by, command->actor.token, sizeof r->changed_by);
}

static bool any_hours(const struct directory_record *r) {
    const struct day_hours *const days[] = {&r->monday, &r->tuesday,  &r->wednesday, &r->thursday,
                                            &r->friday, &r->saturday, &r->sunday};
    for (size_t i = 0; i < sizeof days / sizeof *days; i++)
        if (days[i]->intervals[0].until != 0) return true;
    return false;
}

static uint32_t free_entry(const struct core *c) {
    for (uint32_t i = 0; i < LIMIT_DIRECTORY; i++)
        if (!c->contacts->directory[i].taken) return i;
    return LIST_NONE;
}

static void take_entry(struct core *c, uint32_t slot, const struct directory_record *r) {
    c->contacts->directory[slot].record = *r;
    c->contacts->directory[slot].taken = true;
    if (slot >= c->contacts->directory_ever) c->contacts->directory_ever = slot + 1;
}

HANDLER(directory_put) {
    const struct directory_put_command *p = &command->as.directory_put;
    struct directory_record r;
    read_entry(c, command, &r);
    enum err err = need_place(c, p->organisation, p->topic, &r.organisation, &r.topic, problem);
    if (err == ERR_OK) err = check_number(p->number, "number", problem);
    if (err == ERR_OK) err = check_state(c, command, &r, problem);
    if (err != ERR_OK) return err;
    if (r.own_hours && !any_hours(&r))
        return problem_set(problem, ERR_OUT_OF_RANGE, "monday",
                           "no day of the week has hours; without any day they are the "
                           "organisation's");
    uint32_t slot = find_entry(c, r.organisation, r.topic);
    result->created = slot == LIST_NONE;
    if (slot == LIST_NONE) slot = free_entry(c);
    if (slot == LIST_NONE)
        return problem_set(problem, ERR_LIMIT_REACHED, NULL, "the directory has %d entries already",
                           LIMIT_DIRECTORY);
    take_entry(c, slot, &r);
    struct event *event = emit(c, EVENT_directory_changed);
    event_record(event, RECORD_directory, slot);
    event->organisation = r.organisation;
    result->subject = ref_of(RECORD_directory, slot);
    return ERR_OK;
}

static void remove_entry(struct core *c, uint32_t slot, struct event *event) {
    c->contacts->directory[slot].going = true;
    event_removed(event, RECORD_directory, slot);
}

HANDLER(directory_remove) {
    const struct directory_remove_command *p = &command->as.directory_remove;
    organisation_no n;
    topic_no t;
    enum err err = need_place(c, p->organisation, p->topic, &n, &t, problem);
    if (err != ERR_OK) return err;
    uint32_t slot = find_entry(c, n, t);
    if (slot == LIST_NONE)
        return problem_set(problem, ERR_UNKNOWN_ENTRY,
                           p->topic[0] == '\0' ? "organisation" : "topic", "%s has no entry %s",
                           p->organisation, p->topic[0] == '\0' ? "of its own" : "of that topic");
    struct event *event = emit(c, EVENT_directory_removed);
    remove_entry(c, slot, event);
    event->organisation = n;
    result->subject = ref_of(RECORD_KIND_COUNT, 0);
    return ERR_OK;
}

void directory_forget(struct core *c, organisation_no n) {
    struct event *event = NULL;
    for (uint32_t i = 0; i < c->contacts->directory_ever; i++) {
        const struct directory_slot *slot = &c->contacts->directory[i];
        if (!slot->taken || slot->going || slot->record.organisation != n) continue;
        if (event == NULL || event->record_count == LIMIT_RECORDS_PER_EVENT)
            event = emit(c, EVENT_directory_removed);
        remove_entry(c, i, event);
        event->organisation = n;
    }
}

uint32_t directory_restore(struct core *c, const struct directory_record *r) {
    uint32_t slot = free_entry(c);
    if (slot == LIST_NONE || find_entry(c, r->organisation, r->topic) != LIST_NONE)
        return LIST_NONE;
    take_entry(c, slot, r);
    return slot;
}
