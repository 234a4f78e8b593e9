#include "playbook/phrases.h"

#include <string.h>

#include "base/assert.h"

#define MONTHS_EN                                                                              \
    {                                                                                          \
        "January", "February", "March", "April", "May", "June", "July", "August", "September", \
            "October", "November", "December"                                                  \
    }

static const struct phrases languages[] = {
    {
        .code = "da",
        .minute = "minut",
        .minutes = "minutter",
        .hour = "time",
        .hours = "timer",
        .everywhere = "alle kommuner",
        .exercise = "ØVELSE.",
        .exercise_title = "ØVELSE: ",
        .exercise_spoken = "Øvelse.",
        .unapproved = "IKKE GODKENDT: teksten er aktiveret uden godkendelse.",
        .not_confirmed_since = "Ikke bekræftet siden ",
        .ask = "; spørg ",
        .only = "Det gælder kun ",
        .only_was = "Det gjaldt kun ",
        .postcode = "postnummer ",
        .some_postcodes = "flere postnumre",
        .lifted_title = "Ophævet: ",
        .only_danish = "Findes kun på dansk.",
        .months = {"januar", "februar", "marts", "april", "maj", "juni", "juli", "august",
                   "september", "oktober", "november", "december"},
    },
    {
        .code = "en",
        .minute = "minute",
        .minutes = "minutes",
        .hour = "hour",
        .hours = "hours",
        .everywhere = "all municipalities",
        .exercise = "EXERCISE.",
        .exercise_title = "EXERCISE: ",
        .exercise_spoken = "Exercise.",
        .unapproved = "NOT APPROVED: this text was activated without approval.",
        .not_confirmed_since = "Not confirmed since ",
        .ask = "; ask ",
        .only = "It applies only to ",
        .only_was = "It applied only to ",
        .postcode = "postcode ",
        .some_postcodes = "several postcodes",
        .lifted_title = "Lifted: ",
        .only_danish = "Available in Danish only.",
        .months = MONTHS_EN,
    },
    {
        .code = "",
        .minute = "min",
        .minutes = "min",
        .hour = "h",
        .hours = "h",
        .everywhere = "all municipalities",
        .exercise = "EXERCISE.",
        .exercise_title = "EXERCISE: ",
        .exercise_spoken = "Exercise.",
        .unapproved = "NOT APPROVED: this text was activated without approval.",
        .not_confirmed_since = "Not confirmed since ",
        .ask = "; ask ",
        .only = "It applies only to ",
        .only_was = "It applied only to ",
        .postcode = "postcode ",
        .some_postcodes = "several postcodes",
        .lifted_title = "Lifted: ",
        .only_danish = "Available in Danish only.",
        .months = MONTHS_EN,
    },
};

const struct phrases *phrases_for(const char *language) {
    size_t i = 0;
    while (languages[i].code[0] != '\0' && strcmp(languages[i].code, language) != 0)
        i++;
    return &languages[i];
}

void phrases_add_time(const struct phrases *phrases, time_ms at, bool spoken,
                      struct text_buf *out) {
    struct civil local;
    civil_copenhagen(at, &local);
    ASSERT(local.month >= 1 && local.month <= 12);
    const char *month = phrases->months[local.month - 1];
    bool danish = strcmp(phrases->code, "da") == 0;
    if (danish && spoken) {
        text_addf(out, "%d. %s klokken %d.%02d", local.day, month, local.hour, local.minute);
    } else if (danish) {
        char text[TIME_TEXT_MAX];
        text_add(out, time_local_danish(at, text));
    } else if (spoken) {
        text_addf(out, "%d %s at %d:%02d", local.day, month, local.hour, local.minute);
    } else {
        text_addf(out, "%d %s %04d at %02d:%02d", local.day, month, local.year, local.hour,
                  local.minute);
    }
}

static void add_counted(int64_t number, const char *one, const char *many, struct text_buf *out) {
    text_add_int(out, number);
    text_add_char(out, ' ');
    text_add(out, number == 1 ? one : many);
}

void phrases_add_minutes(const struct phrases *phrases, int64_t number, struct text_buf *out) {
    add_counted(number, phrases->minute, phrases->minutes, out);
}

void phrases_add_hours(const struct phrases *phrases, int64_t number, struct text_buf *out) {
    add_counted(number, phrases->hour, phrases->hours, out);
}

/* Of the 98 these two do not put "Kommune" behind their name as it stands. */
static const struct {
    const char *name, *proper;
} proper_names[] = {
    {"København", "Københavns Kommune"},
    {"Bornholm", "Bornholms Regionskommune"},
};

void phrases_add_municipality(const char *name, struct text_buf *out) {
    for (size_t i = 0; i < sizeof proper_names / sizeof proper_names[0]; i++) {
        if (strcmp(name, proper_names[i].name) == 0) {
            text_add(out, proper_names[i].proper);
            return;
        }
    }
    text_add(out, name);
    bool says_what_it_is = strstr(name, "ommune") != NULL || strstr(name, "Region") != NULL;
    if (!says_what_it_is) text_add(out, " Kommune");
}
