/* What is kept between runs: $XDG_CONFIG_HOME/ddh/config.json (addresses, language, keys) and beside
 * it the token, in a file of its own that only its owner may read. A config that cannot be read,
 * or names something unknown, is refused: nothing is guessed. */
#ifndef AGENTS_CLI_CONFIG_H
#define AGENTS_CLI_CONFIG_H

#include <stdbool.h>
#include <stddef.h>

#include "agents-cli/keys.h"
#include "agents-cli/texts.h"

#define CONFIG_PATH 4096
#define CONFIG_SERVER 256
#define CONFIG_TOKEN 256
#define LIMIT_SERVERS 8

struct config {
    char servers[LIMIT_SERVERS][CONFIG_SERVER]; /* "https://host:port", no slash at the end */
    size_t server_count;
    char ca_file[CONFIG_PATH]; /* empty: the system's */
    bool plain_http;           /* http:// also to other machines */
    bool has_language;
    enum language language;
    struct keys keys;
};

enum config_result {
    CONFIG_OK,
    CONFIG_ABSENT,  /* there is no such file */
    CONFIG_PROBLEM, /* `problem` says what */
};

/* "a,b": replaces the servers. False with a sentence in `problem`. */
bool config_take_servers(struct config *config, const char *list, enum language language,
                         struct text_buf *problem);
/* True for http:// to another machine than this: the token would travel readable. */
bool config_is_exposed(const char *server);

/* $XDG_CONFIG_HOME/ddh/<name>, or ~/.config/ddh/<name>. False when neither is known. */
bool config_path(const char *name, char out[CONFIG_PATH]);

enum config_result config_read(const char *path, struct config *config, enum language language,
                               struct text_buf *problem);
/* Writes whole or not at all, mode 0644, and the folders above. */
bool config_write(const char *path, const struct config *config, enum language language,
                  struct text_buf *problem);

/* A token file must be its owner's alone (no bit for group and others). Blanks around the token
 * are dropped. */
enum config_result config_read_token(const char *path, char token[CONFIG_TOKEN],
                                     enum language language, struct text_buf *problem);
bool config_write_token(const char *path, const char *token, enum language language,
                        struct text_buf *problem);
/* A file of any kind that only this person can read, whole or not at all. */
bool config_write_private(const char *path, const char *text, size_t length, enum language language,
                          struct text_buf *problem);
/* Visible ASCII only, for it becomes a header. */
bool config_is_token(const char *token);

#endif
