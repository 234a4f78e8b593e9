/* The measures of warm-transfer trials, period by period, against a baseline (N22-N26). */
#include <string.h>

#include "api/internal.h"
#include "api/table.h"
#include "core/transfer.h"

/* What the measures of one row come to. */
struct row {
    const struct period_record *period;
    const struct organisation_record *organisation; /* NULL: all of the period's */
    struct measure_record m;
    int64_t cost_ms; /* what warm calls took beyond as many of the baseline */
    bool has_cost;
};

static uint64_t mean(uint64_t sum, uint64_t count) {
    return count == 0 ? 0 : (sum + count / 2) / count;
}

static uint64_t calls(const struct measure_record *m) {
    return (uint64_t)m->plain_calls + m->warm_calls + m->cold_calls;
}

static uint64_t handled(const struct measure_record *m) {
    return m->plain_ms + m->warm_ms + m->cold_ms;
}

static uint32_t warm_share(const struct measure_record *m) {
    uint64_t transfers = (uint64_t)m->warm_calls + m->cold_calls;
    return transfers == 0
               ? 0
               : (uint32_t)((m->warm_calls * UINT64_C(1000) + transfers / 2) / transfers);
}

/* What is not there can cost nothing: of the baseline, transferred calls, else any. */
static uint64_t usual_ms(const struct measure_record *base) {
    if (base->cold_calls > 0) return mean(base->cold_ms, base->cold_calls);
    return mean(handled(base), calls(base));
}

static void weigh(const struct core *core, const struct period_record *baseline, struct row *row) {
    struct measure_record base;
    row->has_cost = false;
    if (baseline == NULL || row->m.warm_calls == 0) return;
    core_view_measure(core, baseline,
                      row->organisation == NULL ? ORGANISATION_NONE : row->organisation->number,
                      &base);
    if (calls(&base) == 0) return;
    row->has_cost = true;
    row->cost_ms = (int64_t)row->m.warm_ms - (int64_t)(row->m.warm_calls * usual_ms(&base));
}

/* --- writing ---------------------------------------------------------------------------------- */

static void put_mean(struct text_buf *out, const char *name, uint64_t sum, uint64_t count) {
    if (count == 0)
        put_null(out, name);
    else
        put_uint(out, name, mean(sum, count));
}

/* Hundredths: 421 is 4.21. */
static void put_average(struct text_buf *out, const char *name, uint32_t value, uint32_t count) {
    if (count == 0)
        put_null(out, name);
    else
        put_permille(out, name, value * 10);
}

static void put_date(struct text_buf *out, const char *name, int32_t day) {
    struct civil civil;
    civil_from_utc(day * DAY_MS, &civil);
    put_name(out, name);
    text_addf(out, "\"%04d-%02d-%02d\"", civil.year, civil.month, civil.day);
}

static void add_json(struct text_buf *out, const struct row *row) {
    const struct measure_record *m = &row->m;
    put_open(out, NULL, '{');
    put_text(out, "period", row->period->id);
    put_text(out, "name", row->period->name);
    put_text(out, "kind", word_text(&period_kind_words, row->period->kind));
    put_date(out, "from", row->period->from);
    put_date(out, "until", row->period->until);
    put_text(out, "organisation", row->organisation == NULL ? NULL : row->organisation->id);
    put_uint(out, "calls", calls(m));
    put_uint(out, "plain_calls", m->plain_calls);
    put_uint(out, "warm_calls", m->warm_calls);
    put_uint(out, "cold_calls", m->cold_calls);
    put_uint(out, "not_answered", m->not_answered);
    put_uint(out, "returned", m->returned);
    if (m->warm_calls + m->cold_calls == 0)
        put_null(out, "warm_share_permille");
    else
        put_uint(out, "warm_share_permille", warm_share(m));
    put_mean(out, "handling_ms", handled(m), calls(m));
    put_mean(out, "plain_handling_ms", m->plain_ms, m->plain_calls);
    put_mean(out, "warm_handling_ms", m->warm_ms, m->warm_calls);
    put_mean(out, "cold_handling_ms", m->cold_ms, m->cold_calls);
    if (row->has_cost)
        put_int(out, "agent_cost_ms", row->cost_ms);
    else
        put_null(out, "agent_cost_ms");
    put_average(out, "rating_average", m->rating_average, m->rating_count);
    put_uint(out, "rating_count", m->rating_count);
    bool whole = row->organisation == NULL;
    put_average(out, "survey_average", row->period->survey_average,
                whole ? row->period->survey_answers : 0);
    put_uint(out, "survey_answers", whole ? row->period->survey_answers : 0);
    put_close(out, '}');
}

