#include "agents-cli/why.h"

#include <stdio.h>
#include <string.h>

#include "agents-cli/decode.h"
#include "agents-cli/foreseen.h"
#include "agents-cli/show.h"

#define PAIRS_SHOWN 12
#define OFFERS_SHOWN 20

/* A member as a number in the person's writing. */
static const char *number(const json_t *object, const char *member, enum language language,
                          char out[SHOW_MAX]) {
    return show_number(language, decode_integer(object, member, 0), out);
}

static void line(struct text_buf *out) { text_add_char(out, '\n'); }

/* "3 har kun sin reserve tilbage, 1 siger fra" of rule -> count. */
static void rules(struct text_buf *out, enum language language, const json_t *counts) {
    const char *rule;
    json_t *count;
    bool first = true;
    char shown[SHOW_MAX];
    json_object_foreach((json_t *)counts, rule, count) {
        struct text_buf clean;
        text_buf_init(&clean, 1024);
        show_clean(&clean, rule, strlen(rule), false);
        text_addf(out, "%s%s %s", first ? "" : ", ",
                  show_number(language, (int64_t)json_integer_value(count), shown),
                  texts_word(language, "rule", text_slice(&clean).data));
        text_buf_close(&clean);
        first = false;
    }
}

/* --- one call --------------------------------------------------------------------------------- */

static void helper_lines(struct text_buf *out, enum language language, const json_t *helpers) {
    json_t *row;
    size_t i;
    texts_fill(out, language, T_WHY_WAITS, NULL);
    line(out);
    json_array_foreach(helpers, i, row) {
        char id[LIMIT_ID], rule[LIMIT_WORD], able[SHOW_MAX], idle[SHOW_MAX], slack[SHOW_MAX];
        decode_text(row, "organisation", id, sizeof id);
        decode_text(row, "rule", rule, sizeof rule);
        texts_fill(out, language, T_WHY_HELPER, id, texts_word(language, "rule", rule),
                   number(row, "able", language, able), number(row, "idle", language, idle),
                   number(row, "slack", language, slack), NULL);
        line(out);
    }
}

/* "egen borger 4,00 gange, ventetid 49,60 gange" of factor -> doublings. */
static void factors(struct text_buf *out, enum language language, const json_t *index) {
    const char *factor;
    json_t *doublings;
    bool first = true;
    char shown[SHOW_MAX];
    json_object_foreach((json_t *)index, factor, doublings) {
        struct text_buf clean;
        text_buf_init(&clean, 1024);
        show_clean(&clean, factor, strlen(factor), false);
        if (!first) text_add(out, ", ");
        texts_fill(out, language, T_WHY_TIMES,
                   texts_word(language, "factor", text_slice(&clean).data),
                   show_times(language, (int64_t)json_integer_value(doublings), shown), NULL);
        text_buf_close(&clean);
        first = false;
    }
}

/* Who got the call: by the index, as the one whom a helper could spare, or by rank at home. */
static void chosen(struct text_buf *out, enum language language, const json_t *why,
                   const char *word) {
    char agent[LIMIT_ID], home[LIMIT_ID], available[SHOW_MAX], present[SHOW_MAX];
    const json_t *index = json_object_get(why, "index");
    decode_text(why, "agent", agent, sizeof agent);
    decode_text(why, "organisation", home, sizeof home);
    if (json_object_size(index) > 0) {
        struct text_buf product;
        text_buf_init(&product, 4096);
        factors(&product, language, index);
        texts_fill(out, language, T_WHY_BY_INDEX, agent, home, word, text_slice(&product).data,
                   NULL);
        text_buf_close(&product);
    } else if (decode_integer(why, "helper_present", 0) > 0) {
        texts_fill(out, language, T_WHY_HELPED, agent, home, word,
                   number(why, "helper_available", language, available),
                   number(why, "helper_present", language, present), NULL);
    } else {
        texts_fill(out, language, T_WHY_BY_RANK, agent, home, word, NULL);
    }
}

void why_call(struct text_buf *out, enum language language, const json_t *answer) {
    const json_t *why = json_object_get(answer, "why"), *helpers, *stopped;
    char agent[LIMIT_ID], reason[LIMIT_WORD];
    decode_text(why, "agent", agent, sizeof agent);
    decode_text(why, "reason", reason, sizeof reason);
    const char *word = texts_word(language, "decision", reason);
    if (agent[0] != '\0')
        chosen(out, language, why, word);
    else if (reason[0] != '\0' && strcmp(reason, "none") != 0)
        texts_fill(out, language, T_WHY_REASON, word, NULL);
    if (agent[0] != '\0' || (reason[0] != '\0' && strcmp(reason, "none") != 0)) line(out);
    stopped = json_object_get(why, "stopped");
    if (json_object_size(stopped) > 0) {
        struct text_buf counts;
        text_buf_init(&counts, 4096);
        rules(&counts, language, stopped);
        texts_fill(out, language, T_WHY_STOPPED, counts.data, NULL);
        line(out);
        text_buf_close(&counts);
    }
    helpers = json_object_get(why, "helpers");
    if (helpers != NULL) helper_lines(out, language, helpers);
}

