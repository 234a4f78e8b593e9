/* The document of the interface against what is served: every route with its method and roles,
 * every field of every record and command. The document is read as lines: it is written in one
 * style, which this test thereby keeps. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "api/internal.h"

#define LINES_MAX 8192

struct document {
    char *text;
    char *lines[LINES_MAX];
    size_t count;
};

static int setup(void **state) {
    struct document *d = calloc(1, sizeof *d);
    assert_non_null(d);
    FILE *file = fopen(DDH_SOURCE_DIR "/coordinator/docs/openapi.yaml", "rb");
    assert_non_null(file);
    d->text = calloc(1, 1 << 20);
    assert_non_null(d->text);
    size_t length = fread(d->text, 1, (1 << 20) - 1, file);
    assert_true(length > 10000);
    fclose(file);
    for (char *at = d->text; *at != '\0';) {
        assert_true(d->count < LINES_MAX);
        d->lines[d->count++] = at;
        at += strcspn(at, "\n");
        if (*at == '\n') *at++ = '\0';
    }
    *state = d;
    return 0;
}

static int teardown(void **state) {
    struct document *d = *state;
    free(d->text);
    free(d);
    return 0;
}

static size_t indent_of(const char *line) { return strspn(line, " "); }

/* The line that is `text` at this indent, within [from, to); `to` when there is none. */
static size_t find(const struct document *d, size_t from, size_t to, size_t indent,
                   const char *text) {
    for (size_t i = from; i < to; i++) {
        const char *line = d->lines[i];
        if (indent_of(line) == indent && strncmp(line + indent, text, strlen(text)) == 0) return i;
    }
    return to;
}

/* Where the block that begins at `from` ends. */
static size_t block_end(const struct document *d, size_t from) {
    size_t indent = indent_of(d->lines[from]), i = from + 1;
    while (i < d->count && (d->lines[i][0] == '\0' || indent_of(d->lines[i]) > indent))
        i++;
    return i;
}

static const struct {
    const char *text;
    enum api_method method;
} methods[] = {{"get:", API_GET}, {"put:", API_PUT}, {"post:", API_POST}, {"delete:", API_DELETE}};

static uint32_t roles_of(const char *list) {
    uint32_t roles = 0;
    for (const char *at = list; *at != '\0';) {
        size_t length = strspn(at, "abcdefghijklmnopqrstuvwxyz_");
        uint8_t role;
        if (length > 0 && word_from_text(&role_words, at, length, &role))
            roles |= UINT32_C(1) << role;
        at += length > 0 ? length : 1;
    }
    return roles;
}

static const struct route *route_of(const char *path, size_t length, enum api_method method) {
    for (size_t i = 0; i < route_count; i++)
        if (routes[i].method == method && strlen(routes[i].path) == length &&
            strncmp(routes[i].path, path, length) == 0)
            return &routes[i];
    return NULL;
}

static void check_operation(const struct document *d, size_t at, const struct route *route) {
    size_t end = block_end(d, at);
    size_t open = find(d, at, end, 6, "security: []"), roles = find(d, at, end, 6, "x-roles: ");
    if ((route->flags & ROUTE_OPEN) != 0) {
        assert_true(open < end && roles == end);
    } else {
        assert_true(open == end && roles < end);
        uint32_t wanted = route_roles(route) & ~API_ROLE(ADMIN);
        if (roles_of(strchr(d->lines[roles], '[')) != wanted)
            fail_msg("%s: roles differ", route->path);
    }
    /* the body that is described is the one that is taken */
    bool takes = route->method == API_POST || route->method == API_PUT;
    assert_int_equal(find(d, at, end, 6, "requestBody:") < end, takes);
    assert_int_equal(find(d, at, end, 8, "\"201\":") < end, (route->flags & ROUTE_CREATES) != 0);
}

static void every_route_is_described_and_every_description_is_served(void **state) {
    const struct document *d = *state;
    size_t paths = find(d, 0, d->count, 0, "paths:"), end = block_end(d, paths), found = 0;
    const char *path = NULL;
    for (size_t i = paths + 1; i < end; i++) {
        const char *line = d->lines[i];
        if (indent_of(line) == 2) path = line + 2;
        if (indent_of(line) != 4) continue;
        for (size_t m = 0; m < sizeof methods / sizeof *methods; m++) {
            if (strcmp(line + 4, methods[m].text) != 0) continue;
            assert_non_null(path);
            const struct route *route = route_of(path, strlen(path) - 1, methods[m].method);
            if (route == NULL) fail_msg("described and not served: %s %s", line + 4, path);
            check_operation(d, i, route);
            found++;
        }
    }
    assert_int_equal(found, route_count);
}

