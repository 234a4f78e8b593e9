/* What a form has to fetch, what it sends in the end, and what takes that back. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agents-cli/decode.h"
#include "agents-cli/form.h"
#include "agents-cli/guide.h"
#include "base/assert.h"

/* --- what it needs ---------------------------------------------------------------------------- */

bool form_stands(const struct form *form) {
    return form->kind == FORM_UPDATE || form->kind == FORM_LIFT || form->kind == FORM_RENEW ||
           form->kind == FORM_NARROW || form->kind == FORM_REVIEW;
}

enum form_need form_need(const struct form *form) {
    bool stands = form_stands(form);
    if (form->kind == FORM_NONE || form->failed) return NEED_NOTHING;
    if (form->step == STEP_SENDING) return NEED_SEND;
    if (form->kind == FORM_OFFER && form->leaders == NULL) return NEED_LEADERS;
    if (stands && form->standing == NULL) return NEED_STANDING;
    if (form->kind == FORM_TICKET && form->standing == NULL) return NEED_OFFERED;
    if (form->kind == FORM_TICKET) return form->playbooks == NULL ? NEED_KINDS : NEED_NOTHING;
    if (form->alert[0] != '\0' && form->standing == NULL) return NEED_ALERT;
    if (form->kind == FORM_ACTIVATE && form->step == STEP_PLAYBOOK)
        return form->playbooks == NULL ? NEED_PLAYBOOKS : NEED_NOTHING;
    if ((stands || form->kind == FORM_ACTIVATE) && form->document == NULL) return NEED_DOCUMENT;
    if (form->kind == FORM_ACTIVATE && form->step == STEP_WHERE && form->zones == NULL)
        return NEED_ZONES;
    if (form->kind == FORM_ACTIVATE && form->step == STEP_CONFIRM && form->trial == NULL)
        return NEED_TRIAL;
    return NEED_NOTHING;
}

const json_t *form_record(const struct form *form) {
    return json_object_get(form->standing, "activation");
}

static void set_places(const struct form *form, json_t *body) {
    json_object_set(body, "municipalities", form->municipalities);
    if (json_array_size(form->narrowed) > 0) json_object_set(body, "narrowed", form->narrowed);
}

static json_t *activation_body(const struct form *form) {
    json_t *body = json_object();
    json_object_set_new(body, "playbook", json_string(form->playbook));
    json_object_set(body, "parameters", form->values);
    set_places(form, body);
    json_object_set_new(body, "reason", json_string(form->why));
    if (form->alert[0] != '\0') json_object_set_new(body, "alert", json_string(form->alert));
    if (form->exercise) json_object_set_new(body, "exercise", json_true());
    return body;
}

static json_t *trial_body(const struct form *form) {
    json_t *command = json_object(), *body = json_object();
    json_object_set_new(command, "playbook", json_string(form->playbook));
    if (!form->everywhere) set_places(form, command);
    if (form->exercise) json_object_set_new(command, "exercise", json_true());
    json_object_set_new(body, "activation", command);
    return body;
}

static json_t *send_body(const struct form *form, char *path, size_t size) {
    switch (form->kind) {
    case FORM_ACTIVATE: snprintf(path, size, "/v1/activations"); return activation_body(form);
    case FORM_UPDATE: {
        snprintf(path, size, "/v1/activations/%s/update", form->subject);
        json_t *body = json_pack("{s:s}", "reason", form->why);
        json_object_set(body, "revision", json_object_get(form_record(form), "revision"));
        json_object_set(body, "parameters", form->values);
        return body;
    }
    case FORM_LIFT:
        snprintf(path, size, "/v1/activations/%s/lift", form->subject);
        return json_pack("{s:s}", "reason", form->why);
    case FORM_DISMISS: {
        snprintf(path, size, "/v1/organisations/%s/dismiss-surge", form->subject);
        json_t *body = json_pack("{s:s}", "reason", form->why);
        if (form->topic[0] != '\0') json_object_set_new(body, "topic", json_string(form->topic));
        return body;
    }
    case FORM_ALERT:
        snprintf(path, size, "/v1/alerts/%s/dismiss", form->subject);
        return json_pack("{s:s}", "reason", form->why);
    case FORM_RENEW: {
        snprintf(path, size, "/v1/activations/%s/renew", form->subject);
        json_t *body = json_copy(form->values);
        json_object_set_new(body, "reason", json_string(form->why));
        return body;
    }
    case FORM_NARROW: {
        snprintf(path, size, "/v1/activations/%s/update", form->subject);
        json_t *body = json_pack("{s:s}", "reason", form->why);
        json_object_set(body, "revision", json_object_get(form_record(form), "revision"));
        json_object_set(body, "municipalities", form->values);
        return body;
    }
    case FORM_REVIEW: {
        /* The review that is meant: when another leader is first, this is no second one. */
        const json_t *due = json_object_get(form_record(form), "review_by");
        snprintf(path, size, "/v1/activations/%s/review", form->subject);
        return json_is_integer(due) ? json_pack("{s:O}", "due", due) : json_object();
    }
    case FORM_OFFER:
        snprintf(path, size, "/v1/activations/%s/offer", form->subject);
        return strcmp(form->where, "-") == 0 ? json_pack("{s:n}", "to")
                                             : json_pack("{s:s}", "to", form->where);
    case FORM_ACCEPT:
        snprintf(path, size, "/v1/activations/%s/accept", form->subject);
        return json_object();
    case FORM_TAKE:
        snprintf(path, size, "/v1/activations/%s/take", form->subject);
        return json_pack("{s:s}", "reason", form->why);
    case FORM_TICKET: {
        snprintf(path, size, "/v1/calls/%s/tickets", form->subject);
        json_t *body = json_copy(form->values);
        json_object_set_new(body, "kind", json_string(form->playbook));
        return body;
    }
    case FORM_PLACE:
        snprintf(path, size, "/v1/calls/%s/place", form->subject);
        return json_pack("{s:s}", "postcode", form->where);
    case FORM_LIMIT: {
        snprintf(path, size, "/v1/organisations/%s/help", form->subject);
        return json_pack("{s:b,s:I}", "declines", json_is_true(form->standing), "help_max",
                         (json_int_t)strtoll(form->word, NULL, 10));
    }
    case FORM_NONE: break;
    }
    UNREACHABLE("a form that sends nothing");
}

