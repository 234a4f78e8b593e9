#include "simulate/report.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "simulate/draw.h"

#define PAGE_BYTES (16u * 1024 * 1024)
#define MATRIX_REGIONS 16 /* more do not fit beside each other */
#define INCIDENT_ROWS 40

static const char head[] =
    "<meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\n<style>\n"
    "body{font:15px/1.45 system-ui,'DejaVu Sans',sans-serif;color:#1d2733;background:#fff;"
    "max-width:1060px;margin:2em auto;padding:0 1em}\n"
    "h1{font-size:1.5em;margin:0}h2{font-size:1.1em;margin:2em 0 .3em}p{margin:.3em 0}\n"
    ".quiet{color:#5c6875}svg{width:100%;height:auto;display:block}\n"
    ".tiles{display:flex;flex-wrap:wrap;gap:.7em;margin:1.2em 0}"
    ".tiles div{flex:1 1 9em;background:#f3f5f8;border-radius:6px;padding:.6em .9em}"
    ".tiles b{display:block;font-size:1.45em;font-weight:600}\n"
    ".key{display:inline-block;margin-right:1.3em;white-space:nowrap}"
    ".key i{display:inline-block;width:.85em;height:.85em;border-radius:2px;margin-right:.4em;"
    "vertical-align:-1px}\n"
    "table{border-collapse:collapse;margin:.6em 0}th,td{padding:.25em .7em;text-align:right;"
    "border-bottom:1px solid #e3e8ee;font-variant-numeric:tabular-nums}"
    "th{font-weight:600;color:#47525e;vertical-align:bottom}th:first-child,.name{text-align:left}\n"
    ".wide{overflow-x:auto}.beside{display:flex;flex-wrap:wrap;gap:0 3em;align-items:flex-start}.bar{width:16em;text-align:left}"
    ".bar span{display:block;height:.8em;border-radius:2px;background:#1f8a7d}\n"
    ".grid{stroke:#e3e8ee}.axis{stroke:#8793a0}.value,.hour,.label,.mark{font-size:11px;"
    "fill:#5c6875}.value{text-anchor:end}.hour,.label{text-anchor:middle}.label{font-size:10px}"
    ".end{text-anchor:end}\n"
    ".incident{fill:#fdeee4}.outage{fill:#a7b0ba}.activation{stroke:#6f3fa0;stroke-width:1.5;"
    "stroke-dasharray:4 3}.mark{fill:#6f3fa0}\n"
    ".others{fill:#5b84b1}.crisis{fill:#c8442f}.own{fill:#b4c4d4}.helped{fill:#1f8a7d}"
    ".left{fill:#a7b0ba}.before{fill:none;stroke:#3a4550;stroke-width:1.2;stroke-dasharray:2 2}\n"
    "</style>\n";

struct page {
    const struct report *report;
    const struct series *series;
    struct text_buf *out;
    int64_t *values; /* SERIES_BINS of them, for one curve at a time */
};

/* --- small things ----------------------------------------------------------------------------- */

static void add_hundredths(struct page *p, int64_t value) {
    uint64_t size = (uint64_t)(value < 0 ? -value : value);
    text_addf(p->out, "%s%llu.%02llu", value < 0 ? "-" : "", (unsigned long long)(size / 100),
              (unsigned long long)(size % 100));
}

static void add_ratio(struct page *p, int64_t part, int64_t whole, int64_t scale) {
    add_hundredths(p, summary_hundredths(part, whole, scale));
}

static void add_cell(struct page *p, int64_t part, int64_t whole, int64_t scale) {
    text_add(p->out, "<td>");
    add_ratio(p, part, whole, scale);
}

static void add_key(struct page *p, const char *colour, const char *text) {
    text_addf(p->out, "<span class=\"key\"><i style=\"background:%s\"></i>%s</span>\n", colour,
              text);
}

/* --- head ------------------------------------------------------------------------------------- */

static void add_tile(struct page *p, const char *name, int64_t part, int64_t whole, int64_t scale,
                     const char *unit) {
    text_add(p->out, "<div><b>");
    add_ratio(p, part, whole, scale);
    text_addf(p->out, " %s</b>%s</div>\n", unit, name);
}

