/* watch: the loop that joins the parts. The client brings events and replies, the terminal keys;
 * the session folds them; the screen (or line mode) shows the result. * One turn: wait for the
 * network, a key, a signal or the next second; hand what came to the session; send what it
 * wishes; paint. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "agents-cli/cli.h"
#include "agents-cli/plain.h"
#include "agents-cli/screen.h"
#include "agents-cli/terminal.h"
#include "base/assert.h"

/* A person waits: a request that takes longer is told as failed, and may be asked again with a
 * key. */
#define WITHIN_MS 5000
/* At a flood of events the screen is painted thirty times a second, however many come. */
#define PAINT_EVERY_MS 33
#define SCREEN_BYTES (4 * 1024 * 1024)
#define LINE_BYTES 512

struct watch {
    struct cli *cli;
    struct session session;
    struct plain plain;
    struct terminal *terminal; /* NULL: line mode */
    struct text_buf screen;
    char line[LINE_BYTES];
    size_t line_length;
    bool read_lines, refused;
    enum exit_code code;
    int signals;
    uint64_t act; /* the act that has the key */
    char act_key[CLIENT_KEY];
    uint64_t offers_seen;
    int64_t painted_mono;
    bool paint_now; /* a key was pressed */
};

/* --- what the client brings ------------------------------------------------------------------- */

static void on_reply(void *ctx, unsigned tag, const struct client_reply *reply) {
    struct watch *watch = ctx;
    struct text_buf failure;
    text_buf_init(&failure, 8192);
    if (reply->status == 0) cli_trouble(&failure, watch->cli->language, reply);
    session_reply(&watch->session, (enum wish)tag,
                  &(struct reply){.status = reply->status,
                                  .body = reply->body,
                                  .length = reply->length,
                                  .failure = reply->status == 0 ? failure.data : NULL});
    text_buf_close(&failure);
}

static void on_up(void *ctx, const char *server) {
    struct watch *watch = ctx;
    session_link(&watch->session, LINK_UP, server, NULL);
}

static void on_heard(void *ctx) {
    struct watch *watch = ctx;
    model_tick(&watch->session.model, client_mono());
    model_heard(&watch->session.model);
}

static void on_event(void *ctx, const struct sse_message *message) {
    struct watch *watch = ctx;
    if (watch->cli->json) {
        json_t *data = json_loadb(message->data.data, message->data.length, 0, NULL);
        if (data != NULL) cli_json(watch->cli, data);
        json_decref(data);
        fflush(stdout);
    }
    enum model_result result = session_event(&watch->session, message->event, message->id,
                                             message->data.data, message->data.length);
    if (result == MODEL_NEEDS_SNAPSHOT || result == MODEL_BAD)
        client_stream_restart(watch->cli->client);
}

static void on_down(void *ctx, enum stream_end end, const struct client_reply *reply) {
    struct watch *watch = ctx;
    struct text_buf why;
    text_buf_init(&why, 8192);
    if (reply->status == 0)
        cli_trouble(&why, watch->cli->language, reply);
    else
        refuse_sentence(&why, watch->cli->language, reply->status, reply->body, reply->length);
    session_link(&watch->session, LINK_LOST, reply->server, why.data);
    if (end == STREAM_REFUSED) {
        watch->refused = watch->session.quit = true;
        watch->code = refuse_exit(reply->status);
        if (watch->terminal != NULL) terminal_close(watch->terminal);
        watch->terminal = NULL;
        cli_fail_text(watch->cli, watch->code, why.data);
    }
    text_buf_close(&why);
}

static const struct client_stream_ops stream_ops = {on_up, on_heard, on_event, on_down};

/* --- what the person does --------------------------------------------------------------------- */

static void take_keys(struct watch *watch) {
    bool ended = false;
    for (int key; (key = terminal_key(watch->terminal, &ended)) != PRESS_NONE;) {
        if (key == PRESS_REDRAW)
            terminal_repaint(watch->terminal);
        else
            session_key(&watch->session, key);
        watch->paint_now = true;
    }
    if (ended) watch->session.quit = true;
}

static void take_lines(struct watch *watch) {
    char bytes[256];
    struct pollfd ready = {.fd = STDIN_FILENO, .events = POLLIN};
    if (poll(&ready, 1, 0) != 1) return; /* a pipe would block */
    ssize_t got = read(STDIN_FILENO, bytes, sizeof bytes);
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (got <= 0) {
        watch->read_lines = false; /* its end: goes on showing */
        return;
    }
    for (ssize_t i = 0; i < got; i++) {
        if (bytes[i] == '\n') {
            watch->line[watch->line_length] = '\0';
            plain_take_line(&watch->plain, &watch->session, watch->line);
            watch->line_length = 0;
        } else if (watch->line_length + 1 < sizeof watch->line) {
            watch->line[watch->line_length++] = bytes[i];
        }
    }
}

static void take_signals(struct watch *watch) {
    struct signalfd_siginfo info;
    while (read(watch->signals, &info, sizeof info) == (ssize_t)sizeof info) {
        if (info.ssi_signo != SIGWINCH) watch->session.quit = true;
        watch->paint_now = true;
    }
}

