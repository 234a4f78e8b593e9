/* Reading the playbooks that these tests stand on. */
#ifndef TESTS_UNIT_PLAYBOOK_FIXTURE_H
#define TESTS_UNIT_PLAYBOOK_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "playbook/playbook.h"

#define MINIMAL "tests/unit/playbook/good/minimal.json"
#define WATER "playbooks/water-contamination/playbook.json"
#define GENERAL "playbooks/general/playbook.json"
#define FIRE "playbooks/fire-smoke/playbook.json"
#define PASSPORT "playbooks/passport-error/playbook.json"
#define EPIDEMIC "playbooks/epidemic/playbook.json"

/* The whole file, `path` from the root of the project. Close it after use. */
static inline struct text_buf file_read(const char *path) {
    char full[1024];
    snprintf(full, sizeof full, "%s/%s", DDH_SOURCE_DIR, path);
    FILE *file = fopen(full, "rb");
    if (file == NULL) fail_msg("cannot open %s", full);
    struct text_buf text;
    text_buf_init(&text, 1024 * 1024);
    char bytes[4096];
    size_t length;
    while ((length = fread(bytes, 1, sizeof bytes, file)) > 0)
        text_add_bytes(&text, bytes, length);
    fclose(file);
    return text;
}

/* Fails the test with the first finding when the file is refused. */
static inline struct playbook *playbook_of(const char *path) {
    struct text_buf text = file_read(path);
    struct playbook_report report;
    struct playbook *playbook = playbook_read(text_slice(&text), &report);
    if (playbook == NULL)
        fail_msg("%s:%u: %s: %s", path, report.findings[0].line, report.findings[0].key,
                 report.findings[0].reason);
    text_buf_close(&text);
    return playbook;
}

/* The examples of the playbook's own parameters, as an activation would be given them. */
static inline struct text_buf examples_of(const char *path) {
    struct text_buf file = file_read(path), values;
    json_t *root = json_loadb(file.data, file.length, 0, NULL), *given = json_object(), *parameter;
    const char *name;
    assert_non_null(root);
    json_object_foreach(json_object_get(root, "parameters"), name, parameter)
        json_object_set(given, name, json_object_get(parameter, "example"));
    char *dumped = json_dumps(given, JSON_COMPACT);
    text_buf_init(&values, 64 * 1024);
    text_add(&values, dumped);
    free(dumped);
    json_decref(given);
    json_decref(root);
    text_buf_close(&file);
    return values;
}

/* The checked values, as an activation pins them. */
static inline struct text_buf canonical_of(const struct playbook *playbook, const char *values) {
    struct text_buf canonical;
    struct problem problem;
    text_buf_init(&canonical, 64 * 1024);
    if (playbook_check_parameters(playbook, slice_of(values), &canonical, &problem) != ERR_OK)
        fail_msg("%s: %s", problem.field, problem.detail);
    return canonical;
}

#define MINIMAL_VALUES                                                            \
    "{\"road\":\"Havnegade\",\"who\":\"Horsens Kommune\",\"phone\":\"76292929\"," \
    "\"link\":\"https://horsens.dk/vej\",\"wait\":1,\"dry\":20,"                  \
    "\"since\":\"2026-11-22T07:30:00+01:00\",\"bus\":\"stopped\"}"

/* What a duty leader types in the first two minutes: no question yet. */
#define GENERAL_VALUES                                                                      \
    "\"headline\":\"Broen over fjorden er lukket\",\"affected_area\":\"Hadsund og omegn\"," \
    "\"what_to_do\":\"Kør en anden vej. Følg skiltene.\","                                \
    "\"authority_name\":\"Mariagerfjord Kommune\",\"authority_phone\":\"97113000\","        \
    "\"information_url\":\"https://mariagerfjord.dk/bro\","                                 \
    "\"announced_at\":\"2026-11-22T06:30:00+01:00\""

#define WATER_VALUES                                                                  \
    "{\"affected_area\":\"Horsens midtby og Torsted\",\"boil_minutes\":2,"            \
    "\"authority_name\":\"Horsens Kommune\",\"authority_phone\":\"+45 76 29 29 29\"," \
    "\"information_url\":\"https://horsens.dk/drikkevand\","                          \
    "\"announced_at\":\"2026-11-22T07:30:00+01:00\","                                 \
    "\"next_update_at\":\"2026-11-22T15:00:00Z\",\"bath\":\"allowed\","               \
    "\"dishwasher\":\"avoid\",\"risk\":\"not_announced\"}"

#endif