static void table_mean(struct text_buf *out, uint64_t sum, uint64_t count) {
    if (count == 0)
        table_text(out, NULL);
    else
        table_uint(out, mean(sum, count));
}

static void table_average(struct text_buf *out, uint32_t value, uint32_t count) {
    struct text_buf text;
    text_buf_init(&text, 32);
    if (count > 0) text_addf(&text, "%u.%02u", value / 100, value % 100);
    table_text(out, count > 0 ? text.data : NULL);
    text_buf_close(&text);
}

static const char csv_head[] =
    "period,kind,from,until,organisation,calls,plain_calls,warm_calls,cold_calls,not_answered,"
    "returned,handling_ms,plain_handling_ms,warm_handling_ms,cold_handling_ms,agent_cost_ms,"
    "rating_average,rating_count,survey_average,survey_answers\r\n";

static void add_csv(struct text_buf *out, const struct row *row) {
    const struct measure_record *m = &row->m;
    bool whole = row->organisation == NULL;
    table_text(out, row->period->id);
    table_text(out, word_text(&period_kind_words, row->period->kind));
    table_day(out, row->period->from);
    table_day(out, row->period->until);
    table_text(out, whole ? NULL : row->organisation->id);
    table_uint(out, calls(m));
    table_uint(out, m->plain_calls);
    table_uint(out, m->warm_calls);
    table_uint(out, m->cold_calls);
    table_uint(out, m->not_answered);
    table_uint(out, m->returned);
    table_mean(out, handled(m), calls(m));
    table_mean(out, m->plain_ms, m->plain_calls);
    table_mean(out, m->warm_ms, m->warm_calls);
    table_mean(out, m->cold_ms, m->cold_calls);
    if (row->has_cost)
        text_addf(out, ",%lld", (long long)row->cost_ms);
    else
        table_text(out, NULL);
    table_average(out, m->rating_average, m->rating_count);
    table_uint(out, m->rating_count);
    table_average(out, row->period->survey_average, whole ? row->period->survey_answers : 0);
    table_uint(out, whole ? row->period->survey_answers : 0);
    table_end(out);
}

/* --- rows -------------------------------------------------------------------------------------- */

/* Named, or the first that is one. */
static enum err find_baseline(struct ask *ask, const struct core *core,
                              const struct period_record **out) {
    const char *id = ask_query(ask, "baseline");
    uint64_t cursor = 0;
    const struct period_record *period;
    *out = NULL;
    if (id != NULL && (*out = core_period(core, id)) == NULL)
        return problem_set(&ask->problem, ERR_UNKNOWN_PERIOD, "baseline", "%.60s is unknown", id);
    while (*out == NULL && (period = core_next_record(core, RECORD_period, &cursor)) != NULL)
        if (period->kind == PERIOD_KIND_BASELINE) *out = period;
    return ERR_OK;
}

static void add_row(struct ask *ask, const struct core *core, const struct period_record *baseline,
                    struct row *row, bool csv) {
    core_view_measure(core, row->period,
                      row->organisation == NULL ? ORGANISATION_NONE : row->organisation->number,
                      &row->m);
    if (row->organisation != NULL && calls(&row->m) == 0 && row->m.rating_count == 0) return;
    weigh(core, baseline, row);
    if (csv)
        add_csv(&ask->body, row);
    else
        add_json(&ask->body, row);
}

static enum err list_measures(struct ask *ask, const struct core *core, bool csv) {
    const struct period_record *baseline, *period;
    const struct organisation_record *organisation;
    uint64_t periods = 0, organisations;
    enum err err = find_baseline(ask, core, &baseline);
    if (err != ERR_OK) return err;
    if (csv)
        text_add(&ask->body, csv_head);
    else
        put_open(&ask->body, NULL, '{');
    if (!csv) put_text(&ask->body, "baseline", baseline == NULL ? NULL : baseline->id);
    if (!csv) put_open(&ask->body, "measures", '[');
    while ((period = core_next_record(core, RECORD_period, &periods)) != NULL) {
        struct row row = {.period = period};
        add_row(ask, core, baseline, &row, csv);
        for (organisations = 0; (organisation = core_next_record(core, RECORD_organisation,
                                                                 &organisations)) != NULL;) {
            row.organisation = organisation;
            add_row(ask, core, baseline, &row, csv);
        }
    }
    if (!csv) put_close(&ask->body, ']');
    return ERR_OK;
}

enum err view_measures(struct ask *ask, const struct core *core) {
    return list_measures(ask, core, false);
}

enum err view_measures_csv(struct ask *ask, const struct core *core) {
    return list_measures(ask, core, true);
}