static void add_head(struct page *p) {
    const struct scenario *s = p->report->scenario;
    const struct summary *summary = p->report->summary;
    const struct summary_figures *f = &summary->groups[SUMMARY_EVERYONE];
    text_add(p->out, "<!doctype html>\n<html lang=\"en\"><head><title>");
    draw_text(p->out, s->name);
    text_add(p->out, "</title>\n");
    text_add(p->out, head);
    text_add(p->out, "</head><body>\n<h1>");
    draw_text(p->out, s->name);
    text_add(p->out, ": ");
    draw_text(p->out, s->title);
    text_addf(p->out,
              "</h1>\n<p class=\"quiet\">%u calls, %u agents, %u municipalities; sharing: %s. ",
              p->report->trace->count, s->agent_count, s->municipality_count, p->report->sharing);
    draw_clock(p->out, 0);
    text_add(p->out, " to ");
    draw_clock(p->out, s->horizon_ms);
    text_add(p->out, ".</p>\n<div class=\"tiles\">\n");
    add_tile(p, "answered", f->answered, f->calls, 100, "%");
    add_tile(p, "abandoned", f->abandoned, f->calls, 100, "%");
    add_tile(p, "mean queue time, all calls", f->queue_sum_ms, (int64_t)f->calls * 1000, 1, "s");
    add_tile(p, "answered within 30 s", f->within_30_s, f->calls, 100, "%");
    add_tile(p, "hours of help", p->series->helped_ms, HOUR_MS, 1, "h");
    text_addf(p->out, "<div><b>%u</b>calls answered for others</div>\n</div>\n", summary->handoffs);
    add_key(p, "#fdeee4", "incident");
    if (s->activation_count > 0) add_key(p, "#6f3fa0", "playbook activated");
    if (s->outage_count > 0) add_key(p, "#a7b0ba", "outage of agents (at the foot)");
}

/* --- over the day ----------------------------------------------------------------------------- */

/* Calls at once, in thousandths; returns the highest. */
static int64_t fill(struct page *p, size_t member) {
    int64_t highest = 0;
    for (uint32_t i = 0; i < p->series->bin_count; i++) {
        int64_t sum = *(const int64_t *)((const char *)&p->series->bins[i] + member);
        p->values[i] = sum * 1000 / p->series->bin_ms;
        if (p->values[i] > highest) highest = p->values[i];
    }
    return highest;
}

#define FILL(page, member) fill(page, offsetof(struct series_bin, member))

static void add_area(struct page *p, struct drawing *d, const char *class) {
    draw_area(d, p->values, p->series->bin_count, p->series->bin_ms, class);
}

static void add_waiting(struct page *p) {
    struct drawing d;
    bool compared = p->report->baseline != NULL;
    text_add(p->out, "<h2>Waiting calls</h2>\n<p>");
    add_key(p, "#c8442f", "of the incident");
    add_key(p, "#5b84b1", "others");
    if (compared) add_key(p, "#3a4550", "in all, baseline");
    text_add(p->out, "</p>\n");
    int64_t highest = FILL(p, waiting), before = compared ? FILL(p, waiting_baseline) : 0;
    draw_open(&d, p->out, p->report->scenario, highest > before ? highest : before,
              "Waiting calls over the day");
    FILL(p, waiting);
    add_area(p, &d, "crisis");
    for (uint32_t i = 0; i < p->series->bin_count; i++)
        p->values[i] = (p->series->bins[i].waiting - p->series->bins[i].waiting_crisis) * 1000 /
                       p->series->bin_ms;
    add_area(p, &d, "others");
    if (compared) {
        FILL(p, waiting_baseline);
        draw_line(&d, p->values, p->series->bin_count, p->series->bin_ms, "before");
    }
    draw_close(&d);
}

static void add_talking(struct page *p) {
    struct drawing d;
    text_add(p->out, "<h2>Calls at work</h2>\n<p>");
    add_key(p, "#1f8a7d", "helped: answered by another municipality's agent");
    add_key(p, "#b4c4d4", "at home");
    text_add(p->out, "</p>\n");
    draw_open(&d, p->out, p->report->scenario, FILL(p, talking), "Calls at work over the day");
    FILL(p, talking);
    add_area(p, &d, "own");
    FILL(p, talking_helped);
    add_area(p, &d, "helped");
    draw_close(&d);
}

