/* Addresses: which route, which parameter, which query. Nothing here knows what a route does. */
#include <string.h>

#include "api/internal.h"
#include "base/assert.h"

#define ADMIN API_ROLE(ADMIN)
#define WATCHERS API_WATCHERS
#define PEOPLE (WATCHERS | API_ROLE(PARTNER) | API_ROLE(AGENT))
/* Every signed-in role but the one that only reads what citizens are told. */
#define ANY ((UINT32_C(1) << ROLE_COUNT) - 1 - API_ROLE(SYSTEM) - API_ROLE(HELPER))
#define HELPERS API_ROLE(HELPER)

const struct route routes[] = {
#define COMMAND(method_, path_, command_, prepare_, flags_) \
    {.method = API_##method_,                               \
     .path = path_,                                         \
     .command = COMMAND_##command_,                         \
     .prepare = prepare_,                                   \
     .query = "",                                           \
     .flags = flags_},
#define READ(method_, path_, roles_, view_, query_, flags_) \
    {.method = API_##method_,                               \
     .path = path_,                                         \
     .roles = roles_,                                       \
     .command = COMMAND_TYPE_COUNT,                         \
     .view = view_,                                         \
     .query = query_,                                       \
     .flags = flags_},
#define DIRECT(method_, path_, roles_, direct_, query_, flags_) \
    {.method = API_##method_,                                   \
     .path = path_,                                             \
     .roles = roles_,                                           \
     .command = COMMAND_TYPE_COUNT,                             \
     .direct = direct_,                                         \
     .query = query_,                                           \
     .flags = flags_},
#include "api/routes.def"
};
const size_t route_count = sizeof routes / sizeof *routes;

uint32_t route_roles(const struct route *route) {
    return route->command == COMMAND_TYPE_COUNT ? route->roles
                                                : command_types[route->command].roles;
}

const char *route_method_text(enum api_method method) {
    switch (method) {
    case API_GET: return "GET";
    case API_HEAD: return "HEAD";
    case API_POST: return "POST";
    case API_PUT: return "PUT";
    case API_DELETE: return "DELETE";
    case API_METHOD_OTHER: return "other";
    }
    UNREACHABLE("a method");
}

/* --- percent encoding ------------------------------------------------------------------------- */

static int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

/* Decodes into `out` with a NUL; the length, or -1 when it does not fit, is malformed, or is no
 * line of UTF-8. */
static int percent_decode(struct slice text, bool plus_is_blank, char *out, size_t size) {
    size_t length = 0;
    for (size_t i = 0; i < text.length; i++) {
        char c = text.data[i];
        if (c == '%') {
            if (text.length - i < 3) return -1;
            int high = hex_digit(text.data[i + 1]), low = hex_digit(text.data[i + 2]);
            if (high < 0 || low < 0) return -1;
            c = (char)(high << 4 | low);
            i += 2;
        } else if (c == '+' && plus_is_blank) {
            c = ' ';
        }
        if (length + 1 >= size) return -1;
        out[length++] = c;
    }
    out[length] = '\0';
    return text_is_line(out, length) ? (int)length : -1;
}

/* --- paths ------------------------------------------------------------------------------------ */

/* The part of `path` from *at to the next '/', which *at is moved behind. */
static struct slice segment(struct slice path, size_t *at) {
    size_t from = *at, end = from;
    while (end < path.length && path.data[end] != '/')
        end++;
    *at = end + 1;
    return (struct slice){path.data + from, end - from};
}

/* Whether `path` has the form of `pattern`; `value` gets what stands in place of the parameter,
 * `name` its name. */
static bool path_fits(struct slice pattern, struct slice path, struct slice *name,
                      struct slice *value) {
    size_t i = 0, k = 0;
    *name = *value = (struct slice){NULL, 0};
    while (i < pattern.length && k < path.length) {
        struct slice want = segment(pattern, &i), got = segment(path, &k);
        if (want.length > 2 && want.data[0] == '{') {
            if (got.length == 0) return false;
            *name = (struct slice){want.data + 1, want.length - 2};
            *value = got;
        } else if (want.length != got.length || memcmp(want.data, got.data, want.length) != 0) {
            return false;
        }
    }
    /* A path that ends in '/' has one segment more. */
    return i > pattern.length && k > path.length;
}

static bool method_fits(const struct route *route, enum api_method method) {
    return route->method == method || (method == API_HEAD && route->method == API_GET);
}

static void add_allowed(char *allowed, size_t size, const char *method) {
    size_t length = strlen(allowed);
    if (strstr(allowed, method) != NULL) return;
    struct slice text = slice_of(method);
    size_t comma = length == 0 ? 0 : 2;
    if (length + comma + text.length >= size) return;
    memcpy(allowed + length, ", ", comma);
    memcpy(allowed + length + comma, text.data, text.length + 1);
}

/* --- queries ---------------------------------------------------------------------------------- */

