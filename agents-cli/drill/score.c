#include "drill/score.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"

#define HELP_ROWS 10 /* of each table, for people; the report has all */

const char *score_group_text(enum score_group group) {
    static const char *const texts[SCORE_GROUP_COUNT] = {
        [SCORE_CRISIS] = "crisis municipality",
        [SCORE_MEMBERS] = "members and partners",
        [SCORE_OUTSIDERS] = "outsiders",
        [SCORE_EVERYONE] = "everyone",
    };
    ASSERT(group < SCORE_GROUP_COUNT);
    return texts[group];
}

static int by_wait(const void *a, const void *b) {
    time_ms x = *(const time_ms *)a, y = *(const time_ms *)b;
    return (x > y) - (x < y);
}

static void count_call(struct score_figures *f, const struct score_call *call) {
    f->offered++;
    switch (call->outcome) {
    case SCORE_WAITING: f->waiting++; return;
    case SCORE_ANSWERED: f->answered++; return;
    case SCORE_ABANDONED: f->abandoned++; return;
    case SCORE_DIVERTED: f->diverted++; return;
    }
    UNREACHABLE("every outcome is counted");
}

static void count_agent(struct score_figures *f, const struct score_agent *agent) {
    f->agents++;
    f->acknowledged += agent->acknowledged;
    f->screens_expected += agent->expected;
    if (!agent->expected || !agent->seen) return;
    f->screens++;
    if (agent->seen_after_ms > f->last_screen_ms) f->last_screen_ms = agent->seen_after_ms;
}

/* Mean and 95th percentile of the answered calls' waits: `waits` is room for all of them. */
static void measure_waits(struct score_figures *f, enum score_group group,
                          const struct score_call *calls, size_t count, time_ms *waits) {
    size_t answered = 0;
    time_ms sum = 0;
    for (size_t i = 0; i < count; i++) {
        if (calls[i].outcome != SCORE_ANSWERED) continue;
        if (group != SCORE_EVERYONE && calls[i].group != group) continue;
        waits[answered++] = calls[i].wait_ms;
        sum += calls[i].wait_ms;
    }
    if (f->offered > 0)
        f->answer_rate_permille = (f->answered * 1000 + f->offered / 2) / f->offered;
    if (answered == 0) return;
    qsort(waits, answered, sizeof *waits, by_wait);
    f->mean_wait_ms = (sum + (time_ms)answered / 2) / (time_ms)answered;
    f->p95_wait_ms = waits[(answered * 95 + 99) / 100 - 1];
}

static struct score_help *help_of(struct score *score, uint16_t helper, uint16_t helped) {
    for (size_t i = 0; i < score->help_count; i++)
        if (score->helps[i].helper == helper && score->helps[i].helped == helped)
            return &score->helps[i];
    struct score_help *help = &score->helps[score->help_count++];
    *help = (struct score_help){.helper = helper, .helped = helped};
    return help;
}

static struct score_party *party_of(struct score *score, uint16_t place) {
    for (size_t i = 0; i < score->party_count; i++)
        if (score->parties[i].place == place) return &score->parties[i];
    struct score_party *party = &score->parties[score->party_count++];
    *party = (struct score_party){.place = place};
    return party;
}

static void add_talk(struct score_help *help, time_ms talk_ms) {
    help->calls++;
    help->talk_ms += talk_ms;
    if (talk_ms > help->longest_ms) help->longest_ms = talk_ms;
}

static void count_help(struct score *score, const struct score_call *call) {
    if (call->outcome != SCORE_ANSWERED || call->helper == call->helped) return;
    add_talk(help_of(score, call->helper, call->helped), call->talk_ms);
    add_talk(&score->all_help, call->talk_ms);
    struct score_party *giver = party_of(score, call->helper);
    giver->given++;
    giver->given_ms += call->talk_ms;
    struct score_party *receiver = party_of(score, call->helped);
    receiver->received++;
    receiver->received_ms += call->talk_ms;
}

static int by_calls(const void *a, const void *b) {
    const struct score_help *x = a, *y = b;
    if (x->calls != y->calls) return x->calls > y->calls ? -1 : 1;
    if (x->helper != y->helper) return x->helper < y->helper ? -1 : 1;
    return (x->helped > y->helped) - (x->helped < y->helped);
}

static int by_place(const void *a, const void *b) {
    const struct score_party *x = a, *y = b;
    return (x->place > y->place) - (x->place < y->place);
}

/* Room for a pair and two parties a call, at most. */
static bool measure_help(struct score *score, const struct score_call *calls, size_t count) {
    score->helps = calloc(count + 1, sizeof *score->helps);
    score->parties = calloc(2 * count + 1, sizeof *score->parties);
    if (score->helps == NULL || score->parties == NULL) return false;
    for (size_t i = 0; i < count; i++)
        count_help(score, &calls[i]);
    qsort(score->helps, score->help_count, sizeof *score->helps, by_calls);
    qsort(score->parties, score->party_count, sizeof *score->parties, by_place);
    return true;
}

void score_close(struct score *score) {
    free(score->helps);
    free(score->parties);
    *score = (struct score){0};
}

