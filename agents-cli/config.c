#include "agents-cli/config.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/assert.h"

static bool take_server(struct config *config, const char *text, size_t length,
                        enum language language, struct text_buf *problem) {
    while (length > 0 && *text == ' ')
        text++, length--;
    while (length > 0 && (text[length - 1] == ' ' || text[length - 1] == '/'))
        length--;
    char server[CONFIG_SERVER];
    bool fits = length < sizeof server;
    snprintf(server, sizeof server, "%.*s", (int)(fits ? length : 0), text);
    size_t scheme = strncmp(server, "https://", 8) == 0  ? 8
                    : strncmp(server, "http://", 7) == 0 ? 7
                                                         : 0;
    /* No user, password, query or blank: an address is only a place. */
    bool shaped = fits && scheme > 0 && server[scheme] != '\0' &&
                  strpbrk(server + scheme, "@?# \\\"<>") == NULL &&
                  text_is_line(server, strlen(server));
    if (!shaped) {
        texts_fill(problem, language, T_CONFIG_SERVER, fits ? server : "…", NULL);
        return false;
    }
    if (config->server_count == LIMIT_SERVERS) {
        texts_fill(problem, language, T_CONFIG_SERVERS, NULL);
        return false;
    }
    ASSERT(text_copy(config->servers[config->server_count], CONFIG_SERVER, server));
    config->server_count++;
    return true;
}

bool config_take_servers(struct config *config, const char *list, enum language language,
                         struct text_buf *problem) {
    config->server_count = 0;
    for (const char *at = list;;) {
        size_t length = strcspn(at, ",");
        if (!take_server(config, at, length, language, problem)) return false;
        if (at[length] == '\0') return true;
        at += length + 1;
    }
}

bool config_is_exposed(const char *server) {
    if (strncmp(server, "http://", 7) != 0) return false;
    const char *host = server + 7;
    size_t length = host[0] == '[' ? strcspn(host, "]") + 1 : strcspn(host, ":/");
    struct slice name = {host, length};
    return !slice_equals(name, "localhost") && !slice_equals(name, "[::1]") &&
           !(length > 4 && strncmp(host, "127.", 4) == 0 && strspn(host, "0123456789.") == length);
}

bool config_path(const char *name, char out[CONFIG_PATH]) {
    const char *xdg = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
    int length = -1;
    if (xdg != NULL && xdg[0] == '/')
        length = snprintf(out, CONFIG_PATH, "%s/ddh/%s", xdg, name);
    else if (home != NULL && home[0] == '/')
        length = snprintf(out, CONFIG_PATH, "%s/.config/ddh/%s", home, name);
    return length > 0 && length < CONFIG_PATH;
}

static void io_problem(struct text_buf *problem, enum language language, enum text_id what,
                       const char *path) {
    texts_fill(problem, language, what, path, strerror(errno), NULL);
}

static void list_acts(struct text_buf *out) {
    for (int act = 0; act < ACT_COUNT; act++)
        text_addf(out, "%s%s", act > 0 ? ", " : "", act_spec(act)->name);
}

/* {"accept": "t"}: what is not named stays where it is. `path` stands in the sentence. */
static bool take_keys(const json_t *object, struct config *config, const char *path,
                      enum language language, struct text_buf *problem) {
    const char *name;
    json_t *key;
    json_object_foreach((json_t *)object, name, key) {
        const char *text = json_string_value(key);
        enum keys_result result = keys_set(&config->keys, name, text == NULL ? "" : text);
        if (result == KEYS_OK) continue;
        struct text_buf acts;
        text_buf_init(&acts, 4096);
        list_acts(&acts);
        texts_fill(problem, language, result == KEYS_NO_ACT ? T_CONFIG_ACT : T_CONFIG_NO_KEY, path,
                   name, acts.data, NULL);
        text_buf_close(&acts);
        return false;
    }
    if (keys_check(&config->keys) == KEYS_OK) return true;
    texts_fill(problem, language, T_CONFIG_KEY_TAKEN, path, NULL);
    return false;
}

/* The one member at fault, or NULL when all is well. */
static const char *take_members(json_t *root, struct config *config, const char *path,
                                enum language language, struct text_buf *problem) {
    const char *key;
    json_t *value;
    json_object_foreach(root, key, value) {
        const char *text = json_string_value(value);
        if (strcmp(key, "servers") == 0 && json_is_array(value)) {
            config->server_count = 0;
            size_t i;
            json_t *server;
            json_array_foreach(value, i, server) {
                const char *address = json_string_value(server);
                if (address == NULL ||
                    !take_server(config, address, strlen(address), language, problem))
                    return key;
            }
        } else if (strcmp(key, "language") == 0 && text != NULL) {
            if (!texts_language_from_text(text, &config->language)) return key;
            config->has_language = true;
        } else if (strcmp(key, "ca_file") == 0 && text != NULL) {
            if (!text_copy(config->ca_file, sizeof config->ca_file, text)) return key;
        } else if (strcmp(key, "keys") == 0 && json_is_object(value)) {
            if (!take_keys(value, config, path, language, problem)) return key;
        } else if (strcmp(key, "plain_http") == 0 && json_is_boolean(value)) {
            config->plain_http = json_is_true(value);
        } else {
            return key;
        }
    }
    return NULL;
}