static void add_slot(struct page *p, struct drawing *d, uint32_t i) {
    const struct series_slot *slot = &p->series->slots[i];
    time_ms from = i * p->series->slot_ms, to = from + p->series->slot_ms;
    int64_t answered = (int64_t)slot->answered * 1000,
            gone = answered + (int64_t)slot->abandoned * 1000,
            all = gone + (int64_t)slot->waiting * 1000;
    draw_bar(d, from, to, 0, answered, "others");
    draw_bar(d, from, to, answered, gone, "crisis");
    draw_bar(d, from, to, gone, all, "left");
    int64_t percent = all == 0 ? 0 : ((int64_t)slot->abandoned * 100000 + all / 2) / all;
    char text[32];
    snprintf(text, sizeof text, "%lld %%", (long long)percent);
    if (percent > 0) draw_label(d, from, to, all, text);
}

static void add_slots(struct page *p) {
    struct drawing d;
    uint32_t highest = 0, waiting = 0;
    for (uint32_t i = 0; i < p->series->slot_count; i++) {
        const struct series_slot *slot = &p->series->slots[i];
        uint32_t all = slot->answered + slot->abandoned + slot->waiting;
        waiting += slot->waiting;
        if (all > highest) highest = all;
    }
    text_addf(p->out, "<h2>What became of calls, by when they came</h2>\n<p>");
    add_key(p, "#5b84b1", "answered");
    add_key(p, "#c8442f", "abandoned (share above the bar)");
    if (waiting > 0) add_key(p, "#a7b0ba", "still waiting at the end");
    text_addf(p->out, "<span class=\"quiet\">each bar %lld minutes</span></p>\n",
              (long long)(p->series->slot_ms / MINUTE_MS));
    /* With room for what stands above the bars. */
    draw_open(&d, p->out, p->report->scenario, (int64_t)highest * 1100,
              "Calls answered and abandoned by time of arrival");
    for (uint32_t i = 0; i < p->series->slot_count; i++)
        add_slot(p, &d, i);
    draw_close(&d);
}

/* --- who helps whom --------------------------------------------------------------------------- */

struct regions {
    uint32_t count;
    const char *names[MATRIX_REGIONS];
    uint32_t of[LIMIT_ORGANISATIONS]; /* by municipality */
    int64_t talk_ms[MATRIX_REGIONS][MATRIX_REGIONS], highest;
};

/* False: there are too many, or but one. */
static bool find_regions(const struct scenario *s, struct regions *out) {
    for (uint32_t m = 0; m < s->municipality_count; m++) {
        uint32_t k = 0;
        while (k < out->count && strcmp(out->names[k], s->municipalities[m].region_name) != 0)
            k++;
        if (k == MATRIX_REGIONS) return false;
        if (k == out->count) out->names[out->count++] = s->municipalities[m].region_name;
        out->of[m] = k;
    }
    return out->count > 1;
}

static void sum_regions(const struct scenario *s, const struct series *series,
                        struct regions *out) {
    for (uint32_t h = 0; h < s->municipality_count; h++)
        for (uint32_t m = 0; m < s->municipality_count; m++) {
            int64_t *sum = &out->talk_ms[out->of[h]][out->of[m]];
            *sum += series->flows[h * s->municipality_count + m].talk_ms;
            if (*sum > out->highest) out->highest = *sum;
        }
}