bool score_make(struct score *score, const struct score_call *calls, size_t call_count,
                const struct score_agent *agents, size_t agent_count) {
    *score = (struct score){0};
    time_ms *waits = calloc(call_count + 1, sizeof *waits);
    if (waits == NULL) return false;
    for (size_t i = 0; i < call_count; i++) {
        ASSERT(calls[i].group < SCORE_EVERYONE);
        count_call(&score->groups[calls[i].group], &calls[i]);
        count_call(&score->groups[SCORE_EVERYONE], &calls[i]);
    }
    for (size_t i = 0; i < agent_count; i++) {
        ASSERT(agents[i].group < SCORE_EVERYONE);
        count_agent(&score->groups[agents[i].group], &agents[i]);
        count_agent(&score->groups[SCORE_EVERYONE], &agents[i]);
    }
    for (int group = 0; group < SCORE_GROUP_COUNT; group++)
        measure_waits(&score->groups[group], (enum score_group)group, calls, call_count, waits);
    free(waits);
    if (measure_help(score, calls, call_count)) return true;
    score_close(score);
    return false;
}

/* "m:ss", or "-" when there is nothing to measure. */
static void print_wait(struct text_buf *out, const struct score_figures *f, time_ms wait) {
    char text[32] = "-";
    time_ms seconds = (wait + 500) / 1000;
    if (f->answered > 0)
        snprintf(text, sizeof text, "%lld:%02lld", (long long)(seconds / 60),
                 (long long)(seconds % 60));
    text_addf(out, "%11s", text);
}

static void print_screens(struct text_buf *out, const struct score_figures *f) {
    char text[48] = "-";
    if (f->screens_expected > 0 && f->screens == f->screens_expected)
        snprintf(text, sizeof text, "%u.%03u s", f->last_screen_ms / 1000,
                 f->last_screen_ms % 1000);
    else if (f->screens_expected > 0)
        snprintf(text, sizeof text, "%u of %u", f->screens, f->screens_expected);
    text_addf(out, "%13s\n", text);
}

/* printf pads by bytes; Danish names have letters of two. */
static void print_name(struct text_buf *out, const char *name, int columns) {
    text_add(out, name);
    for (const char *c = name; *c != '\0'; c++)
        columns -= ((unsigned char)*c & 0xc0) != 0x80;
    for (; columns > 0; columns--)
        text_add_char(out, ' ');
}

static void print_row(struct text_buf *out, const char *name, const struct score_figures *f) {
    char rate[16] = "-", read[32] = "-";
    if (f->offered > 0)
        snprintf(rate, sizeof rate, "%u.%u %%", f->answer_rate_permille / 10,
                 f->answer_rate_permille % 10);
    if (f->agents > 0) snprintf(read, sizeof read, "%u of %u", f->acknowledged, f->agents);
    print_name(out, name, 22);
    text_addf(out, "%8u%9u%12s", f->offered, f->answered, rate);
    print_wait(out, f, f->mean_wait_ms);
    print_wait(out, f, f->p95_wait_ms);
    text_addf(out, "%10u%13s", f->abandoned, read);
    print_screens(out, f);
}

void score_print(const struct score *score, const char *crisis_name, struct text_buf *out) {
    text_addf(out, "%-22s%8s%9s%12s%12s%12s%10s%13s%13s\n", "", "offered", "answered",
              "svarprocent", "køtid mean", "køtid p95", "abandoned", "acknowledged", "last screen");
    for (int group = 0; group < SCORE_GROUP_COUNT; group++)
        print_row(out,
                  group == SCORE_CRISIS ? crisis_name : score_group_text((enum score_group)group),
                  &score->groups[group]);
    text_addf(out,
              "\n%s is the municipality in crisis. svarprocent: answered of offered, short "
              "abandons counted.\nkøtid: exercise time from enqueued to answered, over answered "
              "calls. acknowledged: of the agents who\ntook part. last screen: real seconds from "
              "the duty leader's order to the last agent's screen.\n",
              crisis_name);
}

static void print_minutes(struct text_buf *out, time_ms talk_ms) {
    time_ms tenths = (talk_ms + 3000) / 6000;
    text_addf(out, "%9lld.%lld", (long long)(tenths / 10), (long long)(tenths % 10));
}

static void print_help(struct text_buf *out, const char *helper, const char *helped,
                       const struct score_help *help) {
    time_ms seconds = (help->longest_ms + 500) / 1000;
    print_name(out, helper, 22);
    print_name(out, helped, 20);
    text_addf(out, "%7u", help->calls);
    print_minutes(out, help->talk_ms);
    text_addf(out, "%9lld:%02lld\n", (long long)(seconds / 60), (long long)(seconds % 60));
}