bool form_request(const struct form *form, enum form_need need, const char **method, char *path,
                  size_t size, json_t **body) {
    char version[72];
    *method = need == NEED_TRIAL || need == NEED_SEND ? "POST" : "GET";
    *body = NULL;
    path[0] = '\0';
    switch (need) {
    case NEED_PLAYBOOKS: snprintf(path, size, "/v1/playbooks"); break;
    case NEED_ALERT: snprintf(path, size, "/v1/alerts/%s", form->alert); break;
    case NEED_OFFERED: snprintf(path, size, "/v1/calls/%s/transfer", form->subject); break;
    case NEED_ZONES: snprintf(path, size, "/v1/zones"); break;
    case NEED_LEADERS: snprintf(path, size, "/v1/duty-leaders"); break;
    case NEED_KINDS: snprintf(path, size, "/v1/ticket-kinds"); break;
    case NEED_STANDING: snprintf(path, size, "/v1/activations/%s", form->subject); break;
    case NEED_DOCUMENT:
        decode_text(form_record(form), "version", version, sizeof version);
        snprintf(path, size, "/v1/playbooks/%s%s%s", form->playbook,
                 version[0] == '\0' ? "" : "?version=", version);
        break;
    case NEED_TRIAL:
        snprintf(path, size, "/v1/dry-run");
        *body = trial_body(form);
        break;
    case NEED_SEND: *body = send_body(form, path, size); break;
    case NEED_NOTHING: return false;
    }
    return path[0] != '\0';
}

/* The area as it was, parts of municipalities too: `municipalities` alone would make them whole. */
static void set_area(json_t *body, const json_t *record) {
    json_t *parts = guide_parts(record);
    json_object_set(body, "municipalities", json_object_get(record, "municipalities"));
    if (json_array_size(parts) > 0) json_object_set(body, "narrowed", parts);
    json_decref(parts);
}

/* Lifts what was activated, says again what was said, or activates the same once more. */
bool form_undo(const struct form *form, const json_t *answer, char *path, size_t size,
               json_t **body) {
    const json_t *record = json_object_get(answer, "activation"), *before = form_record(form);
    const char *reason = texts_get(form->language, T_UNDO_REASON);
    char id[LIMIT_ID];
    decode_text(record, "id", id, sizeof id);
    if (id[0] == '\0') return false;
    if (form->kind == FORM_ACTIVATE) {
        snprintf(path, size, "/v1/activations/%s/lift", id);
        *body = json_pack("{s:s}", "reason", reason);
        return true;
    }
    if (form->kind == FORM_UPDATE) {
        json_t *old = json_object(), *value;
        const char *name;
        json_object_foreach(form->values, name, value) {
            json_t *was = json_object_get(json_object_get(form->standing, "parameters"), name);
            json_object_set(old, name, was == NULL ? json_null() : was);
        }
        snprintf(path, size, "/v1/activations/%s/update", id);
        *body = json_pack("{s:s,s:o}", "reason", reason, "parameters", old);
        json_object_set(*body, "revision", json_object_get(record, "revision"));
        return true;
    }
    if (form->kind == FORM_NARROW) {
        snprintf(path, size, "/v1/activations/%s/update", id);
        *body = json_pack("{s:s}", "reason", reason);
        set_area(*body, before);
        json_object_set(*body, "revision", json_object_get(record, "revision"));
        return true;
    }
    if (form->kind == FORM_OFFER && strcmp(form->where, "-") != 0) {
        snprintf(path, size, "/v1/activations/%s/offer", id);
        *body = json_pack("{s:n}", "to");
        return true;
    }
    if (form->kind != FORM_LIFT) return false;
    snprintf(path, size, "/v1/activations");
    *body = json_pack("{s:s}", "reason", reason);
    json_object_set(*body, "parameters", json_object_get(form->standing, "parameters"));
    set_area(*body, before);
    static const char *const same[] = {"playbook", "version", "priority", "exercise"};
    for (size_t i = 0; i < sizeof same / sizeof same[0]; i++)
        json_object_set(*body, same[i], json_object_get(before, same[i]));
    return true;
}
