/* Which commands are not done in unstored mode: changes of rights, tokens and agreements, and
 * what every node must agree on. A crisis never needs them: calls, agent states, activations,
 * lifts and acknowledgements go on. */
#include "base/assert.h"
#include "engine/state.h"

bool command_needs_store(enum command_type type) {
    switch (type) {
    case COMMAND_settings_put:
    case COMMAND_organisation_put:
    case COMMAND_organisation_remove:
    case COMMAND_hours_put:
    case COMMAND_calendar_day_put:
    case COMMAND_calendar_day_remove:
    case COMMAND_topic_put:
    case COMMAND_baseline_put:
    case COMMAND_data_agreement_put:
    case COMMAND_data_agreement_remove:
    case COMMAND_organisation_topics:
    case COMMAND_agreement_put:
    case COMMAND_agreement_remove:
    case COMMAND_agent_put:
    case COMMAND_agent_remove:
    case COMMAND_agent_override:
    case COMMAND_playbook_publish:
    case COMMAND_playbook_approve:
    case COMMAND_peer_put:
    case COMMAND_peer_remove:
    case COMMAND_receiver_put:
    case COMMAND_receiver_rotate:
    case COMMAND_receiver_remove:
    case COMMAND_token_create:
    case COMMAND_token_revoke: return true;
    case COMMAND_tick:
    case COMMAND_recovered:
    case COMMAND_organisation_help: /* one can always decline */
    case COMMAND_service_set:       /* partners come and go in the middle of a crisis */
    case COMMAND_queue_report:
    case COMMAND_offer_put:
    case COMMAND_offer_amend:
    case COMMAND_offer_renew:
    case COMMAND_offer_pause:
    case COMMAND_offer_resume:
    case COMMAND_offer_drain:
    case COMMAND_offer_withdraw:
    case COMMAND_seat_accept:
    case COMMAND_seat_reject:
    case COMMAND_agent_status:
    case COMMAND_agent_renew:
    case COMMAND_agent_wrap_up:
    case COMMAND_call_arrive:
    case COMMAND_call_accept:
    case COMMAND_call_reject:
    case COMMAND_call_end:
    case COMMAND_call_cross:
    case COMMAND_call_cancel:
    case COMMAND_call_dispose:
    case COMMAND_surge_dismiss: /* to be left in peace matters most in a crisis */
    case COMMAND_activation_start:
    case COMMAND_activation_update:
    case COMMAND_activation_renew:
    case COMMAND_activation_lift:
    case COMMAND_activation_offer:
    case COMMAND_activation_accept:
    case COMMAND_activation_take:
    case COMMAND_answer_acknowledge:
    case COMMAND_answer_flag:
    case COMMAND_flag_answer:
    case COMMAND_peer_lend:
    case COMMAND_peer_lending:
    case COMMAND_peer_told:
    case COMMAND_step_tick:
    case COMMAND_step_untick:
    case COMMAND_delivery_begin: /* every channel must have the truth, above all then */
    case COMMAND_delivery_tried: return false;
    case COMMAND_TYPE_COUNT: break;
    }
    UNREACHABLE("no such command");
}