static bool is_listed(const char *list, const char *name) {
    size_t length = strlen(name);
    for (const char *at = list; length > 0 && (at = strstr(at, name)) != NULL; at += length) {
        bool starts = at == list || at[-1] == ' ';
        if (starts && (at[length] == ' ' || at[length] == '\0')) return true;
    }
    return false;
}

static enum err add_pair(struct address *address, const struct route *route, struct slice pair,
                         size_t *used, struct problem *problem) {
    size_t equals = 0;
    while (equals < pair.length && pair.data[equals] != '=')
        equals++;
    struct slice name = {pair.data, equals};
    struct slice value = {pair.data + equals, 0};
    if (equals < pair.length)
        value = (struct slice){pair.data + equals + 1, pair.length - equals - 1};
    char *decoded_name = address->text + *used;
    int length = percent_decode(name, true, decoded_name, sizeof address->text - *used);
    if (length < 0)
        return problem_set(problem, ERR_INVALID, "", "the query is malformed or too long");
    *used += (size_t)length + 1;
    if (!is_listed(route->query, decoded_name))
        return problem_set(problem, ERR_UNKNOWN_FIELD, length < LIMIT_ID ? decoded_name : "",
                           route->query[0] == '\0' ? "this address takes no query"
                                                   : "this address takes %s",
                           route->query);
    char *decoded_value = address->text + *used;
    length = percent_decode(value, true, decoded_value, sizeof address->text - *used);
    if (length < 0)
        return problem_set(problem, ERR_INVALID, decoded_name,
                           "its value is malformed or too long");
    *used += (size_t)length + 1;
    if (address->query_count == API_QUERY_MAX)
        return problem_set(problem, ERR_TOO_LONG, "", "the query has more than %d parts",
                           API_QUERY_MAX);
    address->query[address->query_count].name = decoded_name;
    address->query[address->query_count++].value = decoded_value;
    return ERR_OK;
}

static enum err read_query(struct address *address, const struct route *route, struct slice query,
                           struct problem *problem) {
    size_t at = 0, used = 0;
    while (at < query.length) {
        size_t end = at;
        while (end < query.length && query.data[end] != '&')
            end++;
        struct slice pair = {query.data + at, end - at};
        at = end + 1;
        if (pair.length == 0) continue;
        enum err err = add_pair(address, route, pair, &used, problem);
        if (err != ERR_OK) return err;
    }
    bool repeats =
        route->direct == direct_stream; /* ?organisation= may stand there several times */
    for (uint32_t i = 0; i < address->query_count && !repeats; i++)
        for (uint32_t k = 0; k < i; k++)
            if (strcmp(address->query[i].name, address->query[k].name) == 0)
                return problem_set(problem, ERR_INVALID, address->query[i].name,
                                   "it stands twice in the query");
    return ERR_OK;
}

/* --- finding ---------------------------------------------------------------------------------- */

static enum err take_parameter(struct address *address, struct slice name, struct slice value,
                               struct problem *problem) {
    if (name.length == 0) return ERR_OK;
    ASSERT(name.length < sizeof address->name);
    memcpy(address->name, name.data, name.length);
    address->name[name.length] = '\0';
    address->parameter_name = address->name;
    if (percent_decode(value, false, address->parameter, sizeof address->parameter) <= 0)
        return problem_set(problem, ERR_INVALID, address->name,
                           "it is malformed or too long in the address");
    return ERR_OK;
}

enum err route_find(enum api_method method, struct slice target, const struct route **route,
                    struct address *address, char *allowed, size_t allowed_size,
                    struct problem *problem) {
    ASSERT(allowed_size > 0);
    *address = (struct address){0};
    allowed[0] = '\0';
    if (target.length > API_TARGET_BYTES)
        return problem_set(problem, ERR_TOO_LONG, "", "an address has at most %d bytes",
                           API_TARGET_BYTES);
    size_t mark = 0;
    while (mark < target.length && target.data[mark] != '?')
        mark++;
    struct slice path = {target.data, mark};
    struct slice query = {target.data + mark, 0};
    if (mark < target.length)
        query = (struct slice){target.data + mark + 1, target.length - mark - 1};
    struct slice name, value;
    for (size_t i = 0; i < route_count; i++) {
        if (!path_fits(slice_of(routes[i].path), path, &name, &value)) continue;
        if (!method_fits(&routes[i], method)) {
            add_allowed(allowed, allowed_size, route_method_text(routes[i].method));
            continue;
        }
        *route = &routes[i];
        enum err err = take_parameter(address, name, value, problem);
        return err != ERR_OK ? err : read_query(address, &routes[i], query, problem);
    }
    if (allowed[0] != '\0')
        return problem_set(problem, ERR_METHOD_NOT_ALLOWED, "", "it takes %s", allowed);
    return problem_set(problem, ERR_NOT_FOUND, "", "there is no such address");
}
