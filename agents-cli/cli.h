/* What every verb stands on: the command line, the language, the configuration, the connection,
 * and how results and refusals are written. */
#ifndef AGENTS_CLI_CLI_H
#define AGENTS_CLI_CLI_H

#include <jansson.h>
#include <stdbool.h>

#include "agents-cli/arguments.h"
#include "agents-cli/client.h"
#include "agents-cli/config.h"
#include "agents-cli/refuse.h"
#include "base/limits.h"
#include "base/time.h"

struct cli {
    enum language language;
    struct arguments arguments;
    struct config config;
    char config_path[CONFIG_PATH], token_path[CONFIG_PATH];
    char token[CONFIG_TOKEN];
    const char *token_from; /* "$DDH_TOKEN" or the file's path */
    struct client *client;  /* once it is needed */
    bool json, colour;      /* colour of stdout */
    bool in_terminal, out_terminal;
    int64_t within_ms;
};

/* One a verb, in the order of texts.def: the table is in main.c. */
typedef enum exit_code verb_run(struct cli *cli);
verb_run verb_login, verb_logout, verb_whoami, verb_status, verb_channels, verb_watch, verb_answers,
    verb_ack, verb_overview, verb_activate, verb_deactivate, verb_dismiss, verb_playbooks,
    verb_deliveries, verb_calls, verb_doctor, verb_completion, verb_help, verb_call, verb_routes,
    verb_try;
verb_run verb_update, verb_narrow, verb_widen, verb_renew, verb_handover, verb_readers, verb_flag,
    verb_flags, verb_reply, verb_revisions;
verb_run verb_directory, verb_transfer, verb_ticket, verb_tickets, verb_measures;
verb_run verb_alert, verb_alerts, verb_local, verb_menu, verb_links;
verb_run verb_peers, verb_lend;
verb_run verb_review;
verb_run verb_queues, verb_sources, verb_adapters, verb_advice;
verb_run verb_gateways, verb_numbers, verb_home;
verb_run verb_place, verb_zones;
verb_run verb_checklist, verb_tick, verb_untick;
verb_run verb_offer, verb_offers, verb_amend, verb_pause, verb_resume, verb_drain, verb_withdraw,
    verb_keep, verb_state, verb_queue;
verb_run verb_callup, verb_pool, verb_shifts, verb_capacity, verb_organisation;
verb_run watch_overview; /* `overview --watch` */

/* What would happen if the command were given; nothing is changed. `command` is taken. */
enum exit_code try_out(struct cli *cli, const char *kind, json_t *command);

/* --- coming and going ------------------------------------------------------------------------- */

/* Config, environment and options: the later wins. EXIT_DONE or the code to leave with, and then
 * the person was told. */
enum exit_code cli_settle(struct cli *cli);
/* Finds the token: $DDH_TOKEN, --token-file, $DDH_TOKEN_FILE, the stored one. */
enum exit_code cli_token(struct cli *cli);
/* Token and connection. */
enum exit_code cli_connect(struct cli *cli);
void cli_close(struct cli *cli);

/* --- asking the coordinator ------------------------------------------------------------------- */

/* A whole exchange. `body` is taken (NULL: none). On EXIT_DONE `*out` is the answer's object, to
 * be given back with json_decref(); otherwise it is NULL and the person was told why, on stderr. */
enum exit_code cli_ask(struct cli *cli, const char *method, const char *path, json_t *body,
                       json_t **out);
/* The same at a path about `id`, which is encoded: before, id, behind. */
enum exit_code cli_ask_about(struct cli *cli, const char *method, const char *before,
                             const char *id, const char *behind, json_t *body, json_t **out);
/* The same for a body of any kind; its time is that of the command line. */
enum exit_code cli_send(struct cli *cli, const struct client_request *request, json_t **out);
/* Appends one path segment or query value, percent-encoded. */
void cli_encode(struct text_buf *path, const char *value);
/* Appends why no coordinator answered, in the person's language. */
void cli_trouble(struct text_buf *out, enum language language, const struct client_reply *reply);
/* The agent whose token this is. Not an agent's: says so, EXIT_USAGE. */
enum exit_code cli_agent(struct cli *cli, char agent[64]);

