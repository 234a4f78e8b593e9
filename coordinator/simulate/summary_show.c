/* The summary as a table and as JSON. */
#include <stdio.h>
#include <string.h>

#include "simulate/summary.h"

static const char *const group_names[SUMMARY_GROUPS] = {"everyone", "crisis", "bystanders",
                                                        "outside"};

const char *summary_group_name(enum summary_group group) { return group_names[group]; }

int64_t summary_hundredths(int64_t part, int64_t whole, int64_t scale) {
    if (whole == 0) return 0;
    int64_t doubled = 2 * part * scale * 100;
    return (doubled + (doubled < 0 ? -whole : whole)) / (2 * whole);
}

static void add_hundredths(struct text_buf *out, int64_t value, int width) {
    char sign = value < 0 ? '-' : ' ';
    uint64_t size = (uint64_t)(value < 0 ? -value : value);
    char digits[32];
    size_t at = sizeof digits;
    digits[--at] = '\0';
    for (int i = 0; i < 2; i++, size /= 10)
        digits[--at] = (char)('0' + size % 10);
    digits[--at] = '.';
    do
        digits[--at] = (char)('0' + size % 10);
    while ((size /= 10) > 0);
    if (sign == '-') digits[--at] = sign;
    text_addf(out, "%*s", width, digits + at);
}

static void add_cell(struct text_buf *out, int64_t part, int64_t whole, int64_t scale, int width) {
    add_hundredths(out, summary_hundredths(part, whole, scale), width);
}

static int64_t mean_queue(const struct summary_figures *f) {
    return summary_hundredths(f->queue_sum_ms, (int64_t)f->calls * 1000, 1);
}

static int64_t asa(const struct summary_figures *f) {
    return summary_hundredths(f->answered_wait_sum_ms, (int64_t)f->answered * 1000, 1);
}

static int64_t abandoned_pct(const struct summary_figures *f) {
    return summary_hundredths(f->abandoned, f->calls, 100);
}

/* --- text ------------------------------------------------------------------------------------- */

static void text_groups(const struct summary *summary, struct text_buf *out) {
    text_add(out,
             "             offered  answered  abandoned  mean queue   median      95 %      ASA"
             "  within 30 s  within 60 s\n"
             "                             %          %           s        s         s        s"
             "            %            %\n");
    for (int g = 0; g < SUMMARY_GROUPS; g++) {
        const struct summary_figures *f = &summary->groups[g];
        if (f->calls == 0) continue;
        text_addf(out, "%-12s %7u", group_names[g], f->calls);
        add_cell(out, f->answered, f->calls, 100, 10);
        add_hundredths(out, abandoned_pct(f), 11);
        add_hundredths(out, mean_queue(f), 12);
        add_cell(out, f->queue_median_ms, 1000, 1, 9);
        add_cell(out, f->queue_p95_ms, 1000, 1, 10);
        add_hundredths(out, asa(f), 9);
        add_cell(out, f->within_30_s, f->calls, 100, 13);
        add_cell(out, f->within_60_s, f->calls, 100, 13);
        text_add(out, "\n");
    }
    text_addf(out, "\nhand-offs %u, mutual %u; still waiting at the end %u\n", summary->handoffs,
              summary->mutual_handoffs, summary->groups[SUMMARY_EVERYONE].waiting);
}

static void text_minutes(struct text_buf *out, time_ms duration, int width) {
    char text[32] = "not any more";
    if (duration != TIME_NEVER)
        snprintf(text, sizeof text, "%lld:%02lld", (long long)(duration / MINUTE_MS),
                 (long long)(duration / SECOND_MS % 60));
    text_addf(out, "%*s", width, text);
}

/* Incidents without a playbook have a recovery only. */
static void text_incidents(const struct summary *summary, struct text_buf *out) {
    if (summary->incident_count == 0) return;
    text_addf(out, "\n%-10s%12s%17s%19s%18s%17s\n%22s%17s%19s%18s%17s\n", "incident", "recovery",
              "waiting before", "hour after the", "back to before", "for 5 minutes", "min:sec",
              "mean", "playbook, mean", "min:sec", "min:sec");
    for (uint32_t i = 0; i < summary->incident_count; i++) {
        const struct summary_incident *n = &summary->incidents[i];
        text_addf(out, "%-10u", i + 1);
        text_minutes(out, n->recovery_ms, 12);
        if (n->activation_ms != TIME_NEVER) {
            add_cell(out, n->before_sum_ms, n->before_span_ms, 1, 17);
            add_cell(out, n->hour_after_sum_ms, HOUR_MS, 1, 19);
            text_minutes(out, n->back_ms, 18);
            text_minutes(out, n->back_held_ms, 17);
        }
        text_add(out, "\n");
    }
}