/* Query names of the table stand in the document as parameters of the operation. */
static void every_query_is_described(void **state) {
    const struct document *d = *state;
    size_t paths = find(d, 0, d->count, 0, "paths:"), end = block_end(d, paths);
    size_t parameters = find(d, 0, d->count, 2, "parameters:"),
           parameters_end = block_end(d, parameters);
    for (size_t r = 0; r < route_count; r++) {
        char line[96];
        snprintf(line, sizeof line, "%s:", routes[r].path);
        size_t path = find(d, paths, end, 2, line);
        while (strcmp(d->lines[path] + 2, line) != 0)
            path = find(d, path + 1, end, 2, line);
        size_t path_end = block_end(d, path);
        size_t operation = path_end;
        for (size_t m = 0; m < sizeof methods / sizeof *methods; m++)
            if (methods[m].method == routes[r].method)
                operation = find(d, path, path_end, 4, methods[m].text);
        assert_true(operation < path_end);
        size_t operation_end = block_end(d, operation), described = 0, wanted = 0;
        for (size_t i = operation; i < operation_end; i++) {
            const char *reference = strstr(d->lines[i], "#/components/parameters/Query");
            if (reference == NULL) continue;
            char name[96], said[64];
            snprintf(name, sizeof name, "%.*s:", (int)strcspn(reference + 24, "'"), reference + 24);
            size_t parameter = find(d, parameters, parameters_end, 4, name);
            assert_true(parameter < parameters_end);
            assert_int_equal(sscanf(d->lines[parameter + 1], "      name: %63s", said), 1);
            if (strstr(routes[r].query, said) == NULL)
                fail_msg("%s: ?%s= is described and not taken", routes[r].path, said);
            described++;
        }
        for (const char *at = routes[r].query; *at != '\0';
             at += strcspn(at, " "), at += *at == ' ')
            wanted++;
        if (described != wanted) fail_msg("%s: queries differ", routes[r].path);
    }
}

/* "call_arrive" to "CallArrive". */
static void camel(const char *name, const char *tail, char *out, size_t size) {
    size_t length = 0;
    bool upper = true;
    for (; *name != '\0'; name++) {
        if (*name == '_') {
            upper = true;
            continue;
        }
        assert_true(length + 1 < size);
        out[length++] = upper ? (char)(*name - 'a' + 'A') : *name;
        upper = false;
    }
    snprintf(out + length, size - length, "%s:", tail);
}

/* The properties of a schema, counted; each of `fields` that `skip` does not name must be one. */
static void check_fields(const struct document *d, const char *schema, const struct field *fields,
                         size_t count, const char *skip, size_t extra) {
    size_t schemas = find(d, 0, d->count, 2, "schemas:"), end = block_end(d, schemas);
    size_t at = find(d, schemas, end, 4, schema);
    if (at == end) fail_msg("no schema %s", schema);
    size_t schema_end = block_end(d, at), wanted = extra, found = 0;
    size_t properties = find(d, at, schema_end, 6, "properties:");
    for (size_t i = 0; i < count; i++) {
        char line[64], word[64];
        snprintf(word, sizeof word, " %s ", fields[i].name);
        if (strstr(skip, word) != NULL) continue;
        snprintf(line, sizeof line, "%s:", fields[i].name);
        if (find(d, properties, schema_end, 8, line) == schema_end)
            fail_msg("%s lacks %s", schema, fields[i].name);
        wanted++;
    }
    for (size_t i = properties + 1; i < schema_end; i++)
        found += indent_of(d->lines[i]) == 8;
    if (found != wanted) fail_msg("%s has %zu properties, not %zu", schema, found, wanted);
}

static void every_record_is_described(void **state) {
    for (int kind = 0; kind < RECORD_KIND_COUNT; kind++) {
        char schema[64];
        const struct record_type *type = &record_types[kind];
        if (kind == RECORD_counters || kind == RECORD_replayed_answer) continue; /* never shown */
        camel(type->name, "", schema, sizeof schema);
        const char *hidden = kind == RECORD_token          ? " hash "
                             : kind == RECORD_receiver     ? " secret old_secret "
                             : kind == RECORD_callup_ask   ? " link "
                             : kind == RECORD_peer         ? " secret "
                             : kind == RECORD_queue_source ? " authorization names "
                                                           : "";
        check_fields(*state, schema, type->fields, type->field_count, hidden, 0);
    }
}

/* The parameter of the path is no part of the body, nor is what the api fills in. */
static void every_command_is_described(void **state) {
    size_t checked = 0;
    for (size_t i = 0; i < route_count; i++) {
        const struct route *route = &routes[i];
        if (route->command == COMMAND_TYPE_COUNT || route->method == API_DELETE) continue;
        if (route->command == COMMAND_playbook_publish || route->command == COMMAND_alert_receive ||
            route->command == COMMAND_queue_adapter_put)
            continue;                                       /* its body is the document */
        if (route->command == COMMAND_call_event) continue; /* a switch's: SwitchEventBody */
        const struct command_type_info *type = &command_types[route->command];
        char schema[64], skip[96] = " ";
        const char *open = strchr(route->path, '{');
        if (open != NULL)
            snprintf(skip, sizeof skip, " %.*s ", (int)strcspn(open + 1, "}"), open + 1);
        if (route->command == COMMAND_token_create) snprintf(skip, sizeof skip, " hash ");
        if (route->command == COMMAND_receiver_put || route->command == COMMAND_receiver_rotate)
            snprintf(skip, sizeof skip, " receiver secret "); /* drawn at the edge */
        size_t beside = 0;                                    /* members that become documents */
        if (route->command == COMMAND_queue_source_put)
            beside = (size_t)(snprintf(skip, sizeof skip, " source names ") > 0); /* queues */
        if (route->command == COMMAND_callup_link) snprintf(skip, sizeof skip, " callup link ");
        if (route->command == COMMAND_activation_update)
            snprintf(skip, sizeof skip, " activation changed "); /* told from the values */
        size_t left = type->field_count - (open != NULL);
        if (left == 0) continue; /* Empty */
        camel(type->name, "Body", schema, sizeof schema);
        check_fields(*state, schema, type->fields, type->field_count, skip, beside);
        checked++;
    }
    assert_true(checked > 12);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(every_route_is_described_and_every_description_is_served),
        TEST(every_query_is_described),
        TEST(every_record_is_described),
        TEST(every_command_is_described),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