/* One call on a line; of a chat a second one, where its transcript is (verbs_chat.c). */
void conversation_line(struct text_buf *out, enum language language, const json_t *record);
void conversation_lines(struct text_buf *out, enum language language, const json_t *calls);
/* What an agent has now, {"calls":[...]}. */
enum exit_code cli_conversations(struct cli *cli, const char *agent, json_t **out);

/* --- what the command line gives, or the person when asked (given.c) --------------------------- */

/* What --part names, "Skanderborg:8660+vestervang", as members of `narrowed`; it takes the place of what stood there of the
 * same municipality. False: said why not. */
bool given_parts(struct cli *cli, const json_t *organisations, json_t *into);
/* A typed line of municipalities and parts. False: said why not. */
bool given_area(struct cli *cli, const json_t *organisations, const char *text,
                json_t *municipalities, json_t *parts);
/* One municipality or several, "Horsens, 0630": their codes are appended to `into`. False: one is
 * not known, and the person was told. */
bool given_municipalities(struct cli *cli, const json_t *organisations, const char *text,
                          json_t *into);
/* One value for the playbook, into `values`. False: it is none, and the person was told. */
bool given_value(struct cli *cli, const json_t *document, time_ms now, const char *name,
                 const char *text, json_t *values);
/* All of --param NAME=VALUE. */
enum exit_code given_values(struct cli *cli, const json_t *document, time_ms now, json_t *values);
/* --reason, or asks for it. */
enum exit_code given_reason(struct cli *cli, enum text_id question, char out[LIMIT_REASON]);
/* An option that is a point in time, or a whole number; not given: `*out` stays. */
enum exit_code given_time(struct cli *cli, const char *option, time_ms now, time_ms *out);
enum exit_code given_number(struct cli *cli, const char *option, int64_t low, int64_t high,
                            int64_t *out);
/* An option that is yes or no, into the body as `member`; not given: nothing. */
enum exit_code given_yes_or_no(struct cli *cli, const char *option, const char *member,
                               json_t *body);
/* All values of an option, into the body as the list `member`; not given: nothing. */
void given_list(const struct cli *cli, const char *option, const char *member, json_t *body);
/* The coordinator's clock. */
enum exit_code given_now(struct cli *cli, time_ms *out);

/* --- foreign switchboards (verbs_queues.c) ---------------------------------------------------------- */

/* A line for each of their queues, with a head; nothing where there are none. */
void queues_lines(struct cli *cli, const json_t *services, struct text_buf *lines);

/* --- alerts and municipalities (verbs_places.c) -------------------------------------------------- */

/* Appends a line for each link among the values that a municipality has not confirmed. */
enum exit_code places_tell_links(struct cli *cli, const json_t *document, const json_t *values,
                                 const json_t *organisations, const json_t *municipalities,
                                 struct text_buf *out);
/* Adds what an alert suggests for the playbook and is not there yet. */
enum exit_code places_from_alert(struct cli *cli, const char *alert, const char *playbook,
                                 json_t *values, json_t *municipalities, bool *exercise);

/* --- telling the person ----------------------------------------------------------------------- */

const char *cli_text(const struct cli *cli, enum text_id id);
/* Writes a filled text and a line feed to stdout; arguments as texts_fill(). */
void cli_say(const struct cli *cli, enum text_id id, ...) __attribute__((sentinel));
/* The same to stderr, after "agents-cli: ", and returns `code`. */
enum exit_code cli_fail(const struct cli *cli, enum exit_code code, enum text_id id, ...)
    __attribute__((sentinel));
/* A sentence that is whole already. */
enum exit_code cli_fail_text(const struct cli *cli, enum exit_code code, const char *sentence);
/* --json: the answer as it came, one object; true when it was written, and then nothing else is. */
bool cli_json(const struct cli *cli, const json_t *answer);
/* Lines with marks (show.h) to stdout: styled on a terminal, else bare. */
void cli_lines(const struct cli *cli, const struct text_buf *lines);
/* The columns of stdout; 79 when it is no terminal. */
size_t cli_columns(const struct cli *cli);

/* Asks for one line on stderr and reads it from stdin. False: it ended. */
bool cli_prompt(const struct cli *cli, const char *question, char *out, size_t size);

#endif
