/* Playbooks and activations, what is told of them, and peers, for the core's own files. Part of core/state.h, which includes it
 * at its end. */
#ifndef CORE_ACTIVATIONS_H
#define CORE_ACTIVATIONS_H

#include "core/state.h"

/* --- what changes while an activation is active (while_active.c) ----------------------------------------------------------- */

/* After a change of activations or of what installation this is. */
void while_active_index(struct core *c);
/* An active activation about the call is to be read first, and the agent has not. */
bool agent_must_read_first(const struct core *c, agent_no agent, const struct call_record *r);
/* Whether the organisation's available agents could take the call but for that. */
bool idle_must_read_first(const struct core *c, organisation_no n, const struct call_record *r);
/* How long after-call work of such a call lasts. */
time_ms wrap_up_after(const struct core *c, organisation_no municipality, topic_no topic);
enum err while_active_check(const struct core *c, struct problem *problem);

/* --- playbooks and activations (playbooks.c, activations.c, expiry.c, readers.c, flags.c) ---------------------------------- */

/* The order in which their answers stand. */
bool activation_stands_before(const struct activation_record *a, const struct activation_record *b);

enum err need_version(const struct core *c, const char *id, const uint8_t version[SHA256_BYTES],
                      uint32_t *slot, struct problem *problem);
enum err need_activation(const struct core *c, activation_id id, uint32_t *slot,
                         struct problem *problem);
/* Whether a version that is being approved would be confirmed by whoever activated it unapproved. */
enum err activations_confirmable(const struct core *c, const struct playbook_record *playbook,
                                 const struct actor *actor, struct problem *problem);
void activations_confirm(struct core *c, const struct playbook_record *playbook);
/* How long it holds (terms.c). Until when without a word; 0: the version has no usual time. */
time_ms usual_expiry(const struct playbook_record *playbook, time_ms from);
/* Not longer than the version allows, from a start or a renewal at `from`. */
enum err check_duration(const struct playbook_record *playbook, time_ms from, time_ms expires_at,
                        struct problem *problem);
enum err check_review(const struct core *c, time_ms review_by, time_ms expires_at,
                      struct problem *problem);
enum err read_renewal(const struct core *c, const struct activation_renew_command *p,
                      const struct activation_record *r, time_ms *expires_at,
                      struct problem *problem);
void plan_warning(const struct core *c, struct activation_record *r);
void plan_review(const struct core *c, struct activation_record *r, time_ms wanted);
/* Until when the lifted answer stands of what is lifted, or leaves the area, now. */
time_ms lifted_answer_until(const struct core *c, const struct activation_record *r);
/* Whether its area, what left it or one of its revisions names the organisation. */
bool activation_names(const struct core *c, uint32_t at, organisation_no n);
void activation_begin_planned(struct core *c, uint32_t at);
time_ms activation_first(const struct core *c, uint32_t *slot);
void activation_due(struct core *c, uint32_t at);
/* Whether the activation has begun and has such a revision. */
enum err check_revision(const struct activation_record *a, uint32_t revision,
                        struct problem *problem);
void forget_acknowledgement(struct core *c, uint32_t slot, struct event *event);
void forget_acknowledgements_of(struct core *c, agent_no agent);
void forget_flags_of(struct core *c, agent_no agent);
uint32_t flags_of(const struct core *c, activation_id activation);
/* The step's slot at recovery; LIST_NONE: it is there twice, or there are too many. */
uint32_t step_restore(struct core *c, uint32_t at, const struct step_record *r);
/* Flags, replies, steps and revisions of an activation that is closed; false: the next tick goes on. */
bool forget_history(struct core *c, uint32_t at);

/* --- receivers and deliveries (receivers.c) ------------------------------------------------------------------ */

uint32_t find_receiver(const struct core *c, const char *id);
uint32_t find_delivery(const struct core *c, const char *receiver, activation_id activation);
uint64_t delivery_hash(const char *receiver, activation_id activation);
/* How long after so many failures in a row the next try is. */
time_ms receiver_retry_delay(const char *receiver, uint64_t number, uint32_t failures);
/* What a try (delivery_outcome) means for the receiver itself; its record joins the event. */
void receiver_was_tried(struct core *c, uint32_t at, unsigned outcome, uint64_t number,
                        time_ms retry_after_ms, struct event *event);
/* Something new is a reason to try a receiver again that failed, though not one that asked to wait. */
void receiver_has_news(struct core *c, uint32_t at, struct event *event);
/* Puts a restored record in its place; LIST_NONE: it is there twice, or there are too many. */
uint32_t delivery_restore(struct core *c, const struct delivery_record *r);
enum err receivers_check(const struct core *c, struct problem *problem);

/* Whether an address may be called, by its form: http or https, a host, nothing odd. */
enum err check_url(const char *url, struct problem *problem);
bool hash_is_zero(const uint8_t hash[SHA256_BYTES]);

/* --- peers (peers.c) ----------------------------------------------------------------------------------------- */

uint32_t find_peer(const struct core *c, organisation_no organisation);
/* False: it is there twice, or there are too many. */
bool peer_restore(struct core *c, const struct peer_record *r, uint32_t *slot);
enum err peers_check(const struct core *c, struct problem *problem);

#endif
