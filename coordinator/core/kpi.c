/* A municipality's figures of the local day. Invariant: offered + waiting_at_midnight = answered + abandoned + diverted +
 * waiting now. */
#include "core/state.h"

struct kpi_record *kpi_today(struct core *c, organisation_no municipality, struct event *event) {
    struct organisation_slot *slot = &c->organisations[municipality];
    int32_t today = copenhagen_day(c->now);
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
