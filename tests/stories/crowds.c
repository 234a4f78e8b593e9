#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "core/fields.h"
#include "values.h"

void give_usual(struct teller *t, const struct captures *captures,
                const struct words_of_line *line) {
    static const char *const days[] = {"monday", "tuesday",  "wednesday", "thursday",
                                       "friday", "saturday", "sunday"};
    json_t *payload = json_object(), *hours = json_array();
    long calls[7];
    for (int day = 0; day < 7; day++)
        calls[day] = strtol(capture(captures, "calls"), NULL, 10);
    for (size_t i = captures->rest; i < line->count; i++)
        for (int day = 0; day < 7; day++) {
            size_t length = strlen(days[day]);
            if (strncmp(line->words[i], days[day], length) == 0 && line->words[i][length] == '=')
                calls[day] = strtol(line->words[i] + length + 1, NULL, 10);
        }
    for (int hour = 0; hour < HOURS_OF_WEEK; hour++)
        json_array_append_new(hours, json_integer(calls[hour / 24] * 1000));
    json_object_set_new(payload, "expected", hours);
    json_object_set_new(payload, "organisation", json_string(capture(captures, "organisation")));
    if (strcmp(capture(captures, "topic"), "everything") != 0)
        json_object_set_new(payload, "topic", json_string(capture(captures, "topic")));
    teller_give(t, "baseline_put", payload, "admin", NULL, NULL);
    json_decref(payload);
}

void give_plan(struct teller *t, const struct captures *captures,
               const struct words_of_line *line) {
    json_t *payload = json_object(), *shifts = json_array();
    for (size_t i = captures->rest; i < line->count; i++) {
        char agent[64], from[32], until[32];
        if (sscanf(line->words[i], "%63[^/]/%31[^/]/%31s", agent, from, until) != 3) {
            teller_fail(t, "%s is no shift: agent/from/until", line->words[i]);
            break;
        }
        json_array_append_new(shifts, json_pack("{s:s,s:o,s:o}", "agent", agent, "from",
                                                value_of(t, "until", from), "until",
                                                value_of(t, "until", until)));
    }
    json_object_set_new(payload, "organisation", json_string(capture(captures, "organisation")));
    json_object_set_new(payload, "shifts", shifts);
    teller_give(t, "shifts_put", payload, "admin", NULL, NULL);
    json_decref(payload);
}

void give_callers(struct teller *t, const struct captures *captures) {
    static unsigned ever;
    long count = strtol(capture(captures, "count"), NULL, 10);
    long long over = 0;
    time_ms start = t->now;
    if (count <= 0 || !value_duration(capture(captures, "duration"), &over)) {
        teller_fail(t, "so many calls over so long cannot be");
        return;
    }
    for (long i = 0; i < count && !t->failed; i++) {
        json_t *call = json_object(), *end = json_object(), *subject = NULL;
        char reference[32];
        struct problem problem = {.err = ERR_OK};
        snprintf(reference, sizeof reference, "one-of-many-%u", ++ever);
        value_set(t, call, "reference", reference);
        value_set(t, call, "municipality", capture(captures, "municipality"));
        value_set(t, call, "topic", capture(captures, "topic"));
        value_set(t, call, "language", "da");
        enum err err = t->world.ops->command(t->world.ctx, "call_arrive", call, "telephony",
                                             "telephony", &subject, &problem);
        json_object_set_new(end, "call", json_string(teller_subject_id(subject)));
        if (err == ERR_OK)
            err = t->world.ops->command(t->world.ctx, "call_cancel", end, "telephony", "telephony",
                                        NULL, &problem);
        if (err != ERR_OK) teller_fail(t, "a caller was refused: %s", problem.detail);
        json_decref(subject);
        json_decref(end);
        json_decref(call);
        teller_advance(t, start + over * (i + 1) / count);
    }
}