/* --- routes ----------------------------------------------------------------------------------- */

/* What is too long is cut, and the next column stands apart all the same. */
static void name_cell(struct text_buf *out, const char *name, size_t width) {
    show_left(out, name, width);
    text_add_char(out, ' ');
}

static void route_line(struct text_buf *out, enum language language, const json_t *row) {
    char helper[LIMIT_ID], helped[LIMIT_ID], agreement[LIMIT_ID], rule[LIMIT_WORD];
    char at_work[SHOW_MAX], clock[TIME_TEXT_MAX];
    time_ms since = decode_integer(row, "since", 0);
    decode_text(row, "helper", helper, sizeof helper);
    decode_text(row, "helped", helped, sizeof helped);
    decode_text(row, "agreement", agreement, sizeof agreement);
    decode_text(row, "rule", rule, sizeof rule);
    name_cell(out, helper, 19);
    name_cell(out, helped, 19);
    name_cell(out, agreement[0] == '\0' ? "-" : agreement, 20);
    show_left(out, since == 0 ? "-" : time_local_clock(since, clock), 10);
    show_right(out, number(row, "at_work", language, at_work), 6);
    text_addf(out, "  %s\n", strcmp(rule, "none") == 0 ? "-" : texts_word(language, "rule", rule));
}

static void wait_line(struct text_buf *out, enum language language, const json_t *row) {
    char id[LIMIT_ID], topic[LIMIT_ID], code[8], waiting[SHOW_MAX], first[SHOW_MAX];
    char helpers[SHOW_MAX];
    decode_text(row, "organisation", id, sizeof id);
    decode_text(row, "topic", topic, sizeof topic);
    decode_text(row, "language", code, sizeof code);
    show_left(out, id, 10);
    show_left(out, topic, 17);
    show_left(out, code, 7);
    show_right(out, number(row, "waiting", language, waiting), 4);
    show_right(out, show_duration(decode_integer(row, "first_wait_ms", 0), first), 8);
    show_right(out, number(row, "helpers", language, helpers), 12);
    text_add(out, "  ");
    if (json_object_size(json_object_get(row, "stopped")) == 0) text_add_char(out, '-');
    rules(out, language, json_object_get(row, "stopped"));
    line(out);
}

static void declining(struct text_buf *out, enum language language, const json_t *list) {
    struct text_buf ids;
    json_t *id;
    size_t i;
    if (json_array_size(list) == 0) return;
    text_buf_init(&ids, 65536);
    json_array_foreach(list, i, id) {
        const char *text = json_string_value(id);
        if (i > 0) text_add(&ids, ", ");
        if (text != NULL) show_clean(&ids, text, strlen(text), false);
    }
    texts_fill(out, language, T_ROUTES_DECLINING, text_slice(&ids).data, NULL);
    line(out);
    text_buf_close(&ids);
}

void why_routes(struct text_buf *out, enum language language, const json_t *answer) {
    const json_t *routes = json_object_get(answer, "routes");
    const json_t *queues = json_object_get(answer, "queues");
    json_t *row;
    size_t i;
    if (json_array_size(routes) > 0) text_addf(out, "%s\n", texts_get(language, T_ROUTES_PAIRS));
    json_array_foreach(routes, i, row) { route_line(out, language, row); }
    if (json_array_size(routes) > 0 && json_array_size(queues) > 0) line(out);
    if (json_array_size(queues) > 0) text_addf(out, "%s\n", texts_get(language, T_ROUTES_WAITS));
    json_array_foreach(queues, i, row) { wait_line(out, language, row); }
    if (json_array_size(routes) + json_array_size(queues) == 0)
        text_addf(out, "%s\n", texts_get(language, T_ROUTES_NONE));
    declining(out, language, json_object_get(answer, "declining"));
}

/* --- dry runs --------------------------------------------------------------------------------- */

static void more_line(struct text_buf *out, enum language language, int64_t more) {
    char shown[SHOW_MAX];
    if (more <= 0) return;
    texts_fill(out, language, T_TRY_MORE, show_number(language, more, shown), NULL);
    line(out);
}

