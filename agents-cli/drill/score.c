#include "drill/score.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/assert.h"

const char *score_group_text(enum score_group group) {
    static const char *const texts[SCORE_GROUP_COUNT] = {
        [SCORE_CRISIS] = "crisis municipality",
        [SCORE_MEMBERS] = "other members",
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
    return true;
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