static void send_wish(struct watch *watch, const struct request *request) {
    if (request->same != 0 && request->same != watch->act) client_key(watch->act_key);
    if (request->same != 0) watch->act = request->same;
    client_send(watch->cli->client,
                &(struct client_request){.method = request->method,
                                         .path = request->path,
                                         .body = request->body[0] == '\0' ? NULL : request->body,
                                         .tag = request->wish,
                                         .within_ms = WITHIN_MS,
                                         .key = request->same != 0 ? watch->act_key : NULL},
                on_reply, watch);
}

static void send_wishes(struct watch *watch) {
    for (struct request request; session_take_request(&watch->session, &request);)
        send_wish(watch, &request);
}

static void show(struct watch *watch) {
    struct session *session = &watch->session;
    text_buf_clear(&watch->screen);
    if (watch->terminal != NULL) {
        int columns, rows;
        terminal_size(watch->terminal, &columns, &rows);
        screen_draw(session, columns, rows, &watch->screen);
        terminal_paint(watch->terminal, &watch->screen);
        if (session->model.offers_seen > watch->offers_seen) terminal_bell(watch->terminal);
        watch->offers_seen = session->model.offers_seen;
    } else if (!watch->cli->json) {
        plain_tell(&watch->plain, session, &watch->screen);
        fputs(text_slice(&watch->screen).data, stdout);
        fflush(stdout);
    }
}

/* --- the loop --------------------------------------------------------------------------------- */

static void turn(struct watch *watch) {
    int fds[2] = {watch->signals, STDIN_FILENO};
    bool reads = watch->terminal != NULL || watch->read_lines;
    session_tick(&watch->session, client_mono());
    send_wishes(watch);
    int64_t wait_ms = session_wait_ms(&watch->session);
    int64_t since = client_mono() - watch->painted_mono;
    if (watch->paint_now || since >= PAINT_EVERY_MS) {
        show(watch);
        watch->painted_mono = client_mono();
        watch->paint_now = false;
    } else if (PAINT_EVERY_MS - since < wait_ms) {
        wait_ms = PAINT_EVERY_MS - since;
    }
    client_turn(watch->cli->client, fds, reads ? 2 : 1, wait_ms);
    model_tick(&watch->session.model, client_mono());
    take_signals(watch);
    if (watch->terminal != NULL)
        take_keys(watch);
    else if (watch->read_lines)
        take_lines(watch);
    send_wishes(watch);
    if (ferror(stdout)) watch->session.quit = true; /* nobody reads any more */
}

/* What is known before the first event: names are never shown as ids. */
enum known { KNOWN_WHOAMI, KNOWN_TOPICS, KNOWN_ORGANISATIONS, KNOWN_COUNT };

static enum exit_code run(struct cli *cli, enum view view, bool view_chosen,
                          json_t *const known[KNOWN_COUNT]) {
    struct watch *watch = calloc(1, sizeof *watch);
    ASSERT(watch != NULL);
    sigset_t signals;
    watch->cli = cli;
    session_init(&watch->session, cli->language, client_mono());
    model_names(&watch->session.model, known[KNOWN_TOPICS]);
    model_names(&watch->session.model, known[KNOWN_ORGANISATIONS]);
    watch->session.keys = cli->config.keys;
    watch->session.view = view;
    watch->session.view_chosen = view_chosen;
    plain_init(&watch->plain);
    text_buf_init(&watch->screen, SCREEN_BYTES);
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGHUP);
    sigaddset(&signals, SIGWINCH);
    sigprocmask(SIG_BLOCK, &signals, NULL);
    signal(SIGPIPE, SIG_IGN);
    watch->signals = signalfd(-1, &signals, SFD_NONBLOCK | SFD_CLOEXEC);
    ASSERT(watch->signals >= 0);
    bool plain = cli->json || arguments_has(&cli->arguments, "plain");
    if (!plain) watch->terminal = terminal_open(cli->colour);
    if (!plain && watch->terminal == NULL && cli->in_terminal && cli->out_terminal)
        cli_fail(cli, EXIT_DONE, T_TERMINAL_UNKNOWN, getenv("TERM") == NULL ? "" : getenv("TERM"),
                 NULL);
    watch->read_lines = watch->terminal == NULL && !cli->json;
    client_stream_open(cli->client, &stream_ops, watch);
    while (!watch->session.quit)
        turn(watch);
    terminal_close(watch->terminal);
    close(watch->signals);
    enum exit_code code = watch->code;
    client_destroy(cli->client); /* before the session that its callbacks know */
    cli->client = NULL;
    session_close(&watch->session);
    text_buf_close(&watch->screen);
    free(watch);
    return code;
}

/* The token is tried first: a refusal is told as a sentence, not as a screen that flashes by. */
static enum exit_code start(struct cli *cli, enum view view, bool view_chosen) {
    static const char *const paths[KNOWN_COUNT] = {"/v1/whoami", "/v1/topics", "/v1/organisations"};
    json_t *known[KNOWN_COUNT] = {NULL};
    enum exit_code code = EXIT_DONE;
    for (int i = 0; i < KNOWN_COUNT && code == EXIT_DONE; i++)
        code = cli_ask(cli, "GET", paths[i], NULL, &known[i]);
    if (code == EXIT_DONE) code = run(cli, view, view_chosen, known);
    for (int i = 0; i < KNOWN_COUNT; i++)
        json_decref(known[i]);
    return code;
}

enum exit_code verb_watch(struct cli *cli) { return start(cli, VIEW_AGENT, false); }

enum exit_code watch_overview(struct cli *cli) { return start(cli, VIEW_OVERVIEW, true); }