static void pair_lines(struct text_buf *out, enum language language, const json_t *pairs,
                       enum text_id head) {
    int64_t count = decode_integer(pairs, "count", 0), shown = 0;
    char text[SHOW_MAX];
    json_t *row;
    size_t i;
    texts_fill(out, language, head, show_number(language, count, text), NULL);
    line(out);
    json_array_foreach(json_object_get(pairs, "pairs"), i, row) {
        char helper[LIMIT_ID], helped[LIMIT_ID];
        if (shown == PAIRS_SHOWN) break;
        decode_text(row, "helper", helper, sizeof helper);
        decode_text(row, "helped", helped, sizeof helped);
        texts_fill(out, language, T_TRY_PAIR, helper, helped, NULL);
        line(out);
        shown++;
    }
    more_line(out, language, count - shown);
}

static void offer_line(struct text_buf *out, enum language language, const json_t *row) {
    char call[LIMIT_ID], from[LIMIT_ID], topic[LIMIT_ID], agent[LIMIT_ID], helper[LIMIT_ID];
    char waited[SHOW_MAX];
    decode_text(row, "call", call, sizeof call);
    decode_text(row, "municipality", from, sizeof from);
    decode_text(row, "topic", topic, sizeof topic);
    decode_text(row, "agent", agent, sizeof agent);
    decode_text(row, "helper", helper, sizeof helper);
    texts_fill(out, language, T_TRY_OFFER, call, from, topic,
               show_duration(decode_integer(row, "waited_ms", 0), waited), agent, helper, NULL);
    line(out);
}

static void call_lines(struct text_buf *out, enum language language, const json_t *calls) {
    const json_t *offers = json_object_get(calls, "offers");
    char of[SHOW_MAX], seen[SHOW_MAX], shown[SHOW_MAX];
    json_t *row;
    size_t i, count = json_array_size(offers);
    number(calls, "of", language, of);
    texts_fill(out, language, T_TRY_OFFERS, show_number(language, (int64_t)count, shown), of, NULL);
    line(out);
    if (decode_integer(calls, "looked_at", 0) < decode_integer(calls, "of", 0)) {
        texts_fill(out, language, T_TRY_LOOKED_AT, number(calls, "looked_at", language, seen), of,
                   NULL);
        line(out);
    }
    json_array_foreach(offers, i, row) {
        if (i == OFFERS_SHOWN) break;
        offer_line(out, language, row);
    }
    more_line(out, language, (int64_t)count - OFFERS_SHOWN);
}

static void staff_lines(struct text_buf *out, enum language language, const json_t *agents) {
    json_t *row;
    size_t i;
    if (json_array_size(agents) > 0) text_addf(out, "%s\n", texts_get(language, T_TRY_AGENTS));
    json_array_foreach(agents, i, row) {
        char topic[LIMIT_ID], code[8], n[5][SHOW_MAX];
        decode_text(row, "topic", topic, sizeof topic);
        decode_text(row, "language", code, sizeof code);
        texts_fill(out, language, T_TRY_STAFF, topic, texts_word(language, "language", code),
                   number(row, "waiting", language, n[0]), number(row, "trained", language, n[1]),
                   number(row, "trained_idle", language, n[2]),
                   number(row, "would_qualify", language, n[3]),
                   number(row, "would_qualify_idle", language, n[4]), NULL);
        line(out);
    }
}

void why_dry_run(struct text_buf *out, enum language language, const json_t *answer) {
    const json_t *reserves = json_object_get(answer, "reserves");
    json_t *row;
    size_t i;
    pair_lines(out, language, json_object_get(answer, "gained"), T_TRY_GAINED);
    if (decode_integer(json_object_get(answer, "lost"), "count", 0) > 0)
        pair_lines(out, language, json_object_get(answer, "lost"), T_TRY_LOST);
    call_lines(out, language, json_object_get(answer, "calls"));
    staff_lines(out, language, json_object_get(answer, "agents"));
    json_array_foreach(reserves, i, row) {
        char id[LIMIT_ID], n[3][SHOW_MAX];
        decode_text(row, "organisation", id, sizeof id);
        texts_fill(out, language, T_TRY_RESERVE, id, number(row, "present", language, n[0]),
                   number(row, "reserve", language, n[1]),
                   number(row, "would_help", language, n[2]), NULL);
        line(out);
    }
    foreseen_lines(out, language, json_object_get(answer, "activation"));
    text_addf(out, "%s\n", texts_get(language, T_TRY_NOTHING));
}