static void add_matrix(struct page *p) {
    struct regions regions = {.count = 0};
    if (!find_regions(p->report->scenario, &regions)) return;
    sum_regions(p->report->scenario, p->series, &regions);
    text_add(p->out, "<div class=\"wide\"><p class=\"quiet\">Between regions, in minutes: the row "
                     "helps the column.</p>\n<table><tr><th>");
    for (uint32_t k = 0; k < regions.count; k++) {
        text_add(p->out, "<th>");
        draw_text(p->out, regions.names[k]);
    }
    for (uint32_t h = 0; h < regions.count; h++) {
        text_add(p->out, "\n<tr><td class=\"name\">");
        draw_text(p->out, regions.names[h]);
        for (uint32_t m = 0; m < regions.count; m++) {
            int64_t talk = regions.talk_ms[h][m], shade = talk * 60 / regions.highest;
            int64_t minutes = (talk + MINUTE_MS / 2) / MINUTE_MS;
            text_addf(p->out, "<td style=\"background:rgba(31,138,125,.%02lld)\">",
                      (long long)shade);
            if (minutes > 0) text_addf(p->out, "%lld", (long long)minutes);
        }
    }
    text_add(p->out, "\n</table></div>\n");
}

static void add_flows(struct page *p) {
    const struct scenario *s = p->report->scenario;
    text_add(p->out, "<h2>Who helps whom</h2>\n<div class=\"beside\"><div>\n");
    if (p->series->largest_count == 0) {
        text_add(p->out, "<p>Nobody helped anybody.</p></div></div>\n");
        return;
    }
    text_add(p->out, "<p class=\"quiet\">The largest flows, in minutes of talk.</p>\n<table><tr>"
                     "<th>helper<th class=\"name\">helped<th>calls<th>minutes<th>\n");
    for (uint32_t i = 0; i < p->series->largest_count; i++) {
        const struct series_flow *flow = &p->series->largest[i];
        text_add(p->out, "<tr><td class=\"name\">");
        draw_text(p->out, s->municipalities[flow->helper].name);
        text_add(p->out, "<td class=\"name\">");
        draw_text(p->out, s->municipalities[flow->home].name);
        text_addf(p->out, "<td>%u<td>%lld", flow->calls,
                  (long long)((flow->talk_ms + MINUTE_MS / 2) / MINUTE_MS));
        text_addf(p->out, "<td class=\"bar\"><span style=\"width:%lld%%\"></span>\n",
                  (long long)(flow->talk_ms * 100 / p->series->largest[0].talk_ms));
    }
    text_add(p->out, "</table></div>\n");
    add_matrix(p);
    text_add(p->out, "</div>\n");
}

/* --- tables ----------------------------------------------------------------------------------- */

static void add_groups(struct page *p) {
    const struct summary *summary = p->report->summary;
    text_add(p->out, "<h2>In figures</h2>\n<div class=\"wide\"><table><tr><th>group<th>offered<th>"
                     "answered<br>%<th>abandoned<br>%<th>mean queue<br>s<th>median<br>s<th>95 %<br>"
                     "s<th>ASA<br>s<th>within<br>30 s, %<th>within<br>60 s, %");
    if (summary->compared)
        text_add(p->out, "<th>mean queue,<br>baseline<th>abandoned %,<br>baseline");
    for (int g = 0; g < SUMMARY_GROUPS; g++) {
        const struct summary_figures *f = &summary->groups[g], *before = &summary->baseline[g];
        if (f->calls == 0) continue;
        text_addf(p->out, "\n<tr><td class=\"name\">%s<td>%u",
                  summary_group_name((enum summary_group)g), f->calls);
        add_cell(p, f->answered, f->calls, 100);
        add_cell(p, f->abandoned, f->calls, 100);
        add_cell(p, f->queue_sum_ms, (int64_t)f->calls * 1000, 1);
        add_cell(p, f->queue_median_ms, 1000, 1);
        add_cell(p, f->queue_p95_ms, 1000, 1);
        add_cell(p, f->answered_wait_sum_ms, (int64_t)f->answered * 1000, 1);
        add_cell(p, f->within_30_s, f->calls, 100);
        add_cell(p, f->within_60_s, f->calls, 100);
        if (!summary->compared) continue;
        add_cell(p, before->queue_sum_ms, (int64_t)before->calls * 1000, 1);
        add_cell(p, before->abandoned, before->calls, 100);
    }
    text_addf(p->out, "\n</table></div>\n<p>Hand-offs %u, mutual %u.", summary->handoffs,
              summary->mutual_handoffs);
    if (summary->compared)
        text_addf(p->out,
                  " Municipalities whose callers wait over 2 s longer than in the "
                  "baseline: %u.",
                  summary->worse_off);
    text_add(p->out, "</p>\n");
}

