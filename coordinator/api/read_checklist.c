/* The checklist of an activation at run time: its steps stand in the version's text, what is done in the records. */
#include <string.h>

#include "api/internal.h"

static const struct step_record *find_tick(const struct core *core, activation_id activation,
                                           const char *step) {
    const struct step_record *r;
    uint64_t cursor = 0;
    while ((r = core_next_record(core, RECORD_step, &cursor)) != NULL)
        if (r->activation == activation && strcmp(r->step, step) == 0) return r;
    return NULL;
}

static bool find_step(const struct playbook *playbook, const char *id, struct playbook_step *out) {
    for (size_t i = 0; i < playbook_step_count(playbook); i++) {
        playbook_step(playbook, i, "da", out);
        if (strcmp(out->id, id) == 0) return true;
    }
    return false;
}

/* --- reading ---------------------------------------------------------------------------------- */

static void add_tick(struct text_buf *out, const struct step_record *tick) {
    put_bool(out, "done", tick != NULL && tick->done);
    put_text(out, "by", tick == NULL ? NULL : tick->by);
    put_time(out, "at", tick == NULL ? 0 : tick->at);
    put_text(out, "reason", tick == NULL ? NULL : tick->reason);
    if (tick == NULL)
        put_null(out, "revision");
    else
        put_uint(out, "revision", tick->revision);
}

static void add_step(struct text_buf *out, const struct playbook *playbook, size_t index,
                     const struct step_record *tick) {
    struct playbook_step step;
    playbook_step(playbook, index, "da", &step);
    put_open(out, NULL, '{');
    put_text(out, "step", step.id);
    put_text(out, "owner", step.owner);
    put_open(out, "text", '{');
    for (size_t i = 0; i < playbook_language_count(playbook); i++) {
        playbook_step(playbook, index, playbook_language(playbook, i), &step);
        put_text(out, playbook_language(playbook, i), step.text);
    }
    put_close(out, '}');
    add_tick(out, tick);
    put_close(out, '}');
}

/* Ticked off of a version that had other steps. */
static void add_earlier(struct text_buf *out, const struct core *core,
                        const struct playbook *playbook, activation_id activation) {
    const struct step_record *r;
    struct playbook_step step;
    uint64_t cursor = 0;
    put_open(out, "earlier", '[');
    while ((r = core_next_record(core, RECORD_step, &cursor)) != NULL) {
        if (r->activation != activation || find_step(playbook, r->step, &step)) continue;
        put_open(out, NULL, '{');
        put_text(out, "step", r->step);
        add_tick(out, r);
        put_close(out, '}');
    }
    put_close(out, ']');
}

enum err view_checklist(struct ask *ask, const struct core *core) {
    const struct activation_record *activation = view_asked_activation(ask, core);
    if (activation == NULL) return view_not_found(ask, ERR_UNKNOWN_ACTIVATION);
    const struct playbook *playbook = answers_playbook(ask->api->answers, activation->version);
    if (playbook == NULL)
        return view_refuse(ask, ERR_INTERNAL, "playbook", "its text is not to be had");
    size_t done = 0;
    put_open(&ask->body, NULL, '{');
    view_activation_named(&ask->body, "activation", activation);
    put_uint(&ask->body, "revision", activation->revision);
    put_open(&ask->body, "steps", '[');
    for (size_t i = 0; i < playbook_step_count(playbook); i++) {
        struct playbook_step step;
        playbook_step(playbook, i, "da", &step);
        const struct step_record *tick = find_tick(core, activation->id, step.id);
        add_step(&ask->body, playbook, i, tick);
        done += tick != NULL && tick->done;
    }
    put_close(&ask->body, ']');
    put_uint(&ask->body, "done", done);
    put_uint(&ask->body, "of", playbook_step_count(playbook));
    add_earlier(&ask->body, core, playbook, activation->id);
    return ERR_OK;
}

/* --- ticking off ------------------------------------------------------------------------------ */

/* A duty leader ticks off any step: they hear by phone that it is done. Others those of their own role. */
static enum err check_owner(struct ask *ask, const struct playbook_step *step) {
    const char *role = word_text(&role_words, ask->actor.role);
    if (ask->actor.role == ROLE_ADMIN || ask->actor.role == ROLE_DUTY_LEADER ||
        strcmp(role, step->owner) == 0)
        return ERR_OK;
    return problem_set(&ask->problem, ERR_NOT_AUTHORISED, "step",
                       "it belongs to the %s, and a duty leader may do it too", step->owner);
}

enum err prepare_step(struct ask *ask, const struct api_request *request) {
    enum err err = prepare_command(ask, request);
    if (err != ERR_OK) return err;
    bool tick = ask->command.type == COMMAND_step_tick;
    const char *id = tick ? ask->command.as.step_tick.step : ask->command.as.step_untick.step;
    const struct activation_record *activation =
        core_activation(api_core(ask->api), tick ? ask->command.as.step_tick.activation
                                                 : ask->command.as.step_untick.activation);
    if (activation == NULL) return ERR_OK; /* the core says so */
    const struct playbook *playbook = answers_playbook(ask->api->answers, activation->version);
    struct playbook_step step;
    if (playbook == NULL)
        return view_refuse(ask, ERR_INTERNAL, "playbook", "its text is not to be had");
    if (!find_step(playbook, id, &step))
        return problem_set(&ask->problem, ERR_UNKNOWN_VALUE, "step",
                           "the playbook's checklist has no step %s", id);
    return check_owner(ask, &step);
}
