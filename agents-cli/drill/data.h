/* What an exercise is made of: the municipalities, the cooperation's settings, partners, topics
 * and agreements, the agents. Read from the data folder; a file that is not as it should be is refused with its name
 * and the reason. */
#ifndef DRILL_DATA_H
#define DRILL_DATA_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/limits.h"

struct place {
    char id[LIMIT_ID], name[LIMIT_NAME];
    uint32_t population;
    bool member, outsider; /* neither: a partner */
    bool cooperation;      /* the shared shift itself, no municipality */
};

enum shift { SHIFT_ON, SHIFT_CALLABLE, SHIFT_OFF };

struct person {
    char id[LIMIT_ID], name[LIMIT_NAME];
    uint16_t place; /* index of their organisation */
    enum shift shift;
};

struct data {
    struct place
        *places; /* the municipalities, the cooperation, the partners, as they stand in the files */
    uint32_t place_count;
    struct person *persons;
    uint32_t person_count;
    json_t *municipalities, *cooperation, *agents; /* the files, for loading */
};

/* False, with a sentence in `why`, when a file is missing or wrong. */
bool data_read(struct data *data, const char *folder, char *why, size_t why_size);
void data_close(struct data *data);

/* Index of the organisation, or -1. */
int data_place(const struct data *data, const char *id);
int data_person(const struct data *data, const char *id);

/* A whole JSON file; NULL with a sentence in `why`. The caller owns it. */
json_t *data_read_json(const char *path, char *why, size_t why_size);

#endif