static void print_pairs(const struct score *score, const struct score_name *names,
                        struct text_buf *out) {
    struct score_help rest = {0};
    char text[64];
    print_name(out, "overløb: who helped", 22);
    print_name(out, "hjulpet: whom", 20);
    text_addf(out, "%7s%11s%12s\n", "calls", "minutes", "longest");
    for (size_t i = 0; i < score->help_count; i++) {
        const struct score_help *help = &score->helps[i];
        if (i < HELP_ROWS) {
            print_help(out, names[help->helper].name, names[help->helped].name, help);
            continue;
        }
        rest.calls += help->calls;
        rest.talk_ms += help->talk_ms;
        if (help->longest_ms > rest.longest_ms) rest.longest_ms = help->longest_ms;
    }
    if (rest.calls > 0) {
        snprintf(text, sizeof text, "%zu other pairs", score->help_count - HELP_ROWS);
        print_help(out, text, "", &rest);
    }
    snprintf(text, sizeof text, "%zu pairs", score->help_count);
    print_help(out, "all", text, &score->all_help);
}

static int by_exchange(const void *a, const void *b) {
    const struct score_party *x = a, *y = b;
    if (x->received != y->received) return x->received > y->received ? -1 : 1;
    if (x->given != y->given) return x->given > y->given ? -1 : 1;
    return by_place(a, b);
}

static void print_party(struct text_buf *out, const char *name, const struct score_party *party) {
    print_name(out, name, 22);
    text_addf(out, "%12u", party->given);
    print_minutes(out, party->given_ms);
    text_addf(out, "%12u", party->received);
    print_minutes(out, party->received_ms);
    text_add_char(out, '\n');
}

static void print_parties(const struct score *score, const struct score_name *names,
                          struct text_buf *out) {
    struct score_party *sorted = calloc(score->party_count + 1, sizeof *sorted);
    struct score_party rest = {0};
    ASSERT(sorted != NULL);
    memcpy(sorted, score->parties, score->party_count * sizeof *sorted);
    qsort(sorted, score->party_count, sizeof *sorted, by_exchange);
    text_addf(out, "\n%-22s%12s%11s%12s%11s\n", "organisation", "gave calls", "minutes",
              "got calls", "minutes");
    for (size_t i = 0; i < score->party_count; i++) {
        if (i < HELP_ROWS) {
            print_party(out, names[sorted[i].place].name, &sorted[i]);
            continue;
        }
        rest.given += sorted[i].given;
        rest.given_ms += sorted[i].given_ms;
        rest.received += sorted[i].received;
        rest.received_ms += sorted[i].received_ms;
    }
    if (score->party_count > HELP_ROWS) {
        char text[64];
        snprintf(text, sizeof text, "%zu others", score->party_count - HELP_ROWS);
        print_party(out, text, &rest);
    }
    free(sorted);
}

void score_print_help(const struct score *score, const struct score_name *names,
                      struct text_buf *out) {
    if (score->help_count == 0) {
        text_add(out, "overløb: no call was answered by another organisation\n");
        return;
    }
    print_pairs(score, names, out);
    print_parties(score, names, out);
    text_add(out, "\noverløb: answered by agents of an organisation that is neither the "
                  "citizen's own nor the\nshared shift. minutes: of talk, in exercise time.\n");
}

json_t *score_json(const struct score *score) {
    json_t *groups = json_array();
    for (int i = 0; i < SCORE_GROUP_COUNT; i++) {
        const struct score_figures *f = &score->groups[i];
        json_t *row = json_pack(
            "{s:s, s:i, s:i, s:i, s:i, s:i, s:i, s:I, s:I, s:i, s:i, s:i, s:i, s:i}", "group",
            score_group_text((enum score_group)i), "offered", (int)f->offered, "answered",
            (int)f->answered, "abandoned", (int)f->abandoned, "diverted", (int)f->diverted,
            "waiting", (int)f->waiting, "answer_rate_permille", (int)f->answer_rate_permille,
            "mean_wait_ms", (json_int_t)f->mean_wait_ms, "p95_wait_ms", (json_int_t)f->p95_wait_ms,
            "agents", (int)f->agents, "acknowledged", (int)f->acknowledged, "screens_expected",
            (int)f->screens_expected, "screens", (int)f->screens, "last_screen_ms",
            (int)f->last_screen_ms);
        ASSERT(row != NULL);
        json_array_append_new(groups, row);
    }
    return groups;
}

json_t *score_help_json(const struct score *score, const struct score_name *names) {
    json_t *pairs = json_array(), *organisations = json_array();
    for (size_t i = 0; i < score->help_count; i++) {
        const struct score_help *help = &score->helps[i];
        json_array_append_new(pairs, json_pack("{s:s, s:s, s:i, s:I, s:I}", "helper",
                                               names[help->helper].id, "helped",
                                               names[help->helped].id, "calls", (int)help->calls,
                                               "talk_ms", (json_int_t)help->talk_ms, "longest_ms",
                                               (json_int_t)help->longest_ms));
    }
    for (size_t i = 0; i < score->party_count; i++) {
        const struct score_party *party = &score->parties[i];
        json_array_append_new(
            organisations,
            json_pack("{s:s, s:i, s:I, s:i, s:I}", "organisation", names[party->place].id, "given",
                      (int)party->given, "given_ms", (json_int_t)party->given_ms, "received",
                      (int)party->received, "received_ms", (json_int_t)party->received_ms));
    }
    return json_pack("{s:o, s:o}", "pairs", pairs, "organisations", organisations);
}