static void add_minutes(struct page *p, time_ms duration) {
    if (duration == TIME_NEVER)
        text_add(p->out, "<td>not any more");
    else
        text_addf(p->out, "<td>%lld:%02lld", (long long)(duration / MINUTE_MS),
                  (long long)(duration / SECOND_MS % 60));
}

static void add_incidents(struct page *p) {
    const struct scenario *s = p->report->scenario;
    if (s->incident_count == 0) return;
    text_add(p->out,
             "<h2>Incidents</h2>\n<p class=\"quiet\">Calls of the incident's municipalities "
             "and topics; durations in minutes and seconds.</p>\n<div class=\"wide\"><table>"
             "<tr><th>from<th>to<th>recovered<br>after its end<th>playbook<th>waiting<br>"
             "before<th>waiting, hour<br>after playbook<th>back to before<br>after playbook"
             "<th>the same, held<br>for 5 minutes");
    for (uint32_t i = 0; i < s->incident_count && i < INCIDENT_ROWS; i++) {
        const struct summary_incident *n = &p->report->summary->incidents[i];
        text_add(p->out, "\n<tr><td class=\"name\">");
        draw_clock(p->out, s->incidents[i].start);
        text_add(p->out, "<td>");
        draw_clock(p->out, s->incidents[i].end);
        add_minutes(p, n->recovery_ms);
        if (n->activation_ms == TIME_NEVER) continue;
        text_add(p->out, "<td>");
        draw_clock(p->out, n->activation_ms);
        add_cell(p, n->before_sum_ms, n->before_span_ms, 1);
        add_cell(p, n->hour_after_sum_ms, HOUR_MS, 1);
        add_minutes(p, n->back_ms);
        add_minutes(p, n->back_held_ms);
    }
    text_add(p->out, "\n</table></div>\n");
    if (s->incident_count > INCIDENT_ROWS)
        text_addf(p->out, "<p>And %u more.</p>\n", s->incident_count - INCIDENT_ROWS);
}

/* --- the whole -------------------------------------------------------------------------------- */

enum err report_page(const struct report *report, struct text_buf *out, struct problem *problem) {
    struct series *series = malloc(sizeof *series);
    int64_t *values = calloc(SERIES_BINS, sizeof *values);
    enum err err = ERR_OK;
    if (series == NULL || values == NULL)
        err = problem_set(problem, ERR_LIMIT_REACHED, NULL, "out of memory");
    if (err == ERR_OK)
        err = series_make(report->scenario, report->trace, report->baseline, series, problem);
    if (err == ERR_OK) {
        struct page page = {.report = report, .series = series, .out = out, .values = values};
        add_head(&page);
        add_waiting(&page);
        add_talking(&page);
        add_slots(&page);
        add_flows(&page);
        add_groups(&page);
        add_incidents(&page);
        text_add(out, "</body></html>\n");
        series_close(series);
        if (out->overflowed)
            err = problem_set(problem, ERR_LIMIT_REACHED, NULL, "the page is too long");
    }
    free(values);
    free(series);
    return err;
}

enum err report_write(const char *directory, const struct report *report, struct problem *problem) {
    char path[4096];
    struct text_buf page;
    if ((size_t)snprintf(path, sizeof path, "%s/index.html", directory) >= sizeof path)
        return problem_set(problem, ERR_INVALID, directory, "the name is too long");
    if (mkdir(directory, 0755) != 0 && errno != EEXIST)
        return problem_set(problem, ERR_NOT_FOUND, directory, "it cannot be made: %s",
                           strerror(errno));
    text_buf_init(&page, PAGE_BYTES);
    enum err err = report_page(report, &page, problem);
    FILE *file = err == ERR_OK ? fopen(path, "we") : NULL;
    bool written = file != NULL && fwrite(page.data, 1, page.length, file) == page.length;
    if (file != NULL && fclose(file) != 0) written = false;
    if (err == ERR_OK && !written)
        err = problem_set(problem, ERR_INTERNAL, path, "it cannot be written: %s", strerror(errno));
    text_buf_close(&page);
    return err;
}
