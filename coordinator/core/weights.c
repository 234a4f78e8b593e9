/* The weights of the index by which a free agent chooses (routing.c). All are logarithms to the base two in 1/65536, so that
 * the factors of the index are summed, an exponent is a multiplication, and a sum says what each factor brought. */
#include "base/assert.h"
#include "core/state.h"

#define ONE (1 << 16)
#define EXPECTED_HANDLE_MS \
    (300 * SECOND_MS)                   /* where a topic says nothing; and the measure of speed */
#define WAIT_OFFSET_MS (10 * SECOND_MS) /* a caller of this moment counts as one of ten seconds */

/* Digit by digit: the square of a number in [1, 2) has its next binary digit in front. */
static int32_t fraction(uint64_t x) {
    int32_t digits = 0;
    for (int bit = 15; bit >= 0; bit--) {
        x = x * x >> 30;
        if (x >> 31 == 0) continue;
        digits |= 1 << bit;
        x >>= 1;
    }
    return digits;
}

/* Of 1 + n / 256, for every n: what lies between is interpolated. */
static void fill_table(struct weights *w) {
    for (uint64_t n = 0; n < 256; n++)
        w->fractions[n] = fraction((256 + n) << 22);
    w->fractions[256] = ONE;
}

int32_t weight_log2(const struct core *c, uint64_t value) {
    ASSERT(value > 0);
    const int32_t *fractions = c->weights.fractions;
    int whole = 63 - __builtin_clzll(value);
    uint64_t rest = (value << (63 - whole)) << 1; /* behind the leading digit */
    unsigned n = (unsigned)(rest >> 56);
    int32_t between = (int32_t)(rest >> 40 & 0xffff);
    return whole * ONE + fractions[n] +
           (int32_t)((int64_t)(fractions[n + 1] - fractions[n]) * between / ONE);
}

static int32_t raised(int32_t logarithm, uint16_t permille) {
    return (int32_t)((int64_t)logarithm * permille / 1000);
}

/* log2(1 + permille/1000 * part / whole) */
static int32_t pressure(const struct core *c, uint16_t permille, uint64_t part, uint64_t whole) {
    if (part == 0 || permille == 0) return 0;
    return weight_log2(c, 1024 + part * permille * 1024 / 1000 / whole) - 10 * ONE;
}

static int32_t speed(const struct core *c, time_ms handle, bool help, bool qualified) {
    if (help) handle = handle * c->settings.overflow_handle_permille / 1000;
    if (qualified) handle = handle * c->settings.qualified_handle_permille / 1000;
    return raised(weight_log2(c, (uint64_t)EXPECTED_HANDLE_MS) -
                      weight_log2(c, (uint64_t)(handle + c->settings.wrap_up_ms)),
                  c->settings.speed_permille);
}

void weights_prepare(struct core *c) {
    struct weights *w = &c->weights;
    if (w->fractions[256] == 0) fill_table(w);
    for (topic_no t = 0; t < LIMIT_TOPICS; t++) {
        time_ms handle = c->topics[t].record.handle_ms;
        if (handle == 0) handle = EXPECTED_HANDLE_MS;
        for (int help = 0; help < 2; help++)
            for (int qualified = 0; qualified < 2; qualified++)
                w->speed[t][help][qualified] = speed(c, handle, help != 0, qualified != 0);
    }
    w->own = weight_log2(c, c->settings.own_weight);
}

int32_t weight_speed(const struct core *c, agent_no agent, topic_no topic, bool help) {
    bool qualified = ((c->agents[agent].topics >> topic) & 1) == 0;
    return c->weights.speed[topic][help][qualified];
}

int32_t weight_topic(const struct core *c, topic_no topic) {
    const struct sharing *s = c->sharing;
    uint64_t able = s->able_by_topic[topic] == 0 ? 1 : s->able_by_topic[topic];
    return pressure(c, c->settings.topic_scarcity_permille, s->waiting_by_topic[topic], able);
}

int32_t weight_language(const struct core *c, language_no language) {
    const struct sharing *s = c->sharing;
    uint64_t able = s->able_by_language[language] == 0 ? 1 : s->able_by_language[language];
    return pressure(c, c->settings.language_scarcity_permille, s->waiting_by_language[language],
                    able);
}

int32_t weight_wait(const struct core *c, const struct call_record *r) {
    uint64_t wait = (uint64_t)(c->now - r->enqueued_at + WAIT_OFFSET_MS);
    return raised(weight_log2(c, wait), c->settings.wait_permille);
}

int32_t weight_home(const struct core *c, const struct call_record *r) {
    const struct organisation_slot *home = &c->organisations[r->municipality];
    return pressure(c, c->settings.home_load_permille, home->waiting_citizens, home->present + 1u);
}
