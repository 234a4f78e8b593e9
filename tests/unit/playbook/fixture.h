/* Reading the playbooks that these tests stand on. */
#ifndef TESTS_UNIT_PLAYBOOK_FIXTURE_H
#define TESTS_UNIT_PLAYBOOK_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "playbook/playbook.h"

#define MINIMAL "tests/unit/playbook/good/minimal.json"
#define WATER "playbooks/water-contamination/playbook.json"

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

#define WATER_VALUES                                                                  \
    "{\"affected_area\":\"Horsens midtby og Torsted\",\"boil_minutes\":2,"            \
    "\"authority_name\":\"Horsens Kommune\",\"authority_phone\":\"+45 76 29 29 29\"," \
    "\"information_url\":\"https://horsens.dk/drikkevand\","                          \
    "\"announced_at\":\"2026-11-22T07:30:00+01:00\","                                 \
    "\"next_update_at\":\"2026-11-22T15:00:00Z\",\"bath\":\"allowed\","               \
    "\"dishwasher\":\"avoid\",\"risk\":\"not_announced\"}"

#endif