enum config_result config_read(const char *path, struct config *config, enum language language,
                               struct text_buf *problem) {
    FILE *file = fopen(path, "re");
    keys_init(&config->keys);
    if (file == NULL && errno == ENOENT) return CONFIG_ABSENT;
    if (file == NULL) {
        io_problem(problem, language, T_CONFIG_READ, path);
        return CONFIG_PROBLEM;
    }
    json_error_t error;
    json_t *root = json_loadf(file, JSON_REJECT_DUPLICATES, &error);
    fclose(file);
    enum config_result result = CONFIG_PROBLEM;
    if (!json_is_object(root)) {
        char line[16];
        snprintf(line, sizeof line, "%d", error.line > 0 ? error.line : 1);
        texts_fill(problem, language, T_CONFIG_JSON, path, line, NULL);
    } else {
        const char *key = take_members(root, config, path, language, problem);
        if (key != NULL && problem->length == 0)
            texts_fill(problem, language, T_CONFIG_KEY, path, key, NULL);
        if (key == NULL) result = CONFIG_OK;
    }
    json_decref(root);
    return result;
}

static bool make_folders(const char *path) {
    char folder[CONFIG_PATH];
    if (!text_copy(folder, sizeof folder, path)) return false;
    for (char *slash = strchr(folder + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        if (mkdir(folder, 0700) != 0 && errno != EEXIST) return false;
        *slash = '/';
    }
    return true;
}

/* Beside the file, then renamed over it. `mode` holds from the first byte on. */
static bool write_whole(const char *path, const char *text, size_t length, mode_t mode) {
    char beside[CONFIG_PATH + 8];
    snprintf(beside, sizeof beside, "%s.XXXXXX", path);
    if (!make_folders(path)) return false;
    int fd = mkostemp(beside, O_CLOEXEC); /* mode 600 */
    if (fd < 0) return false;
    bool ok = write(fd, text, length) == (ssize_t)length && fchmod(fd, mode) == 0 && fsync(fd) == 0;
    ok = close(fd) == 0 && ok;
    ok = ok && rename(beside, path) == 0;
    if (!ok) unlink(beside);
    return ok;
}

/* What lies where it always did is not written. */
static json_t *moved_keys(const struct config *config) {
    json_t *moved = json_object();
    for (int act = 0; act < ACT_COUNT; act++) {
        char key[2] = {config->keys.typed[act], '\0'};
        if (key[0] != act_spec(act)->key && key[0] != '\0')
            json_object_set_new(moved, act_spec(act)->name, json_string(key));
    }
    return moved;
}

bool config_write(const char *path, const struct config *config, enum language language,
                  struct text_buf *problem) {
    json_t *root = json_object(), *servers = json_array();
    for (size_t i = 0; i < config->server_count; i++)
        json_array_append_new(servers, json_string(config->servers[i]));
    json_object_set_new(root, "servers", servers);
    if (config->has_language)
        json_object_set_new(root, "language",
                            json_string(config->language == LANGUAGE_DA ? "da" : "en"));
    if (config->ca_file[0] != '\0')
        json_object_set_new(root, "ca_file", json_string(config->ca_file));
    if (config->plain_http) json_object_set_new(root, "plain_http", json_true());
    json_t *moved = moved_keys(config);
    if (json_object_size(moved) > 0) json_object_set(root, "keys", moved);
    json_decref(moved);
    char *text = json_dumps(root, JSON_INDENT(2));
    json_decref(root);
    bool ok = text != NULL && write_whole(path, text, strlen(text), 0644);
    if (!ok) io_problem(problem, language, T_CONFIG_WRITE, path);
    free(text);
    return ok;
}

bool config_is_token(const char *token) {
    size_t length = strlen(token);
    if (length == 0 || length >= CONFIG_TOKEN) return false;
    for (size_t i = 0; i < length; i++)
        if (token[i] <= ' ' || token[i] > '~') return false;
    return true;
}

enum config_result config_read_token(const char *path, char token[CONFIG_TOKEN],
                                     enum language language, struct text_buf *problem) {
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 && errno == ENOENT) return CONFIG_ABSENT;
    if (fd < 0) {
        io_problem(problem, language, T_CONFIG_READ, path);
        return CONFIG_PROBLEM;
    }
    enum config_result result = CONFIG_PROBLEM;
    struct stat about;
    char text[2 * CONFIG_TOKEN];
    ssize_t length = -1;
    if (fstat(fd, &about) != 0 || (length = read(fd, text, sizeof text - 1)) < 0) {
        io_problem(problem, language, T_CONFIG_READ, path);
    } else if (S_ISREG(about.st_mode) && (about.st_mode & 077) != 0) {
        texts_fill(problem, language, T_CONFIG_TOKEN_MODE, path, NULL);
    } else {
        text[length] = '\0';
        char *start = text + strspn(text, " \t\r\n");
        start[strcspn(start, " \t\r\n")] = '\0';
        if (config_is_token(start) && text_copy(token, CONFIG_TOKEN, start))
            result = CONFIG_OK;
        else
            texts_fill(problem, language, T_CONFIG_TOKEN, path, NULL);
    }
    close(fd);
    explicit_bzero(text, sizeof text);
    return result;
}

bool config_write_private(const char *path, const char *text, size_t length, enum language language,
                          struct text_buf *problem) {
    bool ok = write_whole(path, text, length, 0600);
    if (!ok) io_problem(problem, language, T_CONFIG_WRITE, path);
    return ok;
}

bool config_write_token(const char *path, const char *token, enum language language,
                        struct text_buf *problem) {
    ASSERT(config_is_token(token));
    char line[CONFIG_TOKEN + 1];
    int length = snprintf(line, sizeof line, "%s\n", token);
    bool ok = write_whole(path, line, (size_t)length, 0600);
    if (!ok) io_problem(problem, language, T_CONFIG_WRITE, path);
    explicit_bzero(line, sizeof line);
    return ok;
}
