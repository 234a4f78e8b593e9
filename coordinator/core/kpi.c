/* A municipality's figures of the local day. Invariant: offered + waiting_at_midnight = answered + abandoned + diverted +
 * waiting now. */
#include "core/state.h"

#define QUARTER_MS (15 * MINUTE_MS)

/* The local day, looked up once a quarter of an hour: midnight and the changes of the clock lie on quarters. */
int32_t local_day(struct core *c) {
    if (c->now / QUARTER_MS != c->quarter || c->quarter == 0) {
        c->quarter = c->now / QUARTER_MS;
        c->today = copenhagen_day(c->now);
    }
    return c->today;
}

struct kpi_record *kpi_today(struct core *c, organisation_no municipality, struct event *event) {
    struct organisation_slot *slot = &c->organisations[municipality];
    int32_t today = local_day(c);
    if (slot->kpi.day != today) {
        slot->kpi = (struct kpi_record){
            .day = today,
            .waiting_at_midnight = slot->waiting_citizens,
            .organisation = municipality,
        };
    }
    event_record(event, RECORD_kpi, municipality);
    return &slot->kpi;
}