static void text_harm(const struct summary *summary, struct text_buf *out) {
    if (!summary->compared) return;
    const struct summary_figures *now = &summary->groups[SUMMARY_BYSTANDERS],
                                 *then = &summary->baseline[SUMMARY_BYSTANDERS];
    text_add(out, "\nagainst the baseline:");
    if (now->calls > 0) {
        text_add(out, " bystanders' mean queue ");
        add_hundredths(out, mean_queue(now) - mean_queue(then), 0);
        text_add(out, " s, ASA ");
        add_hundredths(out, asa(now) - asa(then), 0);
        text_add(out, " s, abandoned ");
        add_hundredths(out, abandoned_pct(now) - abandoned_pct(then), 0);
        text_add(out, " points;");
    }
    text_addf(out, " municipalities whose callers wait over 2 s longer: %u\n", summary->worse_off);
}

void summary_text(const struct summary *summary, const struct scenario *s, struct text_buf *out) {
    text_addf(out, "%s: %s\n\n", s->name, s->title);
    text_groups(summary, out);
    text_incidents(summary, out);
    text_harm(summary, out);
}

/* --- JSON ------------------------------------------------------------------------------------- */

static void json_hundredths(struct text_buf *out, const char *name, int64_t value) {
    text_addf(out, ",\"%s\":", name);
    add_hundredths(out, value, 0);
}

static void json_group(struct text_buf *out, const char *name, const struct summary_figures *f) {
    text_addf(out, ",\"%s\":{\"calls\":%u", name, f->calls);
    json_hundredths(out, "answered_pct", summary_hundredths(f->answered, f->calls, 100));
    json_hundredths(out, "abandoned_pct", abandoned_pct(f));
    text_addf(out, ",\"waiting\":%u", f->waiting);
    json_hundredths(out, "mean_queue_s", mean_queue(f));
    json_hundredths(out, "median_queue_s", summary_hundredths(f->queue_median_ms, 1000, 1));
    json_hundredths(out, "p95_queue_s", summary_hundredths(f->queue_p95_ms, 1000, 1));
    json_hundredths(out, "asa_s", asa(f));
    json_hundredths(out, "p95_asa_s", summary_hundredths(f->answered_wait_p95_ms, 1000, 1));
    json_hundredths(out, "sl30_pct", summary_hundredths(f->within_30_s, f->calls, 100));
    json_hundredths(out, "sl60_pct", summary_hundredths(f->within_60_s, f->calls, 100));
    text_add(out, "}");
}

static void json_duration(struct text_buf *out, const char *name, time_ms duration) {
    if (duration == TIME_NEVER)
        text_addf(out, ",\"%s\":null", name);
    else
        json_hundredths(out, name, summary_hundredths(duration, 1000, 1));
}

static void json_incidents(const struct summary *summary, struct text_buf *out) {
    if (summary->incident_count == 0) return;
    text_add(out, ",\"recovery_s\":[");
    for (uint32_t i = 0; i < summary->incident_count; i++) {
        if (i > 0) text_add(out, ",");
        add_hundredths(out, summary_hundredths(summary->incidents[i].recovery_ms, 1000, 1), 0);
    }
    text_add(out, "],\"crisis_queue\":[");
    bool first = true;
    for (uint32_t i = 0; i < summary->incident_count; i++) {
        const struct summary_incident *n = &summary->incidents[i];
        if (n->activation_ms == TIME_NEVER) continue;
        text_addf(out, "%s{\"incident\":%u", first ? "" : ",", i + 1);
        first = false;
        json_duration(out, "activation_t", n->activation_ms);
        json_hundredths(out, "mean_before",
                        summary_hundredths(n->before_sum_ms, n->before_span_ms, 1));
        json_hundredths(out, "mean_hour_after",
                        summary_hundredths(n->hour_after_sum_ms, HOUR_MS, 1));
        json_duration(out, "back_s", n->back_ms);
        json_duration(out, "back_for_5_min_s", n->back_held_ms);
        text_add(out, "}");
    }
    text_add(out, "]");
}

static void json_harm(const struct summary *summary, struct text_buf *out) {
    if (!summary->compared) return;
    const struct summary_figures *now = &summary->groups[SUMMARY_BYSTANDERS],
                                 *then = &summary->baseline[SUMMARY_BYSTANDERS];
    if (now->calls > 0) {
        text_add(out, ",\"harm\":{\"asa_delta_s\":");
        add_hundredths(out, asa(now) - asa(then), 0);
        json_hundredths(out, "queue_delta_s", mean_queue(now) - mean_queue(then));
        json_hundredths(out, "abandon_delta_pp", abandoned_pct(now) - abandoned_pct(then));
        text_add(out, "}");
    }
    text_addf(out, ",\"municipalities_worse_off\":%u", summary->worse_off);
}

void summary_json(const struct summary *summary, const struct scenario *s, struct text_buf *out) {
    text_add(out, "{\"scenario\":");
    text_add_json_string(out, s->name, strlen(s->name));
    for (int g = 0; g < SUMMARY_GROUPS; g++)
        if (summary->groups[g].calls > 0) json_group(out, group_names[g], &summary->groups[g]);
    text_addf(out, ",\"handoffs\":%u,\"mutual_handoffs\":%u", summary->handoffs,
              summary->mutual_handoffs);
    json_incidents(summary, out);
    json_harm(summary, out);
    text_add(out, "}\n");
}
